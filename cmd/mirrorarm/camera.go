package main

import (
	"fmt"

	"mirrorarm/sim/live/tracker"
)

// cameraCmd is `mirrorarm camera`.
type cameraCmd struct {
	Install cameraInstallCmd `cmd:"" help:"Fetch the hand tracker through npm, once, or take it from a packed file."`
	Status  cameraStatusCmd  `cmd:"" help:"Say whether the hand tracker is installed, and where."`
	Pack    cameraPackCmd    `cmd:"" help:"Write the installed tracker into one file, for a machine without a network."`
	Remove  cameraRemoveCmd  `cmd:"" help:"Remove the hand tracker from this machine."`
}

// trackerFolder is where commands find the tracker.
type trackerFolder struct {
	Folder string `help:"Where the tracker is kept; in the user's cache folder if absent. Example: --folder tracker" placeholder:"FOLDER" type:"path"`
}

func (f *trackerFolder) path() (string, error) {
	if f.Folder != "" {
		return f.Folder, nil
	}
	return tracker.DefaultDir()
}

// installation is what the commands print as JSON.
type installation struct {
	Installed bool     `json:"installed"`
	Version   string   `json:"version"`
	Folder    string   `json:"folder"`
	Files     []string `json:"files"`
	Problem   string   `json:"problem,omitempty"`
}

// tell prints what is installed in a folder.
func (c *common) tellInstallation(a *app, dir string) error {
	names, err := tracker.Status(dir)
	r := installation{Installed: err == nil, Version: tracker.Version, Folder: dir, Files: names}
	if r.Files == nil {
		r.Files = []string{}
	}
	if err != nil {
		r.Problem = err.Error()
	}
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	if err != nil {
		p.linef("%s", err)
		return p.err
	}
	p.linef("tracker    %s in %s", r.Version, dir)
	for _, name := range names {
		p.linef("           %s", name)
	}
	return p.err
}

type cameraInstallCmd struct {
	common
	trackerFolder
	From string `help:"A file that camera pack wrote, in place of the network. Example: --from tracker.zip" placeholder:"FILE.zip" type:"existingfile"`
}

// Help is the long help text.
func (cameraInstallCmd) Help() string {
	return `Example:
  mirrorarm camera install
  mirrorarm camera install --from tracker.zip

The tracker is MediaPipe's, Apache License 2.0, from three packages of the npm
registry that a lock file names with their hashes; npm fetches them, this program
builds its model files from them. About 60 MB are fetched, 25 MB kept. Where it is
installed already, nothing is fetched.`
}

// Run installs the tracker.
func (c *cameraInstallCmd) Run(a *app) error {
	dir, err := c.path()
	if err != nil {
		return err
	}
	if c.From != "" {
		err = tracker.InstallFrom(c.From, dir)
	} else {
		err = tracker.Install(a.ctx, dir, func(what string) { fmt.Fprintln(a.stderr, what) })
	}
	if err != nil {
		return err
	}
	return c.tellInstallation(a, dir)
}

type cameraStatusCmd struct {
	common
	trackerFolder
}

// Run tells what is installed.
func (c *cameraStatusCmd) Run(a *app) error {
	dir, err := c.path()
	if err != nil {
		return err
	}
	return c.tellInstallation(a, dir)
}

type cameraPackCmd struct {
	common
	trackerFolder
	File string `arg:"" help:"The file to write. Example: mirrorarm camera pack tracker.zip" type:"path"`
}

// Run packs the tracker.
func (c *cameraPackCmd) Run(a *app) error {
	dir, err := c.path()
	if err != nil {
		return err
	}
	if err := tracker.Pack(dir, c.File); err != nil {
		return err
	}
	if c.JSON {
		return a.printJSON(map[string]string{"out": c.File})
	}
	_, err = fmt.Fprintf(a.stdout, "%s: for mirrorarm camera install --from\n", c.File)
	return err
}

type cameraRemoveCmd struct {
	common
	trackerFolder
}

// Run removes the tracker.
func (c *cameraRemoveCmd) Run(a *app) error {
	dir, err := c.path()
	if err != nil {
		return err
	}
	if err := tracker.Remove(dir); err != nil {
		return err
	}
	return c.tellInstallation(a, dir)
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"mirrorarm/sim/world"
)

// sceneCmd is `mirrorarm scene`.
type sceneCmd struct {
	common
	Do      string `arg:"" optional:"" help:"What to do: check tells what is wrong in a scene's file, list names the scenes that ship with the program. Example: mirrorarm scene list"`
	File    string `arg:"" optional:"" help:"With check: the file, YAML or JSON. Example: mirrorarm scene check my-scene.yaml" type:"path"`
	Example bool   `help:"Print a scene in which every key is explained, and stop."`
}

// Help is the long help text.
func (sceneCmd) Help() string {
	return `Examples:
  mirrorarm scene list
  mirrorarm scene --example > my-scene.yaml
  mirrorarm scene check my-scene.yaml
  mirrorarm demo --scene my-scene.yaml

A scene is what stands around the robot at the start. check tells every problem
with its line and what is wanted there; exit code 1 if there is any. --json prints
{"ok", "problems": [{"line", "key", "problem"}]} and, where it is asked for,
"scenes": [{"name", "about"}] or "example".`
}

// sceneReport is what the command has to say.
type sceneReport struct {
	OK       bool            `json:"ok"`
	Problems []world.Problem `json:"problems"`
	Scenes   []sceneName     `json:"scenes,omitempty"`
	Example  string          `json:"example,omitempty"`
}

type sceneName struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// Run does what is asked for.
func (c *sceneCmd) Run(a *app) error {
	switch {
	case c.Example && c.Do != "":
		return usageError{fmt.Errorf("scene --example %s: want one of the two", c.Do)}
	case c.Example && c.JSON:
		return a.printJSON(sceneReport{OK: true, Problems: []world.Problem{}, Example: world.ExampleScene()})
	case c.Example:
		_, err := io.WriteString(a.stdout, world.ExampleScene())
		return err
	case c.Do == "list" && c.File == "":
		return c.list(a)
	case c.Do == "list":
		return usageError{fmt.Errorf("scene list %s: want no file", c.File)}
	case c.Do == "check" && c.File != "":
		return c.check(a)
	case c.Do == "check":
		return usageError{errors.New("scene check: want a file, such as mirrorarm scene check my-scene.yaml")}
	case c.Do == "":
		return usageError{errors.New("scene: want --example, check FILE or list")}
	}
	return usageError{fmt.Errorf("scene %q: want --example, check FILE or list", c.Do)}
}

// list names the scenes that ship with the program.
func (c *sceneCmd) list(a *app) error {
	report := sceneReport{OK: true, Problems: []world.Problem{}}
	for _, name := range world.SceneNames() {
		s, err := world.LookupScene(name)
		if err != nil {
			return err
		}
		report.Scenes = append(report.Scenes, sceneName{name, s.About})
	}
	if c.JSON {
		return a.printJSON(report)
	}
	p := &printer{w: a.stdout}
	for _, s := range report.Scenes {
		p.linef("%-10s %s", s.Name, s.About)
	}
	return p.err
}

// check tells what is wrong in a file.
func (c *sceneCmd) check(a *app) error {
	s, problems := checkScene(c.File)
	if c.JSON {
		report := sceneReport{OK: len(problems) == 0, Problems: append([]world.Problem{}, problems...)}
		if err := a.printJSON(report); err != nil {
			return err
		}
	} else if err := printProblems(a.stdout, c.File, s, problems); err != nil {
		return err
	}
	switch n := len(problems); n {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s: 1 problem", c.File)
	default:
		return fmt.Errorf("%s: %d problems", c.File, n)
	}
}

// checkScene reads a scene's file; that it cannot be read is a problem too.
func checkScene(path string) (*world.Scene, []world.Problem) {
	file, err := os.Open(path)
	if err != nil {
		return nil, []world.Problem{world.Unreadable(err)}
	}
	defer func() { _ = file.Close() }() // only read from
	return world.CheckScene(file)
}

func printProblems(w io.Writer, path string, s *world.Scene, problems []world.Problem) error {
	p := &printer{w: w}
	for _, problem := range problems {
		p.linef("%s: %s", path, problem)
	}
	if s == nil {
		return p.err
	}
	movable := 0
	for i := range s.Objects {
		if s.Objects[i].Body.Mass > 0 {
			movable++
		}
	}
	named := s.Name
	if named == "" {
		named = "a scene without a name"
	}
	p.linef("%s: %s: %d things, %d of them movable", path, named, len(s.Objects), movable)
	return p.err
}

package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/atomicfile"
)

// robotCmd is `mirrorarm robot`.
type robotCmd struct {
	common
	File string `arg:"" help:"Robot description: a URDF file. Example: mirrorarm robot hand.urdf" type:"path"`
	mappingFlags
	Save string      `help:"Write all that was found as a mapping, to be kept and changed. Example: --save hand.yaml" placeholder:"M.yaml" type:"path"`
	Out  string      `help:"A picture of the robot with its hand flat, a PNG (.png) or a JPEG (.jpg, .jpeg). Example: --out hand.png" ends:".png, .jpg or .jpeg" placeholder:"FILE.png" type:"path"`
	Size pictureSize `help:"Width and height in pixels of the picture. Example: --size 1920x1080" default:"1280x720"`
	Pose string      `help:"With --out: the hand's posture: ${enum}. Example: --pose fist" enum:"flat,open,fist,pinch,point" default:"flat"`
}

// Help is the long help text.
func (robotCmd) Help() string {
	return `Examples:
  mirrorarm robot hand.urdf
  mirrorarm robot hand.urdf --save hand.yaml --out hand.png
  mirrorarm robot humanoid.urdf --side left --json
  mirrorarm run --robot hand.urdf --mapping hand.yaml

Palm, fingers, side and base are found from how the links lie and move, and from
their names. A frame is given by where the flat hand's fingers point and where its
back looks, as axes of the palm's link. Fingers are named from the thumb's side on;
a robot with fewer than five has no little finger, then no ring finger: what is
missing leads nothing. Of two jaws the first is the thumb, and the hand opens as
far as the person's thumb is from the other fingertips. Doubts are told; a flag, or
a line of the file that --save writes, settles them.`
}

func (c *robotCmd) places() []place { return []place{{path: c.Save}, {path: c.Out}} }

// robotReport is what was found of a robot.
type robotReport struct {
	Robot string `json:"robot"`
	robot.Found
	Joints    []string              `json:"joints"` // independent ones, in the order of every list of them
	Limits    map[string][2]float64 `json:"limits"` // rad or m, of those that have both
	Triangles int                   `json:"triangles"`
	Missing   []string              `json:"missing_meshes"`
	Notes     []string              `json:"notes"` // of reading the file
	Mapping   string                `json:"mapping,omitempty"`
	Picture   string                `json:"picture,omitempty"`
}

// Run tells what is found of a robot.
func (c *robotCmd) Run(a *app) error {
	if c.File == bionicRobot {
		return usageError{errors.New("robot bionic: the shipped arm is as it is; want somebody's URDF file")}
	}
	flags := robotFlags{Robot: c.File, mappingFlags: c.mappingFlags}
	r, err := awaitSaying(a, "reading "+c.File, func() (*robot.Robot, error) { return flags.openEither() })
	if err != nil {
		return err
	}
	report := robotReport{Robot: r.Model.Name(), Found: *r.Found, Joints: coordinateNames(r.Model), Missing: []string{}, Notes: append([]string{}, r.Notes...)}
	report.Limits = map[string][2]float64{}
	for i := range r.Model.DOF() {
		if j := r.Model.Coordinate(i); !math.IsInf(j.Limit.Upper-j.Limit.Lower, 0) {
			report.Limits[j.Name] = [2]float64{j.Limit.Lower, j.Limit.Upper}
		}
	}
	if c.Out != "" {
		if err := c.draw(a, r); err != nil {
			return err
		}
		report.Picture = c.Out
	}
	report.Triangles = r.Triangles()
	if r.Meshes != nil {
		report.Missing = append(report.Missing, r.Meshes.Missing...)
	}
	if c.Save != "" {
		text, err := writeMapping(c.File, r)
		if err != nil {
			return err
		}
		if err := atomicfile.Write(c.Save, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
			return err
		}
		report.Mapping = c.Save
	}
	if c.JSON {
		return a.printJSON(report)
	}
	return report.print(a.stdout)
}

// openEither is the robot with the hand that it has, whichever its side.
func (f *robotFlags) openEither() (*robot.Robot, error) {
	fit, err := f.fit(f.Robot)
	if err != nil {
		return nil, err
	}
	return f.read(f.Robot, fit)
}

func (r *robotReport) print(w io.Writer) error {
	p := &printer{w: w}
	p.linef("robot     %s", r.Robot)
	p.linef("palm      %s: %s", r.Palm, r.Axes)
	p.linef("side      %s, from %s", r.Side, r.SideFrom)
	if r.Mounted != "" {
		p.linef("arm       %s", r.Mounted)
	} else {
		p.linef("arm       from %s: %s", r.Base, strings.Join(r.Arm, " "))
	}
	for f := hand.Thumb; f <= hand.Little; f++ {
		said := false
		for _, g := range r.Fingers {
			if g.Finger == f.String() {
				tip := g.Tip
				if g.TipFrom != "" {
					tip += fmt.Sprintf(" at %.1f %.1f %.1f mm, from %s", 1e3*g.TipAt[0], 1e3*g.TipAt[1], 1e3*g.TipAt[2], g.TipFrom)
				}
				p.linef("%-9s %s; links %s; tip %s", f, strings.Join(g.Joints, " "), strings.Join(g.Links, " "), tip)
				said = true
			}
		}
		if !said {
			p.linef("%-9s none", f)
		}
	}
	for _, line := range []struct {
		what string
		list []string
	}{{"coupled", r.Coupled}, {"no skin", r.Bare}, {"other", r.OtherHands}, {"no mesh", r.Missing}, {"note", r.Notes}, {"doubt", r.Doubts}} {
		p.list(line.what, line.list)
	}
	if r.Rule != "" {
		p.linef("rule      %s", r.Rule)
	}
	if r.Triangles > 0 {
		p.linef("drawn     with %d triangles", r.Triangles)
	}
	for _, file := range []string{r.Mapping, r.Picture} {
		if file != "" {
			p.linef("written   %s", file)
		}
	}
	return p.err
}

// list prints a list, a line each where they are sentences.
func (p *printer) list(what string, items []string) {
	if len(items) == 0 {
		return
	}
	if what == "no skin" || what == "other" {
		p.linef("%-9s %s", what, strings.Join(items, " "))
		return
	}
	for _, i := range items {
		p.linef("%-9s %s", what, i)
	}
}

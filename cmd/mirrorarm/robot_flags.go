package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/robot"
)

// bionicRobot is the name of the robot that ships with the program.
const bionicRobot = "bionic"

// robotFlags choose the robot; all that is mirrored has them.
type robotFlags struct {
	Robot string `help:"The robot: bionic, or a URDF file of an arm with a hand, or of a hand alone, which is put on our arm; mirrorarm robot FILE tells what is found of it. Example: --robot arm.urdf" default:"bionic"`
	mappingFlags
}

// mappingFlags say of somebody's robot what is not to be found.
type mappingFlags struct {
	Wrist                string   `help:"With a URDF: the link that is the palm. Example: --wrist palm_link" placeholder:"LINK"`
	HandLink             string   `help:"With a URDF of several hands: a link that the hand hangs from. Example: --hand-link left_wrist" placeholder:"LINK"`
	Tips                 []string `help:"With a URDF: the fingertips. Example: --tips thumb=th_tip,index=ff_tip" placeholder:"FINGER=LINK"`
	Side                 string   `help:"With a URDF: the hand's side, left or right: of two hands the one that is meant, of one what it is. Example: --side left" placeholder:"SIDE"`
	PalmFrame            string   `help:"With a URDF: where the flat hand's fingers point and where its back looks, as axes of the palm's link, or six numbers. Example: --palm-frame +z,-x" placeholder:"FINGERS,BACK"`
	Base                 string   `help:"With a URDF: the link whose frame stands where the arm's shoulder belongs, x to the person, z up. Example: --base torso" placeholder:"LINK"`
	IgnoreFollowerLimits bool     `help:"With a URDF: joints that follow others have no limits of their own. Example: --ignore-follower-limits"`
	MeshDir              []string `help:"With a URDF: folders in which its meshes and packages are; beside the file and in ROS_PACKAGE_PATH and AMENT_PREFIX_PATH they are looked for anyway. Example: --mesh-dir ~/ws/src" placeholder:"FOLDER" type:"existingdir"`
	Xacro                bool     `help:"With a .xacro file: expand it by the program xacro, which runs the expressions that are in it. Example: --xacro"`
	Mapping              string   `help:"With a URDF: a file that says what these flags do, as mirrorarm robot FILE --save M.yaml writes it; flags beside it count more. Example: --mapping hand.yaml" placeholder:"M.yaml" type:"existingfile"`
}

// openRobot is the robot of a side.
func (f *robotFlags) openRobot(side hand.Side) (*robot.Robot, error) {
	if f.Robot == bionicRobot {
		return robot.Bionic(side)
	}
	fit, err := f.fit(f.Robot)
	if err != nil {
		return nil, err
	}
	fit.Want = side.String()
	r, err := f.read(f.Robot, fit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w%s", err, didYouMean(f.Robot, []string{bionicRobot}))
	}
	if err != nil {
		return nil, err
	}
	return r.ForSide(side)
}

// read fits the robot in a file.
func (f *mappingFlags) read(path string, fit robot.Fit) (*robot.Robot, error) {
	if !f.Xacro {
		return robot.FromURDF(path, fit)
	}
	text, err := expandXacro(path)
	if err != nil {
		return nil, err
	}
	return robot.ReadURDF(path, bytes.NewReader(text), fit)
}

// text is the description in a file, expanded if that was asked for.
func (f *mappingFlags) text(path string) ([]byte, error) {
	if f.Xacro {
		return expandXacro(path)
	}
	return os.ReadFile(path)
}

// xacroTime is how long an expansion may take: a large robot's takes a second.
const xacroTime = time.Minute

// expandXacro runs the program xacro on a file.
func expandXacro(path string) ([]byte, error) {
	program, err := exec.LookPath("xacro")
	if err != nil {
		return nil, errors.New("--xacro: the program xacro is not installed; it comes with ROS, and as pip install xacro")
	}
	ctx, stop := context.WithTimeout(context.Background(), xacroTime)
	defer stop()
	var out, errs bytes.Buffer
	c := exec.CommandContext(ctx, program, path)
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		why, _, _ := strings.Cut(strings.TrimSpace(errs.String()), "\n")
		return nil, fmt.Errorf("--xacro: %s: %w: %s", filepath.Base(path), err, why)
	}
	return out.Bytes(), nil
}

// tellRobot says in one line what was found of somebody's robot.
func (a *app) tellRobot(r *robot.Robot) {
	if r != nil && r.Found != nil {
		a.tell("robot: " + r.Found.Line())
	}
}

// tellNotes says what of a description was let pass, a line each.
func (a *app) tellNotes(notes []string) {
	for _, n := range notes {
		a.tell("robot: " + n)
	}
}

// fit is what is known of the robot in a file.
func (f *mappingFlags) fit(path string) (robot.Fit, error) {
	var fit robot.Fit
	if f.Side != "" && f.Side != hand.Left.String() && f.Side != hand.Right.String() {
		return fit, usageError{fmt.Errorf("--side %s: want left or right", f.Side)}
	}
	if f.Mapping != "" {
		text, err := os.ReadFile(f.Mapping)
		if err != nil {
			return fit, err
		}
		if fit, err = readMapping(f.Mapping, text); err != nil {
			return fit, err
		}
	}
	for _, given := range []struct {
		flag string
		to   *string
	}{{f.Wrist, &fit.Wrist}, {f.HandLink, &fit.HandLink}, {f.Side, &fit.Side}, {f.Base, &fit.Base}} {
		if given.flag != "" {
			*given.to = given.flag
		}
	}
	fit.IgnoreFollowerLimits = fit.IgnoreFollowerLimits || f.IgnoreFollowerLimits
	if len(f.Tips) > 0 {
		tips, err := f.tips()
		if err != nil {
			return fit, err
		}
		fit.Tips, fit.TipPoints = tips, nil
	}
	if f.PalmFrame != "" {
		frame, err := parsePalmFrame(f.PalmFrame)
		if err != nil {
			return fit, usageError{err}
		}
		fit.PalmFrame = &frame
	}
	fit.Meshes = mesh.Near(path, f.MeshDir, os.Getenv)
	return fit, nil
}

// tips are the fingertips' links by finger.
func (f *mappingFlags) tips() (map[string]string, error) {
	tips := map[string]string{}
	for _, t := range f.Tips {
		finger, link, ok := strings.Cut(t, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--tips %q: want FINGER=LINK", t)}
		}
		tips[finger] = link
	}
	return tips, nil
}

// parsePalmFrame reads two axes or six numbers.
func parsePalmFrame(text string) (robot.PalmFrame, error) {
	fault := fmt.Errorf("--palm-frame %q: want two axes of the palm's link, where the fingers point and the back looks, such as +z,-x, or six numbers", text)
	parts := strings.Split(text, ",")
	var v [6]float64
	switch len(parts) {
	case 2:
		for i, p := range parts {
			axis, err := parseAxis(p)
			if err != nil {
				return robot.PalmFrame{}, fault
			}
			copy(v[3*i:], axis[:])
		}
	case len(v):
		for i, p := range parts {
			x, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
			if err != nil {
				return robot.PalmFrame{}, fault
			}
			v[i] = x
		}
	default:
		return robot.PalmFrame{}, fault
	}
	return robot.PalmFrame{Fingers: [3]float64(v[:3]), Back: [3]float64(v[3:])}, nil
}

// parseAxis reads +x, x, -x, y, …
func parseAxis(text string) (axis [3]float64, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	sign := 1.0
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		text, sign = rest, -1
	}
	i := strings.Index("xyz", strings.TrimPrefix(text, "+"))
	if i < 0 || len(strings.TrimPrefix(text, "+")) != 1 {
		return axis, fmt.Errorf("%q is no axis", text)
	}
	axis[i] = sign
	return axis, nil
}

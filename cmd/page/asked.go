// Command page is the program as a page of a browser has it: the demo, or a lesson,
// and nothing of the command line. `make web` builds it for js/wasm. What the page's
// address asks for is read here, by the rules of the flags of demo and teach.
package main

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/render/scene"
	"mirrorarm/render/show"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"
)

// asked is what a page is to show.
type asked struct {
	Setup    session.Setup
	Language locale.Language
	Kiosk    bool
	Renderer string         // one of renderers; empty is the first
	Lesson   *lesson.Lesson // in the demo's place; nil is none
	Step     int            // page of the lesson, from 1
	Posture  []float64      // rad, of every joint of the robot that a lesson stands on; nil is its own
	View     *scene.Orbit   // of the demo; nil is its own
	Embed    bool           // in another page, which has the panels' place

	// Addresses of files beside the page, in place of Setup's source and of our robot;
	// empty for none.
	Source, Robot string
	brought       *brought // from there; nil is our robot
}

// seed is that of the flag's default.
const seed = 1

// The longest query (bytes), and the largest page number, as --step has it.
const (
	maxQuery   = 4 << 10
	maxStep    = 100
	maxAddress = 1 << 10
)

// renderers are those of the window.
var renderers = []string{"auto", "gpu", "cpu"}

// The values that an address may have, by what they go with.
var (
	ofDemo   = []string{"scene", "source", "robot", "follow", "channels", "view", "kiosk", "renderer"}
	ofLesson = []string{"lesson", "step", "q"}
	ofBoth   = []string{"lang", "embed"}
)

// parse reads the query of an address, without its question mark.
func parse(query string) (*asked, error) {
	if len(query) > maxQuery {
		return nil, fmt.Errorf("the address asks for too much: %d bytes, want at most %d", len(query), maxQuery)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("the address cannot be read: %q, want such as ?scene=cups&source=synth:grasp", query)
	}
	if err := checkKeys(values); err != nil {
		return nil, err
	}
	a := &asked{Setup: session.Setup{Seed: seed}, Step: 1}
	for _, key := range slices.Concat(ofBoth, ofDemo, ofLesson) { // in one order, so that the first mistake is always the same one
		if !values.Has(key) {
			continue
		}
		value := values.Get(key)
		if err := a.take(key, value); err != nil {
			return nil, fmt.Errorf("%s %q: %w", key, value, err)
		}
	}
	if a.Posture != nil && a.Lesson == nil {
		a.Lesson = lesson.FreeBench()
	}
	return a, nil
}

// checkKeys refuses what is not known, stands twice, or does not go together.
func checkKeys(values url.Values) error {
	known := slices.Concat(ofBoth, ofDemo, ofLesson)
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		switch {
		case !slices.Contains(known, key):
			return fmt.Errorf("%q: unknown, want some of %s", key, strings.Join(known, ", "))
		case len(values[key]) > 1:
			return fmt.Errorf("%s: stands %d times in the address, want it once", key, len(values[key]))
		case values.Has("q") && slices.Contains(ofDemo, key):
			return fmt.Errorf("%s: a posture does not use it", key)
		case values.Has("lesson") && slices.Contains(ofDemo, key):
			return fmt.Errorf("%s: a lesson does not use it", key)
		case values.Has("kiosk") && slices.Contains([]string{"scene", "source", "robot", "view"}, key):
			return fmt.Errorf("%s: the exhibit does not use it, it plays acts of its own", key)
		}
	}
	if values.Has("step") && !values.Has("lesson") {
		return errors.New("step: goes with lesson, such as ?lesson=jacobian&step=2")
	}
	return nil
}

// take takes a value.
func (a *asked) take(key, value string) (err error) {
	switch key {
	case "lang":
		a.Language, err = locale.Parse(value)
	case "scene":
		if a.Setup.Scene, err = world.LookupScene(value); err != nil {
			err = fmt.Errorf("no such scene, want one of %s", strings.Join(world.SceneNames(), ", "))
		}
	case "source":
		err = a.play(value)
	case "follow":
		a.Setup.Follow, err = retarget.ParseFollow(value)
	case "channels":
		a.Setup.Channels, err = within(value, glove.MinChannels, glove.MaxChannels)
	case "robot":
		a.Robot, err = beside(value)
	case "view":
		a.View, err = view(value)
	case "kiosk", "embed":
		if value != "" {
			return fmt.Errorf("want %s alone, without a value", key)
		}
		a.Kiosk, a.Embed = a.Kiosk || key == "kiosk", a.Embed || key == "embed"
	case "renderer":
		if a.Renderer = value; !slices.Contains(renderers, value) {
			err = fmt.Errorf("want one of %s", strings.Join(renderers, ", "))
		}
	case "lesson":
		if a.Lesson, err = open(value); err != nil {
			err = fmt.Errorf("no such lesson, want one of %s, %s", strings.Join(lesson.Names(), ", "), lesson.FreeBench().Name)
		}
	case "q":
		a.Posture, err = posture(value)
	case "step":
		a.Step, err = within(value, 1, maxStep)
	}
	return err
}

// play takes a source: the medley, a synthetic gesture, or a recording beside the page.
func (a *asked) play(value string) (err error) {
	name, synthetic := strings.CutPrefix(value, "synth:")
	switch {
	case value == "synth":
		return nil
	case !synthetic:
		a.Source, err = beside(value)
		return err
	case strings.TrimSpace(name) == "":
		return errors.New("want synth, or synth:GESTURE such as synth:pinch")
	}
	if _, err := gesture.Synth(name, gesture.Options{Seed: seed}); err != nil {
		return err
	}
	a.Setup.Gesture = name
	return nil
}

// beside is the address of a file at the page's own host: a relative one.
func beside(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.Path == "" || len(address) > maxAddress {
		return "", errors.New("want the address of a file at the page's own host, such as hand.jsonl or /files/hand.jsonl")
	}
	return address, nil
}

// view is where the demo is looked at from: two angles (rad) and a distance (m), as links
// have them.
func view(text string) (*scene.Orbit, error) {
	var v [3]float64
	fields := strings.Split(text, ",")
	for i, field := range fields {
		x, err := strconv.ParseFloat(field, 64)
		if err != nil || !(math.Abs(x) <= mostTurned) || len(fields) != len(v) {
			return nil, errors.New("want two angles in rad and a distance in m, such as view=-0.22,0.2,1.36")
		}
		v[i] = x
	}
	o := scene.DefaultOrbit()
	o.Azimuth, o.Elevation, o.Distance = v[0], v[1], v[2]
	o = o.Turned(0, 0).Zoomed(1) // within its bounds
	return &o, nil
}

// open is the lesson of a name.
func open(name string) (*lesson.Lesson, error) {
	if free := lesson.FreeBench(); name == free.Name {
		return free, nil
	}
	return lesson.Shelf(lesson.English, name)
}

// mostJoints bounds a posture's, mostTurned (rad) each of them.
const (
	mostJoints = 100
	mostTurned = 2 * math.Pi
)

// posture is that of a poster's code: the joints in the robot's order, separated by commas.
func posture(text string) (q []float64, err error) {
	fields := strings.Split(text, ",")
	if len(fields) > mostJoints {
		return nil, fmt.Errorf("%d joints, want at most %d", len(fields), mostJoints)
	}
	for _, field := range fields {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil || !(math.Abs(v) <= mostTurned) {
			return nil, fmt.Errorf("want joints in rad, separated by commas, such as q=0.1,-0.52")
		}
		q = append(q, v)
	}
	return q, nil
}

// bend puts the robot of a setting into the posture that was asked for, within its limits.
func (a *asked) bend(s *lesson.Setting) error {
	if a.Posture == nil {
		return nil
	}
	if n := s.Robot.Model.DOF(); len(a.Posture) != n {
		return fmt.Errorf("q: %d joints, want the %d of this robot", len(a.Posture), n)
	}
	s.Posture = a.Posture
	s.Robot.Model.Clamp(s.Posture)
	return nil
}

// class is the lesson, open at its page.
func (a *asked) class(progress *lesson.Progress) (*lesson.Class, error) {
	s, err := lesson.Shipped()
	if err != nil {
		return nil, err
	}
	if err := a.bend(s); err != nil {
		return nil, err
	}
	c, err := show.Class(a.Lesson, s, progress)
	if err != nil {
		return nil, err
	}
	if a.Step > c.Pages() {
		return nil, fmt.Errorf("step %d: the lesson %s has pages 1 to %d", a.Step, a.Lesson.Name, c.Pages())
	}
	return c, c.Turn(a.Step - 1)
}

// within is a whole number between two others.
func within(text string, lower, upper int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < lower || n > upper {
		return 0, fmt.Errorf("want a whole number, %d to %d", lower, upper)
	}
	return n, nil
}

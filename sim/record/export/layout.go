package export

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/dataset"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/ros"
)

// layout is what a session's rows are made of. Those of one set have the same.
type layout struct {
	robot  string // its name
	side   hand.Side
	joints []string
	things []string // frames of the movable ones
	fixed  map[string]bool

	channels, taxels, patches int // 0 for none
}

// surveyed is how many steps show every channel that a session has: the slowest come at
// some 90 Hz.
const surveyed = 250

// survey finds the layout of a session in its first steps, and its file's size.
func survey(path string) (l *layout, size int64, err error) {
	s, err := open(path)
	if err != nil {
		return nil, 0, err
	}
	defer s.close()
	info, err := s.file.Stat()
	if err != nil {
		return nil, 0, err
	}
	for range surveyed {
		t, err := s.next()
		if err != nil {
			return nil, 0, err
		}
		if t == nil {
			break
		}
		if l == nil {
			if l, err = newLayout(s.Reader, t); err != nil {
				return nil, 0, fmt.Errorf("%s: %w", path, err)
			}
		}
		l.see(t)
	}
	if l == nil {
		return nil, 0, fmt.Errorf("%s: a session without a step", path)
	}
	return l, info.Size(), nil
}

// newLayout takes down what the first step shows.
func newLayout(r *record.Reader, t *record.Taken) (*layout, error) {
	arm, err := r.Robot(t.Step.Mirror)
	if err != nil {
		return nil, err
	}
	scene, err := r.Scene(t.Step.Mirror)
	if err != nil {
		return nil, err
	}
	if len(t.Joints.Name) == 0 {
		return nil, errors.New("the robot has no joints")
	}
	l := &layout{robot: arm.Model.Name(), side: arm.Side, joints: slices.Clone(t.Joints.Name), fixed: map[string]bool{}}
	if scene != nil {
		for i := range scene.Objects {
			if b := &scene.Objects[i].Body; b.Mass == 0 {
				l.fixed[thingFrame+strconv.Itoa(i)+"/"+b.Name] = true
			}
		}
	}
	return l, nil
}

// see takes down what a later step shows.
func (l *layout) see(t *record.Taken) {
	if t.Glove != nil {
		l.channels = len(t.Glove.Counts)
	}
	if t.Skin != nil {
		l.taxels = len(t.Skin.Data) / record.PointSize
	}
	if t.Patches != nil {
		l.patches = len(t.Patches.Temperature)
	}
	if t.TF != nil && l.things == nil {
		l.things = []string{}
		for i := range t.TF.Transforms {
			if child := t.TF.Transforms[i].Child; l.isThing(child) {
				l.things = append(l.things, child)
			}
		}
	}
}

// thingFrame begins the frames of things: thing/NUMBER/NAME.
const thingFrame = "thing/"

// isThing tells whether a frame is of a thing that can be moved.
func (l *layout) isThing(child string) bool {
	return strings.HasPrefix(child, thingFrame) && !l.fixed[child]
}

// poses appends those of the things (PoseNumbers each), which are to be those of the
// layout.
func (l *layout) poses(to []float64, tf *ros.Transforms) ([]float64, error) {
	const hint = "; without environment among what is observed, that does not matter"
	n := 0
	for i := range tf.Transforms {
		f := &tf.Transforms[i]
		if !l.isThing(f.Child) {
			continue
		}
		if n == len(l.things) || f.Child != l.things[n] {
			return to, fmt.Errorf("%s is there, which was not in the beginning, or what was before it is gone%s", f.Child, hint)
		}
		n++
		to = append(to, dataset.PoseNumbers(record.PoseOf(&f.Pose))...)
	}
	if n < len(l.things) {
		return to, fmt.Errorf("%s is gone%s", l.things[n], hint)
	}
	return to, nil
}

// difference tells what keeps sessions of two layouts out of one set; "" for nothing.
// Things matter where they are observed.
func (l *layout) difference(o *layout, things bool) string {
	switch {
	case l.robot != o.robot || l.side != o.side:
		return fmt.Sprintf("the robot is %s (%s) in one and %s (%s) in the other", l.robot, l.side, o.robot, o.side)
	case !slices.Equal(l.joints, o.joints):
		return fmt.Sprintf("the joints are %s in one and %s in the other", listed(l.joints), listed(o.joints))
	case things && !slices.Equal(l.things, o.things):
		return fmt.Sprintf("the things are %s in one and %s in the other", listed(l.things), listed(o.things))
	case l.channels != o.channels:
		return fmt.Sprintf("the glove has %d channels in one and %d in the other", l.channels, o.channels)
	case l.taxels != o.taxels:
		return fmt.Sprintf("the skin has %d taxels in one and %d in the other", l.taxels, o.taxels)
	case l.patches != o.patches:
		return fmt.Sprintf("the skin has %d patches in one and %d in the other", l.patches, o.patches)
	}
	return ""
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

package bench

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// tapeSteps is the length of a recording that a stage is driven with: 4 s.
const tapeSteps = 4000

// tape holds what passed between the stages of a mirror, step by step, so that
// one of them can be run alone on what it would see in the loop.
type tape struct {
	info          gesture.Info
	robot         *robot.Robot
	worldFromBase spatial.Pose
	frames        []tapeFrame
}

type tapeFrame struct {
	angles, decoded  hand.Angles
	worldFromForearm spatial.Pose
	target           []float64
	worldFromLink    []spatial.Pose
}

func (s *session) record() (*tape, error) {
	src, err := s.source()
	if err != nil {
		return nil, err
	}
	m, err := s.mirror(src, func(c *mirror.Config) { c.Handicap = [mirror.StageLoop]float64{} })
	if err != nil {
		return nil, err
	}
	d := m.Describe()
	t := &tape{info: src.Info(), robot: d.Robot, worldFromBase: d.WorldFromBase, frames: make([]tapeFrame, tapeSteps)}
	var snap mirror.Snapshot
	for i := range t.frames {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		m.Step(float64(i+1) * mirror.Period)
		m.SnapshotTo(&snap)
		t.frames[i] = tapeFrame{
			angles: snap.Person.Angles, decoded: snap.Decoded,
			worldFromForearm: snap.Person.WorldFromForearm,
			target:           append([]float64(nil), snap.Arm.Target...),
			worldFromLink:    append([]spatial.Pose(nil), snap.Arm.WorldFromLink...),
		}
	}
	return t, nil
}

// at is the frame of step i. The tape runs forth and back, so that the movement
// has no jumps.
func (t *tape) at(i int) *tapeFrame {
	n := len(t.frames) - 1
	i %= 2 * n
	if i > n {
		i = 2*n - i
	}
	return &t.frames[i]
}

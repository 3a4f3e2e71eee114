package bench

import (
	"errors"
	"time"

	"mirrorarm/sim/mirror"
)

// stepsPerFrame is the simulated time between two pictures at 60 a second.
const stepsPerFrame = 17

// errNoPicture tells that there is nothing to draw with.
var errNoPicture = errors.New("no renderer in this program")

// frame measures the loop together with its picture.
func (s *session) frame() (*Case, error) {
	if s.opt.NewPicture == nil {
		return nil, errNoPicture
	}
	m, err := s.measure(plan{
		label: "frame", repeats: s.opt.Repeats, share: s.opt.Duration / time.Duration(s.opt.Repeats),
		period: stepsPerFrame * loopPeriod, build: s.frameWorkload, to: 1,
	})
	if err != nil {
		return nil, err
	}
	return &Case{Measurement: m}, nil
}

func (s *session) frameWorkload() (*workload, error) {
	src, err := s.source()
	if err != nil {
		return nil, err
	}
	m, err := s.mirror(src, nil)
	if err != nil {
		return nil, err
	}
	picture, err := s.opt.NewPicture(m.Describe())
	if err != nil {
		return nil, err
	}
	watch := lap{clock: s.host.Clock}
	var snap mirror.Snapshot
	steps := 0
	return &workload{
		stages: []string{"steps", "snapshot", "picture"}, whole: "frame", block: 1, warm: 5, periods: stepsPerFrame,
		step: func(_ int, laps []time.Duration) {
			watch.start()
			for range stepsPerFrame {
				steps++
				m.Step(float64(steps) * mirror.Period)
			}
			laps[0] = watch.split()
			m.SnapshotTo(&snap)
			laps[1] = watch.split()
			picture.Draw(&snap)
			laps[2] = watch.split()
		},
		close: picture.Close,
	}, nil
}

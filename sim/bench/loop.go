package bench

import (
	"time"

	"mirrorarm/sim/mirror"
)

// loopPeriod is the time between steps of the loop.
const loopPeriod = time.Duration(mirror.Period * float64(time.Second))

// loop measures the whole step, and what the arm makes of it.
func (s *session) loop() (*Case, error) {
	accuracy, err := s.accuracy(0, 0.3)
	if err != nil {
		return nil, err
	}
	m, err := s.measure(plan{
		label: "loop", repeats: s.opt.Repeats, share: s.opt.Duration / time.Duration(s.opt.Repeats),
		period: loopPeriod, build: s.loopWorkload, from: 0.3, to: 1,
	})
	c := &Case{Accuracy: accuracy, Digest: accuracy.Digest}
	if err == nil && len(m.Repeats) > 0 {
		c.Measurement = m
	}
	return c, err
}

// loopWorkload is a mirror that starts from the beginning of the source.
func (s *session) loopWorkload() (*workload, error) {
	src, err := s.source()
	if err != nil {
		return nil, err
	}
	m, err := s.mirror(src, nil)
	if err != nil {
		return nil, err
	}
	return &workload{
		stages: stageNames(), whole: mirror.StageLoop.String(),
		step: func(i int, laps []time.Duration) {
			m.Step(float64(i+1) * mirror.Period)
			copy(laps, m.Record().Duration[:mirror.StageLoop])
		},
	}, nil
}

// stageNames are the stages of the loop, in order.
func stageNames() []string {
	var names []string
	for stage := range mirror.StageLoop {
		names = append(names, stage.String())
	}
	return names
}

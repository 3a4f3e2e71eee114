package bench

import (
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// How the things of a scene are kept awake. Design values.
const (
	tossEvery = 500 // steps
	tossSpeed = 0.5 // m/s, upwards
	tossSpin  = 2.0 // rad/s
)

// world measures the things of a scene by themselves: the arm stands still, and every
// half second they are tossed.
func (s *session) world() (*Case, error) {
	scene, err := s.fullScene()
	if err != nil {
		return nil, err
	}
	arm, err := robot.Bionic(hand.Right)
	if err != nil {
		return nil, err
	}
	src, err := gesture.Synth("rest", gesture.Options{Seed: s.opt.Seed})
	if err != nil {
		return nil, err
	}
	m, err := s.measure(plan{
		label: "world", repeats: s.opt.Repeats, share: s.opt.Duration / time.Duration(s.opt.Repeats), period: loopPeriod, from: 0, to: 1,
		build: func() (*workload, error) {
			body, err := built(s, func() (*mirror.Body, error) {
				return mirror.NewBody(mirror.BodyConfig{
					Robot: arm, WorldFromBase: retarget.Mirror.WorldFromBase(src.Info().Shoulder), Scene: scene, Seed: s.opt.Seed,
				})
			})
			if err != nil {
				return nil, err
			}
			watch := lap{clock: s.host.Clock}
			return &workload{stages: []string{"world"}, step: func(i int, laps []time.Duration) {
				if i%tossEvery == 0 {
					toss(body.World())
				}
				watch.start()
				body.World().Step(mirror.Period, body.WorldFromLink())
				laps[0] = watch.split()
			}}, nil
		},
	})
	if err != nil {
		return nil, err
	}
	return &Case{Measurement: m}, nil
}

// toss throws up all that moves.
func toss(w *world.World) {
	for i, o := range w.Objects {
		if o != nil && !o.Fixed() {
			// The speed is far below the world's bounds.
			_ = w.Throw(i, spatial.Twist{Lin: r3.Vec{Z: tossSpeed}, Ang: r3.Vec{X: tossSpin}})
		}
	}
}

package bench

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/mirror"
)

// robotSizes are the numbers of arms.
func robotSizes() []int { return []int{1, 2, 4, 8, 16, 32, 64} }

// tickSteps are the steps of the motors between two commands to the arms, which
// come at 100 Hz.
const tickSteps = 10

// robots measures arms that follow one gesture: one glove and decoder lead, and
// every arm has its own solver, motors and skin. Every second arm is of the other
// side and follows as the same hand.
func (s *session) robots() (*Case, error) {
	t, err := built(s, s.record)
	if err != nil {
		return nil, err
	}
	leader, err := built(s, func() (*gloveRig, error) { return s.gloveRig(t.info, 576) })
	if err != nil {
		return nil, err
	}
	c := &Case{}
	var all []*follower
	err = s.eachSize(c, "arms", robotSizes(), func(p *Point, part plan) error {
		_, err := built(s, func() (struct{}, error) {
			for len(all) < p.Size {
				if err := s.ctx.Err(); err != nil {
					return struct{}{}, err
				}
				f, err := s.follower(t, len(all))
				if err != nil {
					return struct{}{}, err
				}
				all = append(all, f)
			}
			return struct{}{}, nil
		})
		if err != nil {
			return err
		}
		part.period = tickSteps * loopPeriod
		part.build = func() (*workload, error) { return s.crowd(t, leader, all[:p.Size]), nil }
		p.Measurement, err = s.measure(part)
		return err
	}, "arms")
	return c, err
}

// follower is one arm, the scratch of one goroutine at a time.
type follower struct {
	retarget *retarget.Retargeter
	arm      *arm
	skin     *skin.Skin
	target   []float64
}

func (s *session) follower(t *tape, i int) (*follower, error) {
	follow := retarget.Mirror
	if i%2 == 1 {
		follow = retarget.Same
	}
	body, err := robot.Bionic(follow.RobotSide(t.info.Side))
	if err != nil {
		return nil, err
	}
	f := &follower{target: make([]float64, body.Model.DOF())}
	person := retarget.Person{Side: t.info.Side, Dims: t.info.Dims, Shoulder: t.info.Shoulder}
	if f.retarget, err = retarget.New(body, person, follow); err != nil {
		return nil, err
	}
	own := *t
	own.robot = body
	if f.arm, err = newArm(&own, f.retarget.WorldFromBase()); err != nil {
		return nil, err
	}
	f.skin, err = s.newSkin(&own, nil)
	return f, err
}

// tick follows the decoded posture up to time now (s).
func (f *follower) tick(now float64, in retarget.Input) {
	f.retarget.Step(f.target, in)
	f.arm.step(f.target, f.skin.Wrenches(), tickSteps)
	f.skin.Step(now, f.arm.poses)
}

// crowd is one leader and its followers. As many workers as there are processors
// take the next arm as they get free, so that one that the system holds up does
// not hold up the tick.
func (s *session) crowd(t *tape, leader *gloveRig, arms []*follower) *workload {
	workers := min(runtime.GOMAXPROCS(0), len(arms))
	start := make(chan retarget.Input)
	var next atomic.Int64
	var done sync.WaitGroup
	for range workers {
		go func() {
			for in := range start {
				for i := next.Add(1); i <= int64(len(arms)); i = next.Add(1) {
					arms[i-1].tick(leader.now, in)
				}
				done.Done()
			}
		}()
	}
	watch := lap{clock: s.host.Clock}
	return &workload{
		stages: []string{"glove", "arms"}, whole: "tick", block: 1, warm: 5, periods: tickSteps,
		step: func(i int, laps []time.Duration) {
			watch.start()
			var forearm spatial.Pose
			for k := range tickSteps {
				f := t.at(i*tickSteps + k)
				now := leader.tick()
				leader.decode(leader.worn.Sense(now, f.angles, leader.frame), now)
				forearm = f.worldFromForearm
			}
			laps[0] = watch.split()
			next.Store(0)
			done.Add(workers)
			for range workers {
				start <- retarget.Input{Angles: leader.estimate.Angles, WorldFromForearm: forearm, Dt: tickSteps * mirror.Period}
			}
			done.Wait()
			laps[1] = watch.split()
		},
		close: func() { close(start) },
	}
}

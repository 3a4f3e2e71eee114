package bench

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/sim/evaluate"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// Accuracy is how well the arm follows, so that nobody buys speed with quality
// unseen. It depends on the seed and the duration alone, not on the machine's
// speed. What was not come to, in an interrupted case, was not measured.
type Accuracy struct {
	SimSeconds   float64      `json:"sim_seconds"`
	JointRMSEDeg figure.Value `json:"joint_rmse_deg"`
	JointP95Deg  figure.Value `json:"joint_p95_deg"`
	TipErrorMM   figure.Value `json:"tip_error_mm"`
	TipP95MM     figure.Value `json:"tip_p95_mm"`
	PalmErrorMM  figure.Value `json:"palm_error_mm"`
	PalmErrorDeg figure.Value `json:"palm_error_deg"`
	LagMS        figure.Value `json:"lag_ms"`
	Violations   figure.Value `json:"limit_violations"`

	// While the person pinches: how far the distance between the robot's thumb and
	// finger is from the person's, scaled; and the share of pinches in which it is
	// within 5 mm.
	PinchGapMM      figure.Value `json:"pinch_gap_mm"`
	PinchSuccessPct figure.Value `json:"pinch_success_pct"`

	// How far the robot's fingertips stray, RMS, while the person's hand is as still
	// as a stone: in the world, and in the palm's frame.
	StillJitterMM     figure.Value `json:"still_jitter_mm"`
	StillPalmJitterMM figure.Value `json:"still_jitter_in_palm_mm"`

	// Spectral arc length of the index fingertip's speed in the palm's frame: nearer
	// to 0 is smoother.
	SmoothnessRobot  figure.Value `json:"smoothness_robot_sal"`
	SmoothnessPerson figure.Value `json:"smoothness_person_sal"`

	// The mean cosine between the ways that the person's fingertips, mirrored, and
	// the robot's go in 50 ms: the motion preservation of Yin et al. (Geometric
	// Retargeting, arXiv 2503.07541), 1 at best.
	MotionPreservation figure.Value `json:"motion_preservation"`

	// The share of the places that the robot's fingertips can be at which they do
	// come to, while the person's hand takes all of its postures: the workspace
	// coverage of the same work.
	WorkspaceCoveragePct figure.Value `json:"workspace_coverage_pct"`

	Digest string `json:"digest"`
}

// Why figures of accuracy may be missing.
const (
	noMove  = "no fingertip moved far enough"
	noPinch = "interrupted before a pinch was held"
)

// watchEvery is how many steps lie between two looks at the fingertips: 10 ms.
const watchEvery = 10

// tips are places of the five fingertips.
type tips [hand.NumFingers]r3.Vec

// accuracy runs what it takes, the whole of it or none; from and to are its part in
// the case's progress.
func (s *session) accuracy(from, to float64) (*Accuracy, error) {
	a := &Accuracy{}
	part := (to - from) / 4
	for i, study := range []func(*Accuracy) error{s.following, s.pinching, s.holding, s.covering} {
		s.tell("accuracy", from+part*float64(i))
		if err := study(a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// watcher follows the fingertips of both hands in the robot's palm frame.
type watcher struct {
	m      *mirror.Mirror
	wanted *retarget.Retargeter
	desc   mirror.Description
	snap   mirror.Snapshot
}

func newWatcher(m *mirror.Mirror) (*watcher, error) {
	cfg := m.Config()
	info := cfg.Source.Info()
	w, err := retarget.New(cfg.Robot, retarget.Person{Side: info.Side, Dims: info.Dims, Shoulder: info.Shoulder}, cfg.Follow)
	return &watcher{m: m, wanted: w, desc: m.Describe()}, err
}

// look gives where the tips are: the person's mirrored and scaled, the robot's in
// its palm, and the robot's in the world.
func (w *watcher) look() (person, robot, world tips) {
	w.m.SnapshotTo(&w.snap)
	var at [hand.NumFingers]r3.Vec
	w.wanted.TipTargetsTo(&at, w.snap.Person.Angles)
	arm := w.desc.Robot
	palmFromWorld := w.snap.Arm.WorldFromLink[arm.Palm].Mul(arm.LinkFromPalm).Inverse()
	for f, link := range arm.Tips {
		if link >= 0 {
			person[f] = at[f]
			world[f] = w.snap.Arm.WorldFromLink[link].Pos
			robot[f] = palmFromWorld.Apply(world[f])
		}
	}
	return person, robot, world
}

// watch runs steps of a mirror and shows the tips to see, every 10 ms.
func (s *session) watch(m *mirror.Mirror, steps int, step func(), see func(t float64, person, robot, world tips)) error {
	w, err := newWatcher(m)
	if err != nil {
		return err
	}
	for i := range steps {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		t := float64(i+1) * mirror.Period
		m.Step(t)
		if step != nil {
			step()
		}
		if (i+1)%watchEvery == 0 {
			person, robot, world := w.look()
			see(t, person, robot, world)
		}
	}
	return nil
}

// following mirrors the suite's source for as long as a case is measured.
func (s *session) following(a *Accuracy) error {
	src, err := s.source()
	if err != nil {
		return err
	}
	m, err := s.mirror(src, nil)
	if err != nil {
		return err
	}
	trace := mirror.NewTrace()
	var personPath, robotPath []tips
	steps := max(1, int(s.opt.Duration/loopPeriod))
	err = s.watch(m, steps, func() { trace.Add(m) }, func(_ float64, person, robot, _ tips) {
		personPath, robotPath = append(personPath, person), append(robotPath, robot)
	})
	r := trace.Report(m)
	a.SimSeconds, a.Digest, a.LagMS = r.SimSeconds, r.Digest, r.LagMS
	a.JointRMSEDeg, a.JointP95Deg = r.Decode.JointRMSEDeg, r.Decode.JointP95Deg
	a.TipErrorMM, a.TipP95MM = r.Retarget.TipErrorMM.Mean, r.Retarget.TipErrorMM.P95
	a.PalmErrorMM, a.PalmErrorDeg = r.Retarget.PalmErrorMM, r.Retarget.PalmErrorDeg
	a.Violations = r.Limits.PositionViolations.Plus(r.Limits.VelocityViolations)
	a.MotionPreservation = motionPreservation(personPath, robotPath)
	a.SmoothnessPerson = spectralArcLength(speeds(personPath, hand.Index))
	a.SmoothnessRobot = spectralArcLength(speeds(robotPath, hand.Index))
	return err
}

// motionPreservation compares directions over five looks, wherever the person's
// fingertip goes further than tremor carries it.
func motionPreservation(person, robot []tips) figure.Value {
	const looks, least = 5, 4e-3
	sum, n := 0.0, 0
	for i := looks; i < len(person); i++ {
		for f := range person[i] {
			p, q := r3.Sub(person[i][f], person[i-looks][f]), r3.Sub(robot[i][f], robot[i-looks][f])
			if lp, lq := r3.Norm(p), r3.Norm(q); lp > least && lq > 0 {
				sum += r3.Dot(p, q) / (lp * lq)
				n++
			}
		}
	}
	return figure.Ratio(sum, float64(n), noMove)
}

// Pinching, with every finger.
const (
	pinchScript  = "open 0.4s hold 0.2s, pinch index 0.6s hold 0.8s, open 0.4s hold 0.2s, pinch middle 0.6s hold 0.8s, open 0.4s hold 0.2s, pinch ring 0.6s hold 0.8s, open 0.4s hold 0.2s, pinch little 0.6s hold 0.8s, open 0.4s hold 0.2s"
	pinchSeconds = 8.6
	// pinched is how near the tips, which lie in the pulps, come in a pinch, and
	// pinchTolerance how far off the robot may be (m). Design values.
	pinched        = 0.022
	pinchTolerance = 0.005
	// pinchSettling is how long a pinch must last before it counts (looks).
	pinchSettling = 20
)

// pinching compares thumb and finger while the person pinches.
func (s *session) pinching(a *Accuracy) error {
	src, err := gesture.Synth(pinchScript, gesture.Options{Seed: s.opt.Seed})
	if err != nil {
		return err
	}
	m, err := s.mirror(src, nil)
	if err != nil {
		return err
	}
	var lasted [hand.NumFingers]int
	sum, good, n := 0.0, 0, 0
	err = s.watch(m, int(pinchSeconds/mirror.Period), nil, func(_ float64, person, robot, _ tips) {
		for f := hand.Index; f <= hand.Little; f++ {
			want := r3.Norm(r3.Sub(person[hand.Thumb], person[f]))
			if want > pinched {
				lasted[f] = 0
				continue
			}
			if lasted[f]++; lasted[f] < pinchSettling {
				continue
			}
			gap := math.Abs(r3.Norm(r3.Sub(robot[hand.Thumb], robot[f])) - want)
			sum += gap
			n++
			if gap <= pinchTolerance {
				good++
			}
		}
	})
	a.PinchGapMM = figure.Ratio(sum*1e3, float64(n), noPinch)
	a.PinchSuccessPct = figure.Ratio(100*float64(good), float64(n), noPinch)
	return err
}

// still is a person who holds one posture without any tremor.
type still struct {
	gesture.Source
	pose gesture.Sample
}

func (s *still) Sample(t float64, dst *gesture.Sample) {
	*dst = s.pose
	dst.Time = t
}

// holding watches the robot's fingertips while the person is still.
func (s *session) holding(a *Accuracy) error {
	src, err := s.source()
	if err != nil {
		return err
	}
	rock := &still{Source: src}
	src.Sample(0, &rock.pose)
	m, err := s.mirror(rock, nil)
	if err != nil {
		return err
	}
	const settle, seconds = 1.0, 3.0
	var inWorld, inPalm spread3
	err = s.watch(m, int(seconds/mirror.Period), nil, func(t float64, _, robot, world tips) {
		if t > settle {
			inWorld.add(world)
			inPalm.add(robot)
		}
	})
	a.StillJitterMM, a.StillPalmJitterMM = inWorld.rmsMM(), inPalm.rmsMM()
	return err
}

// spread3 is the scatter of points about their means.
type spread3 struct {
	sum  tips
	sum2 [hand.NumFingers]float64
	n    float64
}

func (s *spread3) add(p tips) {
	s.n++
	for f := range p {
		s.sum[f] = r3.Add(s.sum[f], p[f])
		s.sum2[f] += r3.Norm2(p[f])
	}
}

func (s *spread3) rmsMM() figure.Value {
	if s.n == 0 {
		return figure.Missing("interrupted before the hand had come to rest")
	}
	total := 0.0
	for f := range s.sum {
		total += s.sum2[f]/s.n - r3.Norm2(r3.Scale(1/s.n, s.sum[f]))
	}
	return figure.Of(1e3 * math.Sqrt(max(0, total)/hand.NumFingers))
}

// voxel is the grain of space in which reach is counted (m), and postures how many
// of the person and of the robot are drawn. Design values: finer grains would
// count the draws.
const (
	voxel    = 0.012
	postures = 6000
)

// covering has the solver follow random postures of the person, and compares
// where the fingertips come with where the joints' limits would let them.
func (s *session) covering(a *Accuracy) error {
	src, err := s.source()
	if err != nil {
		return err
	}
	m, err := s.mirror(src, nil)
	if err != nil {
		return err
	}
	info, body := src.Info(), m.Config().Robot
	r, err := retarget.New(body, retarget.Person{Side: info.Side, Dims: info.Dims, Shoulder: info.Shoulder}, retarget.Mirror)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(s.opt.Seed, postureStream))
	state := chain.NewState(body.Model)
	q := make([]float64, body.Model.DOF())
	forearm := m.Record().Sample.WorldFromForearm
	reached, possible := map[place]bool{}, map[place]bool{}
	for range postures {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		r.Step(q, retarget.Input{Angles: evaluate.Posture(rng), WorldFromForearm: forearm, Dt: 1})
		state.SetCoordinates(q)
		mark(reached, body.Tips, body.Palm, state)
		for i := range q {
			l := body.Model.Coordinate(i).Limit
			q[i] = l.Lower + (l.Upper-l.Lower)*rng.Float64()
		}
		state.SetCoordinates(q)
		mark(possible, body.Tips, body.Palm, state)
	}
	both := 0
	for p := range possible {
		if reached[p] {
			both++
		}
	}
	a.WorkspaceCoveragePct = figure.Ratio(100*float64(both), float64(len(possible)), "the robot has no fingertips")
	return nil
}

// place is a finger's tip in a grain of space, in the palm's frame.
type place struct{ finger, x, y, z int }

func mark(seen map[place]bool, links [hand.NumFingers]int, palm int, state *chain.State) {
	palmFromRoot := state.RootFromLink(palm).Inverse()
	for f, link := range links {
		if link >= 0 {
			p := r3.Scale(1/voxel, palmFromRoot.Apply(state.RootFromLink(link).Pos))
			seen[place{f, int(math.Floor(p.X)), int(math.Floor(p.Y)), int(math.Floor(p.Z))}] = true
		}
	}
}

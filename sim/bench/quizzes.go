package bench

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// robotHeader describes the robot: our right arm, whose URDF there is.
type robotHeader struct {
	URDF        string           `json:"urdf"`
	Coordinates []coordinateInfo `json:"coordinates"` // in the order of answers
	Palm        string           `json:"palm"`        // link; its frame is the palm's
	Tips        []string         `json:"tips"`        // links, thumb first
	Arm         []int            `json:"arm"`         // coordinates from the base to the palm
}

type coordinateInfo struct {
	Name  string  `json:"name"`
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
	Speed float64 `json:"speed"`
}

type retargetHeader struct {
	Case    string      `json:"case"`
	Seed    uint64      `json:"seed"`
	Robot   robotHeader `json:"robot"`
	Person  personInfo  `json:"person,omitzero"`
	Seconds float64     `json:"dt_s,omitzero"` // between questions
}

type personInfo struct {
	Side  string    `json:"side"`
	Bones []float64 `json:"bones_m"` // three a finger, thumb first
	Scale float64   `json:"scale"`   // the robot's hand over the person's
}

// retargetQuestion is a frame: what the person's hand does, and where the robot's palm
// and fingertips are wanted, in its base's frame.
type retargetQuestion struct {
	Index     int          `json:"i"`
	Landmarks [][3]float64 `json:"landmarks_m"` // 21, in the person's palm frame
	Palm      [7]float64   `json:"palm"`        // x, y, z (m), quaternion w, x, y, z
	Tips      [][3]float64 `json:"tips_m"`
}

type ikQuestion struct {
	Index int        `json:"i"`
	Palm  [7]float64 `json:"palm"`
	Start []float64  `json:"start"` // rad, of all coordinates
}

func poseNumbers(p spatial.Pose) [7]float64 {
	return [7]float64{p.Pos.X, p.Pos.Y, p.Pos.Z, p.Rot.Real, p.Rot.Imag, p.Rot.Jmag, p.Rot.Kmag}
}

func numbers(v r3.Vec) [3]float64 { return [3]float64{v.X, v.Y, v.Z} }

// contestRobot is our right arm and the left-handed person who leads it.
func (s *session) contestRobot() (*robot.Robot, gesture.Source, robotHeader, error) {
	arm, err := robot.Bionic(hand.Right)
	if err != nil {
		return nil, nil, robotHeader{}, err
	}
	src, err := gesture.Synth(s.opt.Source, gesture.Options{Seed: s.opt.Seed, Hand: gesture.LeftHand})
	if err != nil {
		return nil, nil, robotHeader{}, err
	}
	h := robotHeader{URDF: robot.BionicURDF(), Palm: arm.Model.LinkName(arm.Palm), Arm: arm.Arm}
	for i := range arm.Model.DOF() {
		c := arm.Model.Coordinate(i)
		h.Coordinates = append(h.Coordinates, coordinateInfo{c.Name, c.Limit.Lower, c.Limit.Upper, c.Limit.Velocity})
	}
	for _, link := range arm.Tips {
		h.Tips = append(h.Tips, arm.Model.LinkName(link))
	}
	return arm, src, h, nil
}

// questionCount is how many questions there are of a rate (Hz).
func (s *session) questionCount(rate float64) int {
	return min(max(int(s.opt.Duration.Seconds()*rate), errorBlock), maxQuestions)
}

// contestPeriod is the time between frames of the retargeting contest (s).
const contestPeriod = 1e-2

func (s *session) retargetQuiz() (*quiz, error) {
	arm, src, header, err := s.contestRobot()
	if err != nil {
		return nil, err
	}
	info := src.Info()
	person := retarget.Person{Side: info.Side, Dims: info.Dims, Shoulder: info.Shoulder}
	newOne := func() (*retarget.Retargeter, error) { return retarget.New(arm, person, retarget.Mirror) }
	ruler, err := newOne()
	if err != nil {
		return nil, err
	}
	n := s.questionCount(1 / contestPeriod)
	inputs, wanted, palms := make([]retarget.Input, n), make([]tips, n), make([]spatial.Pose, n)
	h, baseFromWorld := hand.New(info.Side, info.Dims), ruler.WorldFromBase().Inverse()
	head := retargetHeader{Case: "retarget", Seed: s.opt.Seed, Robot: header, Seconds: contestPeriod,
		Person: personInfo{Side: info.Side.String(), Scale: ruler.Scale()}}
	for _, b := range info.Dims {
		head.Person.Bones = append(head.Person.Bones, b.Length[:]...)
	}
	q := &quiz{header: head, elements: arm.Model.DOF()}
	for i := range n {
		var at gesture.Sample
		src.Sample(float64(i)*contestPeriod, &at)
		inputs[i] = retarget.Input{Angles: at.Angles, WorldFromForearm: at.WorldFromForearm, Dt: contestPeriod}
		palms[i] = baseFromWorld.Mul(ruler.PalmTarget(inputs[i]))
		var targets [hand.NumFingers]r3.Vec
		ruler.TipTargetsTo(&targets, at.Angles)
		wanted[i] = tips(targets)
		h.SetAngles(at.Angles)
		var marks hand.Landmarks
		h.LandmarksTo(&marks)
		ask := retargetQuestion{Index: i, Palm: poseNumbers(palms[i])}
		for _, m := range marks {
			ask.Landmarks = append(ask.Landmarks, numbers(m))
		}
		for _, t := range wanted[i] {
			ask.Tips = append(ask.Tips, numbers(palms[i].Apply(t)))
		}
		q.questions = append(q.questions, ask)
	}
	q.ours = func() (func(int) []float64, error) {
		r, err := newOne()
		dst := make([]float64, arm.Model.DOF())
		return func(i int) []float64 {
			r.Step(dst, inputs[i])
			return dst
		}, err
	}
	q.judge = func(st *Standing, answers [][]float64) []float64 {
		return judgeRetarget(st, arm, answers, wanted, palms)
	}
	return q, nil
}

// judgeRetarget measures postures against what was wanted; the errors are the mean
// ones over the fingertips (m).
func judgeRetarget(st *Standing, arm *robot.Robot, answers [][]float64, wanted []tips, palms []spatial.Pose) []float64 {
	state := chain.NewState(arm.Model)
	var errors, offs, turns []float64
	var fingers tipJudge
	for i, q := range answers {
		state.SetCoordinates(q)
		palm := state.RootFromLink(arm.Palm).Mul(arm.LinkFromPalm)
		inverse := palm.Inverse()
		var at tips
		for f, link := range arm.Tips {
			at[f] = inverse.Apply(state.RootFromLink(link).Pos)
		}
		errors = append(errors, fingers.look(at, wanted[i]))
		offs = append(offs, r3.Norm(r3.Sub(palm.Pos, palms[i].Pos)))
		turns = append(turns, spatial.AngleBetween(palm.Rot, palms[i].Rot)*180/math.Pi)
	}
	fingers.fill(st, 1)
	st.PalmErrorMM, st.PalmErrorDeg = figure.Of(1e3*mean(offs)), figure.Of(mean(turns))
	countLimits(st, arm.Model, answers, contestPeriod)
	return errors
}

// countLimits counts the joints beyond their limits, and those that moved too fast
// between two answers; a dt of 0 leaves the speed out.
func countLimits(st *Standing, model *chain.Model, answers [][]float64, dt float64) {
	const slack = 1e-6
	outside, fast := 0, 0
	for i, q := range answers {
		for j, v := range q {
			limit := model.Coordinate(j).Limit
			if v < limit.Lower-slack || v > limit.Upper+slack {
				outside++
			}
			if dt > 0 && i > 0 && limit.Velocity > 0 && math.Abs(v-answers[i-1][j]) > limit.Velocity*dt+slack {
				fast++
			}
		}
	}
	st.LimitViolations = figure.Count(outside)
	if dt > 0 {
		st.SpeedViolations = figure.Count(fast)
	}
}

// A pose counts as reached within these. Design values.
const (
	ikReached = 1e-3 // m
	ikTurned  = 1e-2 // rad
)

// ikQuiz asks for poses of the palm that random postures have, each from another
// random posture.
func (s *session) ikQuiz() (*quiz, error) {
	arm, _, header, err := s.contestRobot()
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(s.opt.Seed, postureStream))
	state, n := chain.NewState(arm.Model), s.questionCount(1/contestPeriod)
	draw := func() []float64 {
		q := make([]float64, arm.Model.DOF())
		for i := range q {
			limit := arm.Model.Coordinate(i).Limit
			q[i] = limit.Lower + rng.Float64()*(limit.Upper-limit.Lower)
		}
		return q
	}
	palms, starts := make([]spatial.Pose, n), make([][]float64, n)
	q := &quiz{elements: arm.Model.DOF(), header: retargetHeader{Case: "ik", Seed: s.opt.Seed, Robot: header}}
	for i := range n {
		state.SetCoordinates(draw())
		palms[i], starts[i] = state.RootFromLink(arm.Palm).Mul(arm.LinkFromPalm), draw()
		q.questions = append(q.questions, ikQuestion{i, poseNumbers(palms[i]), starts[i]})
	}
	q.ours = func() (func(int) []float64, error) {
		solver, err := ik.NewSolver(arm.Model, header.Palm, ik.Settings{Seed: s.opt.Seed})
		if err != nil {
			return nil, err
		}
		coordinates := solver.Coordinates()
		from, found, dst := make([]float64, len(coordinates)), make([]float64, len(coordinates)), make([]float64, arm.Model.DOF())
		return func(i int) []float64 {
			copy(dst, starts[i])
			for k, c := range coordinates {
				from[k] = starts[i][c]
			}
			// One that is not reached is judged by where it ends.
			_, _ = solver.Solve(found, palms[i].Mul(arm.LinkFromPalm.Inverse()), from)
			for k, c := range coordinates {
				dst[c] = found[k]
			}
			return dst
		}, nil
	}
	q.judge = func(st *Standing, answers [][]float64) []float64 {
		var offs, turns []float64
		solved := 0
		for i, answer := range answers {
			state.SetCoordinates(answer)
			palm := state.RootFromLink(arm.Palm).Mul(arm.LinkFromPalm)
			off, turn := r3.Norm(r3.Sub(palm.Pos, palms[i].Pos)), spatial.AngleBetween(palm.Rot, palms[i].Rot)
			if off < ikReached && turn < ikTurned {
				solved++
			}
			offs, turns = append(offs, off), append(turns, turn)
		}
		st.PalmErrorMM, st.PalmErrorDeg = figure.Of(1e3*mean(offs)), figure.Of(mean(turns)*180/math.Pi)
		st.SolvedPct = figure.Of(100 * float64(solved) / float64(len(answers)))
		countLimits(st, arm.Model, answers, 0)
		return offs
	}
	return q, nil
}

// contestOf holds the contest of a case, after what it measures alone.
func (s *session) contestOf(c *Case, make func(*session) (*quiz, error)) error {
	q, err := built(s, func() (*quiz, error) { return make(s) })
	if err != nil {
		return err
	}
	c.Contest, err = s.compete(q)
	return err
}

// ik is the case of poses: ours, and whoever is set against it.
func (s *session) ik() (*Case, error) {
	c := &Case{}
	return c, s.contestOf(c, (*session).ikQuiz)
}

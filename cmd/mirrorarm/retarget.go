package main

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/table"
	"mirrorarm/kinematics/urdf"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/spatial/r3"
)

// retargetCmd is `mirrorarm retarget`.
type retargetCmd struct {
	common
	URDF          string  `name:"urdf" help:"Robot description. Example: --urdf hand_robot.urdf" placeholder:"FILE" required:"" type:"path"`
	Frames        string  `help:"CSV of goals, one frame per row: columns LINK_x LINK_y LINK_z (m) for the origin of each link that has a goal, t (s) for the time. Example: --frames frames.csv" placeholder:"FILE" required:"" type:"path"`
	Truth         string  `help:"CSV of joint values, rad or m, by joint name, to compare with. Example: --truth q.csv" placeholder:"FILE" type:"path"`
	Root          string  `help:"Link in whose frame the goals are given; the URDF's root if absent. Example: --root palm" placeholder:"LINK"`
	HuberMM       float64 `name:"huber-mm" help:"Miss in mm beyond which a target pulls no harder (Huber's loss); 0 for plain squares. Example: --huber-mm 20" range:"0 to 1000000" default:"0"`
	Smoothness    float64 `help:"Weight in m²/rad² of the squared step from the frame before. Example: --smoothness 1e-5" range:"0 to 1000000" default:"0"`
	SpeedLimits   bool    `help:"Keep the joints within their velocity limits over the column t."`
	SelfCollision bool    `help:"Keep the collision shapes of different fingers apart."`
	SetUp         string  `name:"setup" help:"What to do about wrong units, a mirrored axis, the other hand or swapped fingers: refuse, fix or ignore. Example: --setup fix" enum:"refuse,fix,ignore" default:"refuse"`
	Explain       bool    `help:"Say for the worst frame what holds each target that missed."`
	Out           string  `help:"Also write the joint values, one row per frame, to FILE as CSV. Example: --out q.csv" placeholder:"FILE" type:"path"`
}

// Help is the long help text.
func (retargetCmd) Help() string {
	return `Examples:
  mirrorarm retarget --urdf hand_robot.urdf --frames hand_frames_exact.csv --truth hand_q_true.csv
  mirrorarm retarget --urdf hand_robot.urdf --frames hand_frames_human.csv --explain --json

Every goal weighs the same, misses count squared, and joint limits hold; each
frame starts from the one before. Other terms are added by --huber-mm, --smoothness,
--speed-limits and --self-collision. Tip errors are those of links without children. Times are per frame, on one core.`
}

// retargetReport is what the command measured.
type retargetReport struct {
	Frames          int          `json:"frames"`
	Microseconds    spreadUS     `json:"us"`
	TipError        spreadMM     `json:"tip_error_mm"`
	PointRMS        figure.Value `json:"point_rms_mm"`
	JointRMS        figure.Value `json:"joint_rms_deg"`
	LimitViolations figure.Value `json:"limit_violations"`
	Interrupted     bool         `json:"interrupted,omitempty"` // of those frames that were solved by then
	SetUp           string       `json:"setup,omitempty"`
	WorstFrame      *int         `json:"worst_frame,omitempty"`
	Explained       []string     `json:"explained,omitempty"`
}

// spreadMM is a distribution of distances, in millimetres.
type spreadMM struct {
	Mean figure.Value `json:"mean"`
	P99  figure.Value `json:"p99"`
	Max  figure.Value `json:"max"`
}

// retargetProblem is the robot and the frames that it is to follow.
type retargetProblem struct {
	clock *clock.System
	retarget.Problem
	notes  []string // of the robot's reader
	names  []string // of the targets
	frames [][]r3.Vec
	dt     []float64 // s, zero where the file has no time
}

func (c *retargetCmd) places() []place { return []place{{path: c.Out}} }

// Run solves the frames and prints what was measured.
func (c *retargetCmd) Run(a *app) error {
	p, err := awaitSaying(a, "reading "+c.Frames, c.load)
	if err != nil {
		return err
	}
	a.tell(fmt.Sprintf("robot: %s, %d joints; goals of %s", p.Model.Name(), p.Model.DOF(), strings.Join(p.names, " ")))
	a.tellNotes(p.notes)
	note, err := awaitSaying(a, "checking the set-up", func() (string, error) { return c.checkSetUp(p) })
	if err != nil {
		return err
	}
	solver, err := retarget.NewSolver(p.Problem)
	if err != nil {
		return err
	}
	bar := a.progress("solving %d frames", len(p.frames))
	answers, us := p.solve(solver, bar.goesOn)
	bar.end()
	if len(answers) == 0 {
		return a.ctx.Err()
	}
	r := p.judge(answers)
	r.Microseconds, r.SetUp, r.Interrupted = spreadOf(us, p.clock.Resolution()), note, len(answers) < len(p.frames)
	if c.Truth != "" {
		if r.JointRMS, err = awaitSaying(a, "reading "+c.Truth, func() (figure.Value, error) { return p.compare(answers, c.Truth) }); err != nil {
			return err
		}
	}
	if c.Explain {
		r.explain(p, solver, answers)
	}
	if c.Out != "" {
		names := make([]string, p.Model.DOF())
		for i := range names {
			names[i] = p.Model.Coordinate(i).Name
		}
		if err := writeAnswers(c.Out, names, answers, nil); err != nil {
			return err
		}
	}
	if c.JSON {
		return orInterrupted(r.Interrupted, a.printJSON(r))
	}
	return orInterrupted(r.Interrupted, r.print(a))
}

func (c *retargetCmd) load() (*retargetProblem, error) {
	u, err := urdf.Load(c.URDF)
	if err != nil {
		return nil, err
	}
	p := &retargetProblem{clock: monotonic(), notes: u.Notes()}
	p.Model = u.Model()
	if c.Root != "" {
		root, ok := p.Model.LinkIndex(c.Root)
		if !ok {
			return nil, usageError{fmt.Errorf("--root: %s has no link %q", c.URDF, c.Root)}
		}
		p.Root = root
	}
	p.Settings = retarget.Settings{Huber: c.HuberMM * 1e-3, Smoothness: c.Smoothness, SpeedLimits: c.SpeedLimits}
	if err := p.readFrames(c.Frames, c.SpeedLimits); err != nil {
		return nil, err
	}
	if c.SelfCollision {
		for _, s := range robot.ShapesOf(u) {
			p.Solids = append(p.Solids, retarget.Solid(s))
		}
		if len(p.Solids) == 0 {
			return nil, fmt.Errorf("--self-collision: %s has no collision shapes", c.URDF)
		}
		p.Pairs = retarget.SelfPairs(p.Model, p.Root, p.Solids, 0)
	}
	return p, nil
}

// readFrames reads the goals: column triples named after links.
func (p *retargetProblem) readFrames(path string, timed bool) error {
	tab, err := table.Load(path)
	if err != nil {
		return err
	}
	var columns []string
	for _, name := range tab.Columns() {
		link, ok := strings.CutSuffix(name, "_x")
		if !ok || !tab.Has(link+"_y") || !tab.Has(link+"_z") {
			continue
		}
		i, ok := p.Model.LinkIndex(link)
		if !ok {
			return fmt.Errorf("%s: column %q: the robot has no link %q", path, name, link)
		}
		p.Targets = append(p.Targets, retarget.Target{Link: i})
		p.names = append(p.names, link)
		columns = append(columns, name, link+"_y", link+"_z")
	}
	rows, err := tab.Numbers(columns...)
	if err != nil {
		return err
	}
	if len(columns) == 0 || len(rows) == 0 {
		return fmt.Errorf("%s: no goals; want columns LINK_x, LINK_y, LINK_z and a row per frame", path)
	}
	for _, row := range rows {
		goals := make([]r3.Vec, len(p.Targets))
		for i := range goals {
			goals[i] = r3.Vec{X: row[3*i], Y: row[3*i+1], Z: row[3*i+2]}
		}
		p.frames = append(p.frames, goals)
	}
	p.dt = make([]float64, len(rows))
	if !timed {
		return nil
	}
	times, err := tab.Numbers("t")
	if err != nil {
		return err
	}
	for i := 1; i < len(times); i++ {
		if p.dt[i] = times[i][0] - times[i-1][0]; p.dt[i] <= 0 {
			return tab.Errorf(i, "time %g does not follow %g", times[i][0], times[i-1][0])
		}
	}
	return nil
}

// checkSetUp refuses or corrects frames that suit the robot only after a change
// of units, axes or fingers, and says which.
func (c *retargetCmd) checkSetUp(p *retargetProblem) (string, error) {
	if c.SetUp == "ignore" {
		return "", nil
	}
	found, err := retarget.Diagnose(p.Problem, p.frames)
	if err != nil || found.Sound() {
		return "", err
	}
	note := found.Describe(p.names)
	if c.SetUp == "refuse" {
		return "", fmt.Errorf("%s: %s (--setup fix corrects it, --setup ignore takes it as it is)", c.Frames, note)
	}
	for i, goals := range p.frames {
		changed := make([]r3.Vec, len(goals))
		found.Apply(changed, goals)
		p.frames[i] = changed
	}
	return note, nil
}

// solve follows the frames, after a first round that is not timed, so that the
// caches are warm. An error of tell ends it with those that were solved by then.
func (p *retargetProblem) solve(s *retarget.Solver, tell func(done float64) error) (answers [][]float64, us []float64) {
	answers, us = grid(len(p.frames), p.Model.DOF()), make([]float64, len(p.frames))
	for _, goals := range p.frames[:min(warmUp, len(p.frames))] {
		if tell(0) != nil {
			return nil, nil
		}
		s.Solve(answers[0], retarget.Frame{Goals: goals})
	}
	for i, goals := range p.frames {
		if tell(float64(i)/float64(len(p.frames))) != nil {
			return answers[:i], us[:i]
		}
		frame := retarget.Frame{Goals: goals, Dt: p.dt[i]}
		start := p.clock.Now()
		if i == 0 {
			s.SolveCold(answers[i], frame)
		} else {
			s.Solve(answers[i], frame)
		}
		us[i] = float64(p.clock.Now()-start) / 1e3
	}
	return answers, us
}

// misses are the distances (m) between the targets of a frame and their goals,
// by forward kinematics, whatever the solver said.
func (p *retargetProblem) misses(state *chain.State, q []float64, goals []r3.Vec) []float64 {
	state.SetCoordinates(q)
	root := state.RootFromLink(p.Root)
	out := make([]float64, len(goals))
	for i, goal := range goals {
		out[i] = r3.Norm(r3.Sub(state.RootFromLink(p.Targets[i].Link).Pos, root.Apply(goal)))
	}
	return out
}

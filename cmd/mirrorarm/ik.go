package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/table"
	"mirrorarm/kinematics/urdf"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// ikCmd is `mirrorarm ik`.
type ikCmd struct {
	common
	URDF    string  `name:"urdf" help:"Robot description. Example: --urdf panda_arm.urdf" placeholder:"FILE" required:"" type:"path"`
	Tip     string  `help:"Link that is to reach the poses; the last one of the longest chain if absent. Example: --tip flange" placeholder:"LINK"`
	Targets string  `help:"CSV of poses in the root frame: columns x y z (m) and qw qx qy qz; others are ignored. Example: --targets poses.csv" placeholder:"FILE" required:"" type:"path"`
	Method  string  `help:"How: default, closed-form (seven joints, spherical shoulder and wrist), or a textbook method to compare: transpose pseudo-inverse dls lm ccd. Example: --method lm" default:"default"`
	Track   bool    `help:"The poses are a path: start each from the one before, the first from the file's comment '# q0: …' or mid-range."`
	MaxStep float64 `help:"With --track: the most that any joint moves from row to row, rad or m. Example: --max-step 0.05" range:"above 0 to 100" default:"0.1"`
	Posture string  `help:"With --track: where spare joints would rather be, rad or m, one per joint of the arm; else the file's comment '# posture: …', else mid-range. Example: --posture \"0 -0.8 0 -2.4 0 1.6 0.8\"" placeholder:"\"Q …\""`
	Passes  int     `help:"Times that all poses are solved; the fastest pass is the one whose times are reported, since a machine that does something else only adds to them. Example: --passes 1" range:"1 to 100" default:"3"`
	Out     string  `help:"Also write the joint values, one row per pose, to FILE as CSV: all independent joints in the order of fk --q, and what became of the pose. Example: --out q.csv" placeholder:"FILE" type:"path"`

	Continuous bool `help:"With --out: leave joints without limits where they have turned to, in place of within half a turn of zero. Example: --continuous"`
}

// Help is the long help text.
func (ikCmd) Help() string {
	return `Examples:
  mirrorarm ik --urdf panda_arm.urdf --tip flange --targets panda_targets.csv
  mirrorarm ik --urdf panda_arm.urdf --tip flange --targets panda_track.csv --track --json

A pose counts as solved when forward kinematics of the answer is within 0.01 mm
and 0.001 rad of it and every joint is within its limits. The errors printed are
the largest of the solved poses. Poses that cannot be reached are a result, not
a failure. Times are per pose, on one core.

The textbook methods are written to be read: one descent from mid-range, dense
matrices, no restarts. Compare success_pct first.`
}

// What counts as solved, as in the usual comparisons of IK solvers.
const (
	solvedPosition = 1e-5 // m
	solvedRotation = 1e-3 // rad
)

// ikReport is what the command measured.
type ikReport struct {
	Targets         int          `json:"targets"`
	Solved          int          `json:"solved"`
	SuccessPct      figure.Value `json:"success_pct"`
	Passes          int          `json:"passes"`
	Microseconds    spreadUS     `json:"us"`             // of the fastest pass
	MedianPass      spreadUS     `json:"us_median_pass"` // of the one in the middle
	PositionMax     figure.Value `json:"position_error_m_max"`
	RotationMax     figure.Value `json:"rotation_error_rad_max"`
	LimitViolations figure.Value `json:"limit_violations"`
	Interrupted     bool         `json:"interrupted,omitempty"` // of those targets that were tried by then
	*ikTrackReport
}

// ikTrackReport is what a path adds.
type ikTrackReport struct {
	MaxStep     figure.Value `json:"max_step_rad"`
	Relocations int          `json:"relocations"`
	Relocated   []int        `json:"relocation_rows"`
}

// ikProblem is the arm and the poses it is to reach.
type ikProblem struct {
	clock *clock.System
	model *chain.Model
	tip   int
	table *table.Table
	poses []spatial.Pose
	notes []string // of reading the robot
}

func (c *ikCmd) places() []place { return []place{{path: c.Out}} }

// Run solves the poses and prints what was measured.
func (c *ikCmd) Run(a *app) error {
	p, err := awaitSaying(a, "reading "+c.Targets, c.load)
	if err != nil {
		return err
	}
	a.tellNotes(p.notes)
	passes, err := c.passes(a, p)
	if err != nil {
		return err
	}
	best := passes[0]
	r := p.judge(best)
	r.Passes, r.MedianPass = len(passes), spreadOf(passes[len(passes)/2].us, p.clock.Resolution())
	r.Interrupted = a.ctx.Err() != nil
	if c.Out != "" {
		if err := p.write(c.Out, best, c.Continuous); err != nil {
			return err
		}
	}
	if c.JSON {
		return orInterrupted(r.Interrupted, a.printJSON(r))
	}
	return orInterrupted(r.Interrupted, r.print(a))
}

// passes solves all poses several times; the fastest pass comes first. After a signal
// only whole ones are among them, or the first as far as it came.
func (c *ikCmd) passes(a *app, p *ikProblem) (all []*ikPass, err error) {
	bar := a.progress("solving %d poses", len(p.poses))
	defer bar.end()
	for n := range c.Passes {
		tell := func(done float64) error { return bar.goesOn((float64(n) + done) / float64(c.Passes)) }
		solve := c.solve
		if c.Track {
			solve = c.follow
		}
		pass, err := solve(p, tell)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 || len(pass.answers) == len(all[0].answers) {
			all = append(all, pass)
		}
		if a.ctx.Err() != nil {
			break
		}
	}
	if len(all[0].answers) == 0 {
		return nil, a.ctx.Err()
	}
	slices.SortFunc(all, func(a, b *ikPass) int { return cmp.Compare(floats.Sum(a.us), floats.Sum(b.us)) })
	return all, nil
}

// ikPass is what solving the poses once came to.
type ikPass struct {
	answers [][]float64 // of the first poses, all but after a signal
	us      []float64   // that each took
	coords  []int       // that the answers are of
	track   *ikTrackReport
}

func newPass(poses int, coords []int) *ikPass {
	return &ikPass{answers: grid(poses, len(coords)), us: make([]float64, poses), coords: coords}
}

// cut leaves of a pass what was done by then.
func (p *ikPass) cut(done int) *ikPass {
	p.answers, p.us = p.answers[:done], p.us[:done]
	return p
}

func (c *ikCmd) load() (*ikProblem, error) {
	robot, err := urdf.Load(c.URDF)
	if err != nil {
		return nil, err
	}
	p := &ikProblem{clock: monotonic(), model: robot.Model(), notes: robot.Notes()}
	if p.tip, err = tipLink(p.model, c.Tip); err != nil {
		return nil, err
	}
	if p.table, err = table.Load(c.Targets); err != nil {
		return nil, err
	}
	rows, err := p.table.Numbers("x", "y", "z", "qw", "qx", "qy", "qz")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no poses", c.Targets)
	}
	for i, v := range rows {
		rot := quat.Number{Real: v[3], Imag: v[4], Jmag: v[5], Kmag: v[6]}
		if n := quat.Abs(rot); math.Abs(n-1) > 0.01 {
			return nil, p.table.Errorf(i, "quaternion has length %.3g, want 1", n)
		}
		p.poses = append(p.poses, spatial.Pose{Rot: spatial.Unit(rot), Pos: r3.Vec{X: v[0], Y: v[1], Z: v[2]}})
	}
	return p, nil
}

// warmUp is how many poses are solved once before the clock counts, so that the
// first one does not pay for cold caches.
const warmUp = 50

// method prepares the one that --method names, and the coordinates it moves.
func (c *ikCmd) method(p *ikProblem) (ik.Method, *ik.Solver, error) {
	tip := p.model.LinkName(p.tip)
	usual, err := ik.NewSolver(p.model, tip, ik.Settings{Seed: c.Seed})
	if err != nil {
		return nil, nil, err
	}
	switch c.Method {
	case "default":
		return usual, usual, nil
	case "closed-form":
		s, err := ik.NewSRS(p.model, tip)
		return s, usual, err
	}
	rule, err := ik.ParseRule(c.Method)
	if err != nil {
		return nil, nil, usageError{fmt.Errorf("--method: %w, and default and closed-form", err)}
	}
	s, err := ik.NewTextbook(p.model, tip, rule, ik.TextbookSettings{})
	return s, usual, err
}

// solve answers every pose from mid-range, each for itself.
func (c *ikCmd) solve(p *ikProblem, tell func(done float64) error) (*ikPass, error) {
	s, usual, err := c.method(p)
	if err != nil {
		return nil, err
	}
	pass := newPass(len(p.poses), usual.Coordinates())
	middle := make([]float64, len(pass.coords))
	usual.Middle(middle)
	answer := make([]float64, len(pass.coords)) // fresh pages of answers would cost more than a solution
	for _, pose := range p.poses[:min(warmUp, len(p.poses))] {
		if tell(0) != nil {
			return pass.cut(0), nil
		}
		_, _ = s.Solve(answer, pose, middle)
	}
	for i, pose := range p.poses {
		if tell(float64(i)/float64(len(p.poses))) != nil {
			return pass.cut(i), nil
		}
		start := p.clock.Now()
		_, err := s.Solve(answer, pose, middle)
		pass.us[i] = float64(p.clock.Now()-start) / 1e3
		copy(pass.answers[i], answer)
		if err != nil && !errors.Is(err, ik.ErrUnreachable) {
			return nil, p.table.Errorf(i, "%v", err)
		}
	}
	return pass, nil
}

// follow answers every pose from the one before.
func (c *ikCmd) follow(p *ikProblem, tell func(done float64) error) (*ikPass, error) {
	t, q0, err := c.tracker(p)
	if err != nil {
		return nil, err
	}
	pass := newPass(len(p.poses), t.Coordinates())
	answer := make([]float64, len(pass.coords))
	for _, pose := range p.poses[:min(warmUp, len(p.poses))] {
		if tell(0) != nil {
			return pass.cut(0), nil
		}
		_, _ = t.Step(answer, pose)
	}
	if err := t.Reset(q0); err != nil {
		return nil, err
	}
	report := &ikTrackReport{Relocated: []int{}}
	pass.track = report
	before, largest := q0, 0.0
	for i, pose := range p.poses {
		if tell(float64(i)/float64(len(p.poses))) != nil {
			return pass.cut(i), nil
		}
		start := p.clock.Now()
		_, err := t.Step(answer, pose)
		pass.us[i] = float64(p.clock.Now()-start) / 1e3
		copy(pass.answers[i], answer)
		if err != nil {
			return nil, p.table.Errorf(i, "%v", err)
		}
		if t.Relocations() > report.Relocations {
			report.Relocations = t.Relocations()
			report.Relocated = append(report.Relocated, i)
		}
		for k, v := range pass.answers[i] {
			largest = max(largest, math.Abs(v-before[k]))
		}
		before = pass.answers[i]
		report.MaxStep = figure.Of(largest)
	}
	return pass, nil
}

// tracker prepares to follow, from the start and the posture that the flags or
// the file's comments give.
func (c *ikCmd) tracker(p *ikProblem) (*ik.Tracker, []float64, error) {
	if c.Method != "default" {
		return nil, nil, usageError{fmt.Errorf("--method %s: with --track only default", c.Method)}
	}
	posture, _, err := p.table.Comment("posture")
	if err != nil {
		return nil, nil, err
	}
	if c.Posture != "" {
		if posture, err = table.ParseNumbers(c.Posture); err != nil {
			return nil, nil, usageError{fmt.Errorf("--posture %q: %w", c.Posture, err)}
		}
	}
	t, err := ik.NewTracker(p.model, p.model.LinkName(p.tip), ik.TrackSettings{
		MaxStep: c.MaxStep, Prefer: []ik.Preference{&ik.Posture{Q: posture}}, Seed: c.Seed,
	})
	if err != nil {
		return nil, nil, err
	}
	q0, given, err := p.table.Comment("q0")
	if err != nil {
		return nil, nil, err
	}
	if !given {
		q0 = make([]float64, len(t.Coordinates()))
		t.Middle(q0)
	}
	if err := t.Reset(q0); err != nil {
		return nil, nil, fmt.Errorf("%s: comment q0: %w", c.Targets, err)
	}
	return t, q0, nil
}

// judge checks the answers by forward kinematics, whatever the solver said.
func (p *ikProblem) judge(pass *ikPass) *ikReport {
	none := figure.Missing("no pose was solved")
	r := &ikReport{
		Targets: len(pass.answers), Microseconds: spreadOf(pass.us, p.clock.Resolution()), ikTrackReport: pass.track,
		PositionMax: none, RotationMax: none,
	}
	outside, farthest, furthest := 0, 0.0, 0.0 // m, rad
	state := chain.NewState(p.model)
	for i := range pass.answers {
		verdict, position, rotation := p.verdict(state, pass, i)
		switch verdict {
		case outsideLimits:
			outside++
		case solved:
			r.Solved++
			farthest, furthest = max(farthest, position), max(furthest, rotation)
			r.PositionMax, r.RotationMax = figure.Of(farthest), figure.Of(furthest)
		}
	}
	r.SuccessPct = figure.Ratio(100*float64(r.Solved), float64(r.Targets), "no pose was tried")
	if r.Targets > 0 {
		r.LimitViolations = figure.Count(outside)
	}
	return r
}

// What became of a pose.
const (
	solved        = "solved"
	missed        = "missed"
	outsideLimits = "outside_limits"
)

func (r *ikReport) print(a *app) error {
	var b strings.Builder
	fmt.Fprintf(&b, "solved    %d of %d poses (%.2f %%), largest error %s\n", r.Solved, r.Targets, r.SuccessPct, figure.Text("%.2g m, %.2g rad", r.PositionMax, r.RotationMax))
	fmt.Fprintf(&b, "limits    %s\n", figure.Text("%.0f violations", r.LimitViolations))
	if t := r.ikTrackReport; t != nil {
		fmt.Fprintf(&b, "path      largest step %s, %d relocations at rows %v\n", figure.Text("%.4f rad", t.MaxStep), t.Relocations, t.Relocated)
	}
	fmt.Fprintf(&b, "time      %s\n", r.Microseconds.per("a pose"))
	if r.Passes > 1 {
		fmt.Fprintf(&b, "          in the fastest of %d passes; in the median one %s\n", r.Passes, r.MedianPass.per("a pose"))
	}
	if r.Interrupted {
		b.WriteString("interrupted: figures are of the poses that were tried by then\n")
	}
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}

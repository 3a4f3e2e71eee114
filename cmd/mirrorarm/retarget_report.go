package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/table"
	"mirrorarm/sim/figure"

	"gonum.org/v1/gonum/floats"
)

// judge measures the answers.
func (p *retargetProblem) judge(answers [][]float64) *retargetReport {
	r := &retargetReport{Frames: len(answers), JointRMS: figure.Missing("no --truth to compare with")}
	state := chain.NewState(p.Model)
	leaves := p.Model.Leaves()
	var tips []float64
	sum, points, outside := 0.0, 0, 0
	for k, q := range answers {
		for i, v := range q {
			if l := p.Model.Coordinate(i).Limit; v < l.Lower || v > l.Upper {
				outside++
			}
		}
		for i, d := range p.misses(state, q, p.frames[k]) {
			sum += d * d
			points++
			if slices.Contains(leaves, p.Targets[i].Link) {
				tips = append(tips, d*1e3)
			}
		}
	}
	r.TipError = spreadOfTips(tips, points)
	if points > 0 {
		r.PointRMS, r.LimitViolations = figure.Of(1e3*math.Sqrt(sum/float64(points))), figure.Count(outside)
	}
	return r
}

// spreadOfTips sorts the tips' errors (mm), which it may have none of.
func spreadOfTips(mm []float64, points int) spreadMM {
	if len(mm) == 0 {
		none := figure.Missing("no goal is at the end of a finger")
		if points == 0 {
			none = figure.Missing("no frame was solved")
		}
		return spreadMM{none, none, none}
	}
	slices.Sort(mm)
	return spreadMM{
		Mean: figure.Of(floats.Sum(mm) / float64(len(mm))),
		P99:  figure.Of(mm[len(mm)*99/100]), Max: figure.Of(mm[len(mm)-1]),
	}
}

// compare is the root mean square difference (degrees) from true joint values,
// over the revolute joints that the file has.
func (p *retargetProblem) compare(answers [][]float64, path string) (none figure.Value, err error) {
	tab, err := table.Load(path)
	if err != nil {
		return none, err
	}
	var names []string
	var coords []int
	for i := range p.Model.DOF() {
		c := p.Model.Coordinate(i)
		if tab.Has(c.Name) && p.Model.Joint(c.Joint).Kind != chain.Prismatic {
			names, coords = append(names, c.Name), append(coords, i)
		}
	}
	if len(names) == 0 {
		return none, fmt.Errorf("%s: no column is named after a joint of the robot; it has %s", path, strings.Join(tab.Columns(), " "))
	}
	truth, err := tab.Numbers(names...)
	if err != nil {
		return none, err
	}
	if len(truth) != len(p.frames) {
		return none, fmt.Errorf("%s: %d rows, want %d as in the frames", path, len(truth), len(p.frames))
	}
	sum := 0.0
	for k, answer := range answers {
		for i, c := range coords {
			d := answer[c] - truth[k][i]
			sum += d * d
		}
	}
	return figure.Of(math.Sqrt(sum/float64(len(answers)*len(coords))) * 180 / math.Pi), nil
}

// explain solves the worst frame again and says what held its targets.
func (r *retargetReport) explain(p *retargetProblem, s *retarget.Solver, answers [][]float64) {
	state := chain.NewState(p.Model)
	worst, most := 0, -1.0
	for k, q := range answers {
		sum := 0.0
		for _, d := range p.misses(state, q, p.frames[k]) {
			sum += d * d
		}
		if sum > most {
			worst, most = k, sum
		}
	}
	r.WorstFrame = &worst
	s.Reset(answers[max(0, worst-1)])
	s.Solve(make([]float64, p.Model.DOF()), retarget.Frame{Goals: p.frames[worst], Dt: p.dt[worst]})
	for _, m := range s.Explain(nil) {
		if m.Cause != retarget.Reached {
			r.Explained = append(r.Explained, s.Describe(m))
		}
	}
}

func (r *retargetReport) print(a *app) error {
	var b strings.Builder
	if r.SetUp != "" {
		fmt.Fprintf(&b, "set-up    corrected: %s\n", r.SetUp)
	}
	fmt.Fprintf(&b, "tips      %s over %d frames\n", figure.Text("mean %.4f mm, p99 %.4f mm, max %.4f mm", r.TipError.Mean, r.TipError.P99, r.TipError.Max), r.Frames)
	fmt.Fprintf(&b, "points    %s\n", figure.Text("%.4f mm rms", r.PointRMS))
	fmt.Fprintf(&b, "joints    %s\n", figure.Text("%.4f° rms from the truth", r.JointRMS))
	fmt.Fprintf(&b, "limits    %s\n", figure.Text("%.0f violations", r.LimitViolations))
	fmt.Fprintf(&b, "time      %s\n", r.Microseconds.per("a frame"))
	if r.Interrupted {
		b.WriteString("interrupted: figures are of the frames that were solved by then\n")
	}
	if r.WorstFrame != nil {
		fmt.Fprintf(&b, "worst     frame %d\n", *r.WorstFrame)
		for _, line := range r.Explained {
			fmt.Fprintf(&b, "          %s\n", line)
		}
	}
	_, err := a.stdout.Write([]byte(b.String()))
	return err
}

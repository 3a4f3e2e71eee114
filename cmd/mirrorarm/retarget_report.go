package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/table"
)

// judge measures the answers.
func (p *retargetProblem) judge(answers [][]float64) *retargetReport {
	r := &retargetReport{Frames: len(answers)}
	state := chain.NewState(p.Model)
	leaves := p.Model.Leaves()
	var tips []float64
	sum, points := 0.0, 0
	for k, q := range answers {
		for i, v := range q {
			if l := p.Model.Coordinate(i).Limit; v < l.Lower || v > l.Upper {
				r.LimitViolations++
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
	r.PointRMS = 1e3 * math.Sqrt(sum/float64(points))
	if len(tips) > 0 {
		slices.Sort(tips)
		for _, d := range tips {
			r.TipError.Mean += d / float64(len(tips))
		}
		r.TipError.P99, r.TipError.Max = tips[len(tips)*99/100], tips[len(tips)-1]
	}
	return r
}

// compare is the root mean square difference (degrees) from true joint values,
// over the revolute joints that the file has; nil if it has none.
func (p *retargetProblem) compare(answers [][]float64, path string) (*float64, error) {
	tab, err := table.Load(path)
	if err != nil {
		return nil, err
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
		return nil, fmt.Errorf("%s: no column is named after a joint of the robot; it has %s", path, strings.Join(tab.Columns(), " "))
	}
	truth, err := tab.Numbers(names...)
	if err != nil {
		return nil, err
	}
	if len(truth) != len(p.frames) {
		return nil, fmt.Errorf("%s: %d rows, want %d as in the frames", path, len(truth), len(p.frames))
	}
	sum := 0.0
	for k, answer := range answers {
		for i, c := range coords {
			d := answer[c] - truth[k][i]
			sum += d * d
		}
	}
	rms := math.Sqrt(sum/float64(len(answers)*len(coords))) * 180 / math.Pi
	return &rms, nil
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
	fmt.Fprintf(&b, "tips      mean %.4f mm, p99 %.4f mm, max %.4f mm over %d frames\n", r.TipError.Mean, r.TipError.P99, r.TipError.Max, r.Frames)
	fmt.Fprintf(&b, "points    %.4f mm rms\n", r.PointRMS)
	if r.JointRMS != nil {
		fmt.Fprintf(&b, "joints    %.4f° rms from the truth\n", *r.JointRMS)
	}
	fmt.Fprintf(&b, "limits    %d violations\n", r.LimitViolations)
	fmt.Fprintf(&b, "time      %s µs a frame\n", r.Microseconds)
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

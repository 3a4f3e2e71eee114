package retarget_test

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestTheShippedArmFollowsAsItFollowed: a movement, pinches, what is out of reach, points
// of a recording, and the way out of what stands around. The design values of all that
// were chosen by such figures; whoever meant to change nothing sees nothing here.
func TestTheShippedArmFollowsAsItFollowed(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the last bits decide which way a search goes")
	}
	var table strings.Builder
	for _, follow := range follows {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			followed(t, &table, follow, side)
		}
	}
	pointsOf(t, &table)
	wayOut(t, &table)
	golden.Same(t, filepath.Join("testdata", "followed.txt"), table.String())
}

// weighed is a number that changes with every coordinate.
func weighed(q []float64) (sum float64) {
	for i, v := range q {
		sum += float64(i+1) * v
	}
	return sum
}

func followed(t *testing.T, table *strings.Builder, follow retarget.Follow, side hand.Side) {
	f := newFollower(t, side, follow, shoulder)
	m := newMotion(3)
	fmt.Fprintf(table, "%s, %s: scale %.6f\n", follow, side, f.Scale())
	var at, tips, palm, turn float64
	reached := 0
	for k := range 2400 {
		in := m.at(float64(k) * 1e-3)
		switch part := k / 400; part {
		case 2: // a fist that becomes a pinch
			u := float64(k%400) / 400
			for i := range in.Angles {
				in.Angles[i] = hand.Angle(i).Range().Lower * (1 - u)
			}
			in.Angles[hand.ThumbAbduction], in.Angles[hand.ThumbFlexion], in.Angles[hand.ThumbMCP] = 0.9*u, 0.3*u, 0.4*u
			in.Angles[hand.IndexMCP], in.Angles[hand.IndexPIP], in.Angles[hand.IndexDIP] = 0.85*u, 0.85*u, 0.5*u
		case 3: // fingers that cross
			in.Angles[hand.IndexSpread], in.Angles[hand.MiddleSpread] = -0.4, 0.4
		case 4: // an arm that is too short
			in.WorldFromForearm.Pos = r3.Add(in.WorldFromForearm.Pos, r3.Vec{X: 0.3, Z: 0.2})
		case 5:
			if k%100 == 0 {
				f.Reset()
			}
			in.Dt = 5e-3
		}
		r := f.Step(f.q, in)
		if r.Reachable {
			reached++
		}
		at += weighed(f.q)
		palm += r.PalmErrorM
		turn += r.PalmErrorRad
		for _, e := range f.tipErrors(in.Angles) {
			tips += e
		}
		if k%200 == 199 {
			fmt.Fprintf(table, "  to %d: at %.5f, tips %.5f mm, palm %.5f mm %.6f rad, %d in reach\n", k+1, at/200, 1e3*tips/200, 1e3*palm/200, turn/200, reached)
			at, tips, palm, turn, reached = 0, 0, 0, 0, 0
		}
	}
}

// pointsOf follows the points of a recording, and asks for the causes of the misses.
func pointsOf(t *testing.T, table *strings.Builder) {
	b := newBench(t, flexed())
	problem := retarget.Problem{Model: b.robot.Model, Root: b.robot.Palm}
	for f, tip := range b.robot.Tips {
		problem.Targets = append(problem.Targets, retarget.Target{Link: tip})
		problem.Targets = append(problem.Targets, retarget.Target{Link: b.robot.Model.LinkParent(tip), Weight: 0.1 + 0.05*float64(f)})
	}
	for _, smooth := range []float64{0, 1e-5} {
		problem.Settings = retarget.Settings{Smoothness: smooth, Huber: 0.02 * smooth / 1e-5, SpeedLimits: smooth > 0}
		s := newSolver(t, problem)
		s.Reset(b.q)
		q := append([]float64(nil), b.q...)
		goals := make([]r3.Vec, len(problem.Targets))
		fmt.Fprintf(table, "points, smoothness %g\n", smooth)
		for k := range 120 {
			for i, target := range problem.Targets {
				swing := r3.Vec{X: 0.02 * math.Sin(0.2*float64(k)+float64(i)), Y: 0.01 * math.Cos(0.13*float64(k)), Z: -0.03 * math.Sin(0.1*float64(k))}
				if k > 80 { // out of reach
					swing.X += 0.05
				}
				goals[i] = r3.Add(b.point(target.Link), swing)
			}
			f := retarget.Frame{Goals: goals, Dt: 0.02}
			if k%40 == 39 {
				s.SolveCold(q, f)
			} else {
				s.Solve(q, f)
			}
			if k%20 != 19 {
				continue
			}
			fmt.Fprintf(table, "  %d: at %.6f\n", k, weighed(q))
			for _, miss := range s.Explain(nil) {
				fmt.Fprintf(table, "    %d misses by %.5f mm: %s\n", miss.Target, 1e3*miss.Error, s.Describe(miss))
			}
		}
	}
}

// wayOut looks for the posture nearest to a wanted one that is free of globes.
func wayOut(t *testing.T, table *strings.Builder) {
	m, solids, want := bionicAt(t)
	state := chain.NewState(m)
	state.SetCoordinates(want)
	for n, link := range []string{"palm", "forearm", "index_distal"} {
		i, ok := m.LinkIndex(link)
		require.True(t, ok)
		middle := r3.Add(state.RootFromLink(i).Pos, r3.Vec{X: 0.01, Y: 0.02 * float64(n-1), Z: 0.01})
		radius := 0.03 + 0.01*float64(n)
		around := func(dst []retarget.Obstacle, posture *chain.State, margin float64) []retarget.Obstacle {
			for _, s := range solids {
				pose := posture.RootFromLink(s.Link)
				for _, end := range []struct {
					at r3.Vec
					r  float64
				}{{s.A, s.Ra}, {s.B, s.Rb}} {
					at := pose.Apply(end.at)
					away := r3.Sub(at, middle)
					if gap := r3.Norm(away) - radius - end.r; gap < margin {
						out := r3.Unit(away)
						dst = append(dst, retarget.Obstacle{Link: s.Link, At: r3.Sub(at, r3.Scale(end.r, out)), Out: out, Gap: gap})
					}
				}
			}
			return dst
		}
		free, ok := retarget.NearestFree(m, solids, want, 1e-3, around)
		sum, largest := 0.0, 0.0
		for c := range free {
			sum += float64(c+1) * free[c]
			largest = max(largest, math.Abs(free[c]-want[c]))
		}
		fmt.Fprintf(table, "way out of a globe in the %s: %v, at %.5f, %.5f rad away\n", link, ok, sum, largest)
	}
	pairs := retarget.SelfPairs(m, 0, solids, 2e-3)
	fmt.Fprintf(table, "%d pairs of solids may meet\n", len(pairs))
}

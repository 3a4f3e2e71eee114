package retarget

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func bionicFingers(t require.TestingT, dims hand.Dimensions) (*fingers, []float64) {
	r, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	f, err := newFingers(r, Person{Side: hand.Right, Dims: dims})
	require.NoError(t, err)
	return f, make([]float64, r.Model.DOF())
}

// humanGap is the distance between the person's thumb and a fingertip, scaled.
func (f *fingers) humanGap(of hand.Finger) float64 {
	thumb, tip := f.fingertip(hand.Thumb), f.fingertip(of)
	d, _, _, _ := gap(&thumb, &tip)
	return d * f.scale
}

// robotGap is the distance between the robot's at the last solution.
func (f *fingers) robotGap(of hand.Finger) float64 {
	s := f.solver
	for i := range s.blocks {
		s.tree.forward(s.blocks[i].nodes, s.last)
	}
	p := s.pairs[f.slots[of].pinch]
	s.tree.place(&s.solids[p.first])
	s.tree.place(&s.solids[p.second])
	d, _, _, _ := gap(&s.solids[p.first], &s.solids[p.second])
	return d
}

// pinched searches the posture in which the person's thumb touches a finger,
// by cyclic search over the two's angles.
func pinched(f *fingers, of hand.Finger) hand.Angles {
	var a hand.Angles
	a[hand.ThumbAbduction], a[hand.ThumbFlexion] = 0.7, 0.3
	a[hand.FingerAngle(of, 1)], a[hand.FingerAngle(of, 2)], a[hand.FingerAngle(of, 3)] = 0.7, 0.9, 0.5
	distance := func() float64 { f.person.SetAngles(a); return math.Abs(f.humanGap(of)) }
	for step := 0.4; step > 1e-4; step /= 2 {
		for range 8 {
			for i := range 4 {
				for _, angle := range []hand.Angle{hand.FingerAngle(hand.Thumb, i), hand.FingerAngle(of, i)} {
					for _, d := range []float64{-step, step} {
						before, old := distance(), a[angle]
						a[angle] = min(max(old+d, hand.Ranges()[angle].Lower), hand.Ranges()[angle].Upper)
						if distance() >= before {
							a[angle] = old
						}
					}
				}
			}
		}
	}
	return a
}

// Where the person's thumb and finger touch, the robot's touch within 1 mm, for
// people of several builds; on the way there nothing jumps.
func TestPinchTouchesAndComesContinuously(t *testing.T) {
	for _, build := range []float64{0.9, 1, 1.1} {
		dims := hand.Nominal()
		for i := range dims {
			// One finger longer, the next shorter: not a scaled copy of the robot.
			k := build * (1 + 0.03*float64(1-2*(i%2)))
			for j := range dims[i].Length {
				dims[i].Length[j] *= k
			}
		}
		for of := hand.Index; of <= hand.Little; of++ {
			f, q := bionicFingers(t, dims)
			closed := pinched(f, of)
			f.person.SetAngles(closed)
			require.Less(t, math.Abs(f.humanGap(of)), 5e-4, "the search for a pinch with the %s", of)
			f.solve(q, hand.Angles{}, 0, true)
			var last []float64
			const steps = 1000
			for k := range steps + 200 {
				f.solve(q, hand.Angles{}.Lerp(closed, smoothstep(float64(k)/steps)), 1e-3, false)
				if last != nil {
					for i := range q {
						require.Less(t, math.Abs(q[i]-last[i]), 0.012+1e-9, "%s, step %d", of, k)
					}
				}
				last = append(last[:0], q...)
			}
			require.Less(t, math.Abs(f.robotGap(of)), 1e-3, "build %g, %s", build, of)
		}
	}
}

// Whatever the person's hand does, the robot's fingers do not go through each
// other by more than soft pads give way, unless that holds a fingertip off by
// so much that walls begin to yield.
func TestSelfCollision(t *testing.T) {
	f, q := bionicFingers(t, hand.Nominal())
	held, pressed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var a hand.Angles
		for i := range a {
			a[i] = rapid.Float64Range(hand.Ranges()[i].Lower, hand.Ranges()[i].Upper).Draw(t, "angle")
		}
		f.solve(q, hand.Angles{}, 0, true)
		for k := range 300 {
			f.solve(q, hand.Angles{}.Lerp(a, smoothstep(float64(k)/250)), 1e-3, false)
		}
		s := f.solver
		for i := range s.blocks {
			s.tree.forward(s.blocks[i].nodes, s.last)
		}
		for i := range s.targets {
			if r3.Norm(s.tree.residual(&s.targets[i], s.goals[i])) > yield/3 {
				return
			}
		}
		held++
		for i := range s.solids {
			s.tree.place(&s.solids[i])
		}
		knuckles := s.knuckles()
		for _, p := range s.pairs {
			first, second := &s.solids[p.first], &s.solids[p.second]
			d, _, at, on := gap(first, second)
			if max(s.load(knuckles, first, at), s.load(knuckles, second, on)) < 0.8*yield {
				if d < 0 {
					pressed++
				}
				require.Greater(t, d, -softness-5e-4, "%s and %s", s.tree.model.LinkName(first.link), s.tree.model.LinkName(second.link))
			}
		}
	})
	require.Greater(t, held, 20, "of 100 postures")
	require.Greater(t, pressed, held/10, "pairs that are held off by a wall or a pad")
}

// fingerOf is the finger that a link belongs to, by its name.
func (s *Solver) fingerOf(link int) string {
	name, _, _ := strings.Cut(s.tree.model.LinkName(link), "_")
	return name
}

// knuckles are where the fingers begin.
func (s *Solver) knuckles() map[string]r3.Vec {
	at := map[string]r3.Vec{}
	for i := range s.solids {
		finger := s.fingerOf(s.solids[i].link)
		if _, ok := at[finger]; !ok {
			at[finger] = s.solids[i].wa
		}
	}
	return at
}

// load is what a wall that holds a finger at a point bears at most (m, as a miss of a
// fingertip, which is what walls yield by): the moment of all that its targets and
// pinches pull about the knuckle, by the wall's lever. A wall near the knuckle bears
// more than the fingertip pulls.
func (s *Solver) load(knuckles map[string]r3.Vec, held *solid, at r3.Vec) float64 {
	finger, moment := s.fingerOf(held.link), 0.0
	pull := func(at r3.Vec, weight, miss float64) {
		moment += weight * math.Abs(miss) * r3.Norm(r3.Sub(at, knuckles[finger]))
	}
	for i := range s.targets {
		if target := &s.targets[i]; s.fingerOf(target.links[0]) == finger {
			pull(s.tree.at(target.to), target.weight, r3.Norm(s.tree.residual(target, s.goals[i])))
		}
	}
	for _, p := range s.pairs {
		d, _, on, under := gap(&s.solids[p.first], &s.solids[p.second])
		if s.fingerOf(s.solids[p.first].link) == finger {
			pull(on, p.weight, d-p.gap)
		}
		if s.fingerOf(s.solids[p.second].link) == finger {
			pull(under, p.weight, d-p.gap)
		}
	}
	if moment == 0 {
		return 0
	}
	return moment / r3.Norm(r3.Sub(at, knuckles[finger]))
}

// Fingers that were crossed by force come apart again.
func TestCrossedFingersComeApart(t *testing.T) {
	f, q := bionicFingers(t, hand.Nominal())
	crossed := hand.Angles{}
	crossed[hand.IndexSpread], crossed[hand.IndexMCP] = -0.43, 0.5
	crossed[hand.MiddleSpread], crossed[hand.MiddleMCP] = 0.43, 0.2
	f.solve(q, crossed, 0, true)
	for _, to := range []hand.Angles{crossed, {}} {
		for range 1500 {
			f.solve(q, to, 1e-3, false)
		}
	}
	s := f.solver
	for i := range s.blocks {
		s.tree.forward(s.blocks[i].nodes, s.last)
	}
	for i := range s.targets {
		require.Less(t, r3.Norm(s.tree.residual(&s.targets[i], s.goals[i])), 0.005, "target %d", i)
	}
}

// The compiled tree and chain's own kinematics are the same thing.
func TestTreeAgreesWithChain(t *testing.T) {
	r, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	state := chain.NewState(r.Model)
	rapid.Check(t, func(t *rapid.T) {
		q := make([]float64, r.Model.DOF())
		for i := range q {
			l := r.Model.Coordinate(i).Limit
			q[i] = rapid.Float64Range(l.Lower, l.Upper).Draw(t, "q")
		}
		state.SetCoordinates(q)
		for _, root := range []int{0, r.Palm} {
			tr := newTree(r.Model, root)
			all := make([]int, len(tr.nodes))
			for i := range all {
				all[i] = i
			}
			tr.forward(all, q)
			rootFromBase := state.RootFromLink(root).Inverse()
			for link := range r.Model.NumLinks() {
				if !tr.below[link] {
					continue
				}
				offset := r3.Vec{X: 0.01, Y: -0.02, Z: 0.03}
				want := rootFromBase.Mul(state.RootFromLink(link)).Apply(offset)
				got := tr.at(tr.pointOf(link, offset))
				require.InDelta(t, 0, r3.Norm(r3.Sub(want, got)), 1e-12, r.Model.LinkName(link))
			}
		}
	})
}

// BenchmarkAllConstraints has limits, speed, mimic joints, self-collision and
// pinches active at once: the hand opens and closes through pinches and a fist
// at 1 kHz. It reports the 99th percentile as well.
func BenchmarkAllConstraints(b *testing.B) {
	f, q := bionicFingers(b, hand.Nominal())
	index, ring := pinched(f, hand.Index), pinched(f, hand.Ring)
	fist := hand.Angles{}
	for finger := hand.Index; finger <= hand.Little; finger++ {
		fist[hand.FingerAngle(finger, 1)], fist[hand.FingerAngle(finger, 2)], fist[hand.FingerAngle(finger, 3)] = 1.5, 1.8, 1.2
	}
	fist[hand.ThumbAbduction], fist[hand.ThumbMCP], fist[hand.ThumbIP] = 0.6, 1, 1
	keys := []hand.Angles{{}, index, {}, fist, ring}
	const leg = 400 // steps
	path := make([]hand.Angles, 0, leg*len(keys))
	for i, key := range keys {
		for k := range leg {
			path = append(path, key.Lerp(keys[(i+1)%len(keys)], smoothstep(float64(k)/leg)))
		}
	}
	f.solve(q, path[0], 0, true)
	var each []time.Duration
	k := 0
	last := time.Duration(0)
	for b.Loop() {
		f.solve(q, path[k%len(path)], 1e-3, false)
		k++
		now := b.Elapsed()
		each = append(each, now-last)
		last = now
	}
	slices.Sort(each)
	b.ReportMetric(float64(each[len(each)*99/100])/1e3, "p99-µs")
}

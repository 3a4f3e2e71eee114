package retarget

import (
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"gonum.org/v1/gonum/spatial/r3"
)

// grip leads two jaws: they are as far apart, in shares of their widest opening, as the
// person's thumb is from the nearest other fingertip, in shares of a flat hand's. A gripper
// has no posture of fingers that it could take.
type grip struct {
	jaws   [2][]r3.Vec // of thumb and index finger, in the palm's link (m): from closed to open
	widest float64     // m: from the person's thumb to the nearest fingertip of the flat hand
}

// Fingertips that touch are this far apart (m): their pulps' thickness. Design value.
const pulps = 0.018

// jawSteps is by how many places a jaw's way is known.
const jawSteps = 17

// newGrip recognises a gripper: a thumb and one finger.
func newGrip(r *robot.Robot, f *fingers) *grip {
	if r.Found == nil || len(f.slots) != 2 || f.slots[0].Finger != hand.Thumb {
		return nil
	}
	coords := append(slices.Clone(r.Fingers[f.slots[0].Finger]), r.Fingers[f.slots[1].Finger]...)
	slices.Sort(coords)
	coords = slices.Compact(coords)
	const most = 6
	if len(coords) > most {
		return nil
	}
	// Where all coordinates are at one of their ends, and the tips farthest and nearest.
	state := r.FlatHand()
	q := slices.Clone(state.Coordinates())
	ends := func(corner int) (gap float64) {
		for i, c := range coords {
			l := r.Model.Coordinate(c).Limit
			q[c] = max(l.Lower, -math.Pi)
			if corner>>i&1 == 1 {
				q[c] = min(l.Upper, math.Pi)
			}
		}
		state.SetCoordinates(q)
		return r3.Norm(r3.Sub(state.RootFromLink(r.Tips[f.slots[0].Finger]).Pos, state.RootFromLink(r.Tips[f.slots[1].Finger]).Pos))
	}
	open, closed := 0, 0
	for corner := range 1 << len(coords) {
		if ends(corner) > ends(open) {
			open = corner
		}
		if ends(corner) < ends(closed) {
			closed = corner
		}
	}
	g := &grip{}
	ends(closed)
	from := slices.Clone(q)
	ends(open)
	to := slices.Clone(q)
	for k := range jawSteps {
		u := float64(k) / (jawSteps - 1)
		for _, c := range coords {
			q[c] = from[c] + u*(to[c]-from[c])
		}
		state.SetCoordinates(q)
		linkFromRoot := state.RootFromLink(r.Palm).Inverse()
		for i := range g.jaws {
			g.jaws[i] = append(g.jaws[i], linkFromRoot.Apply(state.RootFromLink(r.Tips[f.slots[i].Finger]).Pos))
		}
	}
	f.person.SetAngles(hand.Angles{})
	g.widest = f.opening()
	return g
}

// opening is how far the person's thumb is from the nearest other fingertip (m).
func (f *fingers) opening() float64 {
	thumb, least := f.person.PalmFromSegment(hand.Thumb, 3).Pos, math.Inf(1)
	for i := hand.Index; i <= hand.Little; i++ {
		least = min(least, r3.Norm(r3.Sub(f.person.PalmFromSegment(i, 3).Pos, thumb)))
	}
	return least
}

// set puts the jaws' goals where the person's hand is as open.
func (g *grip) set(f *fingers) {
	share := clamp01((f.opening() - pulps) / (g.widest - pulps))
	at := share * (jawSteps - 1)
	k := min(int(at), jawSteps-2)
	for i := range g.jaws {
		a, b := g.jaws[i][k], g.jaws[i][k+1]
		f.goals[2*i] = r3.Add(a, r3.Scale(at-float64(k), r3.Sub(b, a)))
		f.goals[2*i+1] = f.goals[2*i] // its weight is small, and it pulls the same way
	}
}

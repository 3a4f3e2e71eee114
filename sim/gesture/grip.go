package gesture

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Handle is what a led hand is dragged by: a fingertip, numbered as the finger
// is, or the wrist.
type Handle uint8

// GripWrist is the handle at the wrist; those below it are the fingertips.
const (
	GripWrist  Handle = hand.NumFingers
	NumHandles        = hand.NumFingers + 1
)

// String is the handle's name.
func (h Handle) String() string {
	if h == GripWrist {
		return "wrist"
	}
	return hand.Finger(h).String() + " tip"
}

// HandlesTo gives where the handles of a person's hand are in the world (m); h
// is scratch, of the person's dimensions.
func HandlesTo(dst *[NumHandles]r3.Vec, h *hand.Hand, a hand.Angles, worldFromPalm spatial.Pose) {
	h.SetAngles(a)
	for f := range hand.NumFingers {
		dst[f] = worldFromPalm.Apply(h.PalmFromSegment(hand.Finger(f), 3).Pos)
	}
	dst[GripWrist] = worldFromPalm.Pos
}

// Grab takes the hand by a handle, to be dragged from where it is led to at
// time t.
func (l *Lead) Grab(h Handle) error {
	if h >= NumHandles {
		return fmt.Errorf("gesture: handle %d, want 0 to %d", h, NumHandles-1)
	}
	l.grip.handle, l.grip.anchor = h, l.goal()
	return nil
}

// Held is the handle that was grabbed last, and where it is led to in the world
// (m).
func (l *Lead) Held() (Handle, r3.Vec) {
	s := l.goal()
	return l.grip.handle, l.grip.place(&s)
}

// Drag leads the grabbed handle to a place in the world (m) from time t on. A
// fingertip takes its joints, the wrist and the arm with it, each by its share;
// the same place gives the same posture however it was reached. What is out of
// reach is approached.
func (l *Lead) Drag(t float64, to r3.Vec) error {
	if !(r3.Norm(to) <= maxDrag) {
		return fmt.Errorf("gesture: dragged to (%g, %g, %g), want a place within %d m", to.X, to.Y, to.Z, maxDrag)
	}
	l.aim(t, l.grip.solve(to))
	return nil
}

// maxDrag bounds where a hand may be dragged to (m from the world's origin).
const maxDrag = 100

// Bend leads one joint to an angle (rad) from time t on; the anatomical range
// bounds it.
func (l *Lead) Bend(t float64, joint hand.Angle, to float64) error {
	if joint >= hand.NumAngles || math.IsNaN(to) {
		return fmt.Errorf("gesture: joint %d to %g rad, want a joint below %d and a number", joint, to, hand.NumAngles)
	}
	s := l.goal()
	s[joint] = to
	l.aim(t, s)
	return nil
}

// Turn leads the forearm's rotation (rad; positive turns the palm down, zero is
// RestingForearm) from time t on.
func (l *Lead) Turn(t, pronation float64) error {
	if math.IsNaN(pronation) {
		return fmt.Errorf("gesture: forearm turned to %g rad, want a number", pronation)
	}
	s := l.goal()
	s[leadPronate] = pronation
	l.aim(t, s)
	return nil
}

// Aim leads the fingers, the wrist's angles and the forearm's rotation to those
// of a sample from time t on; the wrist's place stays.
func (l *Lead) Aim(t float64, like *Sample) error {
	s := stanceOf(l.info.Side, like)
	for _, x := range s {
		if math.IsNaN(x - x) {
			return fmt.Errorf("gesture: aimed at a sample that is not finite")
		}
	}
	goal := l.goal()
	s.setWrist(goal.wrist())
	l.aim(t, s)
	return nil
}

// Led is where the joints (rad) and the forearm's rotation are led to.
func (l *Lead) Led() (angles hand.Angles, pronation float64) {
	s := l.goal()
	return s.angles(), s[leadPronate]
}

// grip finds the posture in which a handle is at a given place: the scratch of
// the goroutine that leads.
//
// The stance nearest to the anchor, by the weights below, is sought by
// Gauss–Newton steps, each the weighted minimum-norm solution of the linearised
// problem, d = W⁻¹Jᵀ(J·W⁻¹·Jᵀ + μI)⁻¹(e + J·d₀) (Whitney, Resolved Motion
// Rate Control of Manipulators and Human Prostheses, IEEE Trans. Man-Machine
// Systems 10, 1969), coordinates that would leave their range held at its bound.
type grip struct {
	side   hand.Side
	hand   *hand.Hand
	handle Handle
	anchor stance
}

// The solver's numbers. Weights say how unwillingly a coordinate moves: a finger
// gives way first, then the wrist bends, then the arm follows. Design values.
const (
	gripSteps     = 40
	gripLargest   = 0.3   // rad or 0.1 m in one step: the linear model holds no further
	gripNear      = 0.03  // m: a place farther off is approached in steps (Buss and Kim, J. Graphics Tools 10, 2005)
	gripCaution   = 0.6   // by which that shrinks where a step came no nearer
	gripSlack     = 1e-6  // μ (m²): next to J·W⁻¹·Jᵀ ≈ 0.01 m², 0.1 mm in a meter
	gripDone      = 1e-4  // m
	gripDelta     = 1e-6  // rad or m, of the difference quotients
	spreadWeight  = 4.0   // 1/rad², next to 1 of a finger's flexion
	wristWeight   = 12.0  // 1/rad²
	placeWeight   = 900.0 // 1/m²
	gripDirection = 8     // directions that a fingertip's drag moves in
)

func newGrip(side hand.Side, dims hand.Dimensions) grip {
	return grip{side: side, hand: hand.New(side, dims), handle: GripWrist}
}

// place is where the handle is in the world.
func (g *grip) place(s *stance) r3.Vec {
	limb := s.limb()
	forearm := limb.forearm(g.side)
	if g.handle == GripWrist {
		return forearm.Pos
	}
	a := s.angles()
	g.hand.SetAngles(a)
	tip := g.hand.PalmFromSegment(hand.Finger(g.handle), 3).Pos
	return PalmOn(forearm, g.side, &a).Apply(tip)
}

// move shifts a stance along direction i: the finger's spread and flexion, its
// last two joints together as the tendons couple them, the wrist's angles, and
// the wrist's place.
func (g *grip) move(s *stance, i int, by float64) {
	f := hand.Finger(g.handle)
	switch {
	case i < 2:
		s[hand.FingerAngle(f, i)] += by
	case i == 2 && f == hand.Thumb:
		s[hand.ThumbMCP] += by
		s[hand.ThumbIP] += by
	case i == 2:
		s[hand.FingerAngle(f, 2)] += by
		s[hand.FingerAngle(f, 3)] += by * 2 / 3
	case i < 5:
		s[int(hand.WristFlexion)+i-3] += by
	default:
		s[leadX+i-5] += by
	}
}

func gripWeight(i int) float64 {
	switch {
	case i == 0:
		return spreadWeight
	case i < 3:
		return 1
	case i < 5:
		return wristWeight
	}
	return placeWeight
}

// solve is the stance in which the handle is as near to a place in the world as
// it can be.
func (g *grip) solve(to r3.Vec) stance {
	s := g.anchor
	if g.handle == GripWrist {
		s.setWrist(offsetOf(g.side, to))
		return s.bounded()
	}
	var d [gripDirection]float64 // away from the anchor
	best, miss, largest := s, math.Inf(1), gripLargest
	for range gripSteps {
		s = g.at(&d)
		here := g.place(&s)
		e := r3.Sub(to, here)
		if n := r3.Norm(e); n < miss {
			best, miss = s, n
		} else {
			largest *= gripCaution
		}
		if miss < gripDone {
			break
		}
		var columns [gripDirection]r3.Vec
		for i := range columns {
			nudged := s
			g.move(&nudged, i, gripDelta)
			columns[i] = r3.Scale(1/gripDelta, r3.Sub(g.place(&nudged), here))
		}
		g.step(&d, &columns, r3.Scale(min(1, gripNear/r3.Norm(e)), e), largest)
	}
	return best
}

// at is the anchor moved by d, within bounds.
func (g *grip) at(d *[gripDirection]float64) stance {
	s := g.anchor
	for i, by := range d {
		g.move(&s, i, by)
	}
	return s.bounded()
}

// step moves d by one Gauss–Newton step, no coordinate by more than largest.
func (g *grip) step(d *[gripDirection]float64, columns *[gripDirection]r3.Vec, e r3.Vec, largest float64) {
	var fixed [gripDirection]bool
	next := *d
	for range gripDirection {
		want := e
		for i, c := range columns {
			at := d[i]
			if fixed[i] {
				at -= next[i]
			}
			want = r3.Add(want, r3.Scale(at, c))
		}
		y := normal(columns, &fixed, want)
		for i, c := range columns {
			if !fixed[i] {
				next[i] = r3.Dot(c, y) / gripWeight(i)
			}
		}
		if !g.hold(&next, &fixed) {
			break
		}
	}
	longest := 0.0
	for i := range d {
		change := math.Abs(next[i] - d[i])
		if i >= 5 {
			change *= 3 // 0.1 m counts as 0.3 rad
		}
		longest = max(longest, change)
	}
	share := min(1, largest/max(longest, 1e-12))
	for i := range d {
		d[i] += share * (next[i] - d[i])
	}
}

// hold puts what left its range back onto the bound, fixed there, and tells
// whether there was any.
func (g *grip) hold(next *[gripDirection]float64, fixed *[gripDirection]bool) bool {
	held := false
	for i := range 5 {
		var moved stance
		g.move(&moved, i, 1)
		for a, share := range moved[:hand.NumAngles] {
			if share == 0 || fixed[i] {
				continue
			}
			r := hand.Angle(a).Range()
			low, high := (r.Lower-g.anchor[a])/share, (r.Upper-g.anchor[a])/share
			if next[i] < low || next[i] > high {
				next[i] = min(max(next[i], low), high)
				fixed[i], held = true, true
			}
		}
	}
	if most := leadForward - g.anchor[leadX]; !fixed[5] && next[5] > most {
		next[5], fixed[5], held = most, true, true
	}
	off := r3.Add(g.anchor.wrist(), r3.Vec{X: next[5], Y: next[6], Z: next[7]})
	if n := r3.Norm(off); !fixed[6] && n > leadRadius {
		back := r3.Sub(r3.Scale(leadRadius/n, off), g.anchor.wrist())
		next[5], next[6], next[7] = back.X, back.Y, back.Z
		fixed[5], fixed[6], fixed[7], held = true, true, true, true
	}
	return held
}

// normal solves (J·W⁻¹·Jᵀ + μI)·y = want over the free directions, by Cramer's
// rule on the columns of the symmetric 3 × 3 matrix.
func normal(columns *[gripDirection]r3.Vec, fixed *[gripDirection]bool, want r3.Vec) r3.Vec {
	x, y, z := r3.Vec{X: gripSlack}, r3.Vec{Y: gripSlack}, r3.Vec{Z: gripSlack}
	for i, c := range columns {
		if fixed[i] {
			continue
		}
		w := r3.Scale(1/gripWeight(i), c)
		x, y, z = r3.Add(x, r3.Scale(c.X, w)), r3.Add(y, r3.Scale(c.Y, w)), r3.Add(z, r3.Scale(c.Z, w))
	}
	det := r3.Dot(x, r3.Cross(y, z))
	return r3.Scale(1/det, r3.Vec{
		X: r3.Dot(want, r3.Cross(y, z)),
		Y: r3.Dot(x, r3.Cross(want, z)),
		Z: r3.Dot(x, r3.Cross(y, want)),
	})
}

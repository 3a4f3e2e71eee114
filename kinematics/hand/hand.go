package hand

import (
	"fmt"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// NumLandmarks is the number of landmarks: the wrist, then four per finger.
const NumLandmarks = 21

// Landmarks are the 21 points (m) that trackers report, in the usual order:
// wrist; thumb CMC, MCP, IP, tip; then index, middle, ring and little finger's
// MCP, PIP, DIP, tip.
type Landmarks [NumLandmarks]r3.Vec

// Landmark is the index of a finger's joint i (0…3, the tip last).
func Landmark(f Finger, i int) int { return 1 + 4*int(f) + i }

// pronationPerFlexion is the thumb's coupled pronation: its saddle joint turns
// the thumb about its own axis as it crosses the palm. Design value.
const pronationPerFlexion = 0.3

// segmentNames are the links of each finger, proximal first.
var segmentNames = [2][4]string{
	{"metacarpal", "proximal", "distal", "tip"}, // thumb
	{"proximal", "middle", "distal", "tip"},
}

// SegmentName is the link that follows a finger's joint i, such as
// "index_proximal"; i = 3 is the fingertip.
func SegmentName(f Finger, i int) string {
	row := 1
	if f == Thumb {
		row = 0
	}
	return f.String() + "_" + segmentNames[row][i]
}

// NewModel is a person's hand as a joint tree: root link "palm", 20
// coordinates in the order of Angles (the wrist, which lies above the palm, is
// left out), and the links of SegmentName.
func NewModel(side Side, dims Dimensions) (*chain.Model, error) {
	var joints []chain.Joint
	revolute := func(name, parent, child string, origin spatial.Pose, axis r3.Vec, r Range) chain.Joint {
		limit := chain.Unlimited()
		limit.Lower, limit.Upper = r.Lower, r.Upper
		return chain.Joint{Name: name, Kind: chain.Revolute, Parent: parent, Child: child, Origin: origin, Axis: axis, Limit: limit}
	}
	// Reflection across y = 0 keeps an axis along y and turns one along z or x
	// round, so that equal angles are mirror images.
	mirror := 1.0
	if side == Left {
		mirror = -1
	}
	for f := Thumb; f <= Little; f++ {
		b := dims[f]
		base := b.Base
		if side == Left {
			base = spatial.FlipY(base)
		}
		first, parent := FingerAngle(f, 0), f.String()+"_base"
		j := revolute(first.String(), "palm", parent, base, r3.Vec{Z: mirror}, ranges[first])
		joints = append(joints, j)
		origin := spatial.Identity()
		for i := range 3 {
			a := FingerAngle(f, i+1)
			child := SegmentName(f, i)
			if a == ThumbFlexion {
				// The mimic joint stands between flexion and the metacarpal.
				joints = append(joints, revolute(a.String(), parent, "thumb_saddle", origin, r3.Vec{Y: 1}, ranges[a]))
				twist := revolute("thumb_pronation", "thumb_saddle", child, spatial.Identity(), r3.Vec{X: mirror}, Range{-1, 1})
				twist.Mimic = &chain.Mimic{Joint: a.String(), Multiplier: pronationPerFlexion}
				joints = append(joints, twist)
			} else {
				joints = append(joints, revolute(a.String(), parent, child, origin, r3.Vec{Y: 1}, ranges[a]))
			}
			parent, origin = child, spatial.At(r3.Vec{X: b.Length[i]})
		}
		joints = append(joints, chain.Joint{Name: f.String() + "_tip_joint", Kind: chain.Fixed, Parent: parent, Child: SegmentName(f, 3), Origin: origin})
	}
	m, err := chain.New(side.String()+" hand", "palm", joints)
	if err != nil {
		return nil, fmt.Errorf("hand: %w", err)
	}
	return m, nil
}

// Hand is a person's hand in a posture: the scratch of one goroutine.
type Hand struct {
	side     Side
	state    *chain.State
	segments [NumFingers][4]int // links
	angles   Angles
}

// New is a flat hand. It panics if dims are not finite.
func New(side Side, dims Dimensions) *Hand {
	m, err := NewModel(side, dims)
	if err != nil {
		panic(err)
	}
	h := &Hand{side: side, state: chain.NewState(m)}
	for f := range h.segments {
		for i := range h.segments[f] {
			h.segments[f][i], _ = m.LinkIndex(SegmentName(Finger(f), i))
		}
	}
	return h
}

// Side is the hand's side.
func (h *Hand) Side() Side { return h.side }

// Model is the joint tree from the palm on.
func (h *Hand) Model() *chain.Model { return h.state.Model() }

// SetAngles puts the hand into a posture.
func (h *Hand) SetAngles(a Angles) {
	h.angles = a
	h.state.SetCoordinates(a[:NumFingerAngles])
}

// Angles is the current posture.
func (h *Hand) Angles() Angles { return h.angles }

// PalmFromSegment is the frame of a finger's segment i (0…2; 3 is the tip): its
// origin at the joint, +X along the bone.
func (h *Hand) PalmFromSegment(f Finger, i int) spatial.Pose {
	return h.state.RootFromLink(h.segments[f][i])
}

// LandmarksTo gives the landmarks in the palm frame.
func (h *Hand) LandmarksTo(dst *Landmarks) {
	dst[0] = r3.Vec{}
	for f := range h.segments {
		for i := range h.segments[f] {
			dst[Landmark(Finger(f), i)] = h.state.RootFromLink(h.segments[f][i]).Pos
		}
	}
}

// ForearmFromPalm is what the two wrist angles (rad) do: flexion about the
// forearm's +Y, then deviation about the palm's own normal, so turned.
func ForearmFromPalm(side Side, flexion, deviation float64) spatial.Pose {
	if side == Left {
		deviation = -deviation
	}
	return spatial.Pose{Rot: quat.Mul(
		spatial.AxisAngle(r3.Vec{Y: 1}, flexion),
		spatial.AxisAngle(r3.Vec{Z: 1}, deviation),
	)}
}

// Package hand is the human hand: its bones and joints, the 21 landmarks that
// trackers report, and the fit of joint angles to such landmarks.
//
// The palm frame has its origin at the wrist, +X towards the fingers, +Y to the
// thumb side of a right hand (−Y of a left) and +Z out of the back of the hand.
// The forearm frame coincides with it when both wrist angles are zero. Lengths
// are metres, angles radians. Equal angles on a left and a right hand are
// mirror images of each other: positive flexion closes the hand (by the right
// hand about +Y, which takes +X to −Z, the palm's side), positive spread and
// deviation go to the thumb's side.
package hand

import "math"

// Side tells a left hand from a right one.
type Side uint8

// The two sides.
const (
	Right Side = iota
	Left
)

// String is "right" or "left".
func (s Side) String() string { return [...]string{"right", "left"}[s] }

// Other is the opposite side.
func (s Side) Other() Side { return 1 - s }

// Finger counts from the thumb.
type Finger uint8

// The five fingers, the thumb counted among them.
const (
	Thumb Finger = iota
	Index
	Middle
	Ring
	Little
	NumFingers = 5
)

// String is the finger's English name in lower case.
func (f Finger) String() string { return fingerNames[f] }

var fingerNames = [NumFingers]string{"thumb", "index", "middle", "ring", "little"}

// Angle names one of the hand's 22 joint angles.
type Angle uint8

// The 22 angles: four per finger, then the wrist. A finger's four are MCP
// spread, MCP flexion, PIP and DIP flexion; the thumb's are CMC abduction, CMC
// flexion, MCP and IP flexion.
const (
	ThumbAbduction Angle = iota
	ThumbFlexion
	ThumbMCP
	ThumbIP
	IndexSpread
	IndexMCP
	IndexPIP
	IndexDIP
	MiddleSpread
	MiddleMCP
	MiddlePIP
	MiddleDIP
	RingSpread
	RingMCP
	RingPIP
	RingDIP
	LittleSpread
	LittleMCP
	LittlePIP
	LittleDIP
	WristFlexion
	WristDeviation
	NumAngles = 22
)

// NumFingerAngles is how many of the angles are the fingers' own: all but the
// wrist's, which come last.
const NumFingerAngles = 4 * NumFingers

// FingerAngle is angle i (0…3, proximal first) of a finger.
func FingerAngle(f Finger, i int) Angle { return Angle(4*int(f) + i) }

// String is the name that files and tables use, such as "index_pip".
func (a Angle) String() string { return angleNames[a] }

var angleNames = [NumAngles]string{
	"thumb_abduction", "thumb_flexion", "thumb_mcp", "thumb_ip",
	"index_spread", "index_mcp", "index_pip", "index_dip",
	"middle_spread", "middle_mcp", "middle_pip", "middle_dip",
	"ring_spread", "ring_mcp", "ring_pip", "ring_dip",
	"little_spread", "little_mcp", "little_pip", "little_dip",
	"wrist_flexion", "wrist_deviation",
}

// Angles are the hand's joint angles (rad), indexed by Angle.
type Angles [NumAngles]float64

// Range is what a joint can do (rad).
type Range struct{ Lower, Upper float64 }

// Ranges are the anatomical ranges of motion: design values, wider than the
// clinical ones, as real recordings are.
func Ranges() [NumAngles]Range { return ranges }

// Range is the angle's own, of Ranges.
func (a Angle) Range() Range { return ranges[a] }

var ranges = anatomicalRanges()

func anatomicalRanges() [NumAngles]Range {
	deg := func(lower, upper float64) Range { return Range{lower * math.Pi / 180, upper * math.Pi / 180} }
	var r [NumAngles]Range
	r[ThumbAbduction], r[ThumbFlexion] = deg(-10, 70), deg(-30, 45)
	r[ThumbMCP], r[ThumbIP] = deg(-10, 70), deg(-15, 85)
	for f := Index; f <= Little; f++ {
		r[FingerAngle(f, 0)], r[FingerAngle(f, 1)] = deg(-25, 25), deg(-25, 95)
		r[FingerAngle(f, 2)], r[FingerAngle(f, 3)] = deg(-5, 110), deg(-10, 90)
	}
	r[WristFlexion], r[WristDeviation] = deg(-75, 80), deg(-25, 40)
	return r
}

// Clamped is a with every angle inside its anatomical range.
func (a Angles) Clamped() Angles {
	for i := range a {
		a[i] = min(max(a[i], ranges[i].Lower), ranges[i].Upper)
	}
	return a
}

// Lerp is the straight line from a (t = 0) to b (t = 1).
func (a Angles) Lerp(b Angles, t float64) Angles {
	for i := range a {
		a[i] += t * (b[i] - a[i])
	}
	return a
}

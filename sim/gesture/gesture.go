// Package gesture is where a person's movement comes from: recorded files and
// synthetic streams behind one small interface, Source.
//
// The world frame has +X from the person to the arm, +Z up and +Y away from the
// viewer; the mirror plane is x = 0 and the person stands at x < 0. Palm and
// forearm frames are those of package hand. Lengths are metres, angles radians,
// times seconds since the start of the source.
//
// # Recorded files
//
// Package format reads what trackers, headsets, gloves and motion capture write;
// this package decides what it means. Open does so in this order:
//
//   - Frames that could not be read, and hands that are not where or as large as a
//     hand can be, are left out; more than a fifth of them are a bad file.
//   - The clock is mended: its unit goes by its intervals, wild stamps take their
//     place between their neighbours, restarts are joined, pauses cut.
//   - The unit of length is the one in which a palm has a human's size.
//   - Hands are followed from frame to frame, and each is fitted as a right and as a
//     left one. Shape tells one bit: a left hand in right-handed axes is a right
//     hand in left-handed ones. Where the label says otherwise, the label yields if
//     the format's axes are sure, as those of cameras and headsets are; else the
//     axes do. A flat hand's label decides. Options overrule.
//   - Landmarks of a picture alone are given the depth that a hand of known
//     proportions must have.
//   - The person is measured, every frame fitted, joints that were out of sight for
//     a moment bridged, and what landmarks tremble by is taken out.
//   - A recording that fits no hand as well as genuine ones do is doubtful, with the
//     likely cause, or refused.
//   - The hand is put into the arm's reach; leaps of a tracker that was recentred are
//     taken out.
//
// Info.Decision has what was decided, Info.Report says it in one line.
//
// # The program's own format
//
// JSON lines. The first line is the header:
//
//	{"format":"mirrorarm-hand","version":1,"hand":"right","axes":"world"}
//
// hand is "left" or "right". axes says which frame the points are in: "world"
// (the frame above), "camera" (x right, y down, z away from a camera that faces
// the person), "leap" (x right, y up, z to the person) or "palm" (wrist at the
// origin, x to the fingers, z out of the back of the hand: no position, no
// orientation). "position":false may say that the points do not tell where the hand
// is, "poses":true that the frames are separate poses, each to be held. Every
// further line is one frame:
//
//	{"t_s":0.033,"landmarks_m":[[x,y,z],…],"confidence":0.98,"elbow_m":[x,y,z]}
//
// t_s rises from line to line. landmarks_m holds 21 points in the order of
// hand.Landmarks; null stands for one that was not seen, and null in place of
// the list for a frame without a hand. confidence, from 0 to 1, is 1 if absent;
// elbow_m, shoulder_m and a pose's name may be absent. Unknown keys are refused.
package gesture

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Source is a person's moving hand. It does not change after it was made:
// Sample may be called from several goroutines, for any times in any order.
//
// A live one (Info.Live) only knows the past, and learns. Its Sample is for the
// present: for a time since its newest frame it leads that on, for an earlier one it
// gives what it would show now, so that the same time asked for twice may give two
// answers. Its times are those of the clock that its frames are put on and have no
// start; before its first frame, and once its hand is gone, the last posture holds
// and is Lost. Its side and bones are fixed as any source's are: those of a glove's
// wearer, whoever is there; angles and place are the visitor's, and a hand of the
// other side is another source's. It has no end.
type Source interface {
	Info() Info
	// Sample gives the hand at time t (s since the start). It allocates nothing.
	// After the end of the source the last posture holds.
	Sample(t float64, dst *Sample)
}

// Player is a source that can name the gesture it makes at a time t.
type Player interface {
	Source
	Playing(t float64) string
	// Made names the gesture that the hand is nearest to: while it moves to another one, up
	// to the middle of the way still the one before.
	Made(t float64) string
}

// State says how far a sample can be trusted.
type State uint8

// The states of a source. Predicted samples bridge a short gap or lead back
// from a long one; in a lost one the last posture holds.
const (
	OK State = iota
	Predicted
	Lost
)

// String is the state's name.
func (s State) String() string { return [...]string{"ok", "predicted", "lost"}[s] }

// Sample is the hand at one time.
type Sample struct {
	Time             float64 // s since the start
	State            State
	Angles           hand.Angles // rad
	WorldFromForearm spatial.Pose
	WorldFromPalm    spatial.Pose
	Confidence       float64 // 0…1, as the tracker gave it
	Frame            int     // last frame of the recording at or before Time
	Tracked          bool    // seen by a tracker that is there, whose place needs no noise on top
}

// Info describes a source.
type Info struct {
	Name     string // file name without its folder, or the gesture's name
	Report   string // one line: what the source is, and what was decided about it
	Side     hand.Side
	Dims     hand.Dimensions
	Frames   int     // in the recording; 0 for a synthetic source and a live one
	Duration float64 // s; +Inf for a source without end

	Live bool // what a tracker sees while it runs

	// What the source itself gives; the rest is held at a default.
	Position, Orientation, Forearm bool

	Shoulder r3.Vec // the person's, in the world

	FitError   float64 // m: mean wrist-aligned distance of fitted from recorded landmarks
	Missed     int     // frames without a trusted sight of the hand
	Occluded   float64 // share of the fitted finger angles that no landmark showed
	Impossible float64 // share that the landmarks show far outside the anatomical range

	Decision *Decision // what was decided about a recording; nil for a synthetic source
}

// Choice is which hand of a source to follow.
type Choice uint8

// The choices. Auto follows the first confident hand.
const (
	Auto Choice = iota
	LeftHand
	RightHand
)

var choiceNames = [...]string{"auto", "left", "right"}

// String is the choice's name on the command line.
func (c Choice) String() string { return choiceNames[c] }

// ParseChoice is the choice of that name.
func ParseChoice(name string) (Choice, error) {
	for i, n := range choiceNames {
		if n == name {
			return Choice(i), nil
		}
	}
	return Auto, fmt.Errorf("gesture: hand %q: unknown, want auto, left or right", name)
}

// wants reports whether the choice allows a hand of that side.
func (c Choice) wants(s hand.Side) bool {
	return c == Auto || (c == LeftHand) == (s == hand.Left)
}

// Options are what a caller may ask of a source. The zero value is the default.
type Options struct {
	Hand   Choice  // which hand to follow; auto is right for a synthetic source
	Seed   uint64  // of a synthetic source
	Person *Person // who moves in a synthetic source; nil is the mean adult

	// What the caller knows better than a recording; zero values leave it to the file.
	Axes   string  // by name, of format.AxesNames
	FPS    float64 // frames per second
	Aspect float64 // of the picture, width over height
}

// DefaultShoulder is where the person's shoulder stands in the world (m). Both
// sides share it, so that a picture frames them alike. Design value.
func DefaultShoulder() r3.Vec { return r3.Vec{X: -0.62, Y: -0.16, Z: 1.28} }

// DefaultWrist is where the wrist is held by a source that gives no position
// (m): in front of the shoulder, elbow bent. Design value.
func DefaultWrist() r3.Vec { return r3.Add(DefaultShoulder(), r3.Vec{X: 0.34, Z: -0.10}) }

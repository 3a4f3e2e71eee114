// Package glove is all that a real tactile glove's driver would know: where its
// channels sit, how they respond as designed, how to calibrate them from a
// recording, and how to turn their counts into joint angles with a covariance.
//
// Frames are those of package hand: places and normals of channels are given in
// the frame of the segment that they sit on, of a right hand (+X along the bone,
// +Z out of the back, for the palm and the forearm likewise); a left hand's are
// mirrored across y = 0. Lengths are metres, angles radians, strain a ratio,
// pressure Pa, times seconds; counts are what the glove sends.
//
// A stretch channel's strain is linear in the joint angles of its block, but for
// the weak Bow of each: strain = offset + Σ gain·φ(θ), and a count is that strain's
// share of the profile's range, times its Codes, after what package taxel's
// elements do to it. Gains follow from the hand's shape (see Geometry.Gain).
//
// Nothing in here knows a simulator: package wearer builds on this one and never
// the reverse.
package glove

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// Bounds on the number of channels.
const (
	MinChannels     = 64
	MaxChannels     = 65536
	DefaultChannels = 576
)

// The six blocks of stretch channels that do not feel each other's joints: the
// five fingers, counted as package hand does, and the wrist.
const (
	WristBlock = hand.NumFingers
	NumBlocks  = hand.NumFingers + 1
)

// Channel is one taxel of the glove as designed.
type Channel struct {
	Kind     taxel.Kind
	Block    int     // finger, or WristBlock
	Link     string  // the segment it sits on: a link of hand.NewModel, "palm" or "forearm"
	Back     bool    // on the back of the hand, else on the front
	Row      int     // from the wrist to the tip, within its panel
	Column   int     // from the little finger's side to the thumb's
	Along    float64 // m along the finger from its first joint; along the forearm from the wrist
	Across   float64 // −1…1, the outer columns of a panel
	Position r3.Vec  // m, in the frame of Link
	Normal   r3.Vec  // out of the hand, in the frame of Link

	Prestrain float64    // strain with all angles zero (stretch only)
	Gain      [4]float64 // strain per rad of the block's angles (stretch only)
}

// Layout is a glove as designed. It is immutable.
type Layout struct {
	profile    taxel.Profile
	channels   []Channel
	neighbours [][4]int
	blocks     [NumBlocks][]int // stretch channels of each block
	dims       hand.Dimensions
}

// NewLayout places n channels: three quarters stretch, one quarter pressure; a
// profile whose sites sense everything has one of each at half as many sites.
func NewLayout(n int, p taxel.Profile) (*Layout, error) {
	if n < MinChannels || n > MaxChannels {
		return nil, fmt.Errorf("glove: %d channels, want %d to %d", n, MinChannels, MaxChannels)
	}
	if p.FrameRate <= 0 || p.Codes <= 0 {
		return nil, fmt.Errorf("glove: profile %q has %g frames/s and %d codes, want more than 0 of both", p.Name, p.FrameRate, p.Codes)
	}
	l := &Layout{profile: p, dims: hand.Nominal()}
	pressure := n / 4
	if p.EveryKind {
		pressure = n / 2
	}
	for _, panel := range apportion(stretchPanels(l.dims), n-pressure) {
		l.place(panel)
	}
	for _, panel := range apportion(pressurePanels(l.dims), pressure) {
		l.place(panel)
	}
	for i, c := range l.channels {
		if c.Kind == taxel.Stretch {
			l.blocks[c.Block] = append(l.blocks[c.Block], i)
		}
	}
	return l, nil
}

// Len is the number of channels.
func (l *Layout) Len() int { return len(l.channels) }

// Channel is channel i. It panics if i is out of range.
func (l *Layout) Channel(i int) Channel { return l.channels[i] }

// Profile is the hardware that the channels are made of.
func (l *Layout) Profile() taxel.Profile { return l.profile }

// Neighbours are the up to four channels next to i in its panel, the others
// taxel.NoNeighbour.
func (l *Layout) Neighbours(i int) [4]int { return l.neighbours[i] }

// Block lists the stretch channels of a finger, or of the wrist. The slice is
// the layout's own.
func (l *Layout) Block(b int) []int { return l.blocks[b] }

// BlockAngles are the angles that a block's channels feel: the first one and
// how many.
func BlockAngles(b int) (first hand.Angle, count int) {
	if b == WristBlock {
		return hand.WristFlexion, 2
	}
	return hand.FingerAngle(hand.Finger(b), 0), 4
}

// BlockName is a finger's name, or "wrist".
func BlockName(b int) string {
	if b == WristBlock {
		return "wrist"
	}
	return hand.Finger(b).String()
}

// Scan is the fraction of a scan at which channel i is read: they are read one
// after the other, the last at the frame's time stamp.
func (l *Layout) Scan(i int) float64 {
	return 1 - l.profile.Scan*(1-float64(i+1)/float64(len(l.channels)))
}

// Spread is the crosstalk between the channels as designed.
func (l *Layout) Spread() *taxel.Spread {
	places := make([]r3.Vec, len(l.channels))
	for i, c := range l.channels {
		// Within a panel, distances along the surface are what crosstalk sees.
		places[i] = r3.Vec{X: c.Along, Y: c.Across * panelHalfWidth}
	}
	return taxel.NewSpread(l.profile, places, l.neighbours)
}

// panelHalfWidth is how far the outer columns are from the middle one along the
// fabric (m): a design value.
const panelHalfWidth = 8e-3

// zigzag is how far the channels of a single column are from its middle.
const zigzag = 0.7

// place adds a panel's channels row by row, linked to their neighbours.
func (l *Layout) place(p panel) {
	rows := (p.count + p.columns - 1) / p.columns
	base := len(l.channels)
	for k := range p.count {
		row, col := k/p.columns, k%p.columns
		c := Channel{Kind: p.kind, Block: p.block, Back: p.back, Row: row, Column: col}
		c.Along = p.from + (float64(row)+0.5)/float64(rows)*(p.to-p.from)
		if rows > 1 {
			c.Along = p.from + float64(row)/float64(rows-1)*(p.to-p.from)
		}
		if n := min(p.columns, p.count-row*p.columns); n > 1 {
			c.Across = -1 + 2*float64(col)/float64(n-1)
		} else if p.columns == 1 {
			c.Across = zigzag * float64(1-2*(row%2))
		}
		p.locate(&c)
		if c.Kind == taxel.Stretch {
			c.Gain = NominalGeometry(l.dims, c.Block).Gain(c.Along, c.Across, c.Back)
			c.Prestrain = centredPrestrain(c.Block, c.Gain, l.profile.Ranges[taxel.Stretch])
		}
		l.channels = append(l.channels, c)
		at := func(dr, dc int) int {
			r, q := row+dr, col+dc
			if n := r*p.columns + q; r >= 0 && q >= 0 && q < p.columns && n < p.count {
				return base + n
			}
			return taxel.NoNeighbour
		}
		l.neighbours = append(l.neighbours, [4]int{at(-1, 0), at(1, 0), at(0, -1), at(0, 1)})
	}
}

// centredPrestrain puts the middle of what the anatomical range can do to a
// channel into the middle of its range: the front would go slack otherwise.
func centredPrestrain(block int, gain [4]float64, r taxel.Range) float64 {
	first, count := BlockAngles(block)
	middle := 0.0
	for j := range count {
		a := (first + hand.Angle(j)).Range()
		middle += gain[j] * (a.Lower + a.Upper) / 2
	}
	return (r.Lower+r.Upper)/2 - middle
}

// Fingerprint tells layouts apart: that of a calibration must match.
func (l *Layout) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %g %d\n", l.profile.Name, l.profile.FrameRate, l.profile.Codes)
	for _, c := range l.channels {
		fmt.Fprintf(h, "%d %d %.9g %.9g %.9g\n", c.Kind, c.Block, c.Along, c.Across, c.Prestrain)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// finite reports whether x is neither NaN nor infinite.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

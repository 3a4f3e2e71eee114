package hud

import (
	"image"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
)

// joints shows every coordinate of the robot between its limits: where it is,
// and where the solver wants it.
type joints struct {
	names        [locale.NumLanguages][]string
	lower, upper []float64 // rad
}

// maxJoints is how many rows the panel has room for.
const maxJoints = 26

func newJoints(desc *mirror.Description) *joints {
	j := &joints{}
	if desc.Robot == nil {
		return j
	}
	m := desc.Robot.Model
	for i := range min(m.DOF(), maxJoints) {
		c := m.Coordinate(i)
		lower, upper := c.Limit.Lower, c.Limit.Upper
		if math.IsInf(lower, 0) || math.IsInf(upper, 0) {
			lower, upper = -math.Pi, math.Pi
		}
		for l := range j.names {
			j.names[l] = append(j.names[l], locale.Language(l).Joint(c.Name))
		}
		j.lower, j.upper = append(j.lower, lower), append(j.upper, upper)
	}
	return j
}

const (
	jointWidth = 272
	jointNames = 128 // of that
	jointLine  = 16
	nearLimit  = 0.03 // of the range: closer is marked
)

func (j *joints) size() (width, height float64) {
	return jointWidth, 2*paint.Margin + 24 + jointLine*float64(len(j.names[0]))
}

func (j *joints) draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.Px(paint.Margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.Px(10)
	p.Text(left, y, paint.Strong, paint.TextColor, s.Language.Text(locale.PanelJoints))
	p.TextRight(right, y, paint.Small, paint.DimColor, s.Language.Text(locale.BetweenLimits))
	y += p.Px(22)
	for i, name := range j.names[s.Language] {
		if i >= len(snap.Arm.Coordinates) {
			break
		}
		p.Text(left, y, paint.Small, paint.DimColor, p.Fitted(paint.Small, name, p.Px(jointNames-4)))
		track := image.Rect(left+p.Px(jointNames), y-p.Px(6), right, y-p.Px(3))
		p.Fill(track, paint.TrackFill)
		share := func(q float64) float64 { return min(max((q-j.lower[i])/(j.upper[i]-j.lower[i]), 0), 1) }
		at := func(q float64) float64 { return float64(track.Min.X) + share(q)*float64(track.Dx()) }
		if i < len(snap.Arm.Target) {
			x := int(at(snap.Arm.Target[i]))
			p.Fill(image.Rect(x-p.Px(1), track.Min.Y-p.Px(3), x+p.Px(1), track.Max.Y+p.Px(3)), paint.Target)
		}
		x, middle := at(snap.Arm.Coordinates[i]), float64(track.Min.Y+track.Max.Y)/2
		if f := share(snap.Arm.Coordinates[i]); f < nearLimit || f > 1-nearLimit {
			p.Triangle(x-4.4*p.Scale(), middle+3.4*p.Scale(), x+4.4*p.Scale(), middle+3.4*p.Scale(), x, middle-4.4*p.Scale(), paint.Warning)
		} else {
			p.Disc(x, middle, 3.2*p.Scale(), paint.Accent)
		}
		y += p.Px(jointLine)
	}
}

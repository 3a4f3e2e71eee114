package hud

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// skinMap is the robot's whole skin unrolled into the shape of a hand, seen on
// the palm: every taxel a dot.
type skinMap struct {
	place []r3.Vec // of each taxel (m): X to the right, Y to the fingertips
	lo    r3.Vec   // bounds
	hi    r3.Vec
	hues  [256]color.NRGBA
}

// Size of the map's panel at scale 1.
const (
	skinWidth, skinHeight = 248, 272
	skinHead              = 40 // above the map
	fullPressure          = 120e3
	idlePressure          = 1.5e3
)

func newSkinMap(desc *mirror.Description) *skinMap {
	m := &skinMap{}
	pressure := scene.Pressure()
	for i := range m.hues {
		m.hues[i] = scene.Display(pressure.At(float32(i) / 255))
	}
	if desc.Skin == nil || desc.Robot == nil || desc.Robot.Palm < 0 {
		return m
	}
	state := chain.NewState(desc.Robot.Model)
	palmFromRoot := state.RootFromLink(desc.Robot.Palm).Mul(desc.Robot.LinkFromPalm).Inverse()
	mirrored := 1.0
	if desc.Robot.Side == hand.Left {
		mirrored = -1
	}
	m.lo, m.hi = r3.Vec{X: math.Inf(1), Y: math.Inf(1)}, r3.Vec{X: math.Inf(-1), Y: math.Inf(-1)}
	for _, e := range desc.Skin.Elements[:desc.Skin.Taxels] {
		palmFromLink := palmFromRoot.Mul(state.RootFromLink(e.Link))
		p := palmFromLink.Apply(e.Centre)
		if e.Link != desc.Robot.Palm {
			// A finger's skin is cut along its back and laid flat beside its axis.
			bone := palmFromLink.Rotate(r3.Vec{X: 1})
			bone.Z = 0
			bone = r3.Unit(bone)
			side := r3.Vec{X: -bone.Y, Y: bone.X}
			around := math.Atan2(e.Centre.Y, -e.Centre.Z) * math.Hypot(e.Centre.Y, e.Centre.Z)
			axis := palmFromLink.Apply(r3.Vec{X: e.Centre.X})
			p = r3.Add(axis, r3.Scale(around, side))
		}
		// Seen on the palm, the thumb of a right hand is on the right.
		q := r3.Vec{X: p.Y * mirrored, Y: p.X}
		m.place = append(m.place, q)
		m.lo = r3.Vec{X: min(m.lo.X, q.X), Y: min(m.lo.Y, q.Y)}
		m.hi = r3.Vec{X: max(m.hi.X, q.X), Y: max(m.hi.Y, q.Y)}
	}
	if mirrored < 0 {
		for i := range m.place {
			m.place[i].X = -m.place[i].X
		}
		m.lo.X, m.hi.X = -m.hi.X, -m.lo.X
	}
	return m
}

func (m *skinMap) size() (width, height float64) { return skinWidth, skinHeight }

func (m *skinMap) draw(p *Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.px(margin)
	touched := 0
	var peak float32
	for i := range snap.Touch {
		peak = max(peak, snap.Touch[i].Normal)
		if snap.Touch[i].Normal > idlePressure {
			touched++
		}
	}
	base := r.Min.Y + pad + p.px(10)
	p.text(r.Min.X+pad, base, strong, textColor, "skin")
	p.textRight(r.Max.X-pad, base, figureSmall, dimColor, fmt.Sprintf("%d of %d · %.0f kPa", touched, s.Taxels, peak*1e-3))
	if len(m.place) == 0 {
		return
	}
	area := image.Rect(r.Min.X+pad, r.Min.Y+p.px(skinHead), r.Max.X-pad, r.Max.Y-pad)
	k := min(float64(area.Dx())/(m.hi.X-m.lo.X), float64(area.Dy())/(m.hi.Y-m.lo.Y))
	left := float64(area.Min.X) + (float64(area.Dx())-k*(m.hi.X-m.lo.X))/2
	for i, q := range m.place {
		x, y := left+k*(q.X-m.lo.X), float64(area.Max.Y)-k*(q.Y-m.lo.Y)
		c, size := idleTaxel, 0.75*p.scale
		if i < len(snap.Touch) && snap.Touch[i].Normal > idlePressure {
			level := math.Sqrt(min(float64(snap.Touch[i].Normal)/fullPressure, 1))
			c, size = m.hues[int((0.12+0.88*level)*255)], (1.2+1.3*level)*p.scale
		}
		p.disc(x, y, size, c)
	}
}

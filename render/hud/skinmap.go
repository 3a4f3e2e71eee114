package hud

import (
	"image"
	"image/color"
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/render/scene"
	"mirrorarm/sim/locale"
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

	region []string // of each taxel
	warmth [256]color.NRGBA
	field  *scene.WarmthField
}

// Size of the map's panel at scale 1.
const (
	skinWidth, skinHeight = 248, 272
	skinHead              = 40 // above the map

	// Of the scale below the map.
	scaleRoom = 34 // from the panel's foot to the map's
	scaleBar  = 6
)

// idleTaxel is the colour of a taxel that feels nothing.
var idleTaxel = color.NRGBA{0x6E, 0x78, 0x84, 0x90}

func newSkinMap(desc *mirror.Description) *skinMap {
	m := &skinMap{field: scene.NewWarmthField(desc.Skin)}
	pressure := scene.Pressure()
	warmth := scene.Warmth()
	for i := range m.hues {
		m.hues[i], m.warmth[i] = scene.Display(pressure.At(float32(i)/255)), scene.Display(warmth.At(float32(i)/255))
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
		m.region = append(m.region, desc.Skin.Regions[e.Region].Name)
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

// SkinMap is the map of the skin for what is not a screen.
type SkinMap struct{ m *skinMap }

// NewSkinMap is that of a robot.
func NewSkinMap(desc *mirror.Description) SkinMap { return SkinMap{newSkinMap(desc)} }

// Draw paints into r what the skin feels.
func (s SkinMap) Draw(p *paint.Painter, r image.Rectangle, language locale.Language, warmth bool, snap *mirror.Snapshot) {
	s.m.draw(p, r, &State{Language: language, Warmth: warmth}, snap)
}

func (m *skinMap) size() (width, height float64) { return skinWidth, skinHeight }

func (m *skinMap) draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.Px(paint.Margin)
	base := r.Min.Y + pad + p.Px(10)
	p.Text(r.Min.X+pad, base, paint.Strong, paint.TextColor, s.Language.Text(locale.PanelSkin))
	figures := pressures(p, snap, s.Language)
	if s.Warmth {
		figures = temperatures(p, snap)
	}
	p.TextRight(r.Max.X-pad, base, paint.FigureSmall, paint.DimColor, figures)
	if len(m.place) == 0 {
		return
	}
	area := image.Rect(r.Min.X+pad, r.Min.Y+p.Px(skinHead), r.Max.X-pad, r.Max.Y-p.Px(scaleRoom)-p.Px(paint.Grid))
	m.drawScale(p, image.Rect(area.Min.X, r.Max.Y-p.Px(scaleRoom), area.Max.X, r.Max.Y-pad), s)
	k := min(float64(area.Dx())/(m.hi.X-m.lo.X), float64(area.Dy())/(m.hi.Y-m.lo.Y))
	left := float64(area.Min.X) + (float64(area.Dx())-k*(m.hi.X-m.lo.X))/2
	for i, q := range m.place {
		x, y := left+k*(q.X-m.lo.X), float64(area.Max.Y)-k*(q.Y-m.lo.Y)
		c, size, hollow := m.dot(i, s.Warmth, snap)
		if hollow {
			p.Ring(x, y, size*p.Scale(), 0.9*p.Scale(), c)
		} else {
			p.Disc(x, y, size*p.Scale(), c)
		}
	}
}

// drawScale paints the colours in use with the values that they stand for, into r.
func (m *skinMap) drawScale(p *paint.Painter, r image.Rectangle, s *State) {
	bar := image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+p.Px(scaleBar))
	for x := bar.Min.X; x < bar.Max.X; x++ {
		share := (float32(x-bar.Min.X) + 0.5) / float32(bar.Dx())
		c := m.hues[int(255*scene.PressureTone(share))]
		if s.Warmth {
			c = m.warmth[int(255*share)]
		}
		p.Fill(image.Rect(x, bar.Min.Y, x+1, bar.Max.Y), c)
	}
	// Half-way the root of the pressure is half of the greatest.
	labels := [3]string{"0", p.Phrase().Fixed(scene.FullPressure*0.25e-3, 0, 0).String(), p.Phrase().Fixed(scene.FullPressure*1e-3, 0, 0).Text(" ").Text(s.Language.Unit("kPa")).String()}
	if s.Warmth {
		labels = [3]string{
			p.Phrase().Fixed(scene.NeutralCelsius-scene.FullContrast, 0, 0).String(), p.Phrase().Fixed(scene.NeutralCelsius, 0, 0).String(),
			p.Phrase().Fixed(scene.NeutralCelsius+scene.FullContrast, 0, 0).Text(" °C").String(),
		}
	}
	y := bar.Max.Y + p.Px(12)
	p.Text(r.Min.X, y, paint.FigureSmall, paint.DimColor, labels[0])
	p.Text((r.Min.X+r.Max.X-p.Width(paint.FigureSmall, labels[1]))/2, y, paint.FigureSmall, paint.DimColor, labels[1])
	p.TextRight(r.Max.X, y, paint.FigureSmall, paint.DimColor, labels[2])
}

// dot is the colour of a taxel and its size at scale 1: by its pressure, or by
// the temperature there. What slips is a white ring, what is cold a ring of its colour.
func (m *skinMap) dot(i int, warmth bool, snap *mirror.Snapshot) (c color.NRGBA, size float64, hollow bool) {
	c, size = idleTaxel, 0.75
	var feel *mirror.Feel
	for j := range snap.Feel {
		if snap.Feel[j].Region == m.region[i] {
			feel = &snap.Feel[j]
		}
	}
	level := 0.0
	if i < len(snap.Touch) && snap.Touch[i].Normal > mirror.DarkPressure {
		level = float64(scene.PressureTone(scene.PressureShare(snap.Touch[i].Normal)))
	}
	switch {
	case warmth:
		if celsius, ok := m.field.At(i, snap.Warmth); ok {
			return m.warmth[int(255*scene.WarmthShare(celsius))], 1.5, celsius < scene.NeutralCelsius-1
		}
	case level == 0:
	case feel != nil && feel.Slip:
		c, size, hollow = paint.TextColor, 2.1, true
	default:
		c, size = m.hues[int(level*255)], 1.05+1.45*level
	}
	return c, size, hollow
}

// pressures tells how many taxels feel something, and the most that one feels.
func pressures(p *paint.Painter, snap *mirror.Snapshot, l locale.Language) string {
	touched := 0
	var peak float32
	for i := range snap.Touch {
		peak = max(peak, snap.Touch[i].Normal)
		if snap.Touch[i].Normal > mirror.DarkPressure {
			touched++
		}
	}
	return p.Phrase().Int(touched, 0).Text("/").Int(len(snap.Touch), 0).Text(" · ").Fixed(float64(peak*1e-3), 0, 0).Text(" ").Text(l.Unit("kPa")).String()
}

// temperatures tells the coldest and the warmest patch.
func temperatures(p *paint.Painter, snap *mirror.Snapshot) string {
	if len(snap.Warmth) == 0 {
		return "– °C"
	}
	return p.Phrase().Fixed(float64(slices.Min(snap.Warmth)), 1, 0).Text("…").Fixed(float64(slices.Max(snap.Warmth)), 1, 0).Text(" °C").String()
}

package scene

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"
)

// channelDot is a glove channel's place on the person's skin.
type channelDot struct {
	anchor   int // of personHand
	radius   float32
	pressure bool
}

// Sizes of the points of light (m). Design values.
const (
	stretchRadius  = 0.0012
	pressureRadius = 0.00085
	dotLift        = 0.0006 // off the skin
	densePoints    = 900    // channels, above which the points are smaller
)

// placeChannels pins a glove's channels, which are laid out on a nominal right
// hand, to this person's skin.
func (h *personHand) placeChannels(body *anatomy, layout *glove.Layout, dims hand.Dimensions) []channelDot {
	if layout == nil {
		return nil
	}
	nominal := hand.Nominal()
	out := make([]channelDot, layout.Len())
	// Of more channels than are made today each is a finer point: they stay apart.
	fine := min(Sqrt(densePoints/float32(len(out))), 1)
	for i := range out {
		c := layout.Channel(i)
		at, n := body.ontoSkin(h.restPlace(&c, &nominal, &dims))
		w := body.weights(at)
		bones, weight := strongest(&w)
		out[i] = channelDot{anchor: len(h.anchors), radius: fine * stretchRadius}
		if c.Kind == taxel.Pressure {
			out[i].radius, out[i].pressure = fine*pressureRadius, true
		}
		h.anchors = append(h.anchors, anchor{rest: at.Add(n.Scale(dotLift)), normal: n, bones: bones, weight: weight})
	}
	return out
}

// ontoSkin is the point of the skin near p, and the normal there: sphere tracing
// along the field's gradient.
func (a *anatomy) ontoSkin(p Vec) (at, normal Vec) {
	f := field(a.distance)
	for range 16 {
		normal = f.gradient(p).Unit()
		p = p.Sub(normal.Scale(a.distance(p)))
	}
	return p, normal
}

// restPlace is a channel's design place on this person's hand at rest, in the
// palm frame: along a finger by its share of the segment's length.
func (h *personHand) restPlace(c *glove.Channel, nominal, dims *hand.Dimensions) Vec {
	p := c.Position
	if h.side == hand.Left {
		p.Y = -p.Y
	}
	if c.Block < hand.NumFingers {
		for i := range 3 {
			if hand.SegmentName(hand.Finger(c.Block), i) == c.Link {
				p.X *= dims[c.Block].Length[i] / nominal[c.Block].Length[i]
				return FromR3(h.restPalm[c.Block][i].Apply(p))
			}
		}
		base := dims[c.Block].Base.Pos
		p.X += base.X - nominal[c.Block].Base.Pos.X
	}
	return FromR3(p)
}

// taxelDot is a taxel's place on the robot's visible surface.
type taxelDot struct {
	link       int
	at, normal Vec
	x, y       Vec // its own axes, for shear
	radius     float32
}

// placeTaxels finds where on the visible shells each taxel is: the skin is
// designed on the solid shapes, which the shells follow but do not equal.
func placeTaxels(desc *mirror.Description, links []*Mesh) []taxelDot {
	if desc.Skin == nil {
		return nil
	}
	out := make([]taxelDot, desc.Skin.Taxels)
	for i := range out {
		e := &desc.Skin.Elements[i]
		d := taxelDot{
			link: e.Link, at: FromR3(e.Centre), normal: FromR3(e.Normal), x: FromR3(e.X), y: FromR3(e.Y),
			radius: float32(0.30 * math.Sqrt(e.Area)),
		}
		if e.Link < len(links) && links[e.Link] != nil {
			along, outermost := d.normal, false
			if e.Link == desc.Robot.Palm && along.Z < -0.3 {
				// The palm's grid is laid straight down on it.
				along, outermost = Vec{Z: -1}, true
			}
			if at, n, ok := links[e.Link].surface(d.at, along, outermost); ok {
				d.at, d.normal = at, n
			}
		}
		d.at = d.at.Add(d.normal.Scale(0.0003))
		out[i] = d
	}
	return out
}

// surfaceReach (m) is how far a shell may be from the solid that it covers.
const surfaceReach = 0.012

// surface is a point near p where the line through it along n meets the mesh,
// and the normal there: the nearest, or the outermost one.
func (m *Mesh) surface(p, n Vec, outermost bool) (at, normal Vec, ok bool) {
	best := float32(math.MaxFloat32)
	for _, t := range m.Triangles {
		a, b, c := m.Positions[t.A], m.Positions[t.B], m.Positions[t.C]
		ab, ac := b.Sub(a), c.Sub(a)
		cross := ab.Cross(ac)
		det := -n.Dot(cross)
		if det > -1e-12 { // seen from inside
			continue
		}
		ap := p.Sub(a)
		d := n.Cross(ap)
		u, v := -ac.Dot(d)/det, ab.Dot(d)/det
		if u < 0 || v < 0 || u+v > 1 {
			continue
		}
		s := ap.Dot(cross) / det
		cost := abs(s)
		if outermost {
			cost = -s
		}
		if abs(s) < surfaceReach && cost < best {
			best = cost
			at, ok = p.Add(n.Scale(s)), true
			normal = m.Normals[t.A].Scale(1 - u - v).Add(m.Normals[t.B].Scale(u)).Add(m.Normals[t.C].Scale(v)).Unit()
		}
	}
	return at, normal, ok
}

// Scales of what the taxels show. Design values.
const (
	FullPressure = 120e3 // Pa: the brightest colour
	shearLength  = 8e-8  // m of stroke per Pa

	// What is touched hides where it is touched: it lets so much of the glow through.
	touchThrough = 0.6
)

// PressureShare is a pressure (Pa) on the scale of what taxels show, 0…1: its square
// root, so that light touches are seen.
func PressureShare(pascals float32) float32 { return Sqrt(min(pascals/FullPressure, 1)) }

// PressureTone is where on the map of Pressure a share of the scale lies: the darkest
// colours are left to taxels that feel nothing.
func PressureTone(share float32) float32 { return 0.12 + 0.88*share }

// addTouch shows every taxel's load: its pressure as colour, its shear as a
// short stroke, slip as a flash.
func (s *Scene) addTouch(snap *mirror.Snapshot) {
	f := &s.frame
	for i := range s.taxels {
		d := &s.taxels[i]
		if d.link >= len(snap.Arm.WorldFromLink) {
			continue
		}
		w := &s.worldFromLink[d.link]
		dot := Dot{At: w.Apply(d.at), Normal: w.Rotate(d.normal), Radius: d.radius, Color: s.idle.Scale(float32(s.dawn.full)), Alpha: 0.5}
		if wake := s.dawn.wakes(d.link); wake > 0 {
			dot.Color, dot.Alpha = dot.Color.Lerp(dawnLight, wake), dot.Alpha+(1-dot.Alpha)*wake
		}
		if i < len(snap.Touch) {
			touch := snap.Touch[i]
			if touch.Normal > mirror.DarkPressure {
				level := PressureShare(touch.Normal)
				dot.Color, dot.Alpha, dot.Radius = s.pressure.At(PressureTone(level)).Scale(1.15), 1, d.radius*(1.1+0.5*level)
				dot.Through = touchThrough
				s.addShear(w, d, touch, dot.At)
			}
		}
		if s.heat > 0 {
			s.addHeat(&dot, i, snap.Warmth, d.radius)
		}
		if flash := s.slips.at(i); flash > 0 {
			dot.Color, dot.Alpha = dot.Color.Lerp(Vec{1.6, 1.6, 1.6}, flash), max(dot.Alpha, flash)
			dot.Through = max(dot.Through, touchThrough*flash)
		}
		f.Dots = append(f.Dots, dot)
	}
}

// How a taxel shows its temperature. Design values.
const (
	heatGlow   = 0.75 // white must not outshine the shells
	heatRadius = 1.35 // of an idle taxel's radius: the map reads as one surface
)

// addHeat turns a taxel's dot towards its temperature. Where there is no patch, it
// goes dark.
func (s *Scene) addHeat(dot *Dot, taxel int, readings []float32, radius float32) {
	to, alpha, size := s.idle, float32(0.25), radius
	if celsius, ok := s.field.At(taxel, readings); ok {
		to, alpha, size = s.warmth.At(WarmthShare(celsius)).Scale(heatGlow), 1, heatRadius*radius
	}
	dot.Color = dot.Color.Lerp(to, s.heat)
	dot.Alpha += s.heat * (alpha - dot.Alpha)
	dot.Radius += s.heat * (size - dot.Radius)
}

func (s *Scene) addShear(w *Affine, d *taxelDot, touch mirror.Touch, at Vec) {
	v := d.x.Scale(touch.ShearX).Add(d.y.Scale(touch.ShearY)).Scale(shearLength)
	n := v.Norm()
	if n < 0.0008 {
		return
	}
	if n > 0.006 {
		v = v.Scale(0.006 / n)
	}
	s.frame.Strokes = append(s.frame.Strokes, Stroke{A: at, B: at.Add(w.Rotate(v)), Width: 1.4, Color: Vec{0.9, 0.95, 1}, Alpha: 0.85})
}

// How a broken channel is shown: from afar. Design values.
const faultRadius = 0.0030 // m

var faultColour = Vec{1.7, 0.06, 0.03}

// addChannels shows the glove's readings on the person's hand.
func (s *Scene) addChannels(snap *mirror.Snapshot) {
	lit := s.dawn.sensors()
	for i := range s.channels {
		if i >= len(snap.Glove) {
			break
		}
		c := &s.channels[i]
		a := &s.person.anchors[c.anchor]
		level := snap.Glove[i]
		dot := Dot{At: a.at, Normal: a.out, Radius: c.radius, Sheer: true}
		if c.pressure {
			dot.Color, dot.Alpha = s.pressure.At(0.25+1.2*level), 0.25+0.75*min(4*level, 1)
		} else {
			dot.Color, dot.Alpha = s.pressure.At(0.40+0.60*level).Scale(1.5), 0.6+0.4*level
		}
		if i < len(s.broken) && s.broken[i] {
			dot.Color, dot.Alpha, dot.Radius = faultColour, 1, faultRadius
		}
		dot.Color = dot.Color.Scale(lit)
		s.frame.Dots = append(s.frame.Dots, dot)
	}
}

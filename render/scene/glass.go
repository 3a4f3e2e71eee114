package scene

import "mirrorarm/sim/mirror"

// The mirror's glass (world frame, m, s). Design values.
const (
	paneHalfY   = 0.21
	paneAside   = -0.10 // of its middle, towards the viewer
	paneBottom  = 0.95
	paneTop     = 1.44
	paneAlpha   = 0.085
	edgeAlpha   = 0.55
	foldSettle  = 0.35 // time constant, in which it folds away and comes back
	pulseTime   = 0.9  // in which a pulse of light crosses it
	pulseBright = 0.9
	footHalf    = 0.05 // along the plane's normal, and beyond the pane
	footRadius  = 0.011
	postRadius  = 0.0045
)

// glass is the pane between the two, which folds down into its foot while the arm goes its
// own way, and lights up along a line where a new gesture begins. A robot that does the
// same as the person, and not the image of it, has none.
type glass struct {
	corner, across Vec // of the whole pane: its lower corner, and its lower edge
	foot           *Mesh
	footAt         Affine
	there          bool
	folded         float64 // 0 stands, 1 is away
	playing        string
	pulse          float64 // s since the gesture changed
}

func newGlass(desc *mirror.Description) glass {
	if desc.Robot.Side == desc.Side {
		return glass{}
	}
	plane := FromR3(desc.Plane.Normal)
	across := Vec{Z: 1}.Cross(plane).Unit() // level, in the plane
	base := plane.Scale(float32(desc.Plane.Offset))
	corner := base.Add(across.Scale(-paneHalfY))
	corner.Y += paneAside
	corner.Z = paneBottom
	g := glass{corner: corner, across: across.Scale(2 * paneHalfY), there: true, pulse: pulseTime}
	g.foot = paneFoot()
	middle := corner.Add(g.across.Scale(0.5))
	g.footAt = Affine{X: plane, Y: across, Z: Vec{Z: 1}, T: Vec{middle.X, middle.Y, floorZ}}
	return g
}

// paneFoot is what carries the glass: a low bar on the floor, and a post at each end up to
// the pane's lower edge.
func paneFoot() *Mesh {
	const end = paneHalfY + footHalf
	parts := []*Mesh{rod(Vec{Y: -end, Z: footRadius}, Vec{Y: end, Z: footRadius}, footRadius, footRadius, MatPlinth)}
	for _, y := range [2]float32{-paneHalfY, paneHalfY} {
		parts = append(parts,
			rod(Vec{X: -footHalf, Y: y, Z: footRadius}, Vec{X: footHalf, Y: y, Z: footRadius}, footRadius, footRadius, MatPlinth),
			rod(Vec{Y: y, Z: footRadius}, Vec{Y: y, Z: paneBottom - floorZ}, postRadius, postRadius, MatJoint))
	}
	return join(parts...)
}

// follow lets it fold while it is not wanted; dt is the time (s) since the last picture.
func (g *glass) follow(folds bool, dt float64) {
	goal := 0.0
	if folds {
		goal = 1
	}
	if dt <= 0 || dt > 1 {
		g.folded = goal
	} else {
		g.folded = ease(g.folded, goal, dt, foldSettle)
		g.pulse += dt
	}
}

// addTo puts it into a frame.
func (g *glass) addTo(f *Frame, d *dawn) {
	f.Pane = Pane{}
	if !g.there {
		return
	}
	f.Solids = append(f.Solids, Solid{Mesh: g.foot, WorldFromModel: g.footAt})
	up := float32(1 - g.folded)
	if up < 0.01 {
		return
	}
	rise := Vec{Z: up * (paneTop - paneBottom)}
	lit := float32(d.full)
	f.Pane = Pane{Corner: g.corner, U: g.across, V: rise, Tint: Glass, Alpha: paneAlpha * up * lit}
	c := [4]Vec{g.corner, g.corner.Add(g.across), g.corner.Add(g.across).Add(rise), g.corner.Add(rise)}
	for i := range c {
		f.Strokes = append(f.Strokes, Stroke{A: c[i], B: c[(i+1)%4], Width: 1.5, Color: Glass, Alpha: edgeAlpha * up * lit})
	}
	d.addLine(f, g.corner, g.across, rise.Z)
	if g.pulse < pulseTime && !d.on {
		way := float32(g.pulse / pulseTime)
		from := g.corner.Add(rise.Scale(Smoothstep(0, 1, way)))
		f.Strokes = append(f.Strokes, Stroke{A: from, B: from.Add(g.across), Width: 2.5, Color: Hex(0x7FD8D0), Alpha: pulseBright * (1 - way) * up})
	}
}

// play tells what gesture is played: a new one sends a pulse of light through the glass.
func (g *glass) play(gesture string) {
	if gesture != g.playing && g.playing != "" {
		g.pulse = 0
	}
	g.playing = gesture
}

package raster

import "mirrorarm/render/scene"

// The studio's key light is a soft box: a bright rectangle in a dark room, a few metres
// away. What is matt is lit as by a light far off; mirrored is the box itself, so that
// shells carry long highlights, and metals its image. Design values.
const (
	boxHalfU = 0.62 // half sides, over the box's distance
	boxHalfV = 0.30
	boxTurn  = 0.5  // rad: its long side leans
	boxNear  = 0.45 // 1/m, of the distance: the image moves over a thing that does not turn
	boxLift  = 0.30 // it hangs higher than the middle of the light that it casts
	boxShade = 0.3  // share of its image that stays where the key light is hidden
)

// Radiance of the box's image over the key light's colour, and how wide its edge is, of
// what is smooth and of what is rough. Design values.
const (
	boxSmooth, boxRough   = 1.5, 0.26
	edgeSmooth, edgeRough = 0.05, 1.1
)

// A cool strip of light hangs low behind everything. It is seen by what is polished, and
// lights nothing: the rim light is there for that. Design values.
const (
	stripHalfU  = 1.1
	stripHalfV  = 0.075
	stripHeight = 0.30
	stripNear   = 0.5 // 1/m
	stripGain   = 1.5
	polished    = 0.4 // roughness, below which things have it
	contrast    = 0.4 // and how much of both it has in excess
	horizon     = 6   // how much sharper than in a matt surface the room's dark half begins in a mirror
)

var stripFrom = scene.Vec{X: 0.25, Y: 0.95} // level

// studio is the soft box, or the strip, in world directions.
type studio struct {
	n, u, v scene.Vec // towards its middle, and along its sides
	center  scene.Vec // where its middle is seen from in direction n
}

// aimStrip hangs the strip.
func (b *studio) aimStrip(st *scene.Stage) {
	b.n = stripFrom.Unit().Add(scene.Vec{Z: stripHeight}).Unit()
	b.u = b.n.Cross(scene.Vec{Z: 1}).Unit()
	b.v = b.u.Cross(b.n)
	b.center = st.Center
}

// strip is how much of the strip is seen from p in direction r.
func (b *studio) strip(p, r scene.Vec, edge float32) float32 {
	n := r.Dot(b.n)
	if n < 0.1 {
		return 0
	}
	p = p.Sub(b.center).Scale(stripNear)
	inv := 1 / n
	along := min(max((stripHalfU-abs(r.Dot(b.u)*inv+p.Dot(b.u)))*edge+0.5, 0), 1)
	return along * min(max((stripHalfV-abs(r.Dot(b.v)*inv+p.Dot(b.v)))*edge+0.5, 0), 1)
}

// aim hangs the box where the key light comes from.
func (b *studio) aim(st *scene.Stage) {
	b.n = st.Key.Toward.Unit().Add(scene.Vec{Z: boxLift}).Unit()
	level := scene.Vec{Z: 1}.Cross(b.n).Unit()
	b.u = level.Scale(cosTurn).Add(b.n.Cross(level).Scale(sinTurn))
	b.v = b.n.Cross(b.u)
	b.center = st.Center
}

const cosTurn, sinTurn = 0.8775826, 0.4794255 // of boxTurn

// boxEdge is 1 over the width of the image's edge in a surface of some roughness: it is
// as blurred as the lobe is wide.
func boxEdge(roughness float32) float32 {
	return 1 / (edgeSmooth + (edgeRough-edgeSmooth)*min(roughness*1.6, 1))
}

// boxLeast is the cosine between a line of sight and the box's middle below which nothing of
// the image is in it, wherever in the stage it begins.
func boxLeast(roughness float32) float32 {
	u := boxHalfU + 0.5/boxEdge(roughness) + boxNear*boxStage
	v := boxHalfV + 0.5/boxEdge(roughness) + boxNear*boxStage
	return 1 / scene.Sqrt(1+u*u+v*v)
}

// boxStage (m) is how far from the stage's middle things are.
const boxStage = 0.6

// boxGain is the image's radiance: a blurred image is a darker one.
func boxGain(roughness float32) float32 {
	t := max(1-roughness*1.6, 0)
	return boxRough + (boxSmooth-boxRough)*t*t
}

// seen is how much of the box is seen from p in direction r.
func (b *studio) seen(p, r scene.Vec, edge float32) float32 {
	n := r.Dot(b.n)
	if n < 0.1 {
		return 0
	}
	p = p.Sub(b.center).Scale(boxNear)
	return covered(r.Dot(b.u)/n+p.Dot(b.u), r.Dot(b.v)/n+p.Dot(b.v), edge)
}

// covered is how much of the box a mirror in the middle of it sees, that looks s and t off
// the middle of it, the edge being 1/edge wide.
func covered(s, t, edge float32) float32 {
	a := min(max((boxHalfU-abs(s))*edge+0.5, 0), 1)
	b := min(max((boxHalfV-abs(t))*edge+0.5, 0), 1)
	return a * b
}

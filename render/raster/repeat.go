package raster

import "mirrorarm/render/scene"

// Uniforms is what is the same for many pixels, by name, for a shader that repeats the
// equations of this package. Each is a []float32, which is written over in place.
type Uniforms map[string]any

// Float sets one, whose length never changes.
func (u Uniforms) Float(name string, x ...float32) {
	list, _ := u[name].([]float32)
	if list == nil {
		list = make([]float32, len(x))
		u[name] = list
	}
	copy(list, x)
}

// Vec sets one that is a vector or a colour.
func (u Uniforms) Vec(name string, v scene.Vec) { u.Float(name, v.X, v.Y, v.Z) }

// TellView tells of the line of sight (view.go, row.go), the lights (light.go, studio.go)
// and the shadow map (shadow.go).
func (p *Placement) TellView(to Uniforms) {
	r := p.r
	v, l, s := &r.view, &r.light, r.shadow
	to.Vec("Eye", v.Eye)
	to.Vec("Forward", v.Forward)
	to.Vec("Right", v.Right.Scale(1/v.scale))
	to.Vec("Up", v.Up.Scale(1/v.scale))
	to.Float("Middle", v.cx, v.cy)
	to.Float("Scale", v.scale)
	to.Vec("Key", l.key)
	to.Vec("Rim", l.rim)
	to.Vec("BoxN", l.box.n)
	to.Vec("BoxU", l.box.u)
	to.Vec("BoxV", l.box.v)
	to.Vec("StripN", l.strip.n)
	to.Vec("StripU", l.strip.u)
	to.Vec("StripV", l.strip.v)
	to.Vec("Center", l.box.center)
	to.Vec("KeyColor", l.keyColor)
	to.Vec("RimColor", l.rimColor)
	to.Vec("Ambient", l.ambient)
	to.Vec("Swing", l.swing)
	to.Vec("ShadowU", s.u.Scale(s.scale))
	to.Vec("ShadowV", s.v.Scale(s.scale))
	to.Vec("ShadowCenter", s.center)
	to.Float("ShadowSize", float32(s.size))
	to.Float("Bias", l.bias)
	to.Float("Offset", l.offset)
	to.Float("Hard", flag(r.opt.HardEdge))
	to.Float("Coarse", flag(!r.opt.Fine))
	to.Float("Exposure", r.exposure)
	var order [16]float32
	for i := range order {
		order[i] = float32(dither[i/4][i%4])
	}
	to.Float("Dither", order[:]...)
}

func flag(on bool) float32 {
	if on {
		return 1
	}
	return 0
}

// TellLook tells how a material looks under the lights.
func (p *Placement) TellLook(to Uniforms, id scene.MaterialID) {
	m := &p.r.light.looks[id]
	to.Vec("LookKey", m.key)
	to.Vec("LookRim", m.rim)
	to.Vec("LookAmbient", m.ambient)
	to.Vec("LookSwing", m.swing)
	to.Vec("TintKey", m.tint.key)
	to.Vec("TintRim", m.tint.rim)
	to.Vec("TintAmbient", m.tint.ambient)
	to.Vec("TintSwing", m.tint.swing)
	to.Vec("Emission", m.emission)
	to.Float("Fresnel", m.specular, m.grazing)
	to.Float("Lobe", m.a, m.a2, m.lobe)
	to.Float("Box", m.box, m.edge, m.least)
	to.Float("Strip", m.strip)
	to.Float("Clear", flag(m.clear))
	to.Float("Horizon", m.horizon, m.limit)
	to.Float("Sheen", m.sheen)
	to.Float("Pattern", float32(p.r.frame.Materials[id].Pattern))
}

// TellFloor tells of floor and backdrop (floor.go), and of their shadows' map.
func (p *Placement) TellFloor(to Uniforms) {
	st, s := &p.r.frame.Stage, p.r.shadow
	to.Float("FloorZ", st.FloorZ)
	to.Vec("Background", st.Background)
	to.Vec("FloorAmbient", st.Floor.Times(st.Up))
	to.Vec("FloorKey", st.Floor.Times(st.Key.Color).Scale(st.Key.Toward.Z))
	warm, cool := newPooled(st, 0), newPooled(st, 1)
	to.Float("WarmAt", warm.x, warm.y, warm.inv)
	to.Vec("Warm", warm.color)
	to.Float("CoolAt", cool.x, cool.y, cool.inv)
	to.Vec("Cool", cool.color)
	to.Float("FloorHeight", s.floor0, s.floorU, s.floorV)
}

// TellBody tells of a body what patterns need to know (texture.go), and what shades it by the
// pixel (occlusion.go).
func (p *Placement) TellBody(to Uniforms, b *Body) {
	t := &b.Solid.WorldFromModel
	to.Vec("ModelX", t.X)
	to.Vec("ModelY", t.Y)
	to.Vec("ModelZ", t.Z)
	to.Vec("ModelT", t.T)
	to.Float("Long", float32(b.Solid.Mesh.Long))
	to.Float("Rods", float32(b.rods))
	if b.rods == 0 {
		return
	}
	var a, ab [4 * maxNear]float32
	for i, c := range b.near.near[:b.rods] {
		a[4*i], a[4*i+1], a[4*i+2], a[4*i+3] = c.a.X, c.a.Y, c.a.Z, c.ra
		ab[4*i], ab[4*i+1], ab[4*i+2], ab[4*i+3] = c.ab.X, c.ab.Y, c.ab.Z, c.wid
	}
	to.Float("RodFrom", a[:]...)
	to.Float("RodAlong", ab[:]...)
}

// TellDecal tells where on its solid a print is, and how fine.
func TellDecal(to Uniforms, d *scene.Decal) {
	if d == nil {
		to.Float("Print", 0, 0, 0, 0)
		return
	}
	to.Float("Print", d.Left, d.Bottom, d.Least, 1)
	to.Float("PrintInk", printInk[:]...)
}

// TellPane tells where the glass is in the picture (pane.go), and whether it is.
func (p *Placement) TellPane(to Uniforms) bool {
	r := p.r
	g := &r.frame.Pane
	var v paneView
	if g.Alpha == 0 || !v.place(&r.view, g) {
		return false
	}
	to.Float("PaneX", v.x[:]...)
	to.Float("PaneY", v.y[:]...)
	to.Float("PaneDepth", v.depth, v.dx, v.dy)
	to.Float("PaneU", v.ux, v.uy)
	to.Float("PaneV", v.vx, v.vy)
	to.Float("PaneAlpha", g.Alpha)
	tint := r.ink(g.Tint).display()
	to.Float("PaneTint", tint[:]...)
	to.Float("Gloss", r.glassGloss())
	return true
}

// TellMirror tells how the picture's pixels lie in what a plane mirrors of it (mirror.go).
func (p *Placement) TellMirror(to Uniforms, i int) {
	m := &p.r.mirrors[i]
	to.Float("MirrorMiddle", m.cx, m.cy)
	to.Float("MirrorMain", m.mx, m.my)
	to.Float("MirrorRatio", m.ratio)
	to.Float("MirrorSize", float32(m.r.width), float32(m.r.height))
}

// TellPlane tells which plane mirrors what is placed here, of a placement that Mirror gave.
func (p *Placement) TellPlane(to Uniforms) {
	m := p.r.image
	to.Vec("PlaneNormal", m.n)
	to.Float("PlaneOffset", m.offset)
}

// Constant is a design value of this package that a shader has under the same name.
type Constant struct {
	Name  string
	Value float64
}

// Constants are those that shaders repeat.
func Constants() []Constant {
	return []Constant{
		{"boxHalfU", boxHalfU}, {"boxHalfV", boxHalfV}, {"boxNear", boxNear}, {"boxShade", boxShade},
		{"stripHalfU", stripHalfU}, {"stripHalfV", stripHalfV}, {"stripNear", stripNear},
		{"sheerFace", sheerFace}, {"sheerRim", sheerRim},
		{"xrayFill", xrayFill}, {"xrayRim", xrayRim}, {"clearFill", clearFill}, {"clearRim", clearRim},
		{"cuffFrom", cuffFrom}, {"cuffTo", cuffTo}, {"cuffRib", cuffRib}, {"gloveGain", gloveGain}, {"knitDepth", knitDepth},
		{"foldApart", foldApart}, {"foldWidth", foldWidth}, {"foldDepth", foldDepth},
		{"occlusionFull", occlusionFull}, {"occlusionReach", occlusionReach}, {"occlusionStrength", occlusionStrength},
		{"leastSteep", leastSteep}, {"printCover", printCover},
		{"floorFacing", floorFacing}, {"floorGrazing", floorGrazing}, {"floorLost", floorLost},
		{"lift", lift}, {"seen", seen}, {"tie", tie},
		{"softSize", softSize}, {"contactGap", contactGap},
		{"softHeight0", float64(softHeight[0])}, {"softHeight1", float64(softHeight[1])}, {"softHeight2", float64(softHeight[2])},
		{"softRadius0", float64(softRadius[0])}, {"softRadius1", float64(softRadius[1])}, {"softRadius2", float64(softRadius[2])},
	}
}

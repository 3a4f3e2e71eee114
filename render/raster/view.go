package raster

import "mirrorarm/render/scene"

// view takes world points to pixels.
type view struct {
	scene.Camera
	scale, cx, cy float32 // focal length (px), principal point (px)
	width, height float32 // px
}

func newView(c *scene.Camera, w, h int) view {
	return view{
		Camera: *c,
		scale:  c.Focal * float32(h),
		cx:     float32(w)/2 + c.ShiftX*float32(h),
		cy:     float32(h)/2 + c.ShiftY*float32(h),
		width:  float32(w), height: float32(h),
	}
}

// project gives the pixel and the depth of a world point; depth ≤ 0 is behind
// the eye.
func (v *view) project(p scene.Vec) (x, y, depth float32) {
	d := p.Sub(v.Eye)
	z := d.Dot(v.Forward)
	if !(z >= nearPlane) { // nor is what is not a number drawn
		return 0, 0, 0
	}
	depth = 1 / z
	s := v.scale * depth
	return v.cx + s*d.Dot(v.Right), v.cy - s*d.Dot(v.Up), depth
}

// sees tells whether any of a ball may lie in the picture.
func (v *view) sees(center scene.Vec, radius float32) bool {
	d := center.Sub(v.Eye)
	z := d.Dot(v.Forward)
	if z < nearPlane-radius {
		return false
	}
	// Each side of the picture is a plane through the eye.
	beyond := func(along, edge float32) bool {
		slope := edge / v.scale
		return along-slope*z > radius*scene.Sqrt(1+slope*slope)
	}
	x, y := d.Dot(v.Right), d.Dot(v.Up)
	return !beyond(x, v.width-v.cx) && !beyond(-x, v.cx) && !beyond(y, v.cy) && !beyond(-y, v.height-v.cy)
}

// nearPlane (m): what is nearer is not drawn.
const nearPlane = 0.05

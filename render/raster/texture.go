package raster

import (
	"math"

	"mirrorarm/render/scene"
)

// facing is a face's frame in a model: u, v and w are which of the model's axes.
type facing struct{ u, v, w uint8 }

// facings are those of faces that look along X, Y and Z, of models that are longest along X,
// Y or Z: u is along that axis, unless the face looks along it.
var facings = [3][3]facing{
	{{1, 2, 0}, {0, 2, 1}, {0, 1, 2}},
	{{1, 2, 0}, {0, 2, 1}, {1, 0, 2}},
	{{2, 1, 0}, {2, 0, 1}, {0, 1, 2}},
}

// leastSteep bounds how much a face's slant dims a pattern: across the slant it shows still.
const leastSteep = 0.4

// weaver lays patterns over what has been lit. It works on display values: a pattern is
// paint or shallow relief, and both scale what is there.
type weaver struct {
	eye, ray, rayX scene.Vec // in the model's frame: the eye, and the line of sight, as surfaceRow's
	light          scene.Vec // towards the key light
	scale          float32   // px per metre, one metre away
}

// aim makes it ready for a row of an object.
func (w *weaver) aim(r *Renderer, o *object, y int) {
	t, v := &o.solid.WorldFromModel, &r.view
	inv := 1 / v.scale
	rayX := v.Right.Scale(inv)
	ray := v.Forward.Add(v.Up.Scale((v.cy - float32(y) - 0.5) * inv)).Sub(rayX.Scale(v.cx - 0.5))
	w.eye = intoModel(t, v.Eye.Sub(t.T))
	w.ray, w.rayX = intoModel(t, ray), intoModel(t, rayX)
	w.light = intoModel(t, r.light.key)
	w.scale = v.scale
}

// intoModel turns a direction of the world into the model's frame.
func intoModel(t *scene.Affine, v scene.Vec) scene.Vec {
	return scene.Vec{X: v.Dot(t.X), Y: v.Dot(t.Y), Z: v.Dot(t.Z)}
}

// weaveBand lays the patterns over the solids in some rows.
func (r *Renderer) weaveBand(top, bottom int) {
	for i := range r.objects {
		o := &r.objects[i]
		if (o.patterned || o.solid.Decal != nil) && !o.sheer && o.maxX >= 0 && o.minY < bottom && o.maxY >= top {
			for y := max(top, o.minY); y < min(bottom, o.maxY+1); y++ {
				if o.patterned {
					r.weaveRow(o, y)
				}
				if o.solid.Decal != nil {
					r.printRow(o, y)
				}
			}
		}
	}
}

// weaveRow lays an object's patterns over one row.
func (r *Renderer) weaveRow(o *object, y int) {
	var w weaver
	w.aim(r, o, y)
	first, last := uint32(o.tri+1), uint32(o.tri+len(o.shown))
	s := spot{coarse: !r.opt.Fine}
	var pattern scene.Pattern
	var face facing
	steep := float32(1) // how much longer a pixel is on the face than across it
	id := uint32(0)
	row := y * r.width
	for x := o.minX; x <= o.maxX; x++ {
		i := row + x
		if now := r.solid.id[i]; now != id {
			if id = now; id < first || id > last {
				pattern = scene.Plain
				continue
			}
			p := &r.planes[id-1]
			if pattern = r.frame.Materials[p.surface&0xff].Pattern; pattern == scene.Plain {
				continue
			}
			face = facings[o.solid.Mesh.Long][widest(intoModel(&o.solid.WorldFromModel, p.normal))]
			s.up, s.end = face.w == 2, face.w == o.solid.Mesh.Long
			light := [3]float32{w.light.X, w.light.Y, w.light.Z}
			s.lu, s.lv = light[face.u], light[face.v]
			steep = steepness(p.normal, &r.view)
		}
		if pattern == scene.Plain {
			continue
		}
		far, fx := 1/r.solid.depth[i], float32(x)
		at := [3]float32{w.eye.X + (w.ray.X+fx*w.rayX.X)*far, w.eye.Y + (w.ray.Y+fx*w.rayX.Y)*far, w.eye.Z + (w.ray.Z+fx*w.rayX.Z)*far}
		s.u, s.v, s.w = at[face.u], at[face.v], at[face.w]
		s.pixel = steep * far / w.scale
		scalePixel(r.solid.pix[4*i:4*i+3:4*i+3], s.gain(pattern))
	}
}

// steepness is how much longer a pixel is on a face with such a normal than across it.
func steepness(normal scene.Vec, v *view) float32 {
	return 1 / max(-normal.Dot(v.Forward)/normal.Norm(), leastSteep)
}

// printInk is the colour of a print, and how much of it covers. Design values.
var printInk = [3]float32{206, 214, 222}

const printCover = 0.8

// printRow lays what is printed on an object over one row.
func (r *Renderer) printRow(o *object, y int) {
	var w weaver
	w.aim(r, o, y)
	d := o.solid.Decal
	first, last := uint32(o.tri+1), uint32(o.tri+len(o.shown))
	for x := o.minX; x <= o.maxX; x++ {
		i := y*r.width + x
		if id := r.solid.id[i]; id < first || id > last {
			continue
		}
		far, fx := 1/r.solid.depth[i], float32(x)
		if w.eye.Z+(w.ray.Z+fx*w.rayX.Z)*far < d.Least {
			continue
		}
		ink := d.At(w.eye.X+(w.ray.X+fx*w.rayX.X)*far, w.eye.Y+(w.ray.Y+fx*w.rayX.Y)*far, 1.6*far/w.scale)
		if ink == 0 {
			continue
		}
		p := r.solid.pix[4*i : 4*i+3 : 4*i+3]
		for k := range p {
			p[k] = uint8(float32(p[k]) + printCover*ink*(printInk[k]-float32(p[k])) + 0.5)
		}
	}
}

// widest is which of a vector's components is largest.
func widest(v scene.Vec) int {
	x, y, z := abs(v.X), abs(v.Y), abs(v.Z)
	switch {
	case z >= x && z >= y:
		return 2
	case y >= x:
		return 1
	}
	return 0
}

// scalePixel makes a pixel brighter or darker.
func scalePixel(p []uint8, gain float32) {
	k := uint32(min(max(gain, 0), 2)*256 + 0.5)
	for i := range p {
		p[i] = uint8(min((uint32(p[i])*k+128)>>8, math.MaxUint8))
	}
}

package raster

import "mirrorarm/render/scene"

// maxNear bounds the occluders that are looked at for one object: those beyond
// are the farthest of a crowd, and go unnoticed.
const maxNear = 16

// occlusion is how much of the sky the occluders near an object keep from it.
type occlusion struct {
	near  [maxNear]rod
	count int
}

// rod is an occluder made ready for the nearest of its balls to be found often.
type rod struct {
	a, ab   scene.Vec
	inv     float32 // 1 ÷ length², 0 for a ball
	ra, wid float32 // radius at a, and what it grows by
	middle  scene.Vec
	far2    float32 // square of how far from its middle it surely does not act
}

func newRod(c *scene.Occluder) rod {
	r := rod{a: c.A, ab: c.B.Sub(c.A), ra: c.Ra, wid: c.Rb - c.Ra}
	if l2 := r.ab.Dot(r.ab); l2 > 0 {
		r.inv = 1 / l2
	}
	const slack = 1.001 // for rounding
	r.middle = r.a.Add(r.ab.Scale(0.5))
	far := slack * (0.5*r.ab.Norm() + occlusionReach*max(c.Ra, c.Rb))
	r.far2 = far * far
	return r
}

// How far an occluder acts, in its own radii: fully to occlusionFull, from there
// fading to nothing at occlusionReach, where it takes 5 % of the sky. Design
// values.
const (
	occlusionFull  = 3.2
	occlusionReach = 4.5
)

// occlusionStrength keeps creases from going black: light bounces. Design value.
const occlusionStrength = 0.85

// gather finds the occluders near a solid that are not its own.
func (o *occlusion) gather(list []scene.Occluder, s *scene.Solid) {
	o.count = 0
	if !s.Occluded {
		return
	}
	center := s.WorldFromModel.T
	for i := range list {
		c := &list[i]
		if c.Group == s.Group || o.count == maxNear || (c.Thing && s.Touched) {
			continue
		}
		d := center.Sub(c.Nearest(center).At)
		reach := s.Mesh.Radius + occlusionReach*max(c.Ra, c.Rb)
		if d.Dot(d) < reach*reach {
			o.near[o.count] = newRod(c)
			o.count++
		}
	}
}

// shade finds how much light reaches vertex i of a solid, unless it is known:
// half of a solid's vertices, those of its far side, are never asked for.
func (o *occlusion) shade(s *scene.Solid, i uint32, v *Vertex) {
	if v.shade < 0 {
		v.shade = s.Mesh.Shade[i] * o.at(s.WorldFromModel.Apply(s.Mesh.Positions[i]), v.normal)
	}
}

// at is the share of the sky that reaches a point with a normal: each occluder
// takes the solid angle of its nearest ball, weighted by the cosine (Quilez,
// Sphere ambient occlusion, 2006), and they are taken as independent.
func (o *occlusion) at(p, n scene.Vec) float32 {
	light := float32(1)
	for i := range o.near[:o.count] {
		c := &o.near[i]
		if off := c.middle.Sub(p); off.Dot(off) > c.far2 {
			continue
		}
		d := c.a.Sub(p)
		t := min(max(-d.Dot(c.ab)*c.inv, 0), 1)
		d = d.Add(c.ab.Scale(t))
		cos := n.Dot(d)
		if cos <= 0 {
			continue
		}
		d2 := d.Dot(d)
		radius := c.ra + t*c.wid
		r2 := radius * radius
		if d2 > r2*occlusionReach*occlusionReach {
			continue
		}
		inv := 1 / scene.Sqrt(d2)
		blocked := cos * inv * min(r2*inv*inv, 1)
		if d2 > r2*occlusionFull*occlusionFull {
			t := max(occlusionReach-1/(radius*inv), 0) * (1 / (occlusionReach - occlusionFull))
			blocked *= t * t * (3 - 2*t) // scene.Smoothstep without its division
		}
		light *= 1 - occlusionStrength*blocked
	}
	return light
}

// contact is the share of the sky at a pixel of a thing that fingers may be near to, which
// lies so far from the eye and has such a normal.
func (w *surfaceRow) contact(p *plane, fromEye, normal scene.Vec) float32 {
	near := w.objects[p.surface&^seenThrough>>8].near
	if near == nil {
		return 1
	}
	return near.at(w.eye.Add(fromEye), normal)
}

package raster

import "mirrorarm/render/scene"

// maxNear bounds the occluders that are looked at for one object: those beyond
// are the farthest of a crowd, and go unnoticed.
const maxNear = 16

// occlusion is how much of the sky the occluders near an object keep from it.
type occlusion struct {
	near  [maxNear]*scene.Occluder
	count int
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
		if c.Group == s.Group || o.count == maxNear {
			continue
		}
		d := center.Sub(c.Nearest(center).At)
		reach := s.Mesh.Radius + occlusionReach*max(c.Ra, c.Rb)
		if d.Dot(d) < reach*reach {
			o.near[o.count] = c
			o.count++
		}
	}
}

// at is the share of the sky that reaches a point with a normal: each occluder
// takes the solid angle of its nearest ball, weighted by the cosine (Quilez,
// Sphere ambient occlusion, 2006), and they are taken as independent.
func (o *occlusion) at(p, n scene.Vec) float32 {
	light := float32(1)
	for _, c := range o.near[:o.count] {
		ball := c.Nearest(p)
		d := ball.At.Sub(p)
		cos := n.Dot(d)
		if cos <= 0 {
			continue
		}
		d2 := d.Dot(d)
		r2 := ball.Radius * ball.Radius
		if d2 > r2*occlusionReach*occlusionReach {
			continue
		}
		blocked := cos / scene.Sqrt(d2) * min(r2/d2, 1)
		if d2 > r2*occlusionFull*occlusionFull {
			blocked *= scene.Smoothstep(occlusionReach, occlusionFull, scene.Sqrt(d2/r2))
		}
		light *= 1 - occlusionStrength*blocked
	}
	return light
}

package world

import (
	"gonum.org/v1/gonum/spatial/r3"
)

// nearMargin is how far apart parts are that are watched even at rest (m).
const nearMargin = 0.5e-3

// swept is the upright box around all places that a thing, or a part of it, can be
// at within a step.
type swept struct{ low, high r3.Vec }

func (s *swept) meets(o *swept) bool {
	return s.low.X <= o.high.X && o.low.X <= s.high.X &&
		s.low.Y <= o.high.Y && o.low.Y <= s.high.Y &&
		s.low.Z <= o.high.Z && o.low.Z <= s.high.Z
}

func (s *swept) join(o *swept) {
	s.low = r3.Vec{X: min(s.low.X, o.low.X), Y: min(s.low.Y, o.low.Y), Z: min(s.low.Z, o.low.Z)}
	s.high = r3.Vec{X: max(s.high.X, o.high.X), Y: max(s.high.Y, o.high.Y), Z: max(s.high.Z, o.high.Z)}
}

// reachOf is how far a point of an object can come in a step (m).
func reachOf(o *Object, dt float64) float64 {
	return dt * (norm(o.Velocity.Lin) + norm(o.Velocity.Ang)*o.bound)
}

// sweep brings an object's frames and boxes up to date.
func (o *Object) sweep(m *mover, far float64) {
	for i := range o.Parts {
		p := &o.Parts[i]
		o.frames[i] = m.mul(&p.objectFromPart)
		f := &o.frames[i]
		half := r3.Vec{
			X: p.reaches(f.rows[0]) + far,
			Y: p.reaches(f.rows[1]) + far,
			Z: p.reaches(f.rows[2]) + far,
		}
		o.boxes[i] = swept{low: r3.Sub(f.pos, half), high: r3.Add(f.pos, half)}
		if i == 0 {
			o.box = o.boxes[i]
		} else {
			o.box.join(&o.boxes[i])
		}
	}
}

// near finds all contacts that there can be within the step. A pair of boxes is
// compared in a nanosecond or two, so that all pairs of a full world take less time
// than its contacts; their order is that of the numbers of the things.
func (w *World) near(dt float64) {
	far := dt * dt * norm(w.Gravity)
	for i, o := range w.Objects {
		if o == nil || !o.stale && (o.Fixed() || o.sleeping) {
			continue
		}
		w.movers[i].frame = newFrame(o.WorldFromObject)
		o.reach = far + reachOf(o, dt)
		o.sweep(&w.movers[i], o.reach+nearMargin/2)
		o.stale = false
	}
	w.contacts.begin()
	for i, a := range w.Objects {
		if a == nil {
			continue
		}
		for k := i + 1; k < len(w.Objects); k++ {
			b := w.Objects[k]
			if b == nil || a.Fixed() && b.Fixed() || !a.box.meets(&b.box) {
				continue
			}
			w.pair(i, k, a, b)
		}
		if !a.Fixed() && a.box.low.Z <= 0 {
			w.land(i, a)
		}
	}
	w.contacts.end()
}

// pair finds the contacts of two objects.
func (w *World) pair(i, k int, a, b *Object) {
	resting := (a.Fixed() || a.sleeping) && (b.Fixed() || b.sleeping)
	margin := nearMargin + a.reach + b.reach
	for p := range a.Parts {
		for q := range b.Parts {
			if len(a.Parts)+len(b.Parts) > 2 && !a.boxes[p].meets(&b.boxes[q]) {
				continue
			}
			c, fresh := w.contacts.reach(i, k, p, q)
			if fresh {
				c.law = lawOf(&a.Material, &b.Material)
			}
			if resting && !fresh {
				continue
			}
			var m manifold
			narrow(c, posed{&a.Parts[p], &a.frames[p]}, posed{&b.Parts[q], &b.frames[q]}, margin, &m)
			if m.n > 0 {
				c.u, c.v = across(&w.movers[i].frame, m.normal)
			} else {
				m.normal = c.normal
			}
			c.take(&m, &w.movers[i], &w.movers[k])
		}
	}
}

// land finds the contacts of an object with the floor.
func (w *World) land(i int, o *Object) {
	for p := range o.Parts {
		if o.boxes[p].low.Z > 0 {
			continue
		}
		c, fresh := w.contacts.reach(i, ground, p, 0)
		if fresh {
			c.law = lawOf(&o.Material, &floorMaterial)
		}
		if o.sleeping && !fresh {
			continue
		}
		var m manifold
		standing(posed{&o.Parts[p], &o.frames[p]}, nearMargin+o.reach, &m)
		c.u, c.v = across(&w.movers[i].frame, m.normal)
		c.take(&m, &w.movers[i], &w.movers[ground])
	}
}

package record

import (
	"io"
	"strconv"
	"unsafe"
	"weak"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// What a demo's Past keeps.
const (
	PastSeconds = 30       // of simulated time
	PastRate    = 30       // moments a second
	PastBytes   = 64 << 20 // of them: with the default glove 54 MB are in use, with more than some 3,000 channels it is less than 30 s
)

// Past keeps the last seconds of a session in memory that is bounded: what the screen
// showed, and beside it what a file of the moments holds. It belongs to the goroutine
// that owns the mirrors.
type Past struct {
	most, room int     // moments, and bytes of them
	kept       []*Kept // in the order of their time
	spare      []*Kept // to be used again
	bytes      int     // of all that are kept

	// What things are, by where that is in a world: copies that do not change. A world that
	// is gone is not held by it.
	bodies map[weak.Pointer[world.Body]]*world.Body

	of    map[weak.Pointer[mirror.Mirror]]*portrait
	on    *portrait
	base  uint64 // ns: the session's time less the mirror's
	last  uint64 // ns, of the last step
	ticks uint64 // of PastRate, at the last moment that was kept
}

// Kept is one moment. It does not change any more once it has been lent.
type Kept struct {
	Snapshot mirror.Snapshot
	slot     slot
	bytes    int
	lent     bool
}

// Seconds is when it was, on the clock of its session.
func (k *Kept) Seconds() float64 { return float64(k.slot.stamp) * 1e-9 }

// Describe is what its snapshot is of: the same pointer for the same mirror.
func (k *Kept) Describe() *mirror.Description { return &k.slot.on.what }

// NewPast keeps so many seconds, in so many bytes.
func NewPast(seconds, bytes int) *Past {
	return &Past{most: seconds * PastRate, room: bytes, bodies: map[weak.Pointer[world.Body]]*world.Body{}, of: map[weak.Pointer[mirror.Mirror]]*portrait{}}
}

// Step sees the step that m has just made, and keeps it if it is time.
func (p *Past) Step(m *mirror.Mirror) {
	now := nanoseconds(m.Record().Time)
	on := p.know(m)
	if on != p.on {
		p.on, p.base = on, p.last+nanoseconds(mirror.Period)-now
	}
	p.last = p.base + now
	if ticks := p.last * PastRate / 1e9; ticks != p.ticks || len(p.kept) == 0 {
		p.ticks = ticks
		p.keep(m)
	}
}

func (p *Past) know(m *mirror.Mirror) *portrait {
	key := weak.Make(m)
	on := p.of[key]
	if on == nil {
		for old := range p.of { // a portrait lives on in its moments
			if old.Value() == nil {
				delete(p.of, old)
			}
		}
		for old := range p.bodies {
			if old.Value() == nil {
				delete(p.bodies, old)
			}
		}
		on = newPortrait(0, m, true)
		p.of[key] = on
	}
	return on
}

// keep takes the present moment, and lets go of what is too old, or too much.
func (p *Past) keep(m *mirror.Mirror) {
	var k *Kept
	if n := len(p.spare); n > 0 {
		k, p.spare = p.spare[n-1], p.spare[:n-1]
	} else {
		k = &Kept{}
	}
	m.SnapshotTo(&k.Snapshot)
	for i := range k.Snapshot.Things {
		t := &k.Snapshot.Things[i]
		t.Body = p.copyOf(t.Body)
	}
	k.slot.takeWhole(m)
	k.slot.stamp, k.slot.on = p.last, p.on
	k.bytes = k.size()
	p.bytes += k.bytes
	p.kept = append(p.kept, k)
	from := 0
	for from < len(p.kept)-1 && (len(p.kept)-from > p.most || p.bytes > p.room) {
		old := p.kept[from]
		p.bytes -= old.bytes
		if !old.lent && len(p.spare) == 0 {
			old.slot.on = nil
			p.spare = append(p.spare, old)
		}
		from++
	}
	if from > 0 {
		n := copy(p.kept, p.kept[from:])
		clear(p.kept[n:])
		p.kept = p.kept[:n]
	}
}

// mostBodies is after how many bodies the copies are made anew: things come and go.
const mostBodies = 4 * world.MaxObjects

// copyOf is a body as it is now, which the world may heat or make another of.
func (p *Past) copyOf(b *world.Body) *world.Body {
	key := weak.Make(b)
	c := p.bodies[key]
	if c != nil && c.Name == b.Name && c.Mass == b.Mass && c.Temperature == b.Temperature && c.Material == b.Material {
		return c
	}
	if len(p.bodies) >= mostBodies {
		clear(p.bodies)
	}
	copied := *b
	p.bodies[key] = &copied
	return &copied
}

// sized is what a slice takes.
func sized[T any](list []T) int {
	var one T
	return cap(list) * int(unsafe.Sizeof(one))
}

// size is what a moment takes (bytes).
func (k *Kept) size() int {
	s, t := &k.Snapshot, &k.slot
	return int(unsafe.Sizeof(*k)) +
		sized(s.Arm.WorldFromLink) + sized(s.Arm.WorldFromTarget) + sized(s.Arm.Coordinates) + sized(s.Arm.Target) +
		sized(s.Glove) + sized(s.Touch) + sized(s.Things) + sized(s.Feel) + sized(s.Warmth) + sized(s.Vibration) +
		sized(t.counts) + sized(t.target) + sized(t.position) + sized(t.velocity) + sized(t.effort) +
		sized(t.taxels) + sized(t.force) + sized[material.Touch](t.touches) + sized[skin.PatchReading](t.patches) + sized(t.things)
}

// Len is how many moments are kept.
func (p *Past) Len() int { return len(p.kept) }

// At is a moment, the oldest first: to be read only, until the next Step.
func (p *Past) At(i int) *Kept { return p.kept[i] }

// Bytes is what they take.
func (p *Past) Bytes() int { return p.bytes }

// Lend gives all moments to somebody who may take their time, on another goroutine:
// their memory is not used again.
func (p *Past) Lend() []*Kept {
	out := make([]*Kept, len(p.kept))
	for i, k := range p.kept {
		k.lent = true
		out[i] = k
	}
	return out
}

// WriteKept writes moments as a session's file, each of them as a step: all that is on
// the screen can be had from it, and whatever may be had of single moments, but not the
// session again. In place of its mirrors' beginnings stands what was there in the first
// of their moments.
func WriteKept(to io.Writer, kept []*Kept, o Options) (Result, error) {
	facts := map[string]string{factMoments: strconv.Itoa(PastRate)}
	for k, v := range o.Facts {
		facts[k] = v
	}
	o.Facts = facts
	e, err := newEncoder(to, &o)
	if err != nil {
		return Result{}, err
	}
	e.moments = true
	sat := map[*portrait]*portrait{}
	var before *slot
	for i, k := range kept {
		s := k.slot // its slices are only read
		on := sat[s.on]
		if on == nil {
			copied := *s.on
			on = &copied
			on.id, on.scene = uint32(len(sat)), k.scene()
			sat[s.on] = on
			before = &k.slot
		}
		s.deeds = changed(on, before, k)
		before = &k.slot
		s.number, s.on = uint64(i)+1, on
		s.stamp = k.slot.stamp - kept[0].slot.stamp + nanoseconds(mirror.Period)
		if e.step(&s) != nil {
			break
		}
	}
	return e.end()
}

package world

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Gravity is the standard acceleration of free fall (ISO 80000-3), m/s².
const Gravity = 9.80665

// Limits of a world: a stated bound on the time that a step takes.
const (
	MaxObjects = 256
	maxSpeed   = 50.0  // m/s: above it an object is held back
	maxSpin    = 300.0 // rad/s
)

// World holds the objects and the robot's skin that touches them: the scratch
// of one goroutine.
type World struct {
	Objects []*Object // put in by Put; nil where one was taken away
	Gravity r3.Vec    // m/s², the same everywhere; −Gravity along z by default

	contacts contacts
	movers   []mover // of the objects, by number; the last is the floor
	holds    []held  // of the movers that the skin touches
	order    []int   // of the contacts that act, as they are solved
	levels   []int   // of the movers: contacts to the next one that is fixed
	island   []int   // of the objects: another one of their island
	restless bool    // nothing sleeps
	span     float64 // s: the last part of a step
	fell     r3.Vec  // m/s²: the last step's gravity

	skin     *skin.Skin
	surface  *skin.Surface
	loads    *Loads
	effort   []float64
	grips    []grip  // one per element of the skin
	slides   []slide // likewise: what the last step saw
	active   []int   // elements that touch in this step
	before   []int   // and in the one before
	started  bool
	previous []spatial.Pose  // of the links, one step ago
	motion   []spatial.Twist // of the links' origins
	centres  []r3.Vec        // of the skin's regions, in the world
	touches  []touch
	relative []spatial.Pose // objectFromLink of the object in hand
	current  []bool         // which of them are up to date

	untilPatch float64   // s, to the patches' next step
	deviates   []deviate // of the regions that have patches
	rng        *rand.Rand
}

// slide is how an element moves over what it touches.
type slide struct {
	with  int // object, −1 for none
	speed float64
	area  float64 // m², in contact
	load  float64 // N, normal
	// clipped: its bristle has broken away.
	clipped bool
}

// nobody is the partner of what touches nothing.
const (
	nobody = -1
	ground = MaxObjects // the floor's number among the movers
)

// New is an empty world around a robot with the given skin; what chance there is
// in contact follows from the skin's seed.
func New(model *chain.Model, s *skin.Skin) (*World, error) {
	surface := s.Surface()
	if model.NumLinks() != surface.NumLinks() {
		return nil, fmt.Errorf("world: skin for %d links on model %q of %d", surface.NumLinks(), model.Name(), model.NumLinks())
	}
	n := model.NumLinks()
	w := &World{
		skin: s, surface: surface, loads: NewLoads(model), effort: make([]float64, model.DOF()),
		grips: make([]grip, len(surface.Elements)), slides: make([]slide, len(surface.Elements)),
		previous: make([]spatial.Pose, n), motion: make([]spatial.Twist, n),
		centres: make([]r3.Vec, len(surface.Regions)), touches: make([]touch, 0, 4*len(surface.Elements)),
		active: make([]int, 0, len(surface.Elements)), before: make([]int, 0, len(surface.Elements)),
		relative: make([]spatial.Pose, n), current: make([]bool, n),
		Gravity: r3.Vec{Z: -Gravity}, movers: make([]mover, ground+1), island: make([]int, MaxObjects), levels: make([]int, ground+1),
		holds: make([]held, 0, MaxObjects), deviates: newDeviates(surface.Spots), rng: rand.New(rand.NewPCG(s.Seed(), 0x776f726c64)),
	}
	for i := range w.grips {
		w.grips[i].with = nobody
		w.slides[i].with = nobody
	}
	w.movers[ground].frame = newFrame(spatial.Identity())
	return w, nil
}

// Put adds an object and returns its number. It must not overlap a solid that
// is there already, nor the floor.
func (w *World) Put(b Body, worldFromBody spatial.Pose, velocity spatial.Twist) (int, error) {
	o, err := newObject(b, worldFromBody)
	if err != nil {
		return 0, err
	}
	o.Velocity = velocity
	if err := o.checkVelocity(velocity); err != nil {
		return 0, err
	}
	if d := o.underFloor(); d > maxOverlap && !o.Fixed() {
		return 0, fmt.Errorf("world: object %q: reaches %.1f mm below the floor, z = 0", b.Name, d*1e3)
	}
	slot, objects, parts := -1, 0, len(o.Parts)
	for i, other := range w.Objects {
		if other == nil {
			slot = i
			continue
		}
		objects++
		parts += len(other.Parts)
		if d := overlap(o, other); d > maxOverlap {
			return 0, fmt.Errorf("world: object %q: overlaps %q by %.1f mm", b.Name, other.Name, d*1e3)
		}
	}
	if objects >= MaxObjects {
		return 0, fmt.Errorf("world: object %q: the world is full: at most %d objects", b.Name, MaxObjects)
	}
	w.wake()
	w.contacts.reserve(parts)
	w.order = slices.Grow(w.order, max(cap(w.contacts.list)-len(w.order), 0))
	if slot < 0 {
		slot = len(w.Objects)
		w.Objects = append(w.Objects, nil)
	}
	o.reached, o.give = newReached(w.surface), newGive(len(w.motion))
	w.Objects[slot] = o
	return slot, nil
}

// Take removes an object; unknown numbers are ignored.
func (w *World) Take(i int) {
	if i >= 0 && i < len(w.Objects) {
		w.Objects[i] = nil
		w.contacts.clear()
		w.wake()
	}
}

// Clear removes all objects; gravity is the usual one again.
func (w *World) Clear() {
	w.Gravity = r3.Vec{Z: -Gravity}
	clear(w.Objects)
	w.Objects = w.Objects[:0]
	w.contacts.clear()
	for i := range w.grips {
		w.grips[i], w.slides[i] = grip{with: nobody}, slide{with: nobody}
	}
}

// Rest has the robot at rest where the next step finds it, however far that is
// from where it was.
func (w *World) Rest() {
	w.started = false
	w.skin.Rest()
}

// Step advances the objects by dt (s), to the end of which worldFromLink, the
// robot's links, belong. Afterwards the skin carries its true loads, ready to
// be sensed, and Effort is what they do to the motors. The robot's links move
// as given: their answer to the contact is the motors'.
func (w *World) Step(dt float64, worldFromLink []spatial.Pose) {
	w.follow(dt, worldFromLink)
	w.skin.Touch(worldFromLink)
	w.before, w.active = w.active, w.before[:0]
	for _, i := range w.before {
		w.slides[i] = slide{with: nobody}
	}
	if w.fell != w.Gravity {
		w.fell = w.Gravity
		w.wake()
	}
	w.touches = w.touches[:0]
	handled := false
	for i, o := range w.Objects {
		if o == nil {
			continue
		}
		w.gather(o, dt, worldFromLink)
		if o.first == o.last {
			o.Touched = skin.Wrench{}
			continue
		}
		o.idle = 0
		if o.Fixed() {
			w.evaluate(o, i, o.WorldFromObject, spatial.Twist{}, dt, worldFromLink, nil)
			w.commit(o, i, worldFromLink)
		} else {
			handled = true
		}
	}
	w.advance(dt, handled, worldFromLink)
	for _, o := range w.Objects {
		if o != nil {
			o.give.yield(&o.Material, dt)
		}
	}
	w.release()
	w.feel(dt)
	w.loads.EffortTo(w.effort, worldFromLink, w.skin.Wrenches())
}

// Effort are the generalised forces of all contact on the robot's coordinates
// (N·m or N): the world's own slice, to be read only.
func (w *World) Effort() []float64 { return w.effort }

// Skin is the robot's skin.
func (w *World) Skin() *skin.Skin { return w.skin }

// follow takes the links' motion from their poses.
func (w *World) follow(dt float64, worldFromLink []spatial.Pose) {
	if !w.started {
		copy(w.previous, worldFromLink)
		w.started = true
	}
	for i := range worldFromLink {
		now, before := &worldFromLink[i], &w.previous[i]
		w.motion[i] = spatial.Twist{
			Lin: r3.Scale(1/dt, r3.Sub(now.Pos, before.Pos)),
			Ang: r3.Scale(1/dt, spatial.RotationVector(quat.Mul(now.Rot, quat.Conj(before.Rot)))),
		}
		*before = *now
	}
	for i := range w.surface.Regions {
		r := &w.surface.Regions[i]
		w.centres[i] = worldFromLink[r.Link].Apply(r.Centre)
	}
}

// release lets elements forget what they no longer touch.
func (w *World) release() {
	for _, i := range w.before {
		if w.slides[i].with == nobody {
			w.grips[i] = grip{with: nobody}
		}
	}
}

// velocityAt is the velocity of a rigid body's point, from its twist about a
// given origin.
func velocityAt(t *spatial.Twist, origin, at r3.Vec) r3.Vec {
	return r3.Add(t.Lin, r3.Cross(t.Ang, r3.Sub(at, origin)))
}

func norm(v r3.Vec) float64 { return math.Sqrt(r3.Dot(v, v)) }

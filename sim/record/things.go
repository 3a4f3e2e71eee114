package record

import (
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// scene is what stood around the robot in a moment; nil is nothing.
func (k *Kept) scene() *world.Scene {
	s := &world.Scene{Name: "standing", Gravity: k.slot.on.gravity}
	for _, t := range k.Snapshot.Things {
		s.Objects = append(s.Objects, world.Placed{Body: *t.Body, WorldFromBody: t.WorldFromObject})
	}
	if len(s.Objects) == 0 {
		return nil
	}
	return s
}

// changed is what came and went between two moments, as what was done.
func changed(on *portrait, before *slot, now *Kept) (list []deed) {
	find := func(in []thing, t *thing) bool {
		for i := range in {
			if in[i].number == t.number && in[i].name == t.name {
				return true
			}
		}
		return false
	}
	for i := range before.things {
		if t := &before.things[i]; !find(now.slot.things, t) {
			list = append(list, deed{on, mirror.Act{Kind: mirror.Take, Object: t.number}})
		}
	}
	for i := range now.slot.things {
		if t := &now.slot.things[i]; !find(before.things, t) {
			at := t.worldFromObject
			list = append(list, deed{on, mirror.Act{Kind: mirror.Put, Object: t.number, Body: now.Snapshot.Things[i].Body, WorldFromBody: &at}})
		}
	}
	return list
}

// surroundings are the things of one mirror of a file, by their numbers.
type surroundings struct {
	world  *world.World // scratch: makes of a body what stands in a world
	bodies map[int]*world.Body
}

// aloft is clear of the floor, and of everything.
var aloft = spatial.At(r3.Vec{Z: 5})

// put has a thing stand there. What no world takes is not seen.
func (s *surroundings) put(number int, b *world.Body) {
	s.world.Clear()
	if i, err := s.world.Put(*b, aloft, spatial.Twist{}); err == nil {
		s.bodies[number] = &s.world.Objects[i].Body
	}
	s.world.Clear()
}

// fill puts a scene in the place of everything.
func (s *surroundings) fill(scene *world.Scene) {
	clear(s.bodies)
	if scene == nil {
		return
	}
	for i := range scene.Objects {
		s.put(i, &scene.Objects[i].Body)
	}
}

// do follows an act.
func (s *surroundings) do(a *mirror.Act) {
	switch a.Kind {
	case mirror.Put:
		if a.Body != nil {
			s.put(a.Object, a.Body)
		}
	case mirror.Take:
		delete(s.bodies, a.Object)
	case mirror.Fill:
		s.fill(a.Scene)
	}
}

// find is the body of a thing that a file tells the place of. A recording that began
// midway numbers what stood there anew: then it goes by its name.
func (s *surroundings) find(number int, name string) *world.Body {
	if b := s.bodies[number]; b != nil && b.Name == name {
		return b
	}
	best := -1
	for i, b := range s.bodies {
		if b.Name == name && (best < 0 || i < best) {
			best = i
		}
	}
	return s.bodies[best]
}

// placed is a thing of a snapshot.
func (s *surroundings) placed(number int, name string, at spatial.Pose) (mirror.Thing, bool) {
	b := s.find(number, name)
	return mirror.Thing{Body: b, WorldFromObject: at}, b != nil
}

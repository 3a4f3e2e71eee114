package session

import (
	"math"

	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/spatial/r3"
)

// Ray is what lies under a pointer: from the eye, in a direction of any length.
type Ray struct{ Origin, Direction r3.Vec }

// Kind is what a ray hits.
type Kind uint8

// The kinds. Nothing leaves a press to the camera.
const (
	NothingHit Kind = iota
	HandleHit       // a fingertip or the wrist of the person's hand
	ObjectHit
)

// Hit is the nearest thing that a ray meets.
type Hit struct {
	Kind   Kind
	Handle gesture.Handle // of a HandleHit
	Object int            // of an ObjectHit
	At     r3.Vec         // where
}

// How near (m) a ray must pass by a handle; fingers on a touch screen are blunt.
// Design values.
const (
	tipReach   = 0.016
	wristReach = 0.030
)

// Bounds of the march along a ray to an object.
const (
	farthest   = 20.0 // m
	hitAt      = 1e-4 // m
	marchSteps = 96
)

// Pick finds what a ray meets first. Fixed objects are hit as others are.
func (s *Session) Pick(ray Ray) Hit {
	length := r3.Norm(ray.Direction)
	if !(length > 0) || math.IsInf(length, 0) || math.IsNaN(r3.Norm(ray.Origin)) {
		return Hit{}
	}
	ray.Direction = r3.Scale(1/length, ray.Direction)
	best, depth := s.live.pickHandle(ray)
	w := s.live.mirror.World()
	for i, o := range w.Objects {
		if o == nil {
			continue
		}
		objectFromWorld := o.WorldFromObject.Inverse()
		d, ok := march(o.Distance, objectFromWorld.Apply(ray.Origin), objectFromWorld.Rotate(ray.Direction))
		if ok && d < depth {
			best, depth = Hit{Kind: ObjectHit, Object: i, At: ray.at(d)}, d
		}
	}
	return best
}

func (r *Ray) at(depth float64) r3.Vec { return r3.Add(r.Origin, r3.Scale(depth, r.Direction)) }

// pickHandle finds the handle in reach of the ray that is nearest to the eye.
func (g *stage) pickHandle(ray Ray) (Hit, float64) {
	now := &g.mirror.Record().Sample
	var places [gesture.NumHandles]r3.Vec
	gesture.HandlesTo(&places, g.hand, now.Angles, now.WorldFromPalm)
	best, depth := Hit{}, math.Inf(1)
	for h, at := range places {
		reach := tipReach
		if gesture.Handle(h) == gesture.GripWrist {
			reach = wristReach
		}
		along := r3.Dot(r3.Sub(at, ray.Origin), ray.Direction)
		if along > 0 && along < depth && r3.Norm(r3.Sub(at, ray.at(along))) < reach {
			best, depth = Hit{Kind: HandleHit, Handle: gesture.Handle(h), At: at}, along
		}
	}
	return best, depth
}

// march follows a ray by the signed distance, which no surface is nearer than
// (Hart, Sphere Tracing, The Visual Computer 12, 1996).
func march(distance func(r3.Vec) (float64, r3.Vec), from, direction r3.Vec) (depth float64, hit bool) {
	for range marchSteps {
		d, _ := distance(r3.Add(from, r3.Scale(depth, direction)))
		if d < hitAt {
			return depth, true
		}
		if depth += d; depth > farthest {
			break
		}
	}
	return 0, false
}

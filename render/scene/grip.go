package scene

import (
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// When a thing counts as held: it is loose, and a region of the skin that is touched has its
// middle so near to it. Design values.
const (
	gripReach  = 0.012 // m
	gripForce  = 0.15  // N
	gripSettle = 0.12  // s, time constant of how it begins and ends to show
)

// grip is how much a thing is held: what is held is seen through where it hides what feels
// it. It eases; dt is the time (s) since the last picture.
func (s *Scene) grip(snap *mirror.Snapshot, t *thing, worldFromThing *Affine, dt float64) float32 {
	goal := 0.0
	if t.body.Mass > 0 && s.touches(snap, t, worldFromThing) {
		goal = 1
	}
	if dt <= 0 || dt > 1 {
		return float32(goal)
	}
	return float32(ease(float64(t.held), goal, dt, gripSettle))
}

// touches tells whether any region that feels something is at the thing.
func (s *Scene) touches(snap *mirror.Snapshot, t *thing, worldFromThing *Affine) bool {
	if s.desc.Skin == nil {
		return false
	}
	thingFromWorld := worldFromThing.Inverse()
	for i := range snap.Feel {
		feel := &snap.Feel[i]
		if !feel.Contact || feel.Normal < gripForce {
			continue
		}
		r := s.regionOf(feel)
		if r < 0 {
			continue
		}
		if link := s.desc.Skin.Regions[r].Link; link < len(s.worldFromLink) {
			at := thingFromWorld.Apply(s.worldFromLink[link].Apply(FromR3(feel.Centre)))
			for k := range t.body.Parts {
				if partDistance(&t.body.Parts[k], at) < gripReach {
					return true
				}
			}
		}
	}
	return false
}

// partDistance is how far (m) a point of the thing's frame is from a part: 0 or less inside,
// and never more than the true distance.
func partDistance(p *world.Part, at Vec) float32 {
	objectFromPart := FromPose(p.ObjectFromPart)
	partFromObject := objectFromPart.Inverse()
	q, half, r := partFromObject.Apply(at), FromR3(p.Half), float32(p.Radius)
	switch p.Form {
	case world.Box:
		r = 0
	case world.Cylinder:
		side, end := Sqrt(q.X*q.X+q.Y*q.Y)-r, abs(q.Z)-half.Z
		return max(side, end)
	case world.Sphere:
		half = Vec{}
	default:
		half = Vec{Z: half.Z}
	}
	d := Vec{max(abs(q.X)-half.X, 0), max(abs(q.Y)-half.Y, 0), max(abs(q.Z)-half.Z, 0)}
	return d.Norm() - r
}

package world

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// horizon is how far off an element of the skin may be from an object to be kept in
// sight (m): while the two move by less than that, no other element needs to be asked.
const horizon = 4e-3

// reached are the elements of a region that were within the horizon of an object at a
// pose. A distance changes by no more than the movement, so that the list stays good
// for a while.
type reached struct {
	objectFromLink spatial.Pose
	known          bool
	list           []int32
}

// newReached has room for all elements.
func newReached(s *skin.Surface) []reached {
	all := make([]int32, len(s.Elements))
	out := make([]reached, len(s.Regions))
	for r := range out {
		region := &s.Regions[r]
		out[r].list = all[region.First:region.First:region.Last]
	}
	return out
}

// good tells whether the list still holds all elements within a margin (m) of the object.
func (r *reached) good(objectFromLink *spatial.Pose, region *skin.Region, margin float64) bool {
	if !r.known {
		return false
	}
	moved := norm(r3.Sub(objectFromLink.Apply(region.Centre), r.objectFromLink.Apply(region.Centre)))
	turn := quat.Mul(quat.Conj(r.objectFromLink.Rot), objectFromLink.Rot)
	// The sine of half the angle, which it is at least 2/π times.
	half := norm(r3.Vec{X: turn.Imag, Y: turn.Jmag, Z: turn.Kmag})
	return moved+math.Pi*half*region.Bound+margin < horizon
}

// look makes the list anew, of all elements within a distance (m).
func (r *reached) look(o *Object, s *skin.Surface, region *skin.Region, objectFromLink *spatial.Pose, within float64) {
	r.objectFromLink, r.known, r.list = *objectFromLink, true, r.list[:0]
	if d, _ := o.Distance(objectFromLink.Apply(region.Centre)); d > region.Bound+within {
		return
	}
	for b := range region.Blocks {
		block := &region.Blocks[b]
		if d, _ := o.Distance(objectFromLink.Apply(block.Centre)); d > block.Bound+within {
			continue
		}
		for i := block.First; i < block.Last; i++ {
			e := &s.Elements[i]
			if d, _ := o.Distance(objectFromLink.Apply(e.Centre)); d <= e.Reach+within {
				r.list = append(r.list, int32(i))
			}
		}
	}
}

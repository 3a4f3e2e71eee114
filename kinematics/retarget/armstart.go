package retarget

import (
	"math"
	"slices"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/ik"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Design values of a first posture's choice.
const (
	armStarts  = 12
	probeStep  = 0.3  // rad or m: the most that a joint moves from one pose of a probe to the next
	probePoses = 3    // of a probe
	probeWay   = 0.15 // m
	probeTurn  = 0.8  // rad
	travelCost = 0.05 // of a pose that is lost, for a radian of the fastest joint
	elbowCost  = 0.5  // likewise, for an elbow that is a forearm's length from where it is wanted
)

func (t *trackedArm) prepareStarts(m *chain.Model, palm string) (err error) {
	steps, fastest := make([]float64, len(t.velocity)), slices.Max(t.velocity)
	for i, v := range t.velocity {
		steps[i] = probeStep * v / fastest
	}
	t.probe, err = ik.NewTracker(m, palm, ik.TrackSettings{MaxStep: probeStep, MaxSteps: steps, SpareStep: probeStep / 2, Prefer: []ik.Preference{&t.elbow}, SearchWork: -1})
	if err != nil {
		return err
	}
	for _, c := range t.solver.Coordinates() {
		l := m.Coordinate(c).Limit
		low, high := max(l.Lower, -math.Pi), min(l.Upper, math.Pi)
		if low >= high {
			low, high = l.Lower, l.Upper
		}
		t.low, t.span = append(t.low, low), append(t.span, high-low)
	}
	return nil
}

// begin takes, of the postures that hold the palm at a first pose, the one from which the
// arm gets farthest around it, and reports whether there is one. The solver takes the next
// best: a wrist that is folded back, say, which has no room.
func (t *trackedArm) begin(palm spatial.Pose) bool {
	t.random.Seed(1, 0)
	t.solver.Middle(t.start)
	least, found := math.Inf(1), false
	for range armStarts {
		_, err := t.solver.Solve(t.next, palm, t.start)
		if err != nil {
			if !found {
				copy(t.q, t.next)
			}
			break
		}
		if cost := t.costOf(t.next, palm); !found || cost < least {
			least, found = cost, true
			copy(t.q, t.next)
		}
		for i := range t.start {
			t.start[i] = t.low[i] + t.span[i]*float64(t.random.Uint64()>>11)*0x1p-53
		}
	}
	return found
}

// costOf is how many poses are lost on ways from the palm's along and about each of its
// axes, with some for long ways of the joints and of the elbow.
func (t *trackedArm) costOf(q []float64, palm spatial.Pose) float64 {
	cost := elbowCost * t.elbow.Miss(q) / t.fore
	for axis := range 3 {
		along := [3]r3.Vec{{X: 1}, {Y: 1}, {Z: 1}}[axis]
		for _, sign := range [2]float64{-1, 1} {
			cost += t.lost(q, palm, r3.Scale(sign*probeWay, along), r3.Vec{})
			cost += t.lost(q, palm, r3.Vec{}, r3.Scale(sign*probeTurn, along))
		}
	}
	return cost
}

// lost is what one way costs: way (m) in the base frame, turn (rad) in the palm's.
func (t *trackedArm) lost(q []float64, palm spatial.Pose, way, turn r3.Vec) (cost float64) {
	if t.probe.Reset(q) != nil {
		return math.Inf(1)
	}
	at := t.probed
	farthest := 0.0
	for k := 1; k <= probePoses; k++ {
		share := float64(k) / probePoses
		to := spatial.Pose{Pos: r3.Add(palm.Pos, r3.Scale(share, way)), Rot: palm.Mul(spatial.Pose{Rot: spatial.FromRotationVector(r3.Scale(share, turn))}).Rot}
		track, err := t.probe.Step(at, to)
		if err != nil || !track.Reached {
			cost++
		}
	}
	for i := range at {
		farthest = max(farthest, math.Abs(at[i]-q[i]))
	}
	return cost + travelCost*farthest
}

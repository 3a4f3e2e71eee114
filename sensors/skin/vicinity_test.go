package skin

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// everything is the contact of all elements with all solids: nothing is left out.
func (s *Skin) everything(worldFromLink []spatial.Pose) {
	for _, i := range s.loaded {
		s.truth[i] = Load{}
	}
	s.loaded = s.loaded[:0]
	clear(s.wrench)
	for i := range s.near {
		p := &s.near[i]
		var met [2]sum
		aFromB := worldFromLink[p.a].Inverse().Mul(worldFromLink[p.b])
		for side, v := range []*vicinity{&p.ab, &p.ba} {
			s.meetAll(v, worldFromLink)
			s.meeting.sum, s.meeting.drag = sum{}, p.rub.drag
			if side == 1 {
				s.meeting.drag = r3.Scale(-1, spatial.Rotate(quat.Conj(aFromB.Rot), p.rub.drag))
			}
			otherFromLink := worldFromLink[v.other].Inverse().Mul(worldFromLink[v.link])
			for _, r := range s.surface.regionsOf[v.link] {
				for e := s.surface.Regions[r].First; e < s.surface.Regions[r].Last; e++ {
					element := &s.surface.Elements[e]
					if s.surface.Distance(v.other, otherFromLink.Apply(element.Centre)) > element.Reach+1e-6 {
						continue // so far off, that it saves the test's time
					}
					all := clearance{sure: math.Inf(1), points: 1<<(element.Last-element.First) - 1, solids: 1<<len(s.meeting.seats) - 1}
					s.pressElement(e, &all, 0)
				}
			}
			s.act(v, &worldFromLink[v.link])
			met[side] = s.meeting.sum
		}
		p.rub.follow(&met[0], &aFromB)
	}
}

// meetAll has the elements of one link meet all solids of another.
func (s *Skin) meetAll(v *vicinity, worldFromLink []spatial.Pose) {
	m := &s.meeting
	m.begin(s.surface, v, worldFromLink)
	m.near = m.near[:0]
	for n := range m.seats {
		m.near = append(m.near, n)
	}
}

// Whatever the hand does, what is left out would have given nothing: contact is the
// same, to the bit, as that of everything with everything.
func TestNothingIsOverlooked(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	touched := 0
	lazy, full := newSkin(t, state, layout, "ideal"), newSkin(t, state, layout, "ideal")
	rapid.Check(t, func(t *rapid.T) {
		model := state.Model()
		q := make([]float64, model.DOF())
		poses := make([]spatial.Pose, model.NumLinks())
		for range rapid.IntRange(1, 4).Draw(t, "moves") {
			to := make([]float64, len(q))
			curl := rapid.Float64Range(0, 1).Draw(t, "curl") // hands that close touch themselves
			// All of the way, or so little of it that what is known of gaps holds for steps.
			share := rapid.SampledFrom([]float64{1, 0.02}).Draw(t, "share")
			for i := range to {
				l := model.Coordinate(i).Limit
				to[i] = l.Lower + (l.Upper-l.Lower)*min(1, max(0, curl+rapid.Float64Range(-0.2, 0.2).Draw(t, "joint")))
				to[i] = q[i] + share*(to[i]-q[i])
			}
			steps := rapid.IntRange(1, 25).Draw(t, "steps")
			for n := range steps {
				for i := range q {
					q[i] += (to[i] - q[i]) / float64(steps-n)
				}
				state.SetCoordinates(q)
				for i := range poses {
					poses[i] = state.RootFromLink(i)
				}
				lazy.Touch(poses)
				full.everything(poses)
				require.Equal(t, full.Elements(), lazy.Elements())
				require.Equal(t, full.Wrenches(), lazy.Wrenches())
				touched += len(full.loaded)
			}
		}
	})
	require.Positive(t, touched)
}

// A link's travel is never less than any of its points moves, however the hand is
// carried about, and nothing while only that is done.
func TestTravelIsABound(t *testing.T) {
	state, layout := bionic(t, hand.Right)
	s, err := NewSurface(state.Model(), layout)
	require.NoError(t, err)
	palm, _ := state.Model().LinkIndex("palm")
	rapid.Check(t, func(t *rapid.T) {
		tr := newTravel(state.Model(), s)
		require.Equal(t, palm, tr.reference, "fingers are carried by the palm")
		draw := func() []spatial.Pose {
			poses := make([]spatial.Pose, s.links)
			for i := range poses {
				poses[i] = spatial.Pose{Rot: spatial.FromRotationVector(drawVec(t, "turn", 3)), Pos: drawVec(t, "place", 0.2)}
			}
			return poses
		}
		before, after := draw(), draw()
		tr.step(before)
		tr.step(after)
		for link, regions := range s.regionsOf {
			for _, r := range regions {
				for e := s.Regions[r].First; e < s.Regions[r].Last; e++ {
					at := s.Elements[e].Centre
					in := func(poses []spatial.Pose) r3.Vec { return poses[palm].Inverse().Mul(poses[link]).Apply(at) }
					require.LessOrEqual(t, r3.Norm(r3.Sub(in(after), in(before))), tr.moved[link]+1e-12)
				}
			}
		}
		moved := append([]float64(nil), tr.moved...)
		carry := spatial.Pose{Rot: spatial.FromRotationVector(drawVec(t, "carried", 3)), Pos: drawVec(t, "to", 5)}
		for i := range after {
			after[i] = carry.Mul(after[i])
		}
		tr.step(after)
		require.InDeltaSlice(t, moved, tr.moved, 1e-6)
	})
}

// Gaps are never larger than they are.
func TestAGapIsNoMoreThanTheDistance(t *testing.T) {
	state, layout := bionic(t, hand.Left)
	s := newSkin(t, state, layout, "ideal")
	rapid.Check(t, func(t *rapid.T) {
		a := &s.near[rapid.IntRange(0, len(s.near)-1).Draw(t, "pair")]
		poses := make([]spatial.Pose, s.surface.links)
		for i := range poses {
			poses[i] = spatial.Pose{Rot: spatial.FromRotationVector(drawVec(t, "turn", 3)), Pos: drawVec(t, "place", 0.05)}
		}
		gap := s.surface.gap(a.a, a.b, poses)
		otherFromLink := poses[a.b].Inverse().Mul(poses[a.a])
		s.meetAll(&a.ab, poses)
		for _, r := range s.surface.regionsOf[a.a] {
			for e := s.surface.Regions[r].First; e < s.surface.Regions[r].Last; e++ {
				element := &s.surface.Elements[e]
				least := math.Inf(1)
				for _, p := range s.surface.Points[element.First:element.Last] {
					least = min(least, s.surface.Distance(a.b, otherFromLink.Apply(p.At)))
				}
				require.LessOrEqual(t, gap, least+1e-9, "the links'")
				require.LessOrEqual(t, s.pressElement(e, &unknown(1)[0], 0), least+1e-9, "the element's")
			}
		}
	})
}

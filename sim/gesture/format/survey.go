package format

import (
	"math"
	"slices"

	"mirrorarm/kinematics/hand"
)

// sampled is about how many frames are looked at first.
const sampled = 80

// survey decides what a sample of the frames tells about all.
func (b *builder) survey(sample []shot) {
	b.orders = map[int][]jointRole{21: landmarkOrder(), 24: oculusOrder, 25: webXROrder, 26: openXROrder, 27: appleOrder}
	var sights []*sight
	timed, counted := 0, 0
	b.clock = Counted
	for i := range sample {
		s := &sample[i]
		if !math.IsNaN(s.time) {
			if timed++; timed == 1 {
				b.clock = s.clock
			}
		}
		if !math.IsNaN(s.count) {
			counted++
		}
		for j := range s.sights {
			sights = append(sights, &s.sights[j])
		}
	}
	if timed*2 < len(sample) {
		b.clock = Counted
	}
	for _, s := range sights {
		b.worldOnly = b.worldOnly || s.world
	}
	b.dialect = b.kind(sights)
	b.scored = b.thirdIsScore(sights)
	b.picture = !b.worldOnly && b.inPicture(sights)
	if b.picture && b.dialect.format != namedDialect.format {
		flip := b.dialect.flip
		b.dialect = pictureDialect
		b.dialect.flip = flip
	} else if b.picture {
		b.dialect = pictureDialect
	}
	if n := b.unnamedSize(sights); n == hand.NumLandmarks {
		b.findOrder(sights)
	}
	b.relative = b.wristRelative(sights)
	if !b.picture {
		b.dropOthers(sights)
	}
}

// dropOthers finds out which of several hands in a frame are none at all: where
// one has the lengths of a hand, numbers that are far from having them mean
// something else, such as its angles.
func (b *builder) dropOthers(sights []*sight) {
	const enough = 20
	byKey := map[string][][]joint{}
	for _, s := range sights {
		if len(byKey[s.key]) >= enough || s.picture && b.worldOnly {
			continue
		}
		var h Hand
		b.fill(&h, s, b.relative)
		byKey[s.key] = append(byKey[s.key], h.joints())
	}
	best := math.Inf(1)
	misfits := map[string]float64{}
	for key, seen := range byKey {
		if m := misproportion(seen, landmarkOrder()); !math.IsNaN(m) {
			misfits[key] = m
			best = min(best, m)
		}
	}
	for key, m := range misfits {
		if m > 2*doubtfulOrder && best < doubtfulOrder {
			b.others[key] = true
		}
	}
}

// joints are the hand's points as a set in the order of hand.Landmarks.
func (h *Hand) joints() []joint {
	out := make([]joint, hand.NumLandmarks)
	for i := range out {
		out[i] = joint{at: h.Seen.Points[i], seen: h.Seen.Weight[i] > 0, dims: 3}
	}
	return out
}

// unnamedSize is the size of the first set without names.
func (b *builder) unnamedSize(sights []*sight) int {
	for _, s := range sights {
		if len(s.names) == 0 {
			return len(s.joints)
		}
	}
	return 0
}

// kind tells the dialect by the names, the keys and the sizes.
func (b *builder) kind(sights []*sight) dialect {
	for _, s := range sights {
		if len(s.names) > 0 {
			return namedKind(s.names)
		}
		switch len(s.joints) {
		case 24:
			return oculusDialect
		case 25, 26, 27:
			if s.joints[1].turned {
				return matrixDialect
			}
			return xrListDialect
		}
		if k := b.book.look(s.said); s.world || s.picture || contains(words(s.said), "landmarks") || contains(words(s.said), "keypoints") || k.picture {
			return cameraDialect
		}
	}
	return listDialect
}

// inPicture reports whether points are those of a picture: they have two
// coordinates, or MediaPipe's depth, which is nothing at the wrist alone.
func (b *builder) inPicture(sights []*sight) bool {
	flat, deep, told := 0, 0, 0
	for _, s := range sights {
		var h Hand
		b.fill(&h, s, false)
		w := h.Seen.Points[0]
		if h.Seen.Weight[0] == 0 {
			continue
		}
		size, depth := 0.0, 0.0
		for i, p := range h.Seen.Points {
			if h.Seen.Weight[i] > 0 {
				size = max(size, math.Hypot(p.X-w.X, p.Y-w.Y))
				depth = max(depth, math.Abs(p.Z-w.Z))
			}
		}
		atOrigin := math.Hypot(w.X, w.Y) < 1e-3*size
		switch {
		case s.picture:
			told++
		case s.joints[0].dims == 2 || b.scored:
			flat++
		case math.Abs(w.Z) < 1e-4*size && depth > 1e-3*size && !atOrigin:
			flat++
		default:
			deep++
		}
	}
	return told+flat > 0 && told+flat > deep
}

// thirdIsScore reports whether the third coordinate of unnamed points is how sure
// the tracker is: it lies between 0 and 1, mostly high, and makes no hand of the
// other two.
func (b *builder) thirdIsScore(sights []*sight) bool {
	sum, n := 0.0, 0.0
	var seen [][]joint
	for _, s := range sights {
		if len(s.names) > 0 || len(s.joints) != hand.NumLandmarks || s.world {
			return false
		}
		for _, j := range s.joints {
			if !j.seen {
				continue
			}
			if j.dims != 3 || !(j.at.Z >= 0 && j.at.Z <= 1) {
				return false
			}
			sum, n = sum+j.at.Z, n+1
		}
		seen = append(seen, s.joints)
	}
	const mostlyHigh = 0.3
	return n > 0 && sum/n > mostlyHigh && misproportion(seen, landmarkOrder()) > doubtfulOrder
}

// wristRelative reports whether fingers are given relative to the wrist's own
// pose: they suit a hand better whose wrist is at the origin than there.
func (b *builder) wristRelative(sights []*sight) bool {
	var absolute, relative [][]joint
	for _, s := range sights {
		wrist := s.wristPose(b)
		if !wrist.turned {
			continue
		}
		var h Hand
		b.fill(&h, s, false)
		joints := h.joints()
		joints[0] = wrist
		absolute = append(absolute, slices.Clone(joints))
		joints[0] = joint{seen: true}
		relative = append(relative, joints)
	}
	return misproportion(relative, landmarkOrder()) < misproportion(absolute, landmarkOrder())
}

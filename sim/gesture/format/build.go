package format

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// builder makes a recording of shots, whatever they were found in. It looks at a
// sample of them first, to decide once for the file what single frames do not
// tell.
type builder struct {
	book    *keyBook
	rec     *Recording
	dialect dialect
	orders  map[int][]jointRole // of unnamed sets, by size

	worldOnly bool // some sets are told to be in the world: the others are in the picture
	picture   bool // all that there is is in the picture
	relative  bool // fingers are relative to the wrist's own pose
	scored    bool // the third coordinates are scores
	clock     Clock
	lastCount float64
	names     map[string]int
	others    map[string]bool // keys of sets that are no hands
}

func newBuilder(book *keyBook) *builder {
	return &builder{book: book, rec: &Recording{}, names: map[string]int{}, others: map[string]bool{}, lastCount: math.NaN()}
}

// wristPose is the wrist's own pose, in the set or beside it.
func (s *sight) wristPose(b *builder) joint {
	if s.wrist.seen && s.wrist.turned {
		return s.wrist
	}
	for i, r := range b.roles(s) {
		if r.sided && s.sided && r.side != s.side {
			continue
		}
		if r.role == roleWrist && i < len(s.joints) && s.joints[i].turned && s.joints[i].at != (r3.Vec{}) {
			return s.joints[i]
		}
	}
	return joint{}
}

// roles are the roles of a set's joints.
func (b *builder) roles(s *sight) []jointName {
	if len(s.names) > 0 {
		return b.book.roles(s.names)
	}
	out := make([]jointName, len(s.joints))
	order := b.orders[len(s.joints)]
	for i := range out {
		out[i].role = roleNone
		if i < len(order) {
			out[i].role = order[i]
		}
	}
	return out
}

// fill sets a hand's points from a set. With relative, fingers are brought from
// the wrist's frame to that of the wrist. Names of the other side are left out.
func (b *builder) fill(h *Hand, s *sight, relative bool) {
	roles := b.roles(s)
	wrist := s.wristPose(b)
	atOrigin := s.aboutOrigin() || relative && wrist.turned
	for i, j := range s.joints {
		r := roles[i]
		if !j.seen || r.role < 0 || r.sided && s.sided && r.side != s.side {
			continue
		}
		if j.at == (r3.Vec{}) && (r.role != roleWrist || !atOrigin) {
			continue
		}
		p := j.at
		if b.scored {
			if p.Z == 0 {
				continue
			}
			p.Z = 0
		}
		if relative && wrist.turned {
			if r.role == roleWrist {
				p = wrist.at
			} else {
				p = wrist.rot.Apply(p)
			}
		}
		switch {
		case r.role < jointRole(hand.NumLandmarks):
			if h.Seen.Weight[r.role] == 0 { // the first of two of the same name
				h.Seen.Points[r.role], h.Seen.Weight[r.role] = p, 1
			}
		case r.role == rolePalm:
			h.Place = p
		case r.role == roleElbow:
			h.Elbow, h.HasElbow = p, true
		case r.role == roleShoulder:
			h.Shoulder, h.HasShoulder = p, true
		}
	}
	if relative && wrist.turned && h.Seen.Weight[0] == 0 {
		h.Seen.Points[0], h.Seen.Weight[0] = wrist.at, 1
	}
}

// aboutOrigin reports whether the hand's wrist may be the origin: it is no
// farther from the joints than these are from one another.
func (s *sight) aboutOrigin() bool {
	var mean r3.Vec
	n := 0.0
	for _, j := range s.joints {
		if j.seen && j.at != (r3.Vec{}) {
			mean = r3.Add(mean, j.at)
			n++
		}
	}
	if n == 0 {
		return false
	}
	mean = r3.Scale(1/n, mean)
	spread := 0.0
	for _, j := range s.joints {
		if j.seen && j.at != (r3.Vec{}) {
			spread += r3.Norm(r3.Sub(j.at, mean)) / n
		}
	}
	const near = 6 // a fist's joints are four times as far from the wrist
	return r3.Norm(mean) < near*spread
}

// add makes a frame of a shot.
func (b *builder) add(s *shot, line int, name string) error {
	if len(b.rec.Frames) >= maxFrames {
		return fmt.Errorf("more than %d frames", maxFrames)
	}
	f := Frame{Time: s.time, Name: s.name, Line: line}
	if f.Name == "" {
		f.Name = name
	}
	if b.clock == Counted {
		f.Time = float64(len(b.rec.Frames))
		if !math.IsNaN(s.count) && (math.IsNaN(b.lastCount) || s.count > b.lastCount) {
			f.Time, b.lastCount = s.count, s.count
		} else if !math.IsNaN(b.lastCount) {
			b.lastCount++
			f.Time = b.lastCount
		}
	}
	if f.Name != "" && len(b.names) < maxBook {
		b.names[f.Name]++
	}
	for i := range s.sights {
		if b.others[s.sights[i].key] {
			continue
		}
		if i == slices.IndexFunc(s.sights, func(o sight) bool { return o.key == s.sights[i].key }) {
			b.hand(&f, s, s.sights[i].key)
		}
	}
	if len(f.Hands) > maxHands {
		f.Hands, f.Bad = nil, fmt.Sprintf("%d hands, want at most %d", len(f.Hands), maxHands)
	}
	if len(s.sights) == 0 && s.odd > 0 {
		f.Bad = fmt.Sprintf("%d landmarks, want %d", s.odd, hand.NumLandmarks)
	}
	b.rec.Frames = append(b.rec.Frames, f)
	return nil
}

// hand adds to a frame the hand of that key, which several sets may show.
func (b *builder) hand(f *Frame, s *shot, key string) {
	var best, shown *sight
	for i := range s.sights {
		c := &s.sights[i]
		if c.key != key {
			continue
		}
		switch {
		case b.worldOnly && c.world, !b.worldOnly && (best == nil || c.picture == b.picture && best.picture != b.picture):
			best = c
		case shown == nil:
			shown = c
		}
	}
	if best == nil {
		return
	}
	if len(best.names) == 0 && len(best.joints) == 2*hand.NumLandmarks {
		b.pair(f, best)
		return
	}
	if !best.sided {
		if both := b.sides(best); both {
			for _, side := range []hand.Side{hand.Right, hand.Left} {
				one := *best
				one.side, one.sided = side, true
				b.put(f, &one, nil, false)
			}
			return
		}
	}
	b.put(f, best, shown, len(s.sights) == 1)
}

// sides reports whether a set has names of both sides; one side's is taken over.
func (b *builder) sides(s *sight) bool {
	var found [2]bool
	for _, r := range b.roles(s) {
		if r.sided && r.role >= 0 && r.role < jointRole(hand.NumLandmarks) {
			found[r.side] = true
		}
	}
	if found[hand.Right] != found[hand.Left] {
		s.sided, s.side = true, hand.Right
		if found[hand.Left] {
			s.side = hand.Left
		}
	}
	return found[hand.Right] && found[hand.Left]
}

// pair makes two hands of a set of 42, the right one first.
func (b *builder) pair(f *Frame, s *sight) {
	for i, side := range []hand.Side{hand.Right, hand.Left} {
		one := *s
		one.joints = s.joints[i*hand.NumLandmarks : (i+1)*hand.NumLandmarks]
		one.side, one.sided = side, true
		b.put(f, &one, nil, false)
	}
}

// put adds a hand to a frame, unless nothing of it was seen.
func (b *builder) put(f *Frame, s, shown *sight, alone bool) {
	h := newHand()
	h.ID, h.Side, h.Labelled = s.id, s.side, s.sided
	if !h.Labelled && b.dialect.right && alone {
		h.Labelled = true
	}
	if h.Labelled && b.dialect.flip {
		h.Side = h.Side.Other()
	}
	h.Confidence = s.confidence
	if !(h.Confidence >= 0) {
		return
	}
	h.Confidence = min(h.Confidence, 1)
	b.fill(&h, s, b.relative)
	seen := 0
	for _, w := range h.Seen.Weight {
		if w > 0 {
			seen++
		}
	}
	const fewest = 4 // points: fewer show no palm
	if seen < fewest {
		return
	}
	if h.Place == (r3.Vec{}) {
		h.Place = h.Seen.Points[0]
	}
	if shown != nil && shown.joints[0].seen {
		h.Place = shown.joints[0].at
		h.Place.Z = 0
	}
	f.Hands = append(f.Hands, h)
}

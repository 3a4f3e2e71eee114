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

	worldOnly  bool // some sets are told to be in the world: the others are in the picture
	picture    bool // all that there is is in the picture
	relative   bool // fingers are relative to the wrist's own pose
	scored     bool // the third coordinates are scores
	clock      Clock
	lastCount  float64
	names      map[string]int
	wristMoves bool
}

func newBuilder(book *keyBook) *builder {
	return &builder{book: book, rec: &Recording{}, names: map[string]int{}, lastCount: math.NaN()}
}

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
		wrist, _ := s.wristPose(b)
		if !wrist.turned {
			continue
		}
		var h Hand
		b.fill(&h, s, false)
		joints := make([]joint, hand.NumLandmarks)
		for i := range joints {
			joints[i] = joint{at: h.Seen.Points[i], seen: h.Seen.Weight[i] > 0}
		}
		joints[0] = wrist
		absolute = append(absolute, slices.Clone(joints))
		joints[0] = joint{seen: true}
		relative = append(relative, joints)
	}
	return misproportion(relative, landmarkOrder()) < misproportion(absolute, landmarkOrder())
}

// wristPose is the wrist's own pose, in the set or beside it.
func (s *sight) wristPose(b *builder) (j joint, beside bool) {
	if s.wrist.seen && s.wrist.turned {
		return s.wrist, true
	}
	for i, r := range b.roles(s) {
		if r.sided && s.sided && r.side != s.side {
			continue
		}
		if r.role == roleWrist && i < len(s.joints) && s.joints[i].turned && s.joints[i].at != (r3.Vec{}) {
			return s.joints[i], false
		}
	}
	return joint{}, false
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
	wrist, _ := s.wristPose(b)
	atOrigin := s.aboutOrigin() || relative && wrist.turned
	for i, j := range s.joints {
		r := roles[i]
		if !j.seen || r.role < 0 || r.sided && s.sided && r.side != s.side {
			continue
		}
		if j.at == (r3.Vec{}) && !(r.role == roleWrist && atOrigin) {
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
	return r3.Norm(mean) < 4*spread
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

// finish gives the recording its conventions.
func (b *builder) finish() *Recording {
	r := b.rec
	r.Poses = b.separate()
	r.Orientation, r.Position = b.placed()
	b.conventions()
	if r.Poses {
		// The times are those at which the poses were taken, if anything.
		r.Clock = Counted
		for i := range r.Frames {
			r.Frames[i].Time = float64(i)
		}
	}
	r.fixed = r.Poses || !r.Orientation
	return r
}

// conventions sets what the dialect tells about all frames.
func (b *builder) conventions() {
	r := b.rec
	r.Format, r.AxesStand = b.dialect.format, b.dialect.stand
	r.Clock, r.Picture = b.clock, b.picture
	switch {
	case b.dialect.axes != "":
		r.Axes = axesNamed(b.dialect.axes)
	case r.Orientation:
		r.Axes = axesNamed("webxr")
		r.note("axes not told, taken as x right, y up, z to the person")
	}
	if r.Picture && b.pixels() {
		r.Aspect = 1
	}
	if r.Picture {
		r.Position, r.Orientation = false, true
	}
}

// pixels reports whether picture coordinates are too large for shares of the
// picture.
func (b *builder) pixels() bool {
	const beyond = 4 // pictures' widths
	for i := range b.rec.Frames {
		for j := range b.rec.Frames[i].Hands {
			if p := b.rec.Frames[i].Hands[j].Seen.Points[0]; math.Abs(p.X)+math.Abs(p.Y) > 2*beyond {
				return true
			}
		}
	}
	return false
}

// separate reports whether the frames are separate poses: each of its own name,
// a single one, or without times and each quite another than the last.
func (b *builder) separate() bool {
	r := b.rec
	if len(r.Frames) == 1 || len(b.names)*2 > len(r.Frames) {
		return true
	}
	if b.clock != Counted || len(r.Frames) > 1000 {
		return false
	}
	var steps []float64
	for i := 1; i < len(r.Frames); i++ {
		if a, c := &r.Frames[i-1], &r.Frames[i]; len(a.Hands) > 0 && len(c.Hands) > 0 {
			steps = append(steps, step(&a.Hands[0].Seen, &c.Hands[0].Seen))
		}
	}
	if len(steps) == 0 {
		return false
	}
	slices.Sort(steps)
	const jump = 0.2 // of the palm's length from frame to frame
	if steps[len(steps)/2] < jump {
		return false
	}
	r.note("no times and each frame another posture: taken as separate poses")
	return true
}

// step is how far the finger joints move about the wrist from one frame to the
// next, on average and over the palm's length.
func step(a, b *hand.Observation) float64 {
	sum, n := 0.0, 0.0
	for i := 1; i < hand.NumLandmarks; i++ {
		if a.Weight[i] > 0 && b.Weight[i] > 0 {
			sum += r3.Norm(r3.Sub(r3.Sub(b.Points[i], b.Points[0]), r3.Sub(a.Points[i], a.Points[0])))
			n++
		}
	}
	palm := r3.Norm(r3.Sub(a.Points[hand.Landmark(hand.Middle, 0)], a.Points[0]))
	if n == 0 || palm == 0 {
		return 0
	}
	return sum / n / palm
}

// placed finds out whether the frames tell where the hand is and how it is turned.
// A wrist that never leaves the origin has no position; a palm that never turns
// about it no orientation.
func (b *builder) placed() (orientation, position bool) {
	var first r3.Vec
	found := false
	for i := range b.rec.Frames {
		for j := range b.rec.Frames[i].Hands {
			seen := &b.rec.Frames[i].Hands[j].Seen
			k := hand.Landmark(hand.Middle, 0)
			if seen.Weight[0] == 0 || seen.Weight[k] == 0 {
				continue
			}
			palm := r3.Sub(seen.Points[k], seen.Points[0])
			size := r3.Norm(palm)
			if r3.Norm(seen.Points[0]) > 0.05*size {
				position = true
			}
			if !found {
				first, found = r3.Unit(palm), true
			}
			if r3.Dot(first, r3.Unit(palm)) < math.Cos(8*math.Pi/180) {
				orientation = true
			}
		}
	}
	// The wrist's frame has the fingers along one of its axes.
	if !position && !orientation {
		return false, false
	}
	if b.dialect.format == cameraDialect.format {
		position = false
	}
	return true, position
}

package format

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
)

// sight is a set of joints found in a frame, with what its surroundings tell.
type sight struct {
	cloud
	said           string // the key under which it stood
	key            string // which hand of the frame it belongs to
	side           hand.Side
	sided          bool
	world, picture bool // told by the key
	confidence     float64
	id             int
	wrist          joint // the wrist's own pose, where it stands beside the fingers
}

// shot is a frame as it was found.
type shot struct {
	time   float64 // NaN if there is none
	clock  Clock
	count  float64 // the frame's number; NaN if there is none
	name   string
	sights []sight
	odd    int // points of a list that would be a hand if there were 21
}

// place is where the walk through a frame is.
type place struct {
	path       []string
	side       hand.Side
	sided      bool
	world      bool
	picture    bool
	confidence float64
	id         int
	wrists     [2]joint
	alone      joint // a wrist's pose of no side
	labels     []labelled
	names      []string // of joints that are listed elsewhere
	said       string
}

// labelled is what a list beside the hands tells about one of them.
type labelled struct {
	side       hand.Side
	sided      bool
	confidence float64
}

// walk finds the hands in a frame, wherever they are and whatever the keys that
// lead to them.
func (b *keyBook) walk(n *node) shot {
	s := shot{time: math.NaN(), count: math.NaN(), clock: Untold}
	at := b.base
	at.confidence, at.id = 1, -1
	b.into(n, at, &s, 0)
	return s
}

// about takes over what stands beside the frames and is about all hands in them.
func (b *keyBook) about(header *node) {
	var s shot
	var at place
	b.surroundings(header, &at, &s, 1)
	b.base = place{side: at.side, sided: at.sided, names: at.names}
}

// maxWalk is how deep a hand may lie in a frame.
const maxWalk = 8

func (b *keyBook) into(n *node, at place, s *shot, depth int) {
	if depth > maxWalk || n.kind != list && n.kind != object || len(s.sights) >= 4*maxHands {
		return
	}
	if n.kind == object {
		b.surroundings(n, &at, s, depth)
	}
	if c, ok := b.cloud(n); ok {
		s.add(c, &at)
		return
	}
	if k := len(n.items); n.kind == list && k >= 16 && k <= 32 && !slices.Contains(cloudSizes, k) && !slices.ContainsFunc(n.items, notPoint) {
		s.odd = k
	}
	for i := range n.items {
		item := &n.items[i]
		if item.kind != list && item.kind != object {
			continue
		}
		in := at
		if n.kind == list {
			in.path = append(in.path[:len(in.path):len(in.path)], "#"+strconv.Itoa(i))
			if i < len(at.labels) {
				in.take(&at.labels[i])
			}
			in.labels = nil
		} else {
			k := b.look(n.keys[i])
			in.said = n.keys[i]
			if k.label && item.kind == list || k.time {
				continue
			}
			if k.sided {
				in.side, in.sided = k.side, true
			}
			in.world, in.picture = in.world || k.world, in.picture || k.picture
			word := k.rest
			if k.sided {
				word = k.side.String() + word
			}
			if word != "" {
				in.path = append(in.path[:len(in.path):len(in.path)], word)
			}
		}
		b.into(item, in, s, depth+1)
	}
}

func (at *place) take(l *labelled) {
	if l.sided {
		at.side, at.sided = l.side, true
	}
	if !math.IsNaN(l.confidence) {
		at.confidence = l.confidence
	}
}

func notPoint(n node) bool {
	_, ok := n.joint()
	return !ok
}

// add notes a hand. A list of labels beside a single hand is about that hand.
func (s *shot) add(c cloud, at *place) {
	if len(at.labels) > 0 {
		at.take(&at.labels[0])
	}
	if len(c.names) == 0 && len(c.joints) == len(at.names) {
		c.names = at.names
	}
	out := sight{
		said: at.said, cloud: c, key: strings.Join(at.path, "/"), side: at.side, sided: at.sided,
		world: at.world, picture: at.picture, confidence: at.confidence, id: at.id, wrist: at.alone,
	}
	if at.sided && at.wrists[at.side].seen {
		out.wrist = at.wrists[at.side]
	}
	s.sights = append(s.sights, out)
}

// surroundings reads what an object tells about the hands in it.
func (b *keyBook) surroundings(n *node, at *place, s *shot, depth int) {
	for i, key := range n.keys {
		item := &n.items[i]
		k := b.look(key)
		switch {
		case k.time && math.IsNaN(s.time):
			if t, clock := item.clockTime(k.clock); !math.IsNaN(t) {
				s.time, s.clock = t, clock
			}
		case key == "stamp" || key == "header":
			if t, clock := item.clockTime(Seconds); !math.IsNaN(t) {
				s.time, s.clock = t, clock
			}
		case k.count && (item.kind == number || item.kind == text) && depth == 0:
			s.count = item.num
		}
		if k.score && !k.label && item.kind == number {
			at.confidence = item.num
		}
		if k.id && item.kind == number && item.num == math.Trunc(item.num) && math.Abs(item.num) < 1e9 {
			at.id = int(item.num)
		}
		switch {
		case k.label && item.kind == list && len(item.items) < leastNamed:
			at.labels = b.labels(item)
		case k.score && item.kind == list && len(at.labels) == 0:
			for j := range item.items {
				at.labels = append(at.labels, labelled{confidence: item.items[j].num})
			}
		case k.label && (item.kind == text || item.kind == object):
			if l := b.labelOf(item, 0); l.sided || !math.IsNaN(l.confidence) {
				at.take(&l)
			}
		case item.kind == truth && k.sided:
			// "isLeft": true
			at.side, at.sided = k.side, true
			if item.num == 0 {
				at.side = k.side.Other()
			}
		case k.sided && contains(words(key), "wrist"):
			if j, ok := item.joint(); ok {
				at.wrists[k.side] = j
			} else if item.kind == list && len(item.items) == 1 {
				at.wrists[k.side], _ = item.items[0].joint()
			}
		case k.order && item.kind == list && len(item.items) >= leastNamed && item.items[0].kind == text:
			at.names = item.texts()
		case key == "wrist" || key == "wristPose" || key == "wrist_pose" || key == "root":
			at.alone, _ = item.joint()
		}
		if k.name && item.kind == text && s.name == "" && math.IsNaN(item.num) {
			if _, isSide := sideWord(item.text); !isSide {
				s.name = item.text
			}
		}
		if k.name && item.kind == list && len(item.items) > 0 && len(item.items) < 4 && item.items[0].kind == text && s.name == "" {
			s.name = item.items[0].text
		}
	}
}

// labels reads a list of the hands' labels.
func (b *keyBook) labels(n *node) []labelled {
	var out []labelled
	for i := range n.items {
		out = append(out, b.labelOf(&n.items[i], 0))
	}
	return out
}

// labelOf finds the side and the score in a label, which may be a text, an object
// or a list of the likeliest.
func (b *keyBook) labelOf(n *node, depth int) labelled {
	l := labelled{confidence: math.NaN()}
	switch n.kind {
	case text:
		l.side, l.sided = sideWord(n.text)
	case list, object:
		for i := range n.items {
			if depth > 4 {
				break
			}
			if n.kind == object && b.look(n.keys[i]).score {
				l.confidence = n.items[i].num
				continue
			}
			in := b.labelOf(&n.items[i], depth+1)
			if in.sided && !l.sided {
				l.side, l.sided = in.side, true
			}
			if math.IsNaN(l.confidence) {
				l.confidence = in.confidence
			}
		}
	}
	return l
}

// texts are the texts of a list.
func (n *node) texts() []string {
	var out []string
	for i := range n.items {
		out = append(out, n.items[i].text)
	}
	return out
}

package format

import (
	"math"
	"slices"
	"strings"
	"time"

	"mirrorarm/kinematics/hand"
)

// keyInfo is what a key of an object, or a column's name, tells about what is
// under it.
type keyInfo struct {
	rest                                       string // what is left of it when words that any hand has are taken out
	side                                       hand.Side
	sided                                      bool
	world, picture                             bool // in which space the points are
	score, label, id, name, time, count, order bool
	clock                                      Clock
}

// keyBook remembers what keys and names tell, since a file repeats them in each
// frame.
type keyBook struct {
	keys  map[string]*keyInfo
	names map[string]jointName
	last  []string // names of a hand, and what roles they have
	roled []jointName
	base  place // what is about every frame
}

func newKeyBook() *keyBook {
	return &keyBook{keys: map[string]*keyInfo{}, names: map[string]jointName{}}
}

// maxBook is how many keys are remembered: a hostile file has more.
const maxBook = 10_000

// name is what a joint's name says by itself.
func (b *keyBook) name(name string) jointName {
	j, ok := b.names[name]
	if !ok {
		j = readName(name)
		if len(b.names) < maxBook {
			b.names[name] = j
		}
	}
	return j
}

// roles is joints for names that mostly are those of the last hand.
func (b *keyBook) roles(names []string) []jointName {
	if !slices.Equal(names, b.last) || b.roled == nil {
		b.last, b.roled = names, joints(names)
	}
	return b.roled
}

// commonWords say nothing about which hand is meant.
var commonWords = []string{
	"landmark", "landmarks", "hand", "hands", "multi", "world", "normalized", "normalised", "keypoints", "keypoint", "points", "point",
	"joints", "joint", "positions", "position", "list", "data", "image", "img", "picture", "pixel", "screen", "coords", "coordinates", "coord",
	"lm", "lms", "kp", "d", "2", "3", "pose", "poses", "fingers", "finger", "bones", "skeleton", "xyz", "local", "raw", "of", "the", "results", "result", "arm", "px",
}

// look tells about a key.
func (b *keyBook) look(key string) *keyInfo {
	if k := b.keys[key]; k != nil {
		return k
	}
	ws := words(key)
	k := &keyInfo{}
	var j jointName
	rest := slices.DeleteFunc(slices.Clone(j.takeSide(ws)), func(w string) bool { return slices.Contains(commonWords, w) })
	k.side, k.sided = j.side, j.sided
	k.rest = strings.Join(rest, " ")
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return contains(ws, w) })
	}
	k.world = has("world") || contains(ws, "3") && contains(ws, "d")
	k.picture = has("image", "img", "picture", "pixel", "pixels", "normalized", "normalised", "screen", "px") || contains(ws, "2") && contains(ws, "d")
	k.score = has("score", "scores", "confidence", "confidences", "conf", "probability")
	k.id = len(ws) > 0 && ws[len(ws)-1] == "id" || key == "hand_index"
	k.label = has("handedness", "handednesses", "chirality", "side", "label", "labels", "type", "which") || len(ws) == 1 && ws[0] == "hand" || key == "lr" || has("handed")
	k.name = has("gesture", "name", "names", "class", "letter", "sign", "label", "caption") && !k.score
	k.order = has("order", "names", "sequence", "keypoints", "joints", "landmarks", "labels", "columns")
	k.count = len(ws) > 0 && (ws[0] == "frame" || ws[0] == "image" || ws[0] == "img") && (len(ws) == 1 || has("id", "number", "index", "idx", "no", "num", "nr", "count"))
	k.time, k.clock = timeKey(ws)
	if len(b.keys) < maxBook {
		b.keys[key] = k
	}
	return k
}

// clockWords are the units that names of times carry.
var clockWords = map[string]Clock{
	"s": Seconds, "sec": Seconds, "secs": Seconds, "second": Seconds, "seconds": Seconds,
	"ms": Milliseconds, "msec": Milliseconds, "millis": Milliseconds, "millisecond": Milliseconds, "milliseconds": Milliseconds,
	"us": Microseconds, "usec": Microseconds, "micros": Microseconds, "microsecond": Microseconds, "microseconds": Microseconds,
	"ns": Nanoseconds, "nsec": Nanoseconds, "nanos": Nanoseconds, "nanosecond": Nanoseconds, "nanoseconds": Nanoseconds,
}

// timeKey reports whether a key names the time of a frame, and in which unit.
func timeKey(ws []string) (isTime bool, clock Clock) {
	clock = Untold
	for _, w := range ws {
		switch w {
		case "t", "ts", "time", "timestamp", "timestamps", "stamp", "times", "elapsed", "timecode":
			isTime = true
		case "visible", "delta", "duration", "exposure", "dt", "rate", "hand", "frames":
			return false, clock
		}
		if c, ok := clockWords[w]; ok {
			clock = c
		}
	}
	return isTime || len(ws) == 1 && clock != Untold && len(ws[0]) > 1, clock
}

// clockTime is the time that a node tells, by its clock.
func (n *node) clockTime(told Clock) (t float64, clock Clock) {
	switch n.kind {
	case number:
		return n.num, told
	case text:
		if !math.IsNaN(n.num) {
			return n.num, told
		}
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006/01/02 15:04:05.999999999"} {
			if d, err := time.Parse(layout, n.text); err == nil {
				return float64(d.UnixMicro()) * 1e-6, Seconds
			}
		}
		if d, err := time.Parse("15:04:05.999999999", n.text); err == nil {
			return d.Sub(d.Truncate(24 * time.Hour)).Seconds(), Seconds
		}
	case object:
		// A robot's message: {"sec": 12, "nanosec": 345}.
		if s := n.first("sec", "secs"); s.kind == number {
			ns := n.first("nanosec", "nsec", "nsecs", "nanosecs").num
			if math.IsNaN(ns) {
				ns = 0
			}
			return s.num + ns*1e-9, Seconds
		}
	}
	return math.NaN(), told
}

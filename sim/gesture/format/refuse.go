package format

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mirrorarm/kinematics/hand"
)

// ownFormat is the way out for who has a format of his own.
const ownFormat = "else write mirrorarm-hand lines, see README"

// likeness is a format that a file may have been meant to be: the keys by which it
// is known, and what it must have for its hands to be found.
type likeness struct {
	format string
	keys   []string
	want   string
}

var likenesses = []likeness{
	{"Leap frames", []string{"pointables", "palmPosition", "palmNormal", "fingers", "timestamp", "t_us", "hands"}, "hands and pointables with mcpPosition to btipPosition"},
	{"MediaPipe results", []string{"landmarks", "worldLandmarks", "handedness", "handednesses", "multiHandLandmarks", "multiHandWorldLandmarks", "multiHandedness", "hand_landmarks", "hand_world_landmarks", "keypoints", "keypoints3D", "hands", "world"}, "21 landmarks {x, y, z} a hand"},
	{"WebXR joints", []string{"wrist", "thumb-tip", "joints", "poses", "handedness", "joints_m", "joints_mm"}, "joints by WebXR's names, or lists of 25"},
	{"MRTK joints", []string{"items", "joint", "pose", "position", "rotation"}, "items of joint and pose"},
	{"action recording", []string{"schema", "jointSequence", "inputSources"}, "a schema with jointSequence, and frames"},
	{"Vision Pro joints", []string{"leftHand", "rightHand", "left_fingers", "right_fingers", "left_wrist", "right_wrist", "headMatrix"}, "4 × 4 matrices by joint"},
	{"list of landmarks", []string{"frames", "data", "landmarkOrder", "points", "positions"}, "frames of 21 × 3, 25 × 3 or 26 × 3 numbers"},
}

// unknownJSON refuses JSON in which no hand was found: it names the format that
// it is most like, and what that has and the file lacks.
func (in *input) unknownJSON(d *document) error {
	keys := map[string]bool{}
	named, lacks := 0, ""
	for i := range min(len(d.frames), peeked) {
		n, err := d.frames[i].read()
		if err != nil {
			return in.fail(d.frames[i].line, "%s; %s", brokenJSON(err), ownFormat)
		}
		n.collect(keys, 0)
		if c, l := d.book.partly(&n, 0); c > named {
			named, lacks = c, l
		}
	}
	d.header.collect(keys, 0)
	best, most := likeness{}, 0
	for _, l := range likenesses {
		n := 0
		for _, key := range l.keys {
			if keys[key] {
				n++
			}
		}
		if n > most {
			best, most = l, n
		}
	}
	switch {
	case named > 2:
		return in.fail(1, "no whole hand found: %d of %d joints named, no %s; %s", named, hand.NumLandmarks, lacks, ownFormat)
	case most > 0:
		return in.fail(1, "no hand found: closest to %s, which want %s; %s", best.format, best.want, ownFormat)
	}
	return in.fail(1, "no hand found: JSON of no known kind; %s", ownFormat)
}

// collect notes the keys in a value.
func (n *node) collect(keys map[string]bool, depth int) {
	if depth > maxWalk || len(keys) > maxBook {
		return
	}
	for i := range n.items {
		if n.kind == object {
			keys[n.keys[i]] = true
		}
		n.items[i].collect(keys, depth+1)
	}
}

// partly is how many landmarks the fullest object within a value names, and the
// first one that it does not.
func (b *keyBook) partly(n *node, depth int) (named int, lacks string) {
	if n.kind == object {
		c := cloud{names: n.keys}
		if named = b.named(&c); named > 0 {
			lacks = b.lacking(n.keys)
		}
	}
	for i := range n.items {
		if depth < maxWalk {
			if c, l := b.partly(&n.items[i], depth+1); c > named {
				named, lacks = c, l
			}
		}
	}
	return named, lacks
}

// lacking is the first landmark that is not among names.
func (b *keyBook) lacking(names []string) string {
	roles := b.roles(names)
	for i := range hand.NumLandmarks {
		if slices.ContainsFunc(roles, func(j jointName) bool { return j.role == jointRole(i) }) {
			continue
		}
		if i == 0 {
			return "wrist"
		}
		return hand.Finger((i-1)/4).String() + " " + [...]string{"base", "second joint", "third joint", "tip"}[(i-1)%4]
	}
	return ""
}

// unknownText refuses what is neither JSON nor anything else that is known.
func (in *input) unknownText(line int, first []byte) error {
	if first[0] == '<' {
		return in.fail(line, "XML or HTML, not a recording of a hand; %s", ownFormat)
	}
	if strings.ContainsRune(string(first[:min(len(first), 200)]), 0) {
		return errors.New("binary of no known kind (NumPy's .npy is read); " + ownFormat)
	}
	return in.fail(line, "%s is neither JSON, a table, BVH, a Leap's packed file nor .npy; %s", quoted(first), ownFormat)
}

// quoted is the beginning of a line, for an error.
func quoted(line []byte) string {
	return fmt.Sprintf("%q", abbreviate(string(line[:min(len(line), 40)])))
}

package format

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mirrorarm/kinematics/hand"
)

// words splits a name as programs write them into lower-case words and numbers:
// RightHandIndex1 is right hand index 1, thumb-phalanx-distal is thumb phalanx
// distal, indexMCP_x is index mcp x.
func words(name string) []string {
	var out []string
	runes := []rune(name)
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(string(runes[start:end])))
		}
		start = end
	}
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush(i)
			start = i + 1
			continue
		}
		if i == start {
			continue
		}
		last := runes[i-1]
		switch {
		case unicode.IsDigit(r) != unicode.IsDigit(last):
			flush(i)
		case unicode.IsUpper(r) && unicode.IsLower(last):
			flush(i)
		case unicode.IsLower(r) && unicode.IsUpper(last) && i-1 > start:
			flush(i - 1)
		}
	}
	flush(len(runes))
	return out
}

// jointRole is which point of the arm and hand a name means: one of the 21
// landmarks, by its index, or one of these.
type jointRole int

const (
	roleNone     jointRole = -1
	roleWrist    jointRole = 0
	rolePalm     jointRole = 21 + iota - 2
	roleElbow              // where the forearm begins
	roleShoulder           // where the upper arm begins
	roleMeta               // the far end of a finger's metacarpal, which is no landmark
)

// landmarkRole is a finger's joint from its base (1) to its tip (4), or its
// metacarpal (0).
func landmarkRole(f hand.Finger, place int) jointRole {
	switch {
	case place == 0:
		return roleMeta
	case place > 0 && place <= 4:
		return jointRole(hand.Landmark(f, place-1))
	}
	return roleNone
}

// jointName is what a name says.
type jointName struct {
	role   jointRole
	side   hand.Side
	sided  bool
	finger hand.Finger
	onHand bool   // whether it names a finger
	joint  string // the word for the finger's joint; empty where a number tells it
	number int    // of the finger's joint; −1 if there is none
	far    bool   // whether it is the joint's bone's far end
}

// fingerWords are how fingers are called.
var fingerWords = map[string]hand.Finger{
	"thumb": hand.Thumb, "index": hand.Index, "pointer": hand.Index, "forefinger": hand.Index,
	"middle": hand.Middle, "mid": hand.Middle, "ring": hand.Ring,
	"little": hand.Little, "pinky": hand.Little, "pinkie": hand.Little,
	"first": hand.Thumb, "second": hand.Index, "third": hand.Middle, "fourth": hand.Ring, "fifth": hand.Little,
}

// jointWords are how a finger's joints are called, as their place from the base
// (1) to the tip (4), and as the thumb's where that differs: bones stand for their
// near joint. A metacarpal is 0.
var jointWords = map[string][2]int{
	"metacarpal": {0, 1}, "meta": {0, 1}, "mc": {0, 1}, "cmc": {0, 1}, "tm": {0, 1}, "carp": {0, 1},
	"mcp": {1, 2}, "knuckle": {1, 1}, "proximal": {1, 2}, "prox": {1, 2}, "pp": {1, 2},
	"pip": {2, 2}, "intermediate": {2, 2}, "inter": {2, 2}, "medial": {2, 2}, "mp": {2, 2}, "ip": {2, 3},
	"dip": {3, 3}, "distal": {3, 3}, "dist": {3, 3}, "dp": {3, 3},
	"tip": {4, 4}, "end": {4, 4}, "nub": {4, 4}, "site": {4, 4},
}

// readName finds out what a joint's name means.
func readName(name string) jointName { return readWords(words(name)) }

func readWords(ws []string) jointName {
	j := jointName{role: roleNone, number: -1}
	ws = slices.Clone(j.takeSide(ws))
	for i, w := range ws {
		if f, ok := fingerWords[w]; ok && !j.onHand {
			j.finger, j.onHand = f, true
			continue
		}
		if (w == "finger" || w == "digit") && !j.onHand && i+1 < len(ws) && isNumber(ws[i+1]) && ws[i+1][0] < '5' {
			// Biped's Finger0, Finger01, Finger02 are the thumb's bones.
			j.finger, j.onHand = hand.Finger(ws[i+1][0]-'0'), true
			ws[i+1] = ws[i+1][1:]
			continue
		}
		if !j.onHand {
			continue
		}
		_, known := jointWords[w]
		switch {
		case w == "middle": // MRTK's IndexMiddleJoint
			j.joint = "pip"
		case j.joint == "intermediate" && w == "base": // Apple's indexFingerIntermediateBase
			j.joint = "pip"
		case j.joint == "intermediate" && w == "tip":
			j.joint = "dip"
		case (w == "end" || w == "next") && bones[j.joint]:
			j.far = true
		case known:
			j.joint = w
		case isNumber(w) && j.number < 0:
			j.number, _ = strconv.Atoi(w)
		}
	}
	switch {
	case !j.onHand:
		j.role = armRole(ws)
	case j.joint != "":
		place := jointWords[j.joint][0]
		if j.finger == hand.Thumb {
			place = jointWords[j.joint][1]
		}
		j.role = j.landmark(place)
	case contains(ws, "in"): // Perception Neuron's RightInHandIndex
		j.role = roleMeta
	case j.number < 0:
		j.number = 0
	}
	return j
}

// bones are the joints that are called by their bone, which has a far end too:
// index_proximal_end.
var bones = map[string]bool{
	"metacarpal": true, "proximal": true, "intermediate": true, "distal": true, "pp": true, "mp": true, "dp": true, "mc": true, "medial": true,
}

// landmark is the role of the finger's joint at that place, or of the next one.
func (j *jointName) landmark(place int) jointRole {
	if j.far {
		place++
	}
	return landmarkRole(j.finger, place)
}

// armRole is what a name without a finger means.
func armRole(ws []string) jointRole {
	forearm := contains(ws, "forearm") || contains(ws, "fore") && contains(ws, "arm") || contains(ws, "lowerarm") || contains(ws, "elbow")
	wrist := contains(ws, "wrist") || contains(ws, "carpus")
	switch {
	case forearm && wrist: // Apple's forearmWrist, the wrist a second time
		return roleNone
	case wrist:
		return roleWrist
	case contains(ws, "palm"):
		return rolePalm
	case forearm:
		return roleElbow
	case contains(ws, "hand"):
		return roleWrist
	case contains(ws, "shoulder") || contains(ws, "arm") || contains(ws, "upperarm"):
		return roleShoulder
	}
	return roleNone
}

// takeSide removes the word that tells the side.
func (j *jointName) takeSide(ws []string) []string {
	for i, w := range ws {
		switch w {
		case "right", "r", "rt":
			j.side, j.sided = hand.Right, true
		case "left", "l", "lt":
			j.side, j.sided = hand.Left, true
		case "rhand", "rindex", "rthumb", "rmiddle", "rmid", "rring", "rpinky", "rlittle", "rwrist":
			j.side, j.sided = hand.Right, true
			return replaced(ws, i, w[1:])
		case "lhand", "lindex", "lthumb", "lmiddle", "lmid", "lring", "lpinky", "llittle", "lwrist":
			j.side, j.sided = hand.Left, true
			return replaced(ws, i, w[1:])
		default:
			for _, s := range []hand.Side{hand.Right, hand.Left} {
				if rest, ok := strings.CutPrefix(w, s.String()); ok && rest != "" {
					j.side, j.sided = s, true
					return replaced(ws, i, rest)
				}
			}
			continue
		}
		return append(append([]string(nil), ws[:i]...), ws[i+1:]...)
	}
	return ws
}

func replaced(ws []string, i int, word string) []string {
	out := append([]string(nil), ws...)
	out[i] = word
	return out
}

func contains(ws []string, word string) bool {
	for _, w := range ws {
		if w == word {
			return true
		}
	}
	return false
}

func isNumber(w string) bool {
	for _, c := range w {
		if c < '0' || c > '9' {
			return false
		}
	}
	return w != "" && len(w) < 6
}

// sideWord is the side that a label names, however it is written.
func sideWord(label string) (side hand.Side, known bool) {
	var j jointName
	j.takeSide(words(label))
	return j.side, j.sided
}

// joints gives roles to names that belong together. Numbers count from a finger's
// first, whichever number that has, and a thumb's bones from the one next to the
// wrist. A name that means no point of the arm has roleNone.
func joints(names []string) []jointName {
	out := make([]jointName, len(names))
	fingers := map[fingerKey]*fingerNames{}
	for i, name := range names {
		out[i] = readName(name)
		if !out[i].onHand {
			continue
		}
		key := out[i].key()
		if fingers[key] == nil {
			fingers[key] = &fingerNames{lowest: math.MaxInt}
		}
		fingers[key].add(&out[i])
	}
	for i := range out {
		if out[i].onHand {
			fingers[out[i].key()].settle(&out[i])
		}
	}
	return out
}

// fingerKey is whose finger it is.
type fingerKey struct {
	side   hand.Side
	sided  bool
	finger hand.Finger
}

func (j *jointName) key() fingerKey { return fingerKey{j.side, j.sided, j.finger} }

// fingerNames is how one finger's joints are named.
type fingerNames struct {
	lowest, highest int
	tip             bool // named, not numbered
	twoBones        bool // the thumb has a joint that thumbs lack: its first bone is the metacarpal
}

func (f *fingerNames) add(j *jointName) {
	switch {
	case j.role == roleMeta:
	case j.joint == "":
		f.lowest, f.highest = min(f.lowest, j.number), max(f.highest, j.number)
	case jointWords[j.joint][0] == 4:
		f.tip = true
	case j.finger == hand.Thumb && jointWords[j.joint][0] == 2 && jointWords[j.joint][1] == 2:
		f.twoBones = true
	}
}

// settle gives a joint the role that it has among the finger's others.
func (f *fingerNames) settle(j *jointName) {
	if j.joint != "" {
		if j.finger == hand.Thumb && f.twoBones && jointWords[j.joint][0] < 2 {
			// Where the thumb has a joint more, its metacarpal has no length.
			j.role = j.landmark(jointWords[j.joint][0])
		}
		return
	}
	if j.role == roleMeta {
		return
	}
	place := j.number - f.lowest + 1
	if count := f.highest - f.lowest + 1; count == 5 || count == 4 && f.tip && f.lowest == 0 {
		place--
	}
	j.role = landmarkRole(j.finger, place)
}

package robot

import (
	"slices"
	"strings"
	"unicode"

	"mirrorarm/kinematics/hand"
)

// nameVote is what names say: an index into fingers or sides, −1 if nothing.
type nameVote int

const unnamed nameVote = -1

// fingerWords are what the makers of hands call a finger: whole words of a name.
var fingerWords = [hand.NumFingers][]string{
	{"thumb", "th", "pollex"},
	{"index", "fore", "forefinger", "pointer", "ff", "first"},
	{"middle", "mf", "mid"},
	{"ring", "rf", "rg"},
	{"little", "pinky", "pinkie", "small", "lf", "lit", "baby"},
}

// fingerPrefixes are those of a known maker (Shadow): they begin a word and are
// followed by what the maker calls a segment or a joint.
var fingerPrefixes = [hand.NumFingers]string{"th", "ff", "mf", "rf", "lf"}

var segmentWords = []string{"tip", "distal", "middle", "proximal", "knuckle", "metacarpal", "base", "hub", "j", "finger"}

var sideWords = [2][]string{hand.Right: {"right", "rh", "rhand"}, hand.Left: {"left", "lh", "lhand"}}

// sideLetters tell a side where they stand alone, as in arm_r; L1 is a link's number.
var sideLetters = [2]rune{hand.Right: 'r', hand.Left: 'l'}

// limbWords begin or are the words of limbs that are no fingers.
var limbWords = []string{
	"leg", "hip", "knee", "ankle", "foot", "feet", "toe", "toes", "thigh", "calf", "shank", "wheel", "caster", "neck", "eye",
	"shoulder", "elbow", "waist", "torso", "tail", "wing", "rotor", "propeller", "camera", "lidar", "antenna", "track",
}

// words splits a name at all that is no letter, between small and capital letters, and
// leaves numbers out.
func words(name string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
			word = nil
		}
	}
	runes := []rune(name)
	for i, r := range runes {
		if !unicode.IsLetter(r) {
			flush()
			continue
		}
		if i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && unicode.IsLetter(runes[i-1])) {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return out
}

// fingerOf is the finger that a name tells first.
func fingerOf(name string) nameVote {
	for _, w := range words(name) {
		for f := range fingerWords {
			if slices.Contains(fingerWords[f], w) {
				return nameVote(f)
			}
			if rest, ok := strings.CutPrefix(w, fingerPrefixes[f]); ok && slices.Contains(segmentWords, rest) {
				return nameVote(f)
			}
			// One word of two: ringfinger, indextip.
			for _, full := range fingerWords[f] {
				if rest, ok := strings.CutPrefix(w, full); ok && len(full) > 3 && slices.Contains(segmentWords, rest) {
					return nameVote(f)
				}
			}
		}
	}
	return unnamed
}

// fingerVote is the finger that most of the names that tell one agree on.
func fingerVote(names []string) nameVote {
	var count [hand.NumFingers]int
	total := 0
	for _, n := range names {
		if f := fingerOf(n); f >= 0 {
			count[f]++
			total++
		}
	}
	for f, n := range count {
		if 2*n > total {
			return nameVote(f)
		}
	}
	return unnamed
}

// sideVote is the side that the names tell, if they tell one only.
func sideVote(names []string) nameVote {
	var told [2]bool
	for _, n := range names {
		for _, w := range words(n) {
			for side := range sideWords {
				told[side] = told[side] || slices.Contains(sideWords[side], w)
			}
		}
		for side, letter := range sideLetters {
			told[side] = told[side] || standsAlone(n, letter)
		}
	}
	switch {
	case told[hand.Right] && !told[hand.Left]:
		return nameVote(hand.Right)
	case told[hand.Left] && !told[hand.Right]:
		return nameVote(hand.Left)
	}
	return unnamed
}

// standsAlone tells whether a letter is in a name with no letter beside it and no number
// behind it.
func standsAlone(name string, letter rune) bool {
	runes := []rune(name)
	for i, r := range runes {
		if unicode.ToLower(r) == letter &&
			(i == 0 || !unicode.IsLetter(runes[i-1])) &&
			(i+1 == len(runes) || !unicode.IsLetter(runes[i+1]) && !unicode.IsDigit(runes[i+1])) {
			return true
		}
	}
	return false
}

// sideOf is the side that a hand's own names tell, or else those above it.
func (s *skeleton) sideOf(c *candidate) nameVote {
	m := s.model
	own := []string{m.LinkName(c.palm)}
	for i := range c.digits {
		for _, l := range c.digits[i].links {
			own = append(own, m.LinkName(l), m.Joint(m.LinkJoint(l)).Name)
		}
	}
	if v := sideVote(own); v != unnamed {
		return v
	}
	for l := c.palm; l > 0; l = m.LinkParent(l) {
		if v := sideVote([]string{m.LinkName(l), m.Joint(m.LinkJoint(l)).Name}); v != unnamed {
			return v
		}
	}
	return sideVote([]string{m.Name(), m.LinkName(0)})
}

// notAHand tells whether the names are those of a limb that is no finger.
func notAHand(names []string) bool {
	for _, n := range names {
		if fingerOf(n) >= 0 {
			return false
		}
	}
	for _, n := range names {
		for _, w := range words(n) {
			if slices.Contains(limbWords, w) {
				return true
			}
		}
	}
	return false
}

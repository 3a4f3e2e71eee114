package locale

import "strings"

// gestures are the names that package gesture has for what a hand does. Of those that
// end in a hyphen or in nothing else there are several: a letter or a number follows.
var gestures = [...]struct {
	name string
	key  Key
}{
	{"rest", Rest}, {"open", OpenHand}, {"flat", FlatHand}, {"fist", Fist}, {"point", PointFinger}, {"pinch", Pinch},
	{"victory", Victory}, {"thumbs-up", ThumbsUp}, {"wave", Wave}, {"wrist-flexion", WristBends},
	{"wrist-deviation", WristTurns}, {"pronation", ForearmTurns}, {"grasp", Grasp}, {"drum", Drum},
	{"come-here", ComeHere}, {"ok", AllRight}, {"horns", Horns}, {"love", Love}, {"shaka", Shaka},
	{"table", TableHand}, {"hook", HookHand}, {"medley", Medley}, {"led by hand", Leading}, {"awakening", Wave},
}

// numbered are those of which there are several.
var numbered = [...]struct {
	begins string
	key    Key
}{{"letter-", LetterSign}, {"digit-", NumberSign}, {"count", CountTo}}

// Gesture is the key of a gesture's name and the letter or number that is told after it,
// which is "" for most; Nothing for what is no gesture. A script of gestures is a
// Sequence.
func Gesture(name string) (k Key, which string) {
	for i := range gestures {
		if gestures[i].name == name {
			return gestures[i].key, ""
		}
	}
	for i := range numbered {
		if rest, ok := strings.CutPrefix(name, numbered[i].begins); ok && len(rest) == 1 {
			return numbered[i].key, rest
		}
	}
	first, rest, several := strings.Cut(name, ",")
	word, _, timed := strings.Cut(strings.TrimSpace(first), " ")
	if !several && !timed {
		return Nothing, ""
	}
	if known, _ := Gesture(word); known == Nothing {
		return Nothing, ""
	}
	if !several {
		return Sequence, ""
	}
	if known, _ := Gesture(strings.TrimSpace(rest)); known == Nothing {
		return Nothing, ""
	}
	return Sequence, ""
}

// GestureName is a gesture's name in words; what is no gesture is told as it is.
func (l Language) GestureName(name string) string {
	k, which := Gesture(name)
	switch {
	case k == Nothing:
		return name
	case which == "":
		return l.Text(k)
	default:
		return l.Text(k) + " " + strings.ToUpper(which)
	}
}

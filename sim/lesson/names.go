package lesson

import (
	"strconv"
	"strings"
	"unicode"

	"mirrorarm/kinematics/chain"
	"mirrorarm/sim/locale"
)

// Names in the shipped arm's URDF, by which it is known.
const (
	ourPitch     = "shoulder_flexion"
	ourYaw       = "shoulder_abduction"
	ourFingertip = "index_tip"
)

// ours tells whether a model is the shipped arm, with whatever hand on it.
func ours(m *chain.Model) bool {
	for _, name := range []string{ourPitch, ourYaw, "shoulder_rotation", "elbow_flexion"} {
		if _, ok := m.JointIndex(name); !ok {
			return false
		}
	}
	return true
}

// taughtAs is the name of a joint in lessons: its own, but for two of the shipped
// arm. At their zero the arm is held out, so that the one, turned on, lowers it and
// the other swings it across: what an anatomist would call neither flexion nor
// abduction.
func taughtAs(m *chain.Model, joint string) string {
	if ours(m) {
		switch joint {
		case ourPitch:
			return "shoulder_pitch"
		case ourYaw:
			return "shoulder_yaw"
		}
	}
	return joint
}

// asTaught is a name that a lesson's author wrote, with the joints that lessons call
// otherwise.
func asTaught(m *chain.Model, name string) string {
	if !ours(m) {
		return name
	}
	for _, joint := range []string{ourPitch, ourYaw} {
		name = strings.ReplaceAll(name, joint, taughtAs(m, joint))
	}
	return name
}

// joint is the name of the limb's coordinate i in lessons.
func (l *limb) joint(i int) string {
	return taughtAs(l.model, l.model.Coordinate(l.coords[i]).Name)
}

// jointWord is what lessons call coordinate i in a sentence.
func jointWord(l *limb, i int) string { return locale.Spoken(l.joint(i)) }

// tipWord is what lessons call the tip: of the shipped arm the palm's frame lies in
// the wrist.
func (l *limb) tipWord() string {
	if ours(l.model) && l.model.LinkName(l.tip) == defaultTip {
		return "wrist"
	}
	return "tip"
}

// linkWord is what lessons call a link.
func (l *limb) linkWord(link int) string { return locale.Spoken(l.model.LinkName(link)) }

// pointWord is what lessons call the origin of a link's frame.
func (l *limb) pointWord(link int) string {
	if ours(l.model) {
		if word, ok := map[string]string{"upper_arm": "shoulder", "forearm": "elbow", defaultTip: "wrist"}[l.model.LinkName(link)]; ok {
			return word
		}
	}
	return l.linkWord(link)
}

// token is a link's name as a transform spells it: upper_arm is upperArm. Links
// that would look the same are told apart by their numbers.
func token(m *chain.Model, link int) string {
	own := bumpy(m.LinkName(link))
	for i := range link {
		if strings.EqualFold(bumpy(m.LinkName(i)), own) {
			return own + "N" + strconv.Itoa(link)
		}
	}
	return own
}

// bumpy joins the words of a name, all but the first with a capital.
func bumpy(name string) string {
	var out strings.Builder
	up := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = out.Len() > 0
		case up:
			out.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			out.WriteRune(r)
		}
	}
	if out.Len() == 0 {
		return "link"
	}
	return out.String()
}

package lesson

import "fmt"

// structure is what a lesson or a page of it may ask of an arm, and how that is said.
type structure struct {
	name, words string
	has         bool
}

// needs are all that can be asked.
func (a *anatomy) needs() []structure {
	return []structure{
		{"links", "three links that move one after the other", a.chain() != nil},
		{"hinge", "a turning joint with a lever", a.hinge >= 0},
		{"elbow", "two turning joints with parallel axes and the tip beyond them, a shoulder and an elbow", a.bones != nil},
		{"straight", "an elbow that stretches until nothing moves the tip further out", a.straight},
		{"ball", "seven turning joints, of which the first three meet in a shoulder and the last three in the tip", a.ball},
		{"upwards", "an elbow that bends upwards", a.bones != nil && a.bones.raises},
		{"wrist", "a turning joint at the tip, parallel to the elbow", a.wrist >= 0},
		{"aside", "a joint that moves the tip out of the elbow's plane", a.aside >= 0},
		{"offset", "a joint that turns the upper bone about its own length", a.offset >= 0},
		{"length", "an elbow that follows the shoulder at once", a.length >= 0 && a.offset < 0},
		{"space", "a tip that moves in all three directions", a.space},
		{"spare", "a spare joint", a.spare},
		{"shipped", "the arm that this program ships", a.ours},
	}
}

// misses is what the arm lacks of a list of needs, as a phrase; empty for nothing.
func (a *anatomy) misses(wanted []string) string {
	for _, w := range wanted {
		for _, n := range a.needs() {
			if n.name == w && !n.has {
				return fmt.Sprintf("needs %s, which %q has not%s", n.words, a.limb.model.Name(), a.elsewhere(w))
			}
		}
	}
	return ""
}

// elsewhere names a link on the way to the tip with which the arm would have what it
// lacks, nearest to the tip; empty for none.
func (a *anatomy) elsewhere(need string) string {
	path := a.limb.path()
	for i := len(path) - 2; i >= 0; i-- {
		l, err := limbOf(a.limb.model, path[i])
		if err != nil {
			return ""
		}
		for _, n := range anatomyOf(l).needs() {
			if n.name == need && n.has {
				return "; it has with --tip " + a.limb.model.LinkName(path[i])
			}
		}
	}
	return ""
}

// chain are three links on the way to the tip that move one after the other, or
// nil. The shipped arm's leads on to a fingertip.
func (a *anatomy) chain() []int {
	l := []int{a.upperLink, a.foreLink, a.limb.tip}
	if a.endLink >= 0 {
		l = []int{a.foreLink, a.limb.tip, a.endLink}
	}
	if l[0] <= 0 || l[1] <= 0 || l[0] == l[1] || l[1] == l[2] || l[0] == l[2] {
		return nil
	}
	return l
}

// needNames are the names of all that can be asked of an arm.
func needNames() (out []string) {
	for _, n := range (&anatomy{limb: &limb{}}).needs() {
		out = append(out, n.name)
	}
	return out
}

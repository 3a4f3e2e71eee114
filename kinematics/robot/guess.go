package robot

import (
	"fmt"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// nicknames are what the makers of hands call a finger in their link names: the
// English names, and Shadow's first, middle, ring and little finger.
var nicknames = [hand.NumFingers][]string{
	{"thumb", "thtip"},
	{"index", "fore", "fftip"},
	{"middle", "mftip"},
	{"ring", "rftip"},
	{"little", "pinky", "small", "lftip"},
}

// findTips resolves the given fingertips, or guesses them: of the links without
// children, those whose names tell a finger.
func findTips(m *chain.Model, given map[string]string) ([hand.NumFingers]int, error) {
	tips := [hand.NumFingers]int{-1, -1, -1, -1, -1}
	if len(given) == 0 {
		found := 0
		for f := range tips {
			if tips[f] = guessTip(m, nicknames[f]); tips[f] >= 0 {
				found++
			}
		}
		if found < 2 {
			return tips, fmt.Errorf("robot: no fingertips recognised by name; name them with --tips thumb=LINK,index=LINK,…; links without children: %s", leafNames(m))
		}
		return tips, nil
	}
	for name, link := range given {
		f, err := fingerNamed(name)
		if err != nil {
			return tips, err
		}
		i, ok := m.LinkIndex(link)
		if !ok {
			return tips, fmt.Errorf("robot: fingertip %s: no link %q; links without children: %s", name, link, leafNames(m))
		}
		tips[f] = i
	}
	return tips, nil
}

func fingerNamed(name string) (hand.Finger, error) {
	for f := hand.Thumb; f <= hand.Little; f++ {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("robot: finger %q, want thumb, index, middle, ring or little", name)
}

// guessTip takes the leaf whose name has a nickname in it, of several the one
// that calls itself a tip, or else the deepest.
func guessTip(m *chain.Model, nicknames []string) int {
	best, score := -1, -1
	for _, leaf := range m.Leaves() {
		name := strings.ToLower(m.LinkName(leaf))
		if !slices.ContainsFunc(nicknames, func(n string) bool { return strings.Contains(name, n) }) {
			continue
		}
		s := len(ancestors(m, leaf))
		if strings.Contains(name, "tip") {
			s += m.NumLinks()
		}
		if s > score {
			best, score = leaf, s
		}
	}
	return best
}

func leafNames(m *chain.Model) string {
	var names []string
	for _, leaf := range m.Leaves() {
		names = append(names, m.LinkName(leaf))
	}
	return strings.Join(names, ", ")
}

// ancestors lists a link and all above it, up to the root.
func ancestors(m *chain.Model, link int) []int {
	var up []int
	for ; link >= 0; link = m.LinkParent(link) {
		up = append(up, link)
	}
	return up
}

// findPalm resolves the given palm, or takes the last link that all fingertips
// hang from.
func findPalm(m *chain.Model, wrist string, tips [hand.NumFingers]int) (int, error) {
	var common []int
	for _, tip := range tips {
		if tip < 0 {
			continue
		}
		up := ancestors(m, tip)
		if common == nil {
			common = up[1:]
			continue
		}
		common = slices.DeleteFunc(common, func(l int) bool { return !slices.Contains(up, l) })
	}
	if wrist == "" {
		if len(common) == 0 {
			return 0, fmt.Errorf("robot: the fingertips hang from no common link")
		}
		return common[0], nil
	}
	i, ok := m.LinkIndex(wrist)
	if !ok {
		return 0, fmt.Errorf("robot: wrist: no link %q", wrist)
	}
	if !slices.Contains(common, i) {
		return 0, fmt.Errorf("robot: wrist link %q: not every fingertip hangs from it", wrist)
	}
	return i, nil
}

// openHand is the posture nearest to zero inside the limits, which URDFs of
// hands take for the open hand.
func openHand(m *chain.Model) *chain.State { return chain.NewState(m) }

// middleJoint is the link between palm and tip whose joint lies nearest to where
// a human finger has its middle joint: at 47 % of its length (Buryanov and
// Kotiuk 2010, mean of the four fingers and of the thumb from its metacarpal).
func middleJoint(s *chain.State, palm, tip int) int {
	m := s.Model()
	path := ancestors(m, tip)
	path = path[:slices.Index(path, palm)]
	slices.Reverse(path)
	at := make([]float64, len(path)) // length of the finger up to each joint
	for i := 1; i < len(path); i++ {
		at[i] = at[i-1] + r3.Norm(r3.Sub(s.RootFromLink(path[i]).Pos, s.RootFromLink(path[i-1]).Pos))
	}
	const share = 0.47
	best := 0
	for i, l := range at {
		if abs(l-share*at[len(at)-1]) < abs(at[best]-share*at[len(at)-1]) {
			best = i
		}
	}
	return path[best]
}

func abs(x float64) float64 { return max(x, -x) }

package robot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
)

func errNoFrame(name string) error {
	return fmt.Errorf("robot: %q: its fingers do not close to one side of a palm; give --palm-frame FINGERS,BACK as axes of the palm's link, such as +x,+z", name)
}

// find takes the hand: the only one, the one that is asked for, or the one with the most
// digits.
func (b *builder) find() (*candidate, error) {
	s := newSkeleton(b.model)
	hands := s.candidates()
	if b.fit.HandLink != "" {
		top, ok := b.model.LinkIndex(b.fit.HandLink)
		if !ok {
			return nil, fmt.Errorf("robot: hand link: no link %q; %s", b.fit.HandLink, linkNames(b.model))
		}
		below := func(c candidate) bool { return within(b.model, c.palm, top) }
		if !slices.ContainsFunc(hands, below) { // a part of the palm itself
			below = func(c candidate) bool { return s.body[c.palm] == s.body[top] }
		}
		hands = slices.DeleteFunc(hands, func(c candidate) bool { return !below(c) })
		if len(hands) == 0 {
			return nil, fmt.Errorf("robot: hand link %q: no two fingers hang from it", b.fit.HandLink)
		}
	}
	if len(b.fit.Tips) > 0 {
		return b.findByTips(s)
	}
	if b.fit.Wrist != "" {
		return b.findAt(s, hands)
	}
	if len(hands) == 0 {
		return nil, fmt.Errorf("robot: no hand found: nowhere do two fingers hang from one link; name them with --tips thumb=LINK,index=LINK,…; links without children: %s", leafNames(b.model))
	}
	if side := b.wanted(); side != unnamed && slices.ContainsFunc(hands, func(c candidate) bool { return c.side == side }) {
		hands = slices.DeleteFunc(hands, func(c candidate) bool { return c.side != side })
	}
	best := 0
	for i := range hands {
		if len(hands[i].digits) > len(hands[best].digits) {
			best = i
		}
	}
	for i := range hands {
		if i != best && len(hands[i].digits) == len(hands[best].digits) && !within(b.model, hands[i].palm, hands[best].palm) {
			b.other = append(b.other, b.model.LinkName(hands[i].palm))
		}
	}
	return &hands[best], nil
}

// wanted is the side that is looked for.
func (b *builder) wanted() nameVote {
	for _, name := range []string{b.fit.Side, b.fit.Want} {
		for _, side := range []hand.Side{hand.Right, hand.Left} {
			if name == side.String() {
				return nameVote(side)
			}
		}
	}
	return unnamed
}

// findAt is the hand that hangs from a given palm link.
func (b *builder) findAt(s *skeleton, hands []candidate) (*candidate, error) {
	i, ok := b.model.LinkIndex(b.fit.Wrist)
	if !ok {
		return nil, fmt.Errorf("robot: wrist: no link %q; %s", b.fit.Wrist, linkNames(b.model))
	}
	for k := range hands {
		c := &hands[k]
		if s.body[c.palm] == s.body[i] && !slices.ContainsFunc(c.digits, func(d digit) bool { return !within(b.model, d.end, i) }) {
			c.palm = i
			return c, nil
		}
	}
	return nil, fmt.Errorf("robot: wrist link %q: not every fingertip hangs from it, or fewer than two; links with fingers: %s", b.fit.Wrist, palmNames(b.model, hands))
}

// findByTips is the hand of given fingertips.
func (b *builder) findByTips(s *skeleton) (*candidate, error) {
	c := &candidate{}
	var names []string
	for name := range b.fit.Tips {
		names = append(names, name)
	}
	slices.Sort(names)
	taken := map[int]string{}
	for _, name := range names {
		f, err := fingerNamed(name)
		if err != nil {
			return nil, err
		}
		link := b.fit.Tips[name]
		i, ok := b.model.LinkIndex(link)
		if !ok {
			return nil, fmt.Errorf("robot: fingertip %s: no link %q; links without children: %s", name, link, leafNames(b.model))
		}
		if other, ok := taken[i]; ok {
			return nil, fmt.Errorf("robot: fingertip %s: link %q is already that of the %s finger", name, link, other)
		}
		taken[i] = name
		c.digits = append(c.digits, digit{tip: i, name: nameVote(f)})
	}
	if len(c.digits) < 2 {
		return nil, errors.New("robot: one fingertip given, want two or more")
	}
	if err := b.palmOf(c); err != nil {
		return nil, err
	}
	for i := range c.digits {
		d := &c.digits[i]
		for l := d.tip; l != c.palm; l = b.model.LinkParent(l) {
			d.links = append([]int{l}, d.links...)
			if moves(b.model, b.model.LinkJoint(l)) && !b.shared(c, i, l) {
				d.joints = append([]int{b.model.LinkJoint(l)}, d.joints...)
			}
		}
		if len(d.joints) == 0 {
			return nil, fmt.Errorf("robot: fingertip link %q: no joint of its own moves it against the palm %q", b.model.LinkName(d.tip), b.model.LinkName(c.palm))
		}
		d.end = b.child(d.joints[len(d.joints)-1])
		d.coords = between(b.model, c.palm, d.end)
	}
	c.side = s.sideOf(c)
	return c, nil
}

// shared tells whether a link carries another given fingertip too.
func (b *builder) shared(c *candidate, i, link int) bool {
	for k := range c.digits {
		if k != i && within(b.model, c.digits[k].tip, link) {
			return true
		}
	}
	return false
}

func (b *builder) child(joint int) int {
	l, _ := b.model.LinkIndex(b.model.Joint(joint).Child)
	return l
}

// palmOf is the last link that all given fingertips hang from, or the one that is named.
func (b *builder) palmOf(c *candidate) error {
	var common []int
	for i := range c.digits {
		up := ancestors(b.model, c.digits[i].tip)
		if common == nil {
			common = up[1:]
			continue
		}
		common = slices.DeleteFunc(common, func(l int) bool { return !slices.Contains(up[1:], l) })
	}
	if len(common) == 0 {
		return errors.New("robot: the fingertips hang from no common link")
	}
	c.palm = common[0]
	if b.fit.Wrist == "" {
		return nil
	}
	i, ok := b.model.LinkIndex(b.fit.Wrist)
	if !ok {
		return fmt.Errorf("robot: wrist: no link %q; %s", b.fit.Wrist, linkNames(b.model))
	}
	if !slices.Contains(common, i) {
		return fmt.Errorf("robot: wrist link %q: not every fingertip hangs from it", b.fit.Wrist)
	}
	c.palm = i
	return nil
}

// given puts what the fit says of fingertips in place of what was found.
func (b *builder) given(c *candidate) {
	if len(b.fit.Tips) == 0 {
		return
	}
	for i := range c.digits {
		d := &c.digits[i]
		name := hand.Finger(d.name).String()
		d.tip, _ = b.model.LinkIndex(b.fit.Tips[name])
		made := d.made != "" && d.tip == d.end // the given link ends in a joint: its tip is made
		if !made {
			delete(b.made, d.end)
			d.made = ""
		}
		if p, ok := b.fit.TipPoints[name]; ok {
			if d.tip != d.end {
				b.made[d.end] = b.between(d.end, d.tip)
			} else {
				b.made[d.end] = spatial.Identity()
			}
			pose := b.made[d.end]
			pose.Pos = pose.Apply(vec(p))
			b.made[d.end], d.made = pose, "what was given"
		}
	}
}

// override puts the side that the fit says in place of the one that was found.
func (b *builder) override(a *assignment, c *candidate) error {
	if b.fit.Side != "" {
		side := b.wanted()
		if side == unnamed {
			return fmt.Errorf("robot: side %q, want left or right", b.fit.Side)
		}
		if hand.Side(side) != a.side {
			a.side = hand.Side(side)
			a.mirrorOrder(len(b.fit.Tips) > 0, c)
		}
		a.from = "what was given"
	}
	return nil
}

// mirrorOrder takes the fingers from the other end, as the other side has them.
func (a *assignment) mirrorOrder(named bool, c *candidate) {
	if named {
		return
	}
	var there []int
	for f := hand.Index; f <= hand.Little; f++ {
		if a.digit[f] >= 0 {
			there = append(there, a.digit[f])
		}
	}
	for _, i := range there {
		if c.digits[i].name > nameVote(hand.Thumb) {
			return // they have names, which hold
		}
	}
	slices.Reverse(there)
	for f := hand.Index; f <= hand.Little; f++ {
		if a.digit[f] >= 0 {
			a.digit[f], there = there[0], there[1:]
		}
	}
}

func fingerNamed(name string) (hand.Finger, error) {
	for f := hand.Thumb; f <= hand.Little; f++ {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("robot: finger %q, want thumb, index, middle, ring or little", name)
}

// mostNames is how many links a message lists.
const mostNames = 24

func leafNames(m *chain.Model) string {
	var names []string
	for _, leaf := range m.Leaves() {
		names = append(names, m.LinkName(leaf))
	}
	return listed(names)
}

func linkNames(m *chain.Model) string {
	names := make([]string, m.NumLinks())
	for i := range names {
		names[i] = m.LinkName(i)
	}
	return "its links: " + listed(names)
}

func palmNames(m *chain.Model, hands []candidate) string {
	var names []string
	for i := range hands {
		names = append(names, m.LinkName(hands[i].palm))
	}
	if names == nil {
		return "none"
	}
	return listed(names)
}

func listed(names []string) string {
	if len(names) > mostNames {
		return strings.Join(names[:mostNames], ", ") + fmt.Sprintf(" and %d more", len(names)-mostNames)
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

// PalmOf guesses the link that carries the fingers, as FromURDF does where nobody
// names it.
func PalmOf(m *chain.Model) (int, error) {
	hands := newSkeleton(m).candidates()
	best := -1
	for i := range hands {
		if best < 0 || len(hands[i].digits) > len(hands[best].digits) {
			best = i
		}
	}
	if best < 0 {
		return 0, fmt.Errorf("robot: %q has no hand", m.Name())
	}
	return hands[best].palm, nil
}

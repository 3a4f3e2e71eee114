package lesson

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/analysis"
	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// anatomy is what an arm has that lessons speak of, found in its geometry: names
// of joints and links say nothing, and another arm has others. All of it is
// measured at rest, with every joint at zero or as near as its limits allow.
type anatomy struct {
	limb  *limb
	axes  []axis // of each coordinate, at rest
	bones *bones // nil where no two hinges are parallel

	// Places among the limb's coordinates, −1 for none.
	wrist  int // a hinge parallel to the elbow's, its axis through the tip
	aside  int // a hinge before the elbow that moves the tip out of the bones' plane
	offset int // whose Denavit-Hartenberg offset d is the upper bone
	length int // whose Denavit-Hartenberg length a is the upper bone
	hinge  int // one with a lever: the elbow, or the longest

	ours     bool // the shipped arm
	space    bool // the tip moves in all three directions
	spare    bool // a motion that leaves the tip alone
	straight bool // stretched, nothing moves the tip further out
	ball     bool // shoulder and wrist turn about one point each, the wrist's the tip

	upperLink, foreLink, endLink int // −1 for none
}

// axis is a joint's line in the root frame.
type axis struct {
	at, along r3.Vec
	turns     bool // alone, and about the line
}

// bones are two parallel hinges and the tip: a shoulder, an elbow, and what lies
// between and beyond, in the plane across both axes.
type bones struct {
	shoulder, elbow hinge
	upper, fore     float64 // m
	centre          r3.Vec  // on the shoulder's axis, in the tip's plane
	out, up         r3.Vec  // of the plane; the shoulder's positive turn lowers
	raises          bool    // whether the elbow's bend raises the tip
}

// hinge is a joint seen as an angle that lessons speak of: value = sign·q + zero.
type hinge struct {
	at         int // among the limb's coordinates
	sign, zero float64
}

func (h hinge) value(q float64) float64 { return h.sign*q + h.zero }
func (h hinge) joint(v float64) float64 { return h.sign * (v - h.zero) }

// lowering is the axis about which a positive turn takes out to −up.
func (b *bones) lowering() r3.Vec { return r3.Cross(b.up, b.out) }

// Of the search. Design values.
const (
	parallel     = 1e-6      // rad
	shortestBone = 5e-3      // m
	meets        = 1e-6      // m
	plenty       = 100 * deg // of bend upwards, that no more the other way is wanted
)

// anatomyOf studies a limb; it leaves it at rest.
func anatomyOf(l *limb) *anatomy {
	l.relax()
	a := &anatomy{limb: l, wrist: -1, aside: -1, offset: -1, length: -1, hinge: -1, ours: ours(l.model), upperLink: -1, foreLink: -1, endLink: -1}
	for i := range l.coords {
		a.axes = append(a.axes, l.axis(i))
	}
	a.findBones()
	a.findHinge()
	a.findLinks()
	if a.bones != nil {
		a.findAround()
		a.findRows()
		a.ball = a.isBall()
		a.straight = a.isStraight()
	}
	a.findRanks()
	l.relax()
	return a
}

// axis is where coordinate i's joint is in the present posture. One that moves
// several joints has no line of its own.
func (l *limb) axis(i int) axis {
	c := l.coords[i]
	joint := l.model.Coordinate(c).Joint
	j := l.model.Joint(joint)
	child, _ := l.model.LinkIndex(j.Child)
	pose := l.state.RootFromLink(child)
	moved := 0
	for k := range l.model.NumJoints() {
		if coord, _, _ := l.model.JointCoordinate(k); coord == c && l.model.Carries(k, l.tip) {
			moved++
		}
	}
	turns := moved == 1 && (j.Kind == chain.Revolute || j.Kind == chain.Continuous)
	return axis{at: pose.Pos, along: pose.Rotate(r3.Unit(j.Axis)), turns: turns && l.model.Carries(joint, l.tip)}
}

// lever is the distance of a point from the axis.
func (a axis) lever(p r3.Vec) float64 { return r3.Norm(r3.Cross(a.along, r3.Sub(p, a.at))) }

// across is a vector without its part along n.
func across(v, n r3.Vec) r3.Vec { return r3.Sub(v, r3.Scale(r3.Dot(v, n), n)) }

// findBones takes the two parallel hinges whose shorter bone is longest.
func (a *anatomy) findBones() {
	tip := a.limb.pose().Pos
	best, at := shortestBone, [2]int{-1, -1}
	for i, s := range a.axes {
		for k := i + 1; k < len(a.axes); k++ {
			e := a.axes[k]
			if !s.turns || !e.turns || r3.Norm(r3.Cross(s.along, e.along)) > parallel {
				continue
			}
			upper := r3.Norm(across(r3.Sub(e.at, s.at), s.along))
			if shorter := min(upper, e.lever(tip)); shorter > best {
				best, at = shorter, [2]int{i, k}
			}
		}
	}
	if at[0] >= 0 {
		a.bones = a.measure(at[0], at[1])
	}
}

// level is the least part of a direction in a plane that gives the plane an up, or
// an out. Design value.
const level = 0.1

func (a *anatomy) measure(shoulder, elbow int) *bones {
	s, e := a.axes[shoulder], a.axes[elbow]
	tip := a.limb.pose().Pos
	b := &bones{centre: r3.Add(s.at, r3.Scale(r3.Dot(r3.Sub(tip, s.at), s.along), s.along))}
	b.up = across(r3.Vec{Z: 1}, s.along)
	if r3.Norm(b.up) < level {
		b.up = across(r3.Vec{Y: 1}, s.along)
	}
	b.up = r3.Unit(b.up)
	upper, fore := across(r3.Sub(e.at, s.at), s.along), across(r3.Sub(tip, e.at), s.along)
	b.upper, b.fore = r3.Norm(upper), r3.Norm(fore)
	b.out = a.outwards(b, r3.Cross(s.along, b.up), r3.Sub(tip, b.centre))
	sign := func(along, axis r3.Vec) float64 { return math.Copysign(1, r3.Dot(along, axis)) }
	height := func(v r3.Vec) float64 { return math.Atan2(r3.Dot(v, b.up), r3.Dot(v, b.out)) }

	b.shoulder = hinge{at: shoulder, sign: sign(s.along, b.lowering())}
	b.shoulder.zero = -height(upper) - b.shoulder.value(a.limb.full[a.limb.coords[shoulder]])
	a.centred(&b.shoulder)
	b.elbow = hinge{at: elbow, sign: -sign(e.along, b.lowering())}
	b.elbow.zero = height(fore) - height(upper) - b.elbow.value(a.limb.full[a.limb.coords[elbow]])
	a.centred(&b.elbow)
	low, high := a.span(b.elbow)
	b.raises = high >= plenty || high >= -low
	if !b.raises {
		b.elbow.sign, b.elbow.zero = -b.elbow.sign, -b.elbow.zero
	}
	return b
}

// outwards is the plane's other direction: where the tip is at rest, or forward.
func (a *anatomy) outwards(b *bones, out, tip r3.Vec) r3.Vec {
	for _, towards := range []float64{r3.Dot(tip, out) / (b.upper + b.fore), out.X, out.Y} {
		if math.Abs(towards) > level {
			return r3.Scale(math.Copysign(1, towards), out)
		}
	}
	return out
}

// span is the range of a hinge's value.
func (a *anatomy) span(h hinge) (low, high float64) {
	k := a.limb.model.Coordinate(a.limb.coords[h.at]).Limit
	p, q := h.value(max(k.Lower, -2*math.Pi)), h.value(min(k.Upper, 2*math.Pi))
	return min(p, q), max(p, q)
}

// centred counts a hinge's value so that its range lies about zero, as near as
// whole turns allow.
func (a *anatomy) centred(h *hinge) {
	h.zero = math.Remainder(h.zero, 2*math.Pi)
	low, high := a.span(*h)
	h.zero -= 2 * math.Pi * math.Round((low+high)/2/(2*math.Pi))
}

// pose bends the bones: a below the level, then a bend. It reports false, with the
// limb somewhere, where a limit is in the way.
func (a *anatomy) bend(below, bend float64) bool {
	l := a.limb
	l.relax()
	for _, h := range []struct {
		hinge
		v float64
	}{{a.bones.shoulder, below}, {a.bones.elbow, bend}} {
		c := l.coords[h.at]
		q, ok := within(h.joint(h.v), l.model.Coordinate(c).Limit)
		if !ok {
			return false
		}
		l.full[c] = q
	}
	l.state.SetCoordinates(l.full)
	return true
}

// within is an angle, or one that looks the same, inside a joint's limits; a hair
// beyond counts as inside.
func within(q float64, k chain.Limit) (float64, bool) {
	const hair = 1e-6
	for _, turn := range []float64{0, -2 * math.Pi, 2 * math.Pi} {
		if v := q + turn; v >= k.Lower-hair && v <= k.Upper+hair {
			return min(max(v, k.Lower), k.Upper), true
		}
	}
	return q, false
}

// easyBelow and easyBend (rad) are a posture in which few arms are singular. Design
// values.
const easyBelow, easyBend = -20 * deg, 60 * deg

// findHinge takes the elbow or, of an arm without, the hinge with the longest lever.
func (a *anatomy) findHinge() {
	if a.bones != nil {
		a.hinge = a.bones.elbow.at
		return
	}
	longest := shortestBone
	for i, x := range a.axes {
		if lever := x.lever(a.limb.pose().Pos); x.turns && lever > longest {
			longest, a.hinge = lever, i
		}
	}
}

// findAround looks for the hinges beside shoulder and elbow.
func (a *anatomy) findAround() {
	b := a.bones
	tip := a.limb.pose().Pos
	for i := b.elbow.at + 1; i < len(a.axes); i++ {
		x := a.axes[i]
		if x.turns && r3.Norm(r3.Cross(x.along, b.lowering())) < parallel && x.lever(tip) < meets {
			a.wrist = i
		}
	}
	if !a.bend(easyBelow, easyBend) {
		return
	}
	tip = a.limb.pose().Pos
	for i := b.elbow.at - 1; i >= 0; i-- {
		x := a.limb.axis(i)
		if moves := r3.Cross(x.along, r3.Sub(tip, x.at)); x.turns && math.Abs(r3.Dot(moves, b.lowering())) > shortestBone {
			a.aside = i
		}
	}
	a.limb.relax()
}

// findRows looks for the upper bone in the Denavit-Hartenberg table.
func (a *anatomy) findRows() {
	l := a.limb
	table := l.model.DH(l.tip)
	for i := range table.Rows {
		r := &table.Rows[i]
		for k, c := range l.coords {
			if c != r.Coord || k > a.bones.elbow.at {
				continue
			}
			if math.Abs(r.D-a.bones.upper) < meets {
				a.offset = k
			}
			if k == a.bones.elbow.at && math.Abs(r.A-a.bones.upper) < meets {
				a.length = k
			}
		}
	}
}

// findLinks names the links that the lessons speak of: the ones before and behind
// the elbow or, of an arm without, those that part the chain in three.
func (a *anatomy) findLinks() {
	l := a.limb
	n := len(l.coords)
	child := func(i int) int {
		j := l.model.Joint(l.model.Coordinate(l.coords[i]).Joint)
		link, _ := l.model.LinkIndex(j.Child)
		return link
	}
	switch {
	case a.bones != nil:
		a.foreLink = child(a.bones.elbow.at)
		a.upperLink = l.model.LinkParent(a.foreLink)
	case n >= 3:
		a.upperLink, a.foreLink = child((n+2)/3-1), child((2*n+2)/3-1)
	}
	if i, ok := l.model.LinkIndex(ourFingertip); ok && i != l.tip && a.ours {
		a.endLink = i
	}
}

// isBall tells whether three joints before the elbow turn about one point and three
// behind it about the tip, in whatever posture, and the bones lie across the elbow.
func (a *anatomy) isBall() bool {
	l, b := a.limb, a.bones
	if len(l.coords) != 7 || b.elbow.at != 3 {
		return false
	}
	rng := rand.New(rand.NewPCG(1, 0))
	for range 3 {
		l.scatter(rng)
		tip := l.pose().Pos
		for i := range l.coords {
			x, point := l.axis(i), b.centre
			if i > b.elbow.at {
				point = tip
			}
			if !x.turns || (i != b.elbow.at && x.lever(point) > meets) {
				return false
			}
			if i == b.elbow.at && math.Abs(r3.Dot(x.along, r3.Sub(tip, b.centre))) > meets {
				return false
			}
		}
	}
	return true
}

// scatter puts the limb into a posture drawn from its ranges.
func (l *limb) scatter(rng *rand.Rand) {
	for _, c := range l.coords {
		k := l.model.Coordinate(c).Limit
		low, high := max(k.Lower, -math.Pi), min(k.Upper, math.Pi)
		l.full[c] = low + rng.Float64()*(high-low)
	}
	l.state.SetCoordinates(l.full)
}

// isStraight tells whether the stretched arm loses the direction in which it points.
func (a *anatomy) isStraight() bool {
	l, b := a.limb, a.bones
	if !a.bend(easyBelow, 0) && !a.bend(0, 0) {
		return false
	}
	ray := r3.Sub(l.pose().Pos, b.centre)
	jac := l.own()
	for i := range l.coords {
		if math.Abs(r3.Dot(ray, r3.Vec{X: jac.At(0, i), Y: jac.At(1, i), Z: jac.At(2, i)})) > meets*r3.Norm(ray) {
			return false
		}
	}
	return true
}

// findRanks finds out whether joints are spare, and whether the tip moves in all three
// directions: in some posture out of a few, since any one may be singular.
func (a *anatomy) findRanks() {
	l := a.limb
	rng := rand.New(rand.NewPCG(2, 0))
	most := 0
	for range 3 {
		l.scatter(rng)
		if local, err := analysis.At(l.state, l.tip, radianLength); err == nil {
			most = max(most, local.Rank())
			a.space = a.space || rankOf(local.VelocityEllipsoid().Lengths) == 3
		}
	}
	a.spare = len(l.coords) > most
}

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

package robot

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Fit says of somebody's robot what is known. What is left out is found from how the
// robot's links lie and move, and from their names.
type Fit struct {
	// Wrist is the link that carries the fingers.
	Wrist string `json:",omitempty"`

	// HandLink is a link that the hand hangs from, of a robot with several hands.
	HandLink string `json:",omitempty"`

	// Tips are the fingertips' links by finger ("thumb" … "little"), and TipPoints where in
	// them a fingertip is (m), which is their origin where nothing is said.
	Tips      map[string]string     `json:",omitempty"`
	TipPoints map[string][3]float64 `json:",omitempty"`

	// Side is the hand's side, "left" or "right": of two hands the one that is meant, of one
	// what it is. Want is the side that is looked for where Side says nothing: of two hands
	// that one is taken, of one alone it is kept in mind where nothing else tells.
	Side string `json:",omitempty"`
	Want string `json:",omitempty"`

	// PalmFrame is how the palm lies in its link.
	PalmFrame *PalmFrame `json:",omitempty"`

	// Base is the link whose frame stands at the arm's place, +X to the person.
	Base string `json:",omitempty"`

	// IgnoreFollowerLimits leaves out the limits of joints that follow others.
	IgnoreFollowerLimits bool `json:",omitempty"`

	// Solids are the surface of links, by name, in place of what their geometry gives.
	Solids map[string][]CapsuleOf `json:",omitempty"`

	// Exact is what was found, to the last bit, of a robot that is to be had again without
	// its meshes.
	Exact *Exact `json:",omitempty"`

	// Meshes opens the files of meshes; FromURDF looks beside the file where it is nil.
	Meshes *mesh.Library `json:"-"`
}

// Exact is how the palm lies in its link (position in m, and a quaternion w x y z), and
// all coordinates of the flat hand.
type Exact struct {
	LinkFromPalm [7]float64
	Flat         []float64
}

// PalmFrame says which way a palm link's axes lie in the hand, as vectors in that link.
type PalmFrame struct {
	Fingers [3]float64  // where the fingers of the flat hand point
	Back    [3]float64  // out of the back of the hand
	Wrist   *[3]float64 `json:",omitempty"` // m: the frame's origin; found if nil
}

// CapsuleOf is a Capsule in a file.
type CapsuleOf struct {
	A, B   [3]float64 // m
	Ra, Rb float64    // m
}

// Bionic is the shipped arm: the right one as its URDF says, the left one its
// reflection.
func Bionic(side hand.Side) (*Robot, error) {
	u, err := urdf.Parse("bionic.urdf", strings.NewReader(bionicURDF))
	if err != nil {
		return nil, fmt.Errorf("robot: %w", err)
	}
	// Its palm frame is the convention itself, its root the shoulder.
	r, err := assemble(u, Fit{Wrist: "palm", Side: hand.Right.String(), PalmFrame: &PalmFrame{Fingers: [3]float64{1, 0, 0}, Back: [3]float64{0, 0, 1}, Wrist: &[3]float64{}}})
	if err != nil {
		return nil, err
	}
	r.LinkFromPalm, r.RootFromShoulder, r.Flat, r.Found, r.Visuals = spatial.Identity(), spatial.Identity(), nil, nil, nil
	r.Shapes, r.Knuckles = ShapesOf(u), [hand.NumFingers]int{-1, -1, -1, -1, -1}
	return r.ForSide(side)
}

// ForSide is the robot itself if it is of that side, else its reflection.
func (r *Robot) ForSide(side hand.Side) (*Robot, error) {
	if r.Side == side {
		return r, nil
	}
	return Reflect(r)
}

// FromURDF fits a robot of somebody else's: an arm with a hand, or a hand alone, which
// is put on the shipped arm.
func FromURDF(path string, fit Fit) (*Robot, error) {
	if fit.Meshes == nil {
		fit.Meshes = mesh.Near(path, nil, func(string) string { return "" })
	}
	u, err := urdf.LoadWith(path, fit.reading())
	if err != nil {
		return nil, err
	}
	return fitted(u, fit, path)
}

// ReadURDF is FromURDF for a text that is already at hand; name stands for the file in
// errors.
func ReadURDF(name string, text io.Reader, fit Fit) (*Robot, error) {
	u, err := urdf.ParseWith(name, text, fit.reading())
	if err != nil {
		return nil, err
	}
	return fitted(u, fit, name)
}

// Plain is a robot of which nothing is known but its links: no hand is looked for.
func Plain(u *urdf.Robot, meshes *mesh.Library) *Robot {
	none := [hand.NumFingers]int{-1, -1, -1, -1, -1}
	return &Robot{
		Model: u.Model(), Tips: none, Middles: none, Knuckles: none, Shapes: ShapesOf(u), Visuals: visualsOf(u), Meshes: meshes,
		LinkFromPalm: spatial.Identity(), RootFromShoulder: spatial.Identity(), Notes: u.Notes(),
	}
}

// visualsOf are the shapes that the links of a description are drawn with.
func visualsOf(u *urdf.Robot) (all []Visual) {
	for l := range u.Model().NumLinks() {
		for _, shape := range u.Link(l).Visuals {
			all = append(all, Visual{Link: l, Shape: shape})
		}
	}
	return all
}

func (f *Fit) reading() urdf.Options {
	return urdf.Options{IgnoreFollowerLimits: f.IgnoreFollowerLimits}
}

func fitted(u *urdf.Robot, fit Fit, path string) (*Robot, error) {
	r, err := assemble(u, fit)
	if err != nil {
		return nil, fmt.Errorf("%w (in %s)", err, path)
	}
	if len(r.Arm) >= poseFreedoms {
		return r, nil
	}
	return mount(r)
}

// poseFreedoms is what an arm needs to bring a palm to any pose.
const poseFreedoms = 6

// builder fits one robot.
type builder struct {
	urdf  *urdf.Robot
	fit   Fit
	model *chain.Model
	body  []int
	open  *chain.State
	made  map[int]spatial.Pose
	other []string // palms of other hands
}

func assemble(u *urdf.Robot, fit Fit) (*Robot, error) {
	b := &builder{urdf: u, fit: fit, model: u.Model(), made: map[int]spatial.Pose{}}
	b.body, b.open = rigid(b.model), chain.NewState(b.model)
	c, err := b.find()
	if err != nil {
		return nil, err
	}
	for i := range c.digits {
		b.endOf(&c.digits[i])
	}
	b.given(c)
	s := &measurer{model: b.model, palm: c.palm, state: chain.NewState(b.model), made: b.made}
	a, err := s.assign(c, b.wanted(), b.palmLinks(c), b.fit.PalmFrame)
	if err != nil {
		return nil, err
	}
	if err := b.override(a, c); err != nil {
		return nil, err
	}
	return b.build(s, a, c)
}

// palmLinks are the links that make up the palm, its own first and only those that have a
// shape: who draws one draws it along its axes.
func (b *builder) palmLinks(c *candidate) []int {
	links := []int{c.palm}
	for l := range b.model.NumLinks() {
		if link := b.urdf.Link(l); l != c.palm && b.body[l] == b.body[c.palm] && len(link.Visuals)+len(link.Collisions) > 0 {
			links = append(links, l)
		}
	}
	return links
}

// build makes the robot of what was found.
func (b *builder) build(s *measurer, a *assignment, c *candidate) (*Robot, error) {
	r := &Robot{Side: a.side, Palm: c.palm, Flat: s.flat(a, c.digits), Meshes: b.fit.Meshes, Notes: b.urdf.Notes()}
	r.LinkFromPalm = s.linkFromPalm(a, c.digits)
	if f := b.fit.PalmFrame; f != nil && f.Wrist != nil {
		r.LinkFromPalm.Pos = vec(*f.Wrist)
	}
	if e := b.fit.Exact; e != nil && len(e.Flat) == len(r.Flat) {
		p := e.LinkFromPalm
		r.LinkFromPalm = spatial.Pose{Pos: r3.Vec{X: p[0], Y: p[1], Z: p[2]}, Rot: quat.Number{Real: p[3], Imag: p[4], Jmag: p[5], Kmag: p[6]}}
		r.Flat = slices.Clone(e.Flat)
	}
	if !r.LinkFromPalm.IsFinite() {
		return nil, errNoFrame(b.model.Name())
	}
	m, tips, err := b.withTips(a, c)
	if err != nil {
		return nil, err
	}
	r.Model = m
	base, err := b.base(c)
	if err != nil {
		return nil, err
	}
	r.Base, r.Arm = base, between(m, base, c.palm)
	r.RootFromShoulder = b.shoulder(r)
	flat := chain.NewState(m)
	flat.SetCoordinates(r.Flat)
	for f := range r.Tips {
		r.Tips[f], r.Middles[f], r.Knuckles[f] = tips[f], -1, -1
		if tips[f] >= 0 {
			r.Middles[f] = middleJoint(flat, c.palm, tips[f])
			r.Fingers[f] = between(m, c.palm, tips[f])
			if d := &c.digits[a.digit[f]]; hand.Finger(f) != hand.Thumb && !a.gripper && len(d.flexions) > 0 {
				r.Knuckles[f] = b.child(d.flexions[0])
			}
		}
	}
	r.Shapes = b.solids(r, a, c)
	r.Visuals = visualsOf(b.urdf)
	r.Found = b.report(r, a, c)
	r.Fit = b.found(r, a, c)
	return r, nil
}

// withTips is the model with a link at every fingertip that the file has none of.
func (b *builder) withTips(a *assignment, c *candidate) (*chain.Model, [hand.NumFingers]int, error) {
	tips := [hand.NumFingers]int{-1, -1, -1, -1, -1}
	var joints []chain.Joint
	for f := range tips {
		if a.digit[f] < 0 {
			continue
		}
		d := &c.digits[a.digit[f]]
		tips[f] = d.tip
		p, ok := b.made[d.end]
		if !ok {
			continue
		}
		if joints == nil {
			joints = b.model.Joints()
		}
		tips[f] = b.model.NumLinks() + len(joints) - b.model.NumJoints()
		name := b.free(hand.Finger(f).String() + "_tip_made")
		joints = append(joints, chain.Joint{Name: name + "_joint", Kind: chain.Fixed, Parent: b.model.LinkName(d.end), Child: name, Origin: p})
	}
	if joints == nil {
		return b.model, tips, nil
	}
	m, err := chain.New(b.model.Name(), b.model.LinkName(0), joints)
	if err != nil {
		return nil, tips, fmt.Errorf("robot: %w", err)
	}
	return m, tips, nil
}

// free is a name that no link and no joint of the file has.
func (b *builder) free(name string) string {
	for {
		_, link := b.model.LinkIndex(name)
		_, joint := b.model.JointIndex(name + "_joint")
		if !link && !joint {
			return name
		}
		name += "_"
	}
}

func vec(v [3]float64) r3.Vec { return r3.Vec{X: v[0], Y: v[1], Z: v[2]} }

func triple(v r3.Vec) [3]float64 { return [3]float64{v.X, v.Y, v.Z} }

// between lists the coordinates that move link to relative to link from, an
// ancestor of it: proximal first, each once.
func between(m *chain.Model, from, to int) []int {
	var coords []int
	seen := make([]bool, m.DOF())
	for link := to; link != from && link >= 0; link = m.LinkParent(link) {
		if c, _, _ := m.JointCoordinate(m.LinkJoint(link)); c >= 0 && !seen[c] {
			seen[c] = true
			coords = append([]int{c}, coords...)
		}
	}
	return coords
}

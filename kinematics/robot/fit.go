package robot

import (
	"fmt"
	"io"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"
)

// Fit tells which links of somebody's URDF are the palm and the fingertips.
type Fit struct {
	// Wrist is the link that carries the fingers; the link from which all
	// fingertips hang where empty.
	Wrist string

	// Tips are the fingertips' links by finger ("thumb" … "little"); guessed from
	// the links' names where empty.
	Tips map[string]string
}

// Bionic is the shipped arm: the right one as its URDF says, the left one its
// reflection.
func Bionic(side hand.Side) (*Robot, error) {
	u, err := urdf.Parse("bionic.urdf", strings.NewReader(bionicURDF))
	if err != nil {
		return nil, fmt.Errorf("robot: %w", err)
	}
	r, err := assemble(u, Fit{Wrist: "palm"})
	if err != nil {
		return nil, err
	}
	// Its palm frame is the convention itself.
	r.Side, r.LinkFromPalm = hand.Right, spatial.Identity()
	return r.ForSide(side)
}

// ForSide is the robot itself if it is of that side, else its reflection.
func (r *Robot) ForSide(side hand.Side) (*Robot, error) {
	if r.Side == side {
		return r, nil
	}
	return Reflect(r)
}

// FromURDF fits a robot of somebody else's: an arm with a hand, or a hand
// alone, which is put on the shipped arm. Its side and its palm frame are
// found from how its fingers lie and close.
func FromURDF(path string, fit Fit) (*Robot, error) {
	u, err := urdf.Load(path)
	if err != nil {
		return nil, err
	}
	return fitted(u, fit, path)
}

// ReadURDF is FromURDF for a text that is already at hand; name stands for the file in
// errors.
func ReadURDF(name string, text io.Reader, fit Fit) (*Robot, error) {
	u, err := urdf.Parse(name, text)
	if err != nil {
		return nil, err
	}
	return fitted(u, fit, name)
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

func assemble(u *urdf.Robot, fit Fit) (*Robot, error) {
	m := u.Model()
	tips, err := findTips(m, fit.Tips)
	if err != nil {
		return nil, err
	}
	palm, err := findPalm(m, fit.Wrist, tips)
	if err != nil {
		return nil, err
	}
	r := &Robot{Model: m, Palm: palm, Tips: tips, Shapes: ShapesOf(u), Arm: between(m, 0, palm)}
	state := openHand(m)
	for f := range r.Tips {
		r.Middles[f] = -1
		if tip := r.Tips[f]; tip >= 0 {
			r.Middles[f] = middleJoint(state, palm, tip)
			r.Fingers[f] = between(m, palm, tip)
		}
	}
	if r.Side, r.LinkFromPalm, err = palmFrame(r); err != nil {
		return nil, err
	}
	return r, nil
}

// PalmOf guesses the link that carries the fingers, as FromURDF does where nobody
// names it.
func PalmOf(m *chain.Model) (int, error) {
	tips, err := findTips(m, nil)
	if err != nil {
		return 0, err
	}
	return findPalm(m, "", tips)
}

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

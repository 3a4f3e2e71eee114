package lesson

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/urdf"
	"mirrorarm/sim/gesture"
)

// Setting is what a lesson is opened on.
type Setting struct {
	Robot *robot.Robot
	Tip   int // link

	// Posture is all coordinates of the robot as the free workbench finds it; nil for
	// zero, or as near to it as the limits allow. What lessons set is all that they
	// move: their joints stand at zero otherwise.
	Posture []float64

	// Recording is a hand to filter; nil takes a synthetic one.
	Recording gesture.Source
}

// defaultTip is the link that lessons on the shipped arm move: its frame's
// origin is the wrist.
const defaultTip = "palm"

// Shipped is the setting of the arm that mirrorarm ships, the right one.
func Shipped() (*Setting, error) {
	r, err := robot.Bionic(hand.Right)
	if err != nil {
		return nil, err
	}
	return newSetting(r, defaultTip)
}

// Fitted is the setting of somebody's URDF; without a tip it is the palm of an arm
// that has a hand, else the end of the longest chain.
func Fitted(path, tip string) (*Setting, error) {
	u, err := urdf.Load(path)
	if err != nil {
		return nil, err
	}
	m := u.Model()
	if tip == "" {
		tip = m.LinkName(likelyTip(m))
	}
	r := robot.Plain(u, mesh.Near(path, nil, os.Getenv))
	s, err := newSetting(r, tip)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r.Palm = s.Tip
	return s, nil
}

// armFreedoms is what brings a palm to any place: with less it sits on a mere wrist.
const armFreedoms = 3

// likelyTip is the link that a robot's lessons move where nobody names one.
func likelyTip(m *chain.Model) int {
	if palm, err := robot.PalmOf(m); err == nil && len(coordinatesOf(m, palm)) >= armFreedoms {
		return palm
	}
	best, most := 0, 0
	for _, leaf := range m.Leaves() {
		if n := len(coordinatesOf(m, leaf)); n > most {
			best, most = leaf, n
		}
	}
	return best
}

// Bent is a posture to begin with: the joints that move the tip in the middle of
// their ranges or, where an arm is singular there, turned from it by a share of them.
func (s *Setting) Bent() []float64 {
	m := s.Robot.Model
	middle := append([]float64(nil), stateOf(m, make([]float64, m.DOF())).Coordinates()...)
	l, err := limbOf(m, s.Tip)
	if err != nil {
		return middle
	}
	var most ranks
	q := middle
	for _, share := range []float64{0, 0.1, 0.2, 0.3} {
		turned := append([]float64(nil), middle...)
		for _, c := range l.coords {
			k := m.Coordinate(c).Limit
			low, high := max(k.Lower, -math.Pi), min(k.Upper, math.Pi)
			turned[c] = min(max((low+high)/2+share*(high-low)/2, k.Lower), k.Upper)
		}
		l.state.SetCoordinates(turned)
		if r := l.ranks(); r.above(most) {
			q, most = turned, r
		}
	}
	return q
}

func newSetting(r *robot.Robot, tip string) (*Setting, error) {
	link, err := linkOf(r.Model, tip)
	if err != nil {
		return nil, err
	}
	return OnRobot(r, link)
}

// OnRobot is the setting of a robot and the link that lessons move.
func OnRobot(r *robot.Robot, tip int) (*Setting, error) {
	if tip < 0 || tip >= r.Model.NumLinks() {
		return nil, fmt.Errorf("lesson: link %d of %q: want 0 to %d", tip, r.Model.Name(), r.Model.NumLinks()-1)
	}
	if len(coordinatesOf(r.Model, tip)) == 0 {
		return nil, fmt.Errorf("lesson: no joint of %q moves link %q", r.Model.Name(), r.Model.LinkName(tip))
	}
	return &Setting{Robot: r, Tip: tip}, nil
}

// linkOf finds a link by name, or lists those that there are.
func linkOf(m *chain.Model, name string) (int, error) {
	if i, ok := m.LinkIndex(name); ok {
		return i, nil
	}
	names := make([]string, m.NumLinks())
	for i := range names {
		names[i] = m.LinkName(i)
	}
	return 0, fmt.Errorf("lesson: no link %q on %q, which has %s", name, m.Name(), strings.Join(names, " "))
}

// coordinatesOf are the coordinates that move a link, in the model's order.
func coordinatesOf(m *chain.Model, link int) []int {
	var out []int
	for j := range m.NumJoints() {
		if c, _, _ := m.JointCoordinate(j); c >= 0 && m.Carries(j, link) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out
}

package lesson

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Transforms are written as parentFromChild, with links of the robot, or as
// elementary ones: Rx(30) turns by 30° about x, Tx(100) shifts by 100 mm along
// it, rpy(10 20 30) is URDF's roll, pitch, yaw. Link names are compared without
// regard to case and underscores, so that upperArmFromForearm means the link
// upper_arm and the link forearm.

var elementary = regexp.MustCompile(`^([RT][xyz]|rpy)\(([^)]*)\)$`)

// transform is what a written transform does in a state of the robot.
func transform(s *chain.State, text string) (spatial.Pose, error) {
	if m := elementary.FindStringSubmatch(text); m != nil {
		return elementaryTransform(text, m[1], strings.Fields(m[2]))
	}
	pair, err := linksOf(s.Model(), text)
	if err != nil {
		return spatial.Pose{}, err
	}
	return s.RootFromLink(pair.parent).Inverse().Mul(s.RootFromLink(pair.child)), nil
}

// linksOf are the links that a transform's name speaks of. A link's own name may have
// From in it.
func linksOf(m *chain.Model, text string) (between, error) {
	const from = "From"
	var first error
	for at := strings.Index(text, from); at >= 0; {
		parent, err := looseLink(m, text[:at])
		if err == nil {
			var child int
			if child, err = looseLink(m, text[at+len(from):]); err == nil {
				return between{parent: parent, child: child}, nil
			}
		}
		if first == nil {
			first = fmt.Errorf("transform %q: %w", text, err)
		}
		next := strings.Index(text[at+1:], from)
		if next < 0 {
			return between{}, first
		}
		at += 1 + next
	}
	return between{}, fmt.Errorf("transform %q: want parentFromChild with two links, Rx(deg), Tx(mm) or rpy(deg deg deg)", text)
}

func elementaryTransform(text, name string, args []string) (spatial.Pose, error) {
	want := 1
	if name == "rpy" {
		want = 3
	}
	var v [3]float64
	if len(args) != want {
		return spatial.Pose{}, fmt.Errorf("transform %q: %d numbers, want %d", text, len(args), want)
	}
	for i, a := range args {
		x, err := strconv.ParseFloat(a, 64)
		if err != nil || x < -1e6 || x > 1e6 || x != x {
			return spatial.Pose{}, fmt.Errorf("transform %q: %q is no number between -1e6 and 1e6", text, a)
		}
		v[i] = x
	}
	if name == "rpy" {
		return spatial.Pose{Rot: spatial.FromRPY(v[0]*deg, v[1]*deg, v[2]*deg)}, nil
	}
	axis := map[byte]r3.Vec{'x': {X: 1}, 'y': {Y: 1}, 'z': {Z: 1}}[name[1]]
	if name[0] == 'T' {
		return spatial.At(r3.Scale(v[0]*mm, axis)), nil
	}
	return spatial.Pose{Rot: spatial.AxisAngle(axis, v[0]*deg)}, nil
}

// product multiplies transforms, separated by blanks outside of brackets or by
// dots.
func product(s *chain.State, text string) (spatial.Pose, error) {
	out := spatial.Identity()
	for _, part := range splitTransforms(text) {
		p, err := transform(s, part)
		if err != nil {
			return out, err
		}
		out = out.Mul(p)
	}
	return out, nil
}

// splitTransforms cuts a product into its factors.
func splitTransforms(text string) []string {
	depth := 0
	return strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		return depth == 0 && (r == ' ' || r == '·' || r == '*' || r == ',')
	})
}

func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// looseLink finds a link by its name or by what transforms call it.
func looseLink(m *chain.Model, name string) (int, error) {
	for i := range m.NumLinks() {
		if strings.EqualFold(token(m, i), name) {
			return i, nil
		}
	}
	for i := range m.NumLinks() {
		if plain(m.LinkName(i)) == plain(name) {
			return i, nil
		}
	}
	_, err := linkOf(m, name)
	return 0, err
}

// Two transforms count as equal within what rounding leaves.
const (
	samePosition = 1e-6 // m
	sameRotation = 1e-6 // rad
)

func sameTransform(a, b spatial.Pose) bool {
	d := spatial.Difference(a, b)
	return r3.Norm(d.Lin) < samePosition && r3.Norm(d.Ang) < sameRotation
}

// orders visits every order of every choice among n things, shorter ones first,
// until visit returns true.
func orders(n int, visit func(order []int) bool) bool {
	var extend func(order []int, used uint, left int) bool
	extend = func(order []int, used uint, left int) bool {
		if left == 0 {
			return visit(order)
		}
		for i := range n {
			if used&(1<<i) == 0 && extend(append(order, i), used|1<<i, left-1) {
				return true
			}
		}
		return false
	}
	for length := 1; length <= n; length++ {
		if extend(nil, 0, length) {
			return true
		}
	}
	return false
}

// turned is the rotation left between two transforms, for a message.
func turned(a, b spatial.Pose) float64 {
	return r3.Norm(spatial.RotationVector(quat.Mul(quat.Conj(a.Rot), b.Rot))) / deg
}

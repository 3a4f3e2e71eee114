package format

import (
	"math"
	"slices"
	"strconv"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// joint is a point of a hand as a file gives it.
type joint struct {
	at     r3.Vec
	rot    spatial.Pose // its own pose, where the file has more than a position
	turned bool         // whether rot holds a rotation
	seen   bool
	dims   int // coordinates: 2 or 3
}

// unseen is a joint that the tracker did not see.
var unseen = joint{dims: 3}

// cloud is a set of joints that belong to one hand, named or in an order.
type cloud struct {
	joints []joint
	names  []string // empty where only the order tells
}

// sizes of unnamed sets: the 21 landmarks, Oculus's 24, WebXR's 25, OpenXR's 26
// (the palm first), Apple's 27 (two of the forearm last), and 42, which are two
// hands.
var cloudSizes = []int{21, 24, 25, 26, 27, 42}

// leastNamed is how many landmarks a set of named joints must name.
const leastNamed = 15

// cloud reads a node as the joints of a hand.
func (b *keyBook) cloud(n *node) (cloud, bool) {
	switch n.kind {
	case list:
		if c, ok := n.plainCloud(); ok {
			return c, true
		}
		if c, ok := n.flatCloud(); ok {
			return c, true
		}
		return b.taggedCloud(n)
	case object:
		return b.namedCloud(n)
	}
	return cloud{}, false
}

// plainCloud is a list of points in an order.
func (n *node) plainCloud() (cloud, bool) {
	if !slices.Contains(cloudSizes, len(n.items)) {
		return cloud{}, false
	}
	var c cloud
	points := 0
	for i := range n.items {
		if len(n.items[i].tag()) > 0 {
			return cloud{}, false
		}
		j, ok := n.items[i].joint()
		if !ok {
			return cloud{}, false
		}
		if n.items[i].kind != absent {
			points++
		}
		c.joints = append(c.joints, j)
	}
	return c, points > 0
}

// flatCloud is a list of numbers, so many to a joint.
func (n *node) flatCloud() (cloud, bool) {
	total := len(n.items)
	if total < 42 {
		return cloud{}, false
	}
	for i := range n.items {
		if k := n.items[i].kind; k == list || k == object {
			return cloud{}, false
		}
	}
	size, per, ok := flatShape(total)
	if !ok {
		return cloud{}, false
	}
	c := cloud{joints: make([]joint, size)}
	for i := range c.joints {
		part := node{kind: list, items: n.items[i*per : (i+1)*per]}
		if c.joints[i], ok = part.joint(); !ok {
			return cloud{}, false
		}
	}
	return c, true
}

// flatShape is how many joints of how many numbers make up so many numbers.
func flatShape(total int) (size, per int, ok bool) {
	for _, per := range []int{3, 2, 16, 8, 7, 4} {
		if total%per != 0 {
			continue
		}
		if size := total / per; size != 42 && slices.Contains(cloudSizes, size) {
			return size, per, true
		}
	}
	return 0, 0, false
}

// tag is the joint's name that an element of a list carries.
func (n *node) tag() string {
	if n.kind != object {
		return ""
	}
	for _, key := range []string{"joint", "name", "jointName", "joint_name", "Joint", "Name", "jointType", "id", "part", "type", "bone", "key"} {
		if v := n.get(key); v.kind == text && math.IsNaN(v.num) && v.text != "" {
			return v.text
		}
	}
	return ""
}

// taggedCloud is a list of objects that each name their joint.
func (b *keyBook) taggedCloud(n *node) (cloud, bool) {
	if len(n.items) < leastNamed || len(n.items) > 4*hand.NumLandmarks {
		return cloud{}, false
	}
	var c cloud
	for i := range n.items {
		name := n.items[i].tag()
		if name == "" {
			return cloud{}, false
		}
		j, ok := n.items[i].joint()
		if !ok {
			j = unseen
		}
		c.names, c.joints = append(c.names, name), append(c.joints, j)
	}
	return c, b.named(&c) >= leastNamed
}

// namedCloud is an object whose keys are the joints' names, perhaps finger by
// finger.
func (b *keyBook) namedCloud(n *node) (cloud, bool) {
	var c cloud
	b.gather(n, &c, "", 0)
	return c, b.named(&c) >= leastNamed
}

// gather collects the joints under an object's keys.
func (b *keyBook) gather(n *node, c *cloud, prefix string, depth int) {
	if depth > 3 || len(c.joints) > 4*hand.NumLandmarks {
		return
	}
	for i := range n.items {
		item := &n.items[i]
		name := strconv.Itoa(i)
		if n.kind == object {
			name = n.keys[i]
		}
		full := prefix + name
		if item.kind == list || item.kind == object {
			if j, ok := item.joint(); ok {
				c.names, c.joints = append(c.names, full), append(c.joints, j)
				continue
			}
			// Nothing but fingers and their joints lies within a hand.
			if depth > 0 || b.isHandPart(name) {
				b.gather(item, c, full+" ", depth+1)
			}
		} else if item.kind == absent && n.kind == object && b.name(full).role != roleNone {
			c.names, c.joints = append(c.names, full), append(c.joints, unseen)
		}
	}
}

// isHandPart reports whether a key may hold the joints of a finger.
func (b *keyBook) isHandPart(key string) bool {
	j := b.name(key)
	return j.onHand || key == "fingers" || (j.role == roleWrist || j.role == rolePalm) && !contains(words(key), "hand")
}

// named counts the landmarks that the names tell.
func (b *keyBook) named(c *cloud) int {
	var found [hand.NumLandmarks]bool
	n := 0
	for _, j := range b.roles(c.names) {
		if j.role >= 0 && int(j.role) < len(found) && !found[j.role] {
			found[j.role] = true
			n++
		}
	}
	return n
}

// joint reads a node as a point: two or three coordinates, alone, with a
// quaternion and a radius, as a 4 × 4 matrix, or in an object that has them
// under the usual keys.
func (n *node) joint() (joint, bool) {
	switch n.kind {
	case absent:
		return unseen, true
	case list:
		return n.listJoint()
	case object:
		return n.objectJoint()
	}
	return joint{}, false
}

func (n *node) listJoint() (joint, bool) {
	if len(n.items) == 0 {
		return joint{}, false
	}
	if n.items[0].kind == list {
		return n.nestedJoint()
	}
	for i := range n.items {
		if k := n.items[i].kind; k != number && k != absent && (k != text || !isNothing(n.items[i].text) && math.IsNaN(n.items[i].num)) {
			return joint{}, false
		}
	}
	x := func(i int) float64 { return n.items[i].num }
	switch len(n.items) {
	case 2:
		return newJoint(x(0), x(1), 0, 2), true
	case 3, 4:
		return newJoint(x(0), x(1), x(2), 3), true
	case 7, 8:
		return newJoint(x(0), x(1), x(2), 3).turnedBy(x(3), x(4), x(5), x(6)), true
	case 16:
		var m [16]float64
		for i := range m {
			m[i] = x(i)
		}
		return matrixJoint(&m)
	}
	return joint{}, false
}

// nestedJoint is a list of lists: the rows of a matrix, or a position and an
// orientation.
func (n *node) nestedJoint() (joint, bool) {
	if k := len(n.items); (k == 4 || k == 3) && len(n.items[0].items) == 4 {
		var m [16]float64
		m[15] = 1
		for r := range n.items {
			if len(n.items[r].items) != 4 {
				return joint{}, false
			}
			for c := range 4 {
				m[4*r+c] = n.items[r].items[c].num
			}
		}
		return matrixJoint(&m)
	}
	if k := len(n.items); k == 1 || k == 2 && len(n.items[0].items) == 3 && len(n.items[1].items) == 4 {
		return n.items[0].joint()
	}
	return joint{}, false
}

// Where an object has a joint's position, and its orientation.
var (
	positionKeys = []string{"position", "Position", "pos", "translation", "location", "pose", "transform", "worldPosition", "localPosition", "point", "coordinates", "xyz", "matrix", "transformMatrix", "p", "t"}
	turnKeys     = []string{"orientation", "rotation", "Rotation", "quaternion", "rot", "q"}
)

func (n *node) objectJoint() (joint, bool) {
	x, y, z := n.first("x", "X"), n.first("y", "Y"), n.first("z", "Z")
	hasXY := slices.ContainsFunc(n.keys, isX) && slices.ContainsFunc(n.keys, isY)
	if hasXY {
		dims := 2
		if slices.Contains(n.keys, "z") || slices.Contains(n.keys, "Z") {
			dims = 3
		} else {
			z = &node{kind: number}
		}
		for _, v := range []*node{x, y, z} {
			if v.kind == list || v.kind == object {
				return joint{}, false
			}
		}
		return newJoint(x.num, y.num, z.num, dims), true
	}
	for _, key := range positionKeys {
		v := n.get(key)
		if v.kind != list && v.kind != object {
			continue
		}
		j, ok := v.joint()
		if !ok {
			continue
		}
		if turn := n.first(turnKeys...); !j.turned && turn.kind != absent {
			if q, ok := turn.quaternion(); ok {
				j = j.turnedBy(q[0], q[1], q[2], q[3])
			}
		}
		if seen := n.first("tracked", "isTracked", "valid"); seen.kind == truth && seen.num == 0 {
			j.seen = false
		}
		return j, true
	}
	return joint{}, false
}

func isX(key string) bool { return key == "x" || key == "X" }
func isY(key string) bool { return key == "y" || key == "Y" }

// quaternion reads x, y, z, w.
func (n *node) quaternion() (q [4]float64, ok bool) {
	if n.kind == list && len(n.items) == 4 {
		for i := range q {
			q[i] = n.items[i].num
		}
		return q, true
	}
	if n.kind == object {
		for i, key := range []string{"x", "y", "z", "w"} {
			q[i] = n.get(key).num
		}
		return q, !math.IsNaN(q[3])
	}
	return q, false
}

// newJoint is a joint at a point; one without all its numbers was not seen.
func newJoint(x, y, z float64, dims int) joint {
	sum := math.Abs(x) + math.Abs(y) + math.Abs(z)
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return joint{dims: dims}
	}
	return joint{at: r3.Vec{X: x, Y: y, Z: z}, seen: true, dims: dims}
}

// turnedBy gives the joint an orientation, if the quaternion is one.
func (j joint) turnedBy(x, y, z, w float64) joint {
	if n := math.Sqrt(x*x + y*y + z*z + w*w); !(n > 0.9 && n < 1.1) {
		return j
	}
	j.rot = spatial.Pose{Rot: spatial.Unit(quat.Number{Real: w, Imag: x, Jmag: y, Kmag: z}), Pos: j.at}
	j.turned = true
	return j
}

// matrixJoint is the joint of a 4 × 4 matrix, by rows or by columns, which its
// 0 0 0 1 tells. The identity is what recorders write for what was not tracked.
func matrixJoint(m *[16]float64) (joint, bool) {
	zero := func(a, b, c int) bool { return m[a] == 0 && m[b] == 0 && m[c] == 0 }
	if math.IsNaN(m[15]) {
		return joint{dims: 3}, true
	}
	if math.Abs(m[15]-1) > 1e-6 {
		if zero(12, 13, 14) && m[15] == 0 && zero(3, 7, 11) {
			return joint{dims: 3}, true
		}
		return joint{}, false
	}
	var j joint
	var x, y, z r3.Vec
	switch {
	case zero(12, 13, 14):
		j = newJoint(m[3], m[7], m[11], 3)
		x, y, z = r3.Vec{X: m[0], Y: m[4], Z: m[8]}, r3.Vec{X: m[1], Y: m[5], Z: m[9]}, r3.Vec{X: m[2], Y: m[6], Z: m[10]}
	case zero(3, 7, 11):
		j = newJoint(m[12], m[13], m[14], 3)
		x, y, z = r3.Vec{X: m[0], Y: m[1], Z: m[2]}, r3.Vec{X: m[4], Y: m[5], Z: m[6]}, r3.Vec{X: m[8], Y: m[9], Z: m[10]}
	default:
		return joint{}, false
	}
	if d := r3.Dot(r3.Cross(x, y), z); d > 0.9 && d < 1.1 {
		j.rot, j.turned = spatial.Pose{Rot: spatial.Unit(spatial.FromAxes(x, y, z)), Pos: j.at}, true
	}
	return j, true
}

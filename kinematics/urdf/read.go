package urdf

import (
	"errors"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// robot interprets the <robot> element.
func (d *document) robot(root *element) (*Robot, error) {
	name, err := d.required(root, "name")
	if err != nil {
		return nil, err
	}
	links, lines, err := d.links(root)
	if err != nil {
		return nil, err
	}
	var joints []chain.Joint
	jointLine := map[string]int{}
	children := map[string]bool{}
	for _, e := range root.children {
		if e.name != "joint" {
			continue
		}
		j, err := d.joint(e, lines)
		if err != nil {
			return nil, err
		}
		if _, ok := jointLine[j.Name]; !ok {
			jointLine[j.Name] = e.line
		}
		children[j.Child] = true
		joints = append(joints, j)
	}
	base, err := d.base(root, links, lines, children)
	if err != nil {
		return nil, err
	}
	d.freeFollowers(joints)
	model, err := chain.New(name, base, joints)
	if fault := (*chain.JointError)(nil); errors.As(err, &fault) {
		return nil, d.errorf(jointLine[fault.Joint], "joint %q: %s", fault.Joint, fault.Problem)
	}
	if err != nil {
		return nil, d.errorf(root.line, "%v", err)
	}
	sorted := make([]Link, len(links))
	for _, l := range links {
		i, _ := model.LinkIndex(l.Name) // every link is a child or the base
		sorted[i] = l
	}
	return &Robot{model: model, links: sorted, notes: d.notes}, nil
}

// freeFollowers takes limits away from joints that follow others: all where that was asked
// for, else those that cannot be meant, since they leave their leader less than a tenth of
// its range: one that was copied from a joint that turns the other way, say.
func (d *document) freeFollowers(joints []chain.Joint) {
	at := map[string]int{}
	for i := range joints {
		at[joints[i].Name] = i
	}
	for i := range joints {
		j := &joints[i]
		if j.Mimic == nil || j.Kind == chain.Fixed || j.Kind == chain.Continuous {
			continue
		}
		scale, shift, leader, ok := leaderOf(joints, at, i)
		if !ok {
			continue // chain.New says what is wrong
		}
		own, range0 := j.Limit, joints[leader].Limit
		low, high := (own.Lower-shift)/scale, (own.Upper-shift)/scale
		if low > high {
			low, high = high, low
		}
		left := min(high, range0.Upper) - max(low, range0.Lower)
		const share = 0.1
		meant := scale == 0 || left >= share*(range0.Upper-range0.Lower) || math.IsInf(range0.Upper-range0.Lower, 0) && left > 0
		if meant && !d.opt.IgnoreFollowerLimits {
			continue
		}
		free := chain.Unlimited()
		free.Velocity, free.Effort = own.Velocity, own.Effort
		j.Limit = free
		if !meant {
			d.note("joint %q: its limits %.3g to %.3g cannot be meant, since it follows %q, which they would leave next to nothing of its %.3g to %.3g: they are ignored",
				j.Name, own.Lower, own.Upper, joints[leader].Name, range0.Lower, range0.Upper)
		}
	}
}

// leaderOf follows a chain of followers to the joint that leads it.
func leaderOf(joints []chain.Joint, at map[string]int, i int) (scale, shift float64, leader int, ok bool) {
	scale = 1
	for range joints {
		m := joints[i].Mimic
		if m == nil {
			return scale, shift, i, joints[i].Kind != chain.Fixed
		}
		next, known := at[m.Joint]
		if !known {
			return 0, 0, 0, false
		}
		shift += scale * m.Offset
		scale *= m.Multiplier
		i = next
	}
	return 0, 0, 0, false
}

// links reads every <link>, and the line of each by name.
func (d *document) links(root *element) ([]Link, map[string]int, error) {
	var links []Link
	lines := map[string]int{}
	colors, err := d.materials(root)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range root.children {
		if e.name != "link" {
			continue
		}
		l, err := d.link(e, colors)
		if err != nil {
			return nil, nil, err
		}
		if first, ok := lines[l.Name]; ok {
			return nil, nil, d.errorf(e.line, "link %q: defined twice, first on line %d", l.Name, first)
		}
		if len(links) == MaxLinks {
			return nil, nil, d.errorf(e.line, "link %q: more than %d links", l.Name, MaxLinks)
		}
		lines[l.Name] = e.line
		links = append(links, l)
	}
	if len(links) == 0 {
		return nil, nil, d.errorf(root.line, "<robot> has no <link>")
	}
	return links, lines, nil
}

// base is the one link that is no joint's child.
func (d *document) base(root *element, links []Link, lines map[string]int, children map[string]bool) (string, error) {
	var bases []string
	for _, l := range links {
		if !children[l.Name] {
			bases = append(bases, l.Name)
		}
	}
	switch len(bases) {
	case 0:
		return "", d.errorf(root.line, "every link is the child of a joint: the joints close a loop, want a tree")
	case 1:
		return bases[0], nil
	}
	return "", d.errorf(lines[bases[1]], "link %q: not connected: it and %q are both no joint's child, want one root link", bases[1], bases[0])
}

func (d *document) joint(e *element, links map[string]int) (chain.Joint, error) {
	var j chain.Joint
	var err error
	if j.Name, err = d.required(e, "name"); err != nil {
		return j, err
	}
	kind, err := d.required(e, "type")
	if err != nil {
		return j, err
	}
	if j.Kind, err = d.kind(e, j.Name, kind); err != nil {
		return j, err
	}
	if j.Parent, err = d.end(e, j.Name, "parent", links); err != nil {
		return j, err
	}
	if j.Child, err = d.end(e, j.Name, "child", links); err != nil {
		return j, err
	}
	if j.Origin, err = d.origin(e); err != nil {
		return j, err
	}
	j.Limit = chain.Unlimited()
	if j.Kind == chain.Fixed {
		return j, nil
	}
	if j.Axis, err = d.axis(e, j.Name); err != nil {
		return j, err
	}
	if j.Limit, err = d.limit(e, &j); err != nil {
		return j, err
	}
	j.Mimic, err = d.mimic(e)
	return j, err
}

func (d *document) kind(e *element, joint, kind string) (chain.Kind, error) {
	known := []chain.Kind{chain.Fixed, chain.Revolute, chain.Continuous, chain.Prismatic}
	for _, k := range known {
		if k.String() == kind {
			return k, nil
		}
	}
	if kind == "planar" || kind == "floating" {
		d.note("line %d: joint %q: a %s joint, which has several coordinates, is held still", e.line, joint, kind)
		return chain.Fixed, nil
	}
	return 0, d.errorf(e.line, "joint %q: type %q, want fixed, revolute, continuous or prismatic", joint, kind)
}

// end is the link that <parent> or <child> names.
func (d *document) end(e *element, joint, which string, links map[string]int) (string, error) {
	c := e.child(which)
	if c == nil {
		return "", d.errorf(e.line, "joint %q: no <%s link=\"…\"/>", joint, which)
	}
	link, err := d.required(c, "link")
	if err != nil {
		return "", err
	}
	if _, ok := links[link]; !ok {
		return "", d.errorf(c.line, "joint %q: %s link %q does not exist", joint, which, link)
	}
	return link, nil
}

// origin is the <origin> below e, by default the identity.
func (d *document) origin(e *element) (spatial.Pose, error) {
	o := e.child("origin")
	if o == nil {
		return spatial.Identity(), nil
	}
	var xyz, rpy [3]float64
	if err := d.numbers(xyz[:], o, "xyz"); err != nil {
		return spatial.Pose{}, err
	}
	if err := d.numbers(rpy[:], o, "rpy"); err != nil {
		return spatial.Pose{}, err
	}
	if far := max(math.Abs(xyz[0]), math.Abs(xyz[1]), math.Abs(xyz[2])); far > MaxOffset {
		return spatial.Pose{}, d.errorf(o.line, "<origin> is %g m away, want at most %g", far, float64(MaxOffset))
	}
	return spatial.Pose{
		Rot: spatial.Unit(spatial.FromRPY(rpy[0], rpy[1], rpy[2])),
		Pos: r3.Vec{X: xyz[0], Y: xyz[1], Z: xyz[2]},
	}, nil
}

// axis is the unit vector of <axis>, by default x as the format has it.
func (d *document) axis(e *element, joint string) (r3.Vec, error) {
	a := e.child("axis")
	if a == nil {
		return r3.Vec{X: 1}, nil
	}
	xyz := [3]float64{1, 0, 0}
	if err := d.numbers(xyz[:], a, "xyz"); err != nil {
		return r3.Vec{}, err
	}
	// Dividing by the largest component first keeps tiny and huge axes exact.
	biggest := max(math.Abs(xyz[0]), math.Abs(xyz[1]), math.Abs(xyz[2]))
	if biggest == 0 {
		return r3.Vec{}, d.errorf(a.line, "joint %q: axis is zero, want a direction", joint)
	}
	return r3.Unit(r3.Vec{X: xyz[0] / biggest, Y: xyz[1] / biggest, Z: xyz[2] / biggest}), nil
}

// limit reads <limit>. A continuous joint has no position limits even where the
// file states some. Velocity or effort absent or zero is unbounded, as most
// readers take it: nobody means a joint that cannot move.
func (d *document) limit(e *element, j *chain.Joint) (chain.Limit, error) {
	l := chain.Unlimited()
	tag := e.child("limit")
	if tag == nil {
		if j.Kind == chain.Continuous {
			return l, nil
		}
		return l, d.errorf(e.line, "joint %q: a %s joint needs <limit lower=\"…\" upper=\"…\"/>", j.Name, j.Kind)
	}
	for _, bound := range []struct {
		name string
		to   *float64
	}{{"velocity", &l.Velocity}, {"effort", &l.Effort}} {
		v, err := d.number(tag, bound.name, 0)
		switch {
		case err != nil:
			return l, err
		case v < 0:
			return l, d.errorf(tag.line, "joint %q: %s %g < 0", j.Name, bound.name, v)
		case v > 0:
			*bound.to = v
		}
	}
	if j.Kind == chain.Continuous {
		return l, nil
	}
	var err error
	if l.Lower, err = d.number(tag, "lower", 0); err != nil {
		return l, err
	}
	if l.Upper, err = d.number(tag, "upper", 0); err != nil {
		return l, err
	}
	if far := max(math.Abs(l.Lower), math.Abs(l.Upper)); j.Kind == chain.Prismatic && far > MaxOffset {
		return l, d.errorf(tag.line, "joint %q: slides %g m, want at most %g", j.Name, far, float64(MaxOffset))
	}
	if l.Lower > l.Upper {
		unit := "rad"
		if j.Kind == chain.Prismatic {
			unit = "m"
		}
		return l, d.errorf(tag.line, "joint %q: lower %.2f > upper %.2f %s", j.Name, l.Lower, l.Upper, unit)
	}
	return l, nil
}

func (d *document) mimic(e *element) (*chain.Mimic, error) {
	tag := e.child("mimic")
	if tag == nil {
		return nil, nil
	}
	leader, err := d.required(tag, "joint")
	if err != nil {
		return nil, err
	}
	m := &chain.Mimic{Joint: leader}
	if m.Multiplier, err = d.number(tag, "multiplier", 1); err != nil {
		return nil, err
	}
	m.Offset, err = d.number(tag, "offset", 0)
	return m, err
}

// materials are the colours that the file defines by name at its top level.
func (d *document) materials(root *element) (map[string][4]float64, error) {
	colors := map[string][4]float64{}
	for _, e := range root.children {
		name, named := e.attr("name")
		if e.name != "material" || !named {
			continue
		}
		color, err := d.color(e, nil)
		if err != nil {
			return nil, err
		}
		colors[name] = color
	}
	return colors, nil
}

package scene

import (
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
)

// linkMeshes are the shapes of a robot's links, nil where a link has none, and the
// materials that they have beside ours.
func linkMeshes(r *robot.Robot) ([]*Mesh, []Material) {
	out, own := foreignLinks(r)
	for i := range out {
		if out[i] == nil && (r.LinkNames == nil || r.LinkNames[i] == "") {
			out[i] = bionicLink(r, i)
		}
	}
	for i := range out {
		if out[i] == nil {
			out[i] = capsuleLink(r, i)
		}
	}
	return out, own
}

// side is +1 for a right hand.
func side(s hand.Side) float32 {
	if s == hand.Left {
		return -1
	}
	return 1
}

// bionicLink is the designed shape of a link of the shipped arm, known by its
// name; nil for others.
func bionicLink(r *robot.Robot, link int) *Mesh {
	name := r.Model.LinkName(link)
	if !onOurArm(r) {
		return nil
	}
	switch name {
	case "base":
		return shoulder()
	case "upper_arm":
		return upperArm(reach(r, link))
	case "forearm":
		return forearm(reach(r, link))
	case "wrist_ball":
		return wristBall()
	case "palm":
		if _, ok := shapeOf(r, link); !ok {
			return nil // another hand on our arm
		}
		return join(palmShell(side(r.Side)), knuckles(r, link), mounds(r, link))
	}
	segment, ok := fingerSegment(name)
	if !ok {
		return nil
	}
	c, ok := shapeOf(r, link)
	if !ok {
		return nil
	}
	l, ra, rb := reach(r, link), float32(c.Ra), float32(c.Rb)
	switch segment {
	case "metacarpal", "proximal", "middle":
		return phalanx(l, ra, rb)
	case "distal":
		return fingertip(l, ra, rb)
	}
	return nil
}

// onOurArm tells whether a robot is the shipped arm, with whatever hand on it.
func onOurArm(r *robot.Robot) bool {
	for _, name := range []string{"base", "upper_arm", "forearm", "wrist_ball"} {
		if _, ok := r.Model.LinkIndex(name); !ok {
			return false
		}
	}
	return true
}

// knuckles are the struts that carry the fingers' first joints.
func knuckles(r *robot.Robot, palm int) *Mesh {
	var parts []*Mesh
	for i := range r.Model.NumLinks() {
		if r.Model.LinkParent(i) != palm {
			continue
		}
		at := FromR3(r.Model.Joint(r.Model.LinkJoint(i)).Origin.Pos)
		root := Vec{at.X - 0.024, at.Y * 0.86, at.Z - 0.002}
		thick := float32(0.0068)
		if strings.HasPrefix(r.Model.LinkName(i), hand.Thumb.String()) {
			root, thick = Vec{at.X - 0.006, at.Y * 0.4, at.Z}, 0.0095
		}
		parts = append(parts, rod(root, at, thick, thick*0.9, MatJoint))
	}
	return join(parts...)
}

// mounds are the soft balls of the thumb and of the little finger: the solids of
// the palm that stand out of it.
func mounds(r *robot.Robot, palm int) *Mesh {
	var parts []*Mesh
	for _, c := range r.Shapes {
		if c.Link == palm && c.A.Z < -0.006 && c.B.Z < -0.006 {
			parts = append(parts, rod(FromR3(c.A), FromR3(c.B), float32(c.Ra), float32(c.Rb), MatPad))
		}
	}
	return join(parts...)
}

// fingerSegment is the second half of the name of a finger's link, such as
// "middle" of index_middle.
func fingerSegment(link string) (segment string, ok bool) {
	name, segment, ok := strings.Cut(link, "_")
	for f := range hand.NumFingers {
		if ok && hand.Finger(f).String() == name {
			return segment, true
		}
	}
	return "", false
}

// reach is the distance (m) from a link's joint to the next one along +X.
func reach(r *robot.Robot, link int) float32 {
	var far float64
	for i := range r.Model.NumLinks() {
		if r.Model.LinkParent(i) == link {
			far = max(far, r.Model.Joint(r.Model.LinkJoint(i)).Origin.Pos.X)
		}
	}
	return float32(far)
}

// shapeOf is the first solid shape of a link.
func shapeOf(r *robot.Robot, link int) (robot.Capsule, bool) {
	for _, c := range r.Shapes {
		if c.Link == link {
			return c, true
		}
	}
	return robot.Capsule{}, false
}

// capsuleLink is the plain shape of a link of any other robot: its solid
// shapes, or rods to its children's joints.
func capsuleLink(r *robot.Robot, link int) *Mesh {
	var parts []*Mesh
	for _, c := range r.Shapes {
		if c.Link == link {
			parts = append(parts, rod(FromR3(c.A), FromR3(c.B), float32(c.Ra), float32(c.Rb), MatShell))
		}
	}
	if len(parts) > 0 {
		return join(parts...)
	}
	for i := range r.Model.NumLinks() {
		if r.Model.LinkParent(i) != link {
			continue
		}
		end := FromR3(r.Model.Joint(r.Model.LinkJoint(i)).Origin.Pos)
		if l := end.Norm(); l > 1e-3 {
			thick := min(max(0.16*l, 0.006), 0.045)
			parts = append(parts, rod(Vec{}, end, thick, 0.8*thick, MatShell), ball(1.15*thick, 20, MatJoint))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return join(parts...)
}

// rod is a rounded cone between two points.
func rod(a, b Vec, ra, rb float32, mat MaterialID) *Mesh {
	l := b.Sub(a).Norm()
	h := hull{round(0, ra), round(max(l, 1e-4), rb)}
	s := h.domed(0, ra, -1, 6, mat)
	end := h.domed(h[1].x, rb, 1, 6, mat)
	s.rings = append(s.rings, end.rings...)
	return loft(20, s).moved(Along(a, b, Vec{Z: 1}))
}

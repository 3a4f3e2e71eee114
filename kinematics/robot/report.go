package robot

import (
	"fmt"
	"slices"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
)

// Found is what was found of somebody's robot, by the names of its file.
type Found struct {
	Palm       string        `json:"palm"`
	Axes       string        `json:"palm_axes"` // where its fingers point, and its back, in the palm's link
	Frame      PalmFrame     `json:"palm_frame"`
	Side       string        `json:"side"`
	SideFrom   string        `json:"side_from"`
	Reflected  bool          `json:"reflected"` // drawn as the other side's, which the robot has not
	Base       string        `json:"base"`
	Arm        []string      `json:"arm_joints"`
	Mounted    string        `json:"mounted,omitempty"` // why it is on the shipped arm
	Fingers    []FoundFinger `json:"fingers"`
	Rule       string        `json:"rule,omitempty"`
	OtherHands []string      `json:"other_hands"` // palms of hands that were not taken
	Coupled    []string      `json:"coupled"`
	Bare       []string      `json:"without_surface"`
	Doubts     []string      `json:"doubts"`
}

// FoundFinger is one of its fingers.
type FoundFinger struct {
	Finger  string     `json:"finger"`
	Links   []string   `json:"links"`
	Joints  []string   `json:"joints"`
	Tip     string     `json:"tip"`
	TipFrom string     `json:"tip_from,omitempty"` // of a tip that the file has no frame of
	TipAt   [3]float64 `json:"tip_at_m"`           // in its link
}

// Line is what was found in one line.
func (f *Found) Line() string {
	var fingers []string
	for _, g := range f.Fingers {
		fingers = append(fingers, fmt.Sprintf("%s %s", g.Finger, g.Tip))
	}
	side := f.Side
	if f.Reflected {
		side += " (a reflection: the robot's own is the other one)"
	}
	line := fmt.Sprintf("palm %s (%s), %s, %s", f.Palm, f.Axes, side, strings.Join(fingers, ", "))
	if f.Mounted != "" {
		line += "; " + f.Mounted
	} else {
		line += fmt.Sprintf("; arm of %d joints from %s", len(f.Arm), f.Base)
	}
	switch n := len(f.Doubts); n {
	case 0:
		return line
	case 1:
		return line + "; doubt: " + f.Doubts[0]
	default:
		return line + fmt.Sprintf("; %d doubts, the first: %s", n, f.Doubts[0])
	}
}

func (b *builder) report(r *Robot, a *assignment, c *candidate) *Found {
	m := b.model
	x, _, z := spatial.Axes(r.LinkFromPalm.Rot)
	f := &Found{
		Palm: m.LinkName(c.palm), Side: r.Side.String(), SideFrom: a.from, Base: m.LinkName(r.Base), Rule: a.rule,
		Axes:    fmt.Sprintf("fingers %s, back %s", axisName(triple(x)), axisName(triple(z))),
		Coupled: []string{}, Bare: []string{}, Doubts: append([]string{}, a.doubts...), OtherHands: append([]string{}, b.other...),
	}
	wrist := triple(r.LinkFromPalm.Pos)
	f.Frame = PalmFrame{Fingers: triple(x), Back: triple(z), Wrist: &wrist}
	for _, coord := range r.Arm {
		f.Arm = append(f.Arm, m.Coordinate(coord).Name)
	}
	for i := range a.digit {
		if a.digit[i] < 0 {
			continue
		}
		d := &c.digits[a.digit[i]]
		g := FoundFinger{Finger: hand.Finger(i).String(), Tip: m.LinkName(d.tip), TipFrom: d.made}
		if p, ok := b.made[d.end]; ok {
			g.Tip, g.TipAt = m.LinkName(d.end), triple(p.Pos)
		}
		for _, l := range d.links {
			g.Links = append(g.Links, m.LinkName(l))
		}
		for _, j := range d.joints {
			g.Joints = append(g.Joints, m.Joint(j).Name)
		}
		if d.doubtful && hand.Finger(i) != hand.Thumb {
			f.Doubts = append(f.Doubts, g.Finger+": its ranges do not tell which way it closes; --palm-frame does")
		}
		if strings.HasPrefix(d.made, "the length") {
			f.Doubts = append(f.Doubts, g.Finger+": nothing tells where it ends; --tips does")
		}
		f.Fingers = append(f.Fingers, g)
	}
	b.coupled(f)
	for l := range m.NumLinks() {
		if !slices.ContainsFunc(r.Shapes, func(s Capsule) bool { return s.Link == l }) {
			f.Bare = append(f.Bare, m.LinkName(l))
		}
	}
	return f
}

// coupled lists the joints that follow others.
func (b *builder) coupled(f *Found) {
	for i := range b.model.NumJoints() {
		j := b.model.Joint(i)
		if j.Kind == chain.Fixed || j.Mimic == nil {
			continue
		}
		text := fmt.Sprintf("%s follows %s × %.4g", j.Name, j.Mimic.Joint, j.Mimic.Multiplier)
		if j.Mimic.Offset != 0 {
			text += fmt.Sprintf(" %+.4g", j.Mimic.Offset)
		}
		f.Coupled = append(f.Coupled, text)
	}
}

// axisName is a direction in words: an axis where it is one, else its numbers.
func axisName(v [3]float64) string {
	for i, name := range []string{"x", "y", "z"} {
		if v[i] > 1-1e-6 {
			return "+" + name
		}
		if v[i] < -1+1e-6 {
			return "−" + name
		}
	}
	return fmt.Sprintf("(%.3f %.3f %.3f)", v[0]+0, v[1]+0, v[2]+0)
}

// found is the fit that says all that was found.
func (b *builder) found(r *Robot, a *assignment, c *candidate) Fit {
	m, p := b.model, r.LinkFromPalm
	f := Fit{
		Wrist: m.LinkName(c.palm), Side: r.Side.String(), Base: b.fit.Base, IgnoreFollowerLimits: b.fit.IgnoreFollowerLimits,
		Tips: map[string]string{}, TipPoints: map[string][3]float64{}, Solids: map[string][]CapsuleOf{},
		Exact: &Exact{
			LinkFromPalm: [7]float64{p.Pos.X, p.Pos.Y, p.Pos.Z, p.Rot.Real, p.Rot.Imag, p.Rot.Jmag, p.Rot.Kmag},
			Flat:         slices.Clone(r.Flat),
		},
	}
	for i, k := range a.digit {
		if k < 0 {
			continue
		}
		d, name := &c.digits[k], hand.Finger(i).String()
		f.Tips[name] = m.LinkName(d.tip)
		if p, ok := b.made[d.end]; ok {
			f.Tips[name], f.TipPoints[name] = m.LinkName(d.end), triple(p.Pos)
		}
	}
	for l := range m.NumLinks() {
		solids := []CapsuleOf{}
		for _, s := range r.Shapes {
			if s.Link == l {
				solids = append(solids, CapsuleOf{A: triple(s.A), B: triple(s.B), Ra: s.Ra, Rb: s.Rb})
			}
		}
		f.Solids[m.LinkName(l)] = solids
	}
	return f
}

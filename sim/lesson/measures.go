package lesson

import (
	"math"
)

// Measures are what a student can measure on the arm of a setting with a ruler: lengths
// in mm, angles in degrees.
type Measures struct {
	Joints      int
	Upper, Fore float64 // the two bones; 0 without a shoulder and an elbow
	Raises      bool    // whether the elbow's bend raises the tip
	ElbowMost   float64 // its largest bend

	Shoulder, Elbow, Wrist, Hinge HingeMeasure
	Names                         []string // of the joints, as they are typed
	Links                         Links
}

// HingeMeasure is a joint and how its own value makes the angle that lessons speak of:
// angle = Sign·value + Zero. Without a name there is none.
type HingeMeasure struct {
	Name         string
	Sign, Zero   float64
	Lower, Upper float64 // of the joint's own value
}

// Links are what transforms call the links that lessons speak of; empty for none.
type Links struct{ Base, Upper, Fore, Tip, A, B, C string }

// Measure measures the setting's arm.
func (s *Setting) Measure() (*Measures, error) {
	l, err := limbOf(s.Robot.Model, s.Tip)
	if err != nil {
		return nil, err
	}
	a := anatomyOf(l)
	m := &Measures{Joints: len(l.coords)}
	for i := range l.coords {
		m.Names = append(m.Names, l.joint(i))
	}
	for role, dst := range map[string]*HingeMeasure{"shoulder": &m.Shoulder, "elbow": &m.Elbow, "wrist": &m.Wrist, "hinge": &m.Hinge} {
		if h, ok := a.joint(role); ok {
			p := l.params()[h.at]
			*dst = HingeMeasure{Name: p.Name, Sign: h.sign, Zero: h.zero / l.unit[h.at], Lower: p.Lower, Upper: p.Upper}
		}
	}
	if b := a.bones; b != nil {
		low, high := a.span(b.elbow)
		m.Upper, m.Fore, m.Raises, m.ElbowMost = b.upper/mm, b.fore/mm, b.raises, math.Max(high, -low)/deg
	}
	for role, dst := range map[string]*string{
		"base": &m.Links.Base, "upper": &m.Links.Upper, "fore": &m.Links.Fore, "tip": &m.Links.Tip,
		"a": &m.Links.A, "b": &m.Links.B, "c": &m.Links.C,
	} {
		if link, ok := a.link(role); ok {
			*dst = token(l.model, link)
		}
	}
	return m, nil
}

// Package wearer simulates a person who wears the glove: how this very hand
// strains and presses the fabric, and what the glove's taxels make of it. It
// knows the truth (the person's angles and every imperfection) and gives away
// nothing but counts.
//
// Frames and units are those of packages hand and glove: metres, radians,
// seconds, strain as a ratio, Pa. A stretch channel feels the strain prestrain +
// Σ gain·θ′ with glove.Geometry's gain at the place where this channel really is
// on this hand, and θ′ the angle bent by the person's Shape, which the decoder's
// model does not contain. A pressure channel feels the flesh as an elastic
// foundation: modulus × depth ÷ thickness (Johnson, Contact Mechanics, 1985, §4.3).
// How much people and gloves differ are design values.
package wearer

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"

	"gonum.org/v1/gonum/spatial/r3"
)

// How people differ from the nominal hand, as SD: a part common to the whole
// hand and one of each joint. Design values.
const (
	lengthCommon, lengthEach       = 0.05, 0.02
	thicknessCommon, thicknessEach = 0.06, 0.03
	// Share of the strain by which it bends away from a straight line.
	shapeDepth = 0.04
)

// Person is a hand that wears the glove.
type Person struct {
	Side      hand.Side
	Dims      hand.Dimensions
	Thickness hand.Angles // of each joint, relative to the nominal hand
	Shape     [hand.NumAngles]Shape
}

// Shape is how a joint of this person strains the fabric more or less than in
// proportion to its angle θ (rad): by the factor 1 + Depth·sin(Rate·θ + Phase).
type Shape struct{ Depth, Rate, Phase float64 }

// Effective is the angle that a straight joint would need for the same strain.
func (s Shape) Effective(theta float64) float64 {
	return theta * (1 + s.Depth*math.Sin(s.Rate*theta+s.Phase))
}

// NominalPerson is the hand that the glove was designed for.
func NominalPerson(side hand.Side) Person {
	p := Person{Side: side, Dims: hand.Nominal()}
	for i := range p.Thickness {
		p.Thickness[i] = 1
	}
	return p
}

// NewPerson is someone whose bones are known, with a thickness and a shape of
// strain drawn from rng.
func NewPerson(side hand.Side, dims hand.Dimensions, rng *rand.Rand) Person {
	p := Person{Side: side, Dims: dims}
	common := thicknessCommon * rng.NormFloat64()
	for i := range p.Thickness {
		p.Thickness[i] = 1 + common + thicknessEach*rng.NormFloat64()
		p.Shape[i] = Shape{Depth: shapeDepth, Rate: 1 + 2*rng.Float64(), Phase: 2 * math.Pi * rng.Float64()}
	}
	return p
}

// DrawPerson is a random person: bone lengths, too, are drawn from rng.
func DrawPerson(side hand.Side, rng *rand.Rand) Person {
	dims := hand.Nominal()
	common := 1 + lengthCommon*rng.NormFloat64()
	for f := range dims {
		b := &dims[f]
		b.Base.Pos = r3.Scale(common, b.Base.Pos)
		for i := range b.Length {
			b.Length[i] *= common + lengthEach*rng.NormFloat64()
		}
	}
	return NewPerson(side, dims, rng)
}

// fitted is the hand's bone lengths relative to the glove that it wears: gloves
// come in three sizes, a child's, an adult's and a giant's, 30 % apart, and
// stretch in proportion.
func (p Person) fitted() hand.Dimensions {
	sum, nominal := 0.0, 0.0
	design := hand.Nominal()
	for f := hand.Index; f <= hand.Little; f++ {
		for i := range 3 {
			sum += p.Dims[f].Length[i]
			nominal += design[f].Length[i]
		}
	}
	size := min(max(1+0.3*math.Round((sum/nominal-1)/0.3), 0.7), 1.3)
	dims := p.Dims
	for f := range dims {
		for i := range dims[f].Length {
			dims[f].Length[i] /= size
		}
	}
	return dims
}

// Measure is what a ruler says of this hand.
func (p Person) Measure(rng *rand.Rand) glove.Measurement {
	m := glove.Measurement{Sigma: glove.RulerSigma}
	design := hand.Nominal()
	for f := range m.Length {
		for i := range m.Length[f] {
			m.Length[f][i] = p.Dims[f].Length[i] / design[f].Length[i] * (1 + glove.RulerSigma*rng.NormFloat64())
		}
	}
	for i, t := range p.Thickness {
		m.Thickness[i] = t * (1 + glove.RulerSigma*rng.NormFloat64())
	}
	return m
}

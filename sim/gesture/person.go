package gesture

import (
	"math/rand/v2"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/spatial/r3"
)

// Person is who moves in a synthetic source.
type Person struct {
	Dims   hand.Dimensions
	Motion float64 // range of motion over the mean person's
	Tempo  float64 // speed of moves over the mean person's
	Tremor float64 // amplitude of tremor over the mean person's
}

// MeanAdult is the person of the nominal hand.
func MeanAdult() Person { return Person{Dims: hand.Nominal(), Motion: 1, Tempo: 1, Tremor: 1} }

// How people differ (standard deviations, relative). Lengths and thicknesses
// are those by which the glove's wearers differ; the rest are design values.
const (
	lengthCommon, lengthOwn       = 0.05, 0.02
	thicknessCommon, thicknessOwn = 0.06, 0.03
	motionSpread                  = 0.05
	tempoSpread                   = 0.12
	tremorSpread                  = 0.25
)

// RandomPerson draws a person; the same seed gives the same one. Every factor
// is normal, cut off at 2.5 standard deviations.
func RandomPerson(seed uint64) Person {
	rng := rand.New(rand.NewPCG(seed, personStream))
	factor := func(sigma float64) float64 {
		return 1 + sigma*min(max(rng.NormFloat64(), -2.5), 2.5)
	}
	p := Person{Dims: hand.Nominal()}
	size, thickness := factor(lengthCommon), factor(thicknessCommon)
	for f := range p.Dims {
		b := &p.Dims[f]
		b.Base.Pos = r3.Scale(size*factor(lengthOwn), b.Base.Pos)
		for i := range b.Length {
			b.Length[i] *= size * factor(lengthOwn)
		}
		for i := range b.Radius {
			b.Radius[i] *= thickness * factor(thicknessOwn)
		}
	}
	p.Motion, p.Tempo, p.Tremor = min(factor(motionSpread), 1.1), factor(tempoSpread), factor(tremorSpread)
	return p
}

// Independent streams of one seed.
const (
	personStream = 0x7065
	tempoStream  = 0x746d
	lifeStream   = 0x6c66
)

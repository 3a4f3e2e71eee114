package evaluate

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/figure"
)

// Bound is the outcome of the static study: how near the decoder comes to the
// physical limit when nothing but noise is in the way.
type Bound struct {
	RMSE  float64 // deg: of single unfiltered frames
	Limit float64 // deg: the Cramér–Rao bound of the channels not on a rail
}

// Ratio is the error over the bound, if there is noise and so a bound.
func (b Bound) Ratio() figure.Value { return figure.Ratio(b.RMSE, b.Limit, noBound) }

func (b Bound) limit() figure.Value { return known(b.Limit, b.Limit, noBound) }

const noBound = "without noise there is no bound"

// Postures and frames of the static study.
const (
	staticPostures = 60
	staticFrames   = 20
)

// Static measures single frames of a noisy but otherwise perfect glove, exactly
// calibrated, in postures well inside the anatomical range. The bound is that of
// an unbiased estimator under Gaussian noise, the diagonal of (GᵀG)⁻¹σ² (Kay,
// Fundamentals of Statistical Signal Processing, 1993, §3.9); for a profile in
// which only some channels are noisy σ is their root mean square. An error of tell
// ends the study.
func Static(p taxel.Profile, channels int, seed uint64, tell glove.Progress) (Bound, error) {
	quiet := p.Only(taxel.Noise)
	layout, err := glove.NewLayout(channels, quiet)
	if err != nil {
		return Bound{}, err
	}
	rng := rand.New(rand.NewPCG(seed, staticStream))
	design := glove.Design(layout)
	frame := glove.NewFrame(channels)
	variance := quiet.NoisyShare*quiet.Noise*quiet.Noise + 1/(12*float64(quiet.Codes)*float64(quiet.Codes))
	strainSigma := quiet.Ranges[taxel.Stretch].Width() * math.Sqrt(variance)
	var sum, bound, count float64
	for k := range staticPostures {
		w, err := wearer.NewFrom(wearer.Config{Layout: layout, Person: wearer.NominalPerson(hand.Right), GloveSeed: rng.Uint64()})
		if err != nil {
			return Bound{}, err
		}
		a := interior(rng)
		for i := range staticFrames {
			if err := tell.At(float64(k*staticFrames+i) / (staticPostures * staticFrames)); err != nil {
				return Bound{}, err
			}
			if !w.Sense(float64(i)*quiet.Period(), a, frame) {
				continue
			}
			s := glove.LeastSquares(layout, design, frame)
			for j := range a {
				d := s.Angles[j] - a[j]
				sum += d * d
				bound += s.Unit[j] * strainSigma * strainSigma
				count++
			}
		}
	}
	return Bound{RMSE: rms(sum, count), Limit: rms(bound, count)}, tell.At(1)
}

const staticStream = 301

// interior is a posture in the middle of every joint's range.
func interior(rng *rand.Rand) hand.Angles {
	var a hand.Angles
	for j, r := range hand.Ranges() {
		a[j] = r.Lower + (0.25+0.5*rng.Float64())*(r.Upper-r.Lower)
	}
	return a
}

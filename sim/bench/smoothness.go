package bench

import (
	"math"
	"math/cmplx"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/spatial/r3"
)

// Settings of the spectral arc length: frequencies above 10 Hz, and where the
// spectrum has fallen below a twentieth of its peak for good, do not count
// (Balasubramanian et al., On the analysis of movement smoothness, 2015).
const (
	arcCutoff    = 10.0 // Hz
	arcThreshold = 0.05
	arcPadding   = 4 // zero padding: times 2^4
)

// spectralArcLength is the negative length of the amplitude spectrum of a speed
// profile, one value per look, with the mean scaled to one and the frequency to
// the cutoff (ibid., eq. 6). A movement without hesitations is near −1.5.
func spectralArcLength(speed []float64) figure.Value {
	const rate = 1 / (watchEvery * mirror.Period) // Hz
	n := 1
	for n < len(speed) {
		n *= 2
	}
	n <<= arcPadding
	padded := make([]float64, n)
	copy(padded, speed)
	spectrum := fourier.NewFFT(n).Coefficients(nil, padded)
	dc := cmplx.Abs(spectrum[0])
	if !(dc > 0) {
		return figure.Missing(noMove)
	}
	limit := min(len(spectrum)-1, int(arcCutoff*float64(n)/rate))
	for limit > 0 && cmplx.Abs(spectrum[limit])/dc < arcThreshold {
		limit--
	}
	length := 0.0
	for i := range limit {
		rise := (cmplx.Abs(spectrum[i+1]) - cmplx.Abs(spectrum[i])) / dc
		length += math.Hypot(1/float64(limit), rise)
	}
	return figure.Of(-length)
}

// speeds of a finger's tip along a path, per look.
func speeds(path []tips, f hand.Finger) []float64 {
	var v []float64
	for i := 1; i < len(path); i++ {
		v = append(v, r3.Norm(r3.Sub(path[i][f], path[i-1][f])))
	}
	return v
}

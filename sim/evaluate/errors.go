package evaluate

import (
	"math"

	"mirrorarm/kinematics/hand"
)

// Errors gathers the errors of angles: sums, and a histogram for percentiles.
type Errors struct {
	sum, holdSum   float64 // rad²
	count, holds   float64
	predicted      float64 // rad²: what the decoder believed
	naive          float64
	naiveCount     float64
	joint          [hand.NumAngles]float64
	histogram      [1800]uint32 // of |error| in bins of 0.05°
	histogramCount float64
}

const histogramBin = 0.05 * degree

// Add takes one step's estimate.
func (e *Errors) Add(decoded, sigma, truth *hand.Angles, moving bool) {
	for j := range truth {
		d := decoded[j] - truth[j]
		e.sum += d * d
		e.joint[j] += d * d
		e.predicted += sigma[j] * sigma[j]
		if !moving {
			e.holdSum += d * d
			e.holds++
		}
		e.histogram[min(int(math.Abs(d)/histogramBin), len(e.histogram)-1)]++
	}
	e.count += hand.NumAngles
	e.histogramCount += hand.NumAngles
}

// AddNaive takes one step of the baseline.
func (e *Errors) AddNaive(decoded, truth *hand.Angles) {
	for j := range truth {
		d := decoded[j] - truth[j]
		e.naive += d * d
	}
	e.naiveCount += hand.NumAngles
}

// Merge adds another person's errors.
func (e *Errors) Merge(o *Errors) {
	e.sum, e.holdSum = e.sum+o.sum, e.holdSum+o.holdSum
	e.count, e.holds = e.count+o.count, e.holds+o.holds
	e.predicted, e.naive, e.naiveCount = e.predicted+o.predicted, e.naive+o.naive, e.naiveCount+o.naiveCount
	for j := range e.joint {
		e.joint[j] += o.joint[j]
	}
	for i := range e.histogram {
		e.histogram[i] += o.histogram[i]
	}
	e.histogramCount += o.histogramCount
}

func rms(sum, count float64) float64 {
	if count == 0 {
		return 0
	}
	return math.Sqrt(sum/count) / degree
}

// RMSE is the root mean squared error over all angles and steps, in degrees.
func (e *Errors) RMSE() float64 { return rms(e.sum, e.count) }

// Percentile is the error (degrees) that the share p of all stays below, to the
// histogram's 0.05°.
func (e *Errors) Percentile(p float64) float64 {
	rank, seen := p*e.histogramCount, 0.0
	for i, n := range e.histogram {
		if seen += float64(n); seen >= rank {
			return float64(i+1) * histogramBin / degree
		}
	}
	return math.Inf(1)
}

// JointRMSE is one angle's error in degrees.
func (e *Errors) JointRMSE(a hand.Angle) float64 { return rms(e.joint[a], e.count/hand.NumAngles) }

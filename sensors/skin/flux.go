package skin

import "math"

// fluxMeter reads the heat that leaves a half space from the history of its
// temperature: q = −e/√π·∫ dT/dτ·(t − τ)^−½ dτ (Carslaw and Jaeger, Conduction of
// Heat in Solids, 1959, §2.9). The kernel 1/√(πt) is (1/π)·∫ e^(x/2)·e^(−t·e^x) dx,
// here a sum of exponentials, so that the history costs a few numbers.
type fluxMeter struct {
	keep, weight, state [fluxTerms]float64
}

// The exponentials reach from a step of 10 ms to hours: a shorter memory would
// lack its tail.
const (
	fluxTerms  = 14
	slowestLog = -10.0 // ln of 1/s
	fluxStep   = 1.15
)

func newFluxMeter() (m fluxMeter) {
	for i := range m.keep {
		rate := math.Exp(slowestLog + fluxStep*float64(i))
		m.keep[i] = math.Exp(-rate * ThermalPeriod)
		// A ramp over one period, not a jump at its end, enters each memory.
		m.weight[i] = SkinEffusivity / math.Pi * math.Sqrt(rate) * fluxStep * (1 - m.keep[i]) / (rate * ThermalPeriod)
	}
	return m
}

// next takes in by how much (K) the skin has cooled in a period.
func (m *fluxMeter) next(cooled float64) (flux float64) {
	for i := range m.state {
		m.state[i] = m.keep[i]*m.state[i] + m.weight[i]*cooled
		flux += m.state[i]
	}
	return flux
}

package bench

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Fit is how a stage's cost grows with size.
type Fit struct {
	Stage string `json:"stage"`
	Unit  string `json:"unit"`
	// SlopeNS is what one more costs per step (ns), and BaseUS what none at all
	// would (µs): a straight line through all sizes, each weighted by 1/size², since
	// the larger ones err by more.
	SlopeNS float64 `json:"slope_ns"`
	BaseUS  float64 `json:"base_us"`
	// Exponent is the slope in log-log coordinates over all sizes: at most 1 where
	// the cost grows no faster than the size.
	Exponent float64 `json:"exponent"`
}

// fitCost fits the cost of a stage over the points. It takes three sizes to see
// whether a line is straight.
func fitCost(points []Point, stage string) (Fit, bool) {
	var size, cost, logSize, logCost, weight []float64
	unit := ""
	for _, p := range points {
		c := p.CostUS[stage].Float()
		if !(c > 0) || p.Size < 1 {
			continue
		}
		n := float64(p.Size)
		size, cost, weight = append(size, n), append(cost, c), append(weight, 1/(n*n))
		logSize, logCost = append(logSize, math.Log(n)), append(logCost, math.Log(c))
		unit = p.Unit
	}
	if len(size) < 3 {
		return Fit{}, false
	}
	base, slope := stat.LinearRegression(size, cost, weight, false)
	_, exponent := stat.LinearRegression(logSize, logCost, nil, false)
	return Fit{Stage: stage, Unit: unit, SlopeNS: slope * 1e3, BaseUS: base, Exponent: exponent}, true
}

package skin

import "math"

// The skin's thermal half: design values.
const (
	SkinEffusivity  = 580     // W√s/(m²K)
	SkinDiffusivity = 1.45e-7 // m²/s
	SkinConduction  = 0.22    // W/(m·K)
	ThermalDepth    = 0.25e-3 // m: how deep the sensor lies
	ThermalLag      = 0.050   // s
	ThermalStep     = 0.1     // K, one count
	ThermalPeriod   = 0.010   // s
)

// Conductance is the contact's thermal conductance (W/m²K) at a pressure (Pa),
// against an object of a conductivity (W/m·K). It grows almost linearly with
// load (Yovanovich's exponent 0.95), and differs from touch to touch by a
// log-normal factor of which touch is the standard normal deviate.
func Conductance(pressure, conductivity, touch float64) float64 {
	if pressure <= 0 {
		return 0
	}
	return 2000 * math.Pow(pressure/100e3, 0.95) * math.Exp(0.30*touch) * conductivity / (conductivity + SkinConduction)
}

// ContactStep is the temperature, t seconds after touch and depth x below the
// surface of skin at ts, that touched an object at to through a conductance:
// two half spaces with a resistance between them (Carslaw and Jaeger,
// Conduction of Heat in Solids, 1959, §2.7 and §2.8).
func ContactStep(t, x, conductance, skinEffusivity, ts, objectEffusivity, to float64) float64 {
	if t <= 0 || conductance <= 0 {
		return ts
	}
	contact := ContactTemperature(skinEffusivity, ts, objectEffusivity, to)
	return ts + (contact-ts)*ContactShape(t, x, conductance*(1/skinEffusivity+1/objectEffusivity))
}

// ContactShape is the share of the way to the contact temperature that skin has
// gone t seconds after touch at depth x, for a rate beta (1/√s): conductance
// times the sum of both reciprocal effusivities.
func ContactShape(t, x, beta float64) float64 {
	if t <= 0 {
		return 0
	}
	xi := x / (2 * math.Sqrt(SkinDiffusivity*t))
	// e^(2ξη+η²)·erfc(ξ+η) = e^(−ξ²)·erfcx(ξ+η), which does not overflow.
	return math.Exp(-xi*xi) * (erfcx(xi) - erfcx(xi+beta*math.Sqrt(t)))
}

// ContactTemperature is what two half spaces that touch perfectly agree on.
func ContactTemperature(skinEffusivity, ts, objectEffusivity, to float64) float64 {
	return (skinEffusivity*ts + objectEffusivity*to) / (skinEffusivity + objectEffusivity)
}

// erfcx is e^(x²)·erfc(x) for x ≥ 0; from 20 on by its asymptotic series.
func erfcx(x float64) float64 {
	if x < 20 {
		return math.Exp(x*x) * math.Erfc(x)
	}
	r := 1 / (x * x)
	return (1 - r/2*(1-r*3/2*(1-r*5/2))) / (x * math.Sqrt(math.Pi))
}

// The grid of the diffusion: cells that widen away from the surface, over the
// depth divided by √diffusivity (unit √s). In that measure every material
// diffuses alike, and a cell of width w holds e·w of heat per kelvin: an object
// is nothing but its effusivity.
const (
	heatCells  = 24
	firstCell  = 0.02 // √s: 8 µm of skin
	cellGrowth = 1.22
	heatNodes  = 2 * heatCells
)

// Heat is one-dimensional diffusion in the skin under a patch and in the object
// that it touches. It is the scratch of one goroutine.
type Heat struct {
	effusivity float64
	sensor     float64 // depth of the sensor, √s
	// Cells run from deep in the object to its surface, and from the surface of
	// the skin into it: temperature (°C) and width (√s).
	cell, width [heatNodes]float64
	touching    bool
	even        bool    // all of the skin is at one temperature
	flux        float64 // W/m², into the object

	// The factored system, and what it was factored for.
	system                 heatSystem
	link                   [heatNodes]float64 // W/m²K, from each cell to the next
	lower, upper, diagonal [heatNodes]float64 // 1 − τ·A
	eliminated, inverse    [heatNodes]float64 // of Thomas's algorithm
	right                  [heatNodes]float64
}

// heatSystem is what the matrix of a step depends on.
type heatSystem struct{ dt, conductance, effusivity float64 }

// NewHeat is skin of an effusivity, all at temperature ts, with the sensor at a
// depth (m).
func NewHeat(effusivity, depth, ts float64) *Heat {
	h := &Heat{effusivity: effusivity, sensor: depth / math.Sqrt(SkinDiffusivity)}
	w := firstCell
	for i := range heatCells {
		h.width[heatCells+i], h.width[heatCells-1-i] = w, w
		w *= cellGrowth
	}
	h.Warm(ts)
	return h
}

// Warm brings all of the skin to a temperature, as a heater does that had time.
func (h *Heat) Warm(ts float64) {
	for i := heatCells; i < heatNodes; i++ {
		h.cell[i] = ts
	}
	h.even = true
}

// warm (K) is as good as warm: a millionth of the step of the sensor's counts, so that
// hardly ever a count is another for it.
const warm = 1e-6 * ThermalStep

// Relax lets a heater pull the skin towards a temperature by a share.
func (h *Heat) Relax(ts, share float64) {
	if h.even && h.cell[heatCells] == ts {
		return
	}
	off := 0.0
	for i := heatCells; i < heatNodes; i++ {
		h.cell[i] += share * (ts - h.cell[i])
		off = max(off, math.Abs(ts-h.cell[i]))
	}
	if h.even = false; off < warm {
		h.Warm(ts)
	}
}

// Touch begins contact with an object, all at temperature to.
func (h *Heat) Touch(to float64) {
	h.touching, h.even = true, false
	for i := range heatCells {
		h.cell[i] = to
	}
}

// Touching tells whether there is contact.
func (h *Heat) Touching() bool { return h.touching }

// Release ends it: into air nothing flows.
func (h *Heat) Release() { h.touching = false }

// Step advances by dt (s), through a conductance (W/m²K) into an object of an
// effusivity. TR-BDF2 (Bank et al., 1985) is second order and damps the jump at
// touch, which the trapezoidal rule alone would let ring. In the air the object, which
// the next touch makes anew, is left alone, and skin that is evenly warm stays so.
func (h *Heat) Step(dt, conductance, objectEffusivity float64) {
	first := 0
	if !h.touching {
		conductance, first = 0, heatCells
		if h.even {
			h.flux = 0
			return
		}
	}
	// With this γ both stages have the same matrix.
	const gamma = 2 - math.Sqrt2
	if want := (heatSystem{dt, conductance, objectEffusivity}); want != h.system {
		h.system = want
		h.connect(conductance, objectEffusivity)
		h.assemble(gamma*dt/2, objectEffusivity)
	}
	// Trapezoidal to t + γ·dt …
	for i := first; i < heatNodes; i++ {
		h.right[i] = 2*h.cell[i] - h.times(i)
	}
	h.solve(first)
	// … then the second backward difference over start, middle and end.
	const fresh, old = 1 / (gamma * (2 - gamma)), (1 - gamma) * (1 - gamma) / (gamma * (2 - gamma))
	for i := first; i < heatNodes; i++ {
		h.right[i] = fresh*h.right[i] - old*h.cell[i]
	}
	h.solve(first)
	copy(h.cell[first:], h.right[first:])
	h.flux = h.link[heatCells-1] * (h.cell[heatCells] - h.cell[heatCells-1])
}

// connect computes the conductances from cell to cell: half a cell each way,
// and at the surface the contact between them.
func (h *Heat) connect(conductance, objectEffusivity float64) {
	for i := range heatNodes - 1 {
		e := h.effusivity
		if i < heatCells {
			e = objectEffusivity
		}
		h.link[i] = 2 * e / (h.width[i] + h.width[i+1])
	}
	h.link[heatCells-1] = 0
	if conductance > 0 {
		half := h.width[heatCells] / 2
		h.link[heatCells-1] = 1 / (half/h.effusivity + 1/conductance + half/objectEffusivity)
	}
}

// assemble builds 1 − τ·A and eliminates below its diagonal (Thomas's
// algorithm; the matrix is diagonally dominant). The outermost cells keep their
// temperature: they are so far away that nothing reaches them.
func (h *Heat) assemble(tau, objectEffusivity float64) {
	h.diagonal[0], h.diagonal[heatNodes-1] = 1, 1
	for i := 1; i < heatNodes-1; i++ {
		capacity := h.effusivity * h.width[i]
		if i < heatCells {
			capacity = objectEffusivity * h.width[i]
		}
		h.lower[i] = -tau * h.link[i-1] / capacity
		h.upper[i] = -tau * h.link[i] / capacity
		h.diagonal[i] = 1 - h.lower[i] - h.upper[i]
	}
	h.inverse[0] = 1 / h.diagonal[0]
	for i := 1; i < heatNodes; i++ {
		h.eliminated[i] = h.lower[i] * h.inverse[i-1]
		h.inverse[i] = 1 / (h.diagonal[i] - h.eliminated[i]*h.upper[i-1])
	}
}

// times is row i of the matrix times the cells.
func (h *Heat) times(i int) float64 {
	sum := h.diagonal[i] * h.cell[i]
	if i > 0 {
		sum += h.lower[i] * h.cell[i-1]
	}
	if i < heatNodes-1 {
		sum += h.upper[i] * h.cell[i+1]
	}
	return sum
}

// solve overwrites the right-hand side, from a row on that hangs together with none before
// it, with the solution.
func (h *Heat) solve(first int) {
	for i := first + 1; i < heatNodes; i++ {
		h.right[i] -= h.eliminated[i] * h.right[i-1]
	}
	h.right[heatNodes-1] *= h.inverse[heatNodes-1]
	for i := heatNodes - 2; i >= first; i-- {
		h.right[i] = (h.right[i] - h.upper[i]*h.right[i+1]) * h.inverse[i]
	}
}

// Temperature is that at the sensor (°C), between the centres of two cells.
func (h *Heat) Temperature() float64 {
	centre := h.width[heatCells] / 2
	if h.sensor <= centre {
		return h.cell[heatCells]
	}
	for i := heatCells; i < heatNodes-1; i++ {
		next := centre + (h.width[i]+h.width[i+1])/2
		if h.sensor <= next {
			return h.cell[i] + (h.sensor-centre)/(next-centre)*(h.cell[i+1]-h.cell[i])
		}
		centre = next
	}
	return h.cell[heatNodes-1]
}

// Flux is the heat that flows into the object (W/m²).
func (h *Heat) Flux() float64 { return h.flux }

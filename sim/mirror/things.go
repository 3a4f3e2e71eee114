package mirror

import (
	"mirrorarm/sim/figure"
	"mirrorarm/sim/world"
)

// WorldReport tells how far the things around the robot keep to physics.
type WorldReport struct {
	// EnergyGainJ is the largest rise of the energy of all things while the robot touched
	// none of them.
	EnergyGainJ    figure.Value `json:"energy_gain_j"`
	PenetrationMax figure.Value `json:"penetration_mm_max"` // of things in each other and the floor
	SpeedMax       figure.Value `json:"speed_max_m_s"`
}

const noThings = "nothing that moves was there"

// thingsWatch collects it.
type thingsWatch struct {
	looked        bool
	least, gained float64 // J: the least energy since they were driven, and the largest rise
	alone         bool    // nobody has driven them in the last step
	deepest       float64 // m
	fastest       float64 // m/s
}

// add looks at the world after a step.
func (t *thingsWatch) add(w *world.World) {
	if w.Movable() == 0 {
		return
	}
	t.looked = true
	t.deepest, t.fastest = max(t.deepest, w.Penetration()), max(t.fastest, w.Fastest())
	if w.Driven() {
		t.alone = false
		return
	}
	energy := w.Energy()
	if !t.alone {
		t.alone, t.least = true, energy
	}
	t.least = min(t.least, energy)
	t.gained = max(t.gained, energy-t.least)
}

func (t *thingsWatch) report() WorldReport {
	if !t.looked {
		none := figure.Missing(noThings)
		return WorldReport{none, none, none}
	}
	return WorldReport{figure.Of(t.gained), figure.Of(1e3 * t.deepest), figure.Of(t.fastest)}
}

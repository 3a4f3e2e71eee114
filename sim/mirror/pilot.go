package mirror

import "mirrorarm/sensors/skin"

// Pilot leads the arm in the mirrored hand's place.
type Pilot interface {
	// Lead changes the motors' targets (rad) of one step. They come as the mirrored
	// hand wants them; what is beyond the joints' limits is clamped.
	Lead(target []float64)
}

// Hand gives the arm to a pilot from the next step on; nil gives it back to the
// mirrored hand. A pilot has to begin where the arm is, and to end where the
// mirrored hand wants it: nothing eases the change for it.
func (m *Mirror) Hand(p Pilot) {
	m.pilot = p
	if p != nil {
		m.aside.offset = nil
	}
	m.did(Act{Kind: Lead, Led: p != nil})
}

// lead makes the step's target.
func (m *Mirror) lead() {
	target := m.record.Target
	copy(target, m.mirrored)
	m.record.Piloted = m.pilot != nil
	if m.pilot != nil {
		m.pilot.Lead(target)
	}
	if m.aside.offset != nil {
		m.aside.addTo(target, m.time)
	}
	if m.pilot != nil || m.aside.offset != nil {
		m.cfg.Robot.Model.Clamp(target)
	}
}

// Patches are the skin's patches of heat and vibration, for a pilot's perception:
// their readings, as the last step left them.
func (m *Mirror) Patches() []*skin.Patch { return m.skin.Patches() }

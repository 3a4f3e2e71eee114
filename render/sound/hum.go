package sound

import "math"

// The hum of the motors. Design values: heard from the speed of a calm gesture on, not from
// that of a hand that is held still and trembles.
const (
	stillSpeed = 0.12  // rad/s, rms over the joints
	fastSpeed  = 1.5   // rad/s
	humLow     = 82.0  // Hz
	humHigh    = 164.0 // Hz
	humGain    = 0.06
	humLag     = 0.06 // s, of pitch and loudness
)

// overtones are the amplitudes of the hum's harmonics.
var overtones = [4]float64{1, 0.5, 0.28, 0.12}

// hum is a tone that grows and rises with the joints' speed.
type hum struct {
	level, goal float64 // 0 … 1, of the way from still to fast
	phase       float64 // of a turn
}

// follow takes over how fast the joints are (rad/s).
func (h *hum) follow(speed float64) {
	h.goal = min(max((speed-stillSpeed)/(fastSpeed-stillSpeed), 0), 1)
}

// next is the next sample.
func (h *hum) next() float64 {
	h.level += (h.goal - h.level) / (humLag * Rate)
	if h.goal == 0 && h.level < 1e-5 {
		h.level = 0
		return 0
	}
	_, h.phase = math.Modf(h.phase + (humLow+(humHigh-humLow)*h.level)/Rate)
	sin, cos := math.Sincos(2 * math.Pi * h.phase)
	// sin kx from sin x and cos x (Chebyshev): sin (k+1)x = 2 cos x · sin kx − sin (k−1)x.
	before, now, sum := 0.0, sin, 0.0
	for _, a := range overtones {
		sum += a * now
		before, now = now, 2*cos*now-before
	}
	return humGain * math.Sqrt(h.level) * sum
}

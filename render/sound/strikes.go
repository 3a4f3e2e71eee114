package sound

import "math"

// strike is a struck body that rings out: a sinusoid under a decay, with a soft onset.
type strike struct {
	gain, decay float64 // and per frame
	turn, phase float64 // turns a frame, turns
	onset, rise float64 // 0 … 1, and a frame
}

// What is struck. Design values: a tick is as dull as a fingertip's pad, the chime a fifth
// over a tonic with a bell's twelfth.
const (
	tickPitch = 620.0 // Hz
	tickDecay = 0.018 // s
	tickRise  = 0.003 // s
	tickGain  = 0.16
	tickForce = 5.0 // N: no louder above

	chimeDecay = 0.55  // s
	chimeRise  = 0.006 // s
	chimeGain  = 0.09
)

var chimePitches = [3]float64{659.26, 987.77, 1975.5} // Hz: E5, B5, B6 of equal temperament

// strikes are those that sound; one more than there is room for takes the quietest one's
// place.
type strikes struct{ ringing [16]strike }

// tick is the contact of a region that measures a force (N).
func (s *strikes) tick(force float64) {
	s.add(tickGain*math.Sqrt(min(max(force, 0), tickForce)/tickForce), tickPitch, tickDecay, tickRise)
}

func (s *strikes) chime() {
	for i, pitch := range chimePitches {
		s.add(chimeGain/float64(i+1), pitch, chimeDecay/float64(i+1), chimeRise)
	}
}

func (s *strikes) add(gain, pitch, decay, rise float64) {
	quietest := &s.ringing[0]
	for i := range s.ringing {
		if s.ringing[i].gain < quietest.gain {
			quietest = &s.ringing[i]
		}
	}
	*quietest = strike{
		gain: gain, decay: math.Exp(-1 / (decay * Rate)), turn: pitch / Rate, rise: 1 / (rise * Rate),
	}
}

// inaudible (of full scale) is where a strike ends: −100 dB.
const inaudible = 1e-5

// next is the next sample.
func (s *strikes) next() (sum float64) {
	for i := range s.ringing {
		r := &s.ringing[i]
		if r.gain == 0 {
			continue
		}
		sum += r.gain * r.onset * r.onset * (3 - 2*r.onset) * math.Sin(2*math.Pi*r.phase)
		_, r.phase = math.Modf(r.phase + r.turn)
		r.onset = min(r.onset+r.rise, 1)
		if r.gain *= r.decay; r.gain < inaudible {
			*r = strike{}
		}
	}
	return sum
}

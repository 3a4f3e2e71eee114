package hand

import "math"

// Measurer is Measure for a hand that is being watched: it looks at one frame
// after another, in a bounded share of the work each time, and its dimensions
// come to those that Measure finds in the frames that it keeps. It belongs to
// one goroutine.
type Measurer struct {
	side  Side
	seen  []Observation // kept, in no order
	count int           // frames shown so far
	gap   int           // of which every so many-th is kept

	dims    Dimensions // bones and bases as the kept frames show them
	turn    [NumFingers][3]float64
	trial   int     // of the pattern search
	step    float64 // share of the bounds
	settled bool
}

// How a Measurer works. Design values: bones are known within a second of a
// camera's frames, and no frame costs much more than the fit of a dozen.
const (
	measurerKeeps = 48
	measurerEvery = 4 // frames between two looks at the medians
	trialFrames   = 6 // at which a trial of the pattern search looks
	firstStep     = 0.5
	lastStep      = 0.03
)

// NewMeasurer knows nothing yet: its hand is the nominal one.
func NewMeasurer(side Side) *Measurer {
	return &Measurer{side: side, gap: 1, dims: Nominal(), step: firstStep}
}

// Add looks at one more frame, and reports whether the dimensions are better
// known than before.
func (m *Measurer) Add(o *Observation) bool {
	if _, _, ok := alignPalm(palmPoints(m.side, m.dims), o); !ok {
		return false
	}
	m.count++
	switch {
	case len(m.seen) < measurerKeeps:
		m.seen = append(m.seen, *o)
	case m.count%m.gap == 0:
		// The k-th kept frame replaces one of equal age as the gaps grow, so that the
		// kept ones stay spread over the whole of what was seen.
		m.seen[(m.count/m.gap)%measurerKeeps] = *o
		if (m.count/m.gap)%measurerKeeps == 0 {
			m.gap *= 2
		}
	}
	switch {
	case m.count == 1 || m.count%measurerEvery == 0 && m.count <= 4*measurerKeeps:
		return m.measure()
	case m.count > measurerKeeps/2 && !m.settled:
		return m.refine()
	}
	return false
}

// measure takes the medians of what is kept.
func (m *Measurer) measure() bool {
	scale, err := handScale(m.side, m.seen)
	if err != nil {
		return false
	}
	m.dims = Nominal().Scaled(scale)
	measureBones(&m.dims, m.seen)
	measureBases(&m.dims, m.side, m.seen)
	return true
}

// refine tries one more step of the pattern search of refineBases.
func (m *Measurer) refine() bool {
	nominal := m.dims
	bound := turnBounds()
	axis, sign := m.trial/2%3, float64(1-2*(m.trial%2))
	trial := m.turn
	for f := range trial {
		x := trial[f][axis] + sign*m.step*bound[f][axis]
		trial[f][axis] = math.Min(math.Max(x, -bound[f][axis]), bound[f][axis])
	}
	// The frames change from trial to trial, so that in the end all have been asked.
	var frames []Observation
	for i := range min(trialFrames, len(m.seen)) {
		frames = append(frames, m.seen[(i*len(m.seen)/trialFrames+m.trial)%len(m.seen)])
	}
	dims := m.dims
	before := turnedCost(m.side, &dims, &nominal, &m.turn, &bound, frames)
	after := turnedCost(m.side, &dims, &nominal, &trial, &bound, frames)
	better := false
	for f := range after {
		if after[f] < before[f] {
			m.turn[f], better = trial[f], true
		}
	}
	if m.trial++; m.trial%6 == 0 {
		m.step /= 2
		m.settled = m.step < lastStep
	}
	return better
}

// Known reports whether any frame has shown the hand's size.
func (m *Measurer) Known() bool { return len(m.seen) > 0 }

// Dimensions are those that are known so far.
func (m *Measurer) Dimensions() Dimensions {
	dims := m.dims
	turnBases(&dims, &m.dims, &m.turn)
	return dims
}

package wearer

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
)

// Tolerances are how a glove, and the way it is put on, differ from the design,
// as SD.
type Tolerances struct {
	Along     float64 // m, where a channel sits along the finger
	Across    float64 // columns, across it
	Prestrain float64 // strain
	Donning   float64 // m, shift of each finger's fabric, anew at each donning
	Warmth    float64 // K, by which the fabric warms up
}

// DesignTolerances are the design's values.
func DesignTolerances() Tolerances {
	return Tolerances{Along: 1e-3, Across: 0.125, Prestrain: 0.01, Donning: 1.5e-3, Warmth: 3}
}

// Config is what a simulated glove on a person is made of. The glove's seed
// decides which copy of the glove it is, the donning's how it was put on.
type Config struct {
	Layout     *glove.Layout
	Person     Person
	Tolerances Tolerances
	GloveSeed  uint64
	DonSeed    uint64
}

// longestStep is the longest time step of the elements' memory (s): linear
// interpolation of a hand's strain within it errs by less than 0.02 % of the range.
const longestStep = 5e-3

// wornBefore is how long the glove has been worn when the simulation starts (s).
const wornBefore = 60

// warmUp is the time constant of the fabric's warming (s); a design value.
const warmUp = 120

// Wearer is a person with a glove on. One goroutine owns it.
type Wearer struct {
	layout  *glove.Layout
	array   *taxel.Array
	contact *contacts
	shape   [hand.NumAngles]Shape
	strain  []channelStrain              // of the stretch channels, in the channels' order
	felt    [glove.NumBlocks]blockStrain // what they feel of it
	warmth  float64

	step    float64 // s, of the elements
	perScan int     // elements' steps in a frame
	phase   int     // steps since the frame began
	clock   float64 // s, time of the last element step
	begun   bool
	start   float64
	lastT   float64
	last    hand.Angles
	held    []hand.Angles // true postures of the last recording

	stimulus []float64           // of every channel, crosstalk included: fraction of full scale
	when     func(i int) float64 // at which fraction of the present element step channel i is read
	queue    []glove.Frame       // scans under way and waiting, oldest first
}

// New puts a glove on a person, with the design's tolerances; seed decides
// which glove and how it is put on.
func New(layout *glove.Layout, person Person, seed uint64) (*Wearer, error) {
	return NewFrom(Config{Layout: layout, Person: person, Tolerances: DesignTolerances(), GloveSeed: seed, DonSeed: seed})
}

// Streams of random numbers, so that one choice does not shift another.
const (
	fabricStream = iota + 1
	elementStream
	donStream
)

// NewFrom puts the glove on as configured.
func NewFrom(c Config) (*Wearer, error) {
	n := c.Layout.Len()
	p := c.Layout.Profile()
	w := &Wearer{layout: c.Layout, shape: c.Person.Shape, stimulus: make([]float64, n)}
	w.perScan = max(1, int(math.Ceil(p.Period()/longestStep-1e-9)))
	w.step = p.Period() / float64(w.perScan)
	var err error
	w.array, err = taxel.NewArray(p, n, w.step, rand.New(rand.NewPCG(c.GloveSeed, elementStream)))
	if err != nil {
		return nil, fmt.Errorf("wearer: %w", err)
	}
	spread := c.Layout.Spread()
	w.wear(c)
	for b := range w.felt {
		w.felt[b] = newBlockStrain(c.Layout, b, w.strain, spread)
	}
	w.contact = newContacts(c.Layout, c.Person, spread)
	steps := make([]float64, n) // element steps from a frame's beginning to each channel's turn
	for i := range steps {
		steps[i] = c.Layout.Scan(i) * float64(w.perScan)
	}
	w.when = func(i int) float64 { return min(max(steps[i]-float64(w.phase), 0), 1) }
	w.queue = make([]glove.Frame, p.Latency+2) // one under way, one delivered
	for i := range w.queue {
		w.queue[i] = *glove.NewFrame(n)
	}
	return w, nil
}

// wear draws where the channels really are on this person and takes their
// response from there.
func (w *Wearer) wear(c Config) {
	fabric := rand.New(rand.NewPCG(c.GloveSeed, fabricStream))
	don := rand.New(rand.NewPCG(c.DonSeed, donStream))
	w.warmth = c.Tolerances.Warmth * don.Float64()
	dims := c.Person.fitted()
	var geometry [glove.NumBlocks]glove.Geometry
	var shift [glove.NumBlocks]float64
	for b := range geometry {
		geometry[b] = glove.NominalGeometry(dims, b)
		first, count := glove.BlockAngles(b)
		for j := range count {
			geometry[b].Thickness[j] = c.Person.Thickness[int(first)+j]
		}
		shift[b] = c.Tolerances.Donning * don.NormFloat64()
	}
	for i := range c.Layout.Len() {
		ch := c.Layout.Channel(i)
		along := ch.Along + shift[ch.Block] + c.Tolerances.Along*fabric.NormFloat64()
		across := ch.Across + c.Tolerances.Across*fabric.NormFloat64()
		prestrain := ch.Prestrain + c.Tolerances.Prestrain*fabric.NormFloat64()
		if ch.Kind != taxel.Stretch {
			continue
		}
		w.strain = append(w.strain, channelStrain{
			channel: i, prestrain: prestrain, gain: geometry[ch.Block].Gain(along, across, ch.Back),
		})
	}
}

// Sense is one step of the loop at time t (s), with the person's hand in
// posture a. When a new frame of counts has arrived it is copied into frame and
// the result is true. Times must rise; frame must have the layout's length.
func (w *Wearer) Sense(t float64, a hand.Angles, frame *glove.Frame) (fresh bool) {
	if !w.begun {
		w.begin(t, a)
	}
	for w.clock+w.step <= t+1e-9 {
		w.clock += w.step
		at := a
		if t > w.lastT {
			at = w.last.Lerp(a, min(max((w.clock-w.lastT)/(t-w.lastT), 0), 1))
		}
		if w.advance(at) {
			fresh = true
			oldest := &w.queue[len(w.queue)-1]
			frame.Time = oldest.Time
			copy(frame.Counts, oldest.Counts)
		}
	}
	w.lastT, w.last = t, a
	return fresh
}

// begin settles the elements in the first posture.
func (w *Wearer) begin(t float64, a hand.Angles) {
	w.begun, w.clock, w.lastT, w.last, w.start = true, t, t, a, t
	w.stimulate(a)
	w.array.Settle(w.stimulus, wornBefore)
	for i := range w.queue {
		// Until the first scan is delivered there is nothing to deliver.
		w.queue[i].Time = math.Inf(-1)
	}
}

// advance moves the elements on by one step, at whose end the posture is a, and
// reads the channels whose turn it is. It reports whether a frame is delivered.
func (w *Wearer) advance(a hand.Angles) bool {
	w.stimulate(a)
	w.array.Advance(w.stimulus, -w.warmth*math.Expm1((w.start-w.clock)/warmUp))
	n, s := w.layout.Len(), w.perScan
	from, to := n*w.phase/s, n*(w.phase+1)/s
	if w.layout.Profile().Scan == 0 {
		// All at once, at the end of the frame.
		from, to = 0, n
		if w.phase < s-1 {
			to = 0
		}
	}
	scan := &w.queue[0]
	w.array.Read(from, to, w.when, scan.Counts)
	w.phase++
	if w.phase < s {
		return false
	}
	w.phase = 0
	scan.Time = w.clock
	// The finished scan waits its turn; the oldest one's buffer comes round again.
	last := len(w.queue) - 1
	delivered := w.queue[last]
	copy(w.queue[1:], w.queue[:last])
	w.queue[0] = delivered
	return !math.IsInf(w.queue[last].Time, -1)
}

// stimulate works out what every taxel feels in posture a.
func (w *Wearer) stimulate(a hand.Angles) {
	var effective [hand.NumAngles + 2]float64 // the wrist's block has two spare ones
	for i := range a {
		effective[i] = w.shape[i].Effective(a[i])
	}
	for b := range w.felt {
		first, _ := glove.BlockAngles(b)
		w.felt[b].feelTo(w.stimulus, [4]float64(effective[first:first+4]))
	}
	w.contact.pressTo(w.stimulus, a)
}

// Fail breaks channel i, or heals it; count is what a stuck one reads.
func (w *Wearer) Fail(i int, mode taxel.Failure, count uint16) { w.array.Fail(i, mode, count) }

// FailureOf tells how channel i is broken.
func (w *Wearer) FailureOf(i int) taxel.Failure { return w.array.FailureOf(i) }

// Now is the time (s) up to which the elements were simulated.
func (w *Wearer) Now() float64 { return w.clock }

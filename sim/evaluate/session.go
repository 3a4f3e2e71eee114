package evaluate

import (
	"fmt"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
)

// Who wears the glove in the test.
type Who uint8

// The wearers.
const (
	Same     Who = iota // the person who calibrated it
	Other               // someone else, after a 5 s re-zero
	Measured            // someone else whose hand was measured, after a re-zero
)

// String is "same", "other" or "measured".
func (w Who) String() string { return [...]string{"same", "other", "measured"}[w] }

// ParseWho finds a wearer by name.
func ParseWho(s string) (Who, error) {
	for _, w := range [...]Who{Same, Other, Measured} {
		if w.String() == s {
			return w, nil
		}
	}
	return 0, fmt.Errorf("evaluate: unknown wearer %q, want same, other or measured", s)
}

// setup is what a session with one person is made of.
type setup struct {
	profile     taxel.Profile
	channels    int
	calibration wearer.Mode
	poses       int
	wearer      Who
	tolerances  wearer.Tolerances
	draw        func(rng *rand.Rand) wearer.Person // who comes
}

// session is a person with a calibrated glove on, about to move.
type session struct {
	layout      *glove.Layout
	wearer      *wearer.Wearer
	calibration *glove.Calibration
	recording   *glove.Recording
	decoder     *glove.Decoder
	start       float64 // s, on the glove's clock, when the test begins
	rng         *rand.Rand
	poseError   float64 // rad²: of the calibration's postures against the truth
	poseCount   float64
}

// Streams of random numbers.
const (
	sessionStream = iota + 101
	otherStream
)

func randomPerson(rng *rand.Rand) wearer.Person { return wearer.DrawPerson(hand.Right, rng) }

// begin has a person put the glove on and calibrate it. An error of tell ends that.
func (s setup) begin(seed uint64, tell glove.Progress) (*session, error) {
	layout, err := glove.NewLayout(s.channels, s.profile)
	if err != nil {
		return nil, err
	}
	n := &session{layout: layout, rng: rand.New(rand.NewPCG(seed, sessionStream))}
	first := s.draw(n.rng)
	config := wearer.Config{Layout: layout, Person: first, Tolerances: s.tolerances, GloveSeed: seed, DonSeed: seed}
	if n.wearer, err = wearer.NewFrom(config); err != nil {
		return nil, err
	}
	if n.recording, err = wearer.Record(n.wearer, s.poses, s.calibration, 0, n.rng, tell.Part(0, 0.6)); err != nil {
		return nil, err
	}
	if n.calibration, err = glove.Calibrate(layout, n.recording, tell.Part(0.6, 0.9)); err != nil {
		return nil, err
	}
	if s.wearer != Same {
		if err := n.handOver(config, s, rand.New(rand.NewPCG(seed, otherStream)), tell.Part(0.9, 1)); err != nil {
			return nil, err
		}
	}
	for i, truth := range n.wearer.Held() {
		for j := range truth {
			d := n.calibration.Poses[i][j] - truth[j]
			n.poseError += d * d
			n.poseCount++
		}
	}
	n.start = n.recording.Frames[len(n.recording.Frames)-1].Time
	n.decoder, err = glove.NewDecoder(layout, n.calibration)
	return n, err
}

// handOver gives the same glove to another person, who re-zeroes it.
func (n *session) handOver(c wearer.Config, s setup, rng *rand.Rand, tell glove.Progress) error {
	c.Person, c.DonSeed = s.draw(rng), rng.Uint64()
	var err error
	if n.wearer, err = wearer.NewFrom(c); err != nil {
		return err
	}
	if n.recording, err = wearer.RecordRezero(n.wearer, s.calibration, 0, rng, tell.Part(0, 0.6)); err != nil {
		return err
	}
	var ruler *glove.Measurement
	if s.wearer == Measured {
		m := c.Person.Measure(rng)
		ruler = &m
	}
	n.calibration, err = glove.Rezero(n.layout, n.calibration, n.recording, ruler, tell.Part(0.6, 1))
	return err
}

// warmUp is the time after the start that does not count (s).
const warmUp = 1.0

// run has the person move for seconds more than the warm-up, and counts the errors
// of every step of the 1 kHz loop after that.
func (n *session) run(m *Motion, seconds float64, naive *glove.Naive, errors *Errors, tell glove.Progress) error {
	frame := glove.NewFrame(n.layout.Len())
	var e glove.Estimate
	var plain hand.Angles
	steps := int((seconds + warmUp) * loopRate)
	for i := range steps {
		if err := tellNow(tell, i, steps); err != nil {
			return err
		}
		t := float64(i) / loopRate
		truth, moving := m.At(t)
		if n.wearer.Sense(n.start+t, truth, frame) {
			n.decoder.Update(frame)
			if naive != nil {
				naive.Decode(&plain, frame)
			}
		}
		n.decoder.EstimateTo(&e, n.start+t)
		if t < warmUp {
			continue
		}
		errors.Add(&e.Angles, &e.Sigma, &truth, moving)
		if naive != nil {
			errors.AddNaive(&plain, &truth)
		}
	}
	return nil
}

// tellNow tells of every tenth step of a movement: few channels take less time than
// the telling would, and of many ten steps are not long yet.
func tellNow(tell glove.Progress, step, steps int) error {
	if step%10 != 0 {
		return nil
	}
	return tell.At(float64(step) / float64(steps))
}

// loopRate is that of the mirror's loop (Hz).
const loopRate = 1000

// CalibrateSomeone has a random person calibrate a glove. An error of tell ends it.
func CalibrateSomeone(l *glove.Layout, mode wearer.Mode, poses int, seed uint64, tell glove.Progress) (*glove.Calibration, error) {
	s := setup{
		profile: l.Profile(), channels: l.Len(), calibration: mode, poses: poses,
		tolerances: wearer.DesignTolerances(), draw: randomPerson,
	}
	n, err := s.begin(seed, tell)
	if err != nil {
		return nil, err
	}
	return n.calibration, nil
}

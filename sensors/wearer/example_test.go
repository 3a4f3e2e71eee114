package wearer_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
)

// newLayout is a glove of the given hardware with the default channels.
func newLayout(profile string) *glove.Layout {
	p, err := taxel.Lookup(profile)
	if err != nil {
		panic(err) // no such profile
	}
	l, err := glove.NewLayout(glove.DefaultChannels, p)
	if err != nil {
		panic(err) // no such number of channels
	}
	return l
}

// There and back: a hand strains the fabric, the counts are all that leaves the
// glove, and a decoder that never saw the hand finds its angles again.
func ExampleWearer_Sense() {
	// No imperfection, no tolerance: nothing but rounding to 65,535 counts is lost.
	l := newLayout("ideal")
	w, err := wearer.NewFrom(wearer.Config{Layout: l, Person: wearer.NominalPerson(hand.Right)})
	if err != nil {
		fmt.Println(err)
		return
	}
	posture := hand.Angles{hand.IndexMCP: 30 * degree, hand.IndexPIP: 45 * degree, hand.WristFlexion: -20 * degree}
	frame := glove.NewFrame(l.Len())
	for i := range 5 { // steps of the 1 kHz loop
		w.Sense(float64(i)*1e-3, posture, frame)
	}
	s := glove.LeastSquares(l, glove.Design(l), frame)
	for _, a := range []hand.Angle{hand.IndexMCP, hand.IndexPIP, hand.WristFlexion} {
		fmt.Printf("%-13s %.1f°\n", a, s.Angles[a]/degree)
	}
	// Output:
	// index_mcp     30.0°
	// index_pip     45.0°
	// wrist_flexion -20.0°
}

// A finger that touches presses on the fabric: the pressure channels know a
// fist from an open hand.
func ExampleWearer_Sense_pressure() {
	l := newLayout("ideal")
	pascals := l.Profile().Ranges[taxel.Pressure]
	for _, pose := range []int{0, 1} {
		w, err := wearer.NewFrom(wearer.Config{Layout: l, Person: wearer.NominalPerson(hand.Right)})
		if err != nil {
			fmt.Println(err)
			return
		}
		frame := glove.NewFrame(l.Len())
		for i := range 3 {
			w.Sense(float64(i)*1e-3, glove.NamedPose(pose).Angles, frame)
		}
		pressed := 0
		for i, count := range frame.Counts {
			share := float64(count) / float64(l.Profile().Codes)
			if l.Channel(i).Kind == taxel.Pressure && pascals.Value(share) > 5e3 {
				pressed++
			}
		}
		// The design asks for none in an open hand, and 40 of 144 or more in a fist.
		fmt.Printf("%s: none %t, 40 or more %t\n", glove.NamedPose(pose).Name, pressed == 0, pressed >= 40)
	}
	// Output:
	// flat hand: none true, 40 or more false
	// fist: none false, 40 or more true
}

// Why a glove is calibrated: nobody's hand is the nominal one, and no fabric
// sits where it was meant to.
func ExampleRecord() {
	l := newLayout("textile")
	rng := rand.New(rand.NewPCG(1, 1))
	w, err := wearer.New(l, wearer.DrawPerson(hand.Right, rng), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	// 24 postures in 20 s, while a camera watches that errs by 1° per joint.
	recording, err := wearer.Record(w, 24, wearer.Reference, 0, rng, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	calibrated, err := glove.Calibrate(l, recording, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	frames, fist := closeFist(w, l)
	// A prestrain 0.01 off alone makes 0.01/0.29 rad = 2° of a channel over its
	// joint; thicker joints, other bones and a shifted fabric add to that.
	fmt.Printf("as designed: %.0f° off\n", decodeError(l, glove.Design(l), frames, fist)/degree)
	fmt.Printf("calibrated: %.1f° off\n", decodeError(l, calibrated, frames, fist)/degree)
	// The camera's errors average out over the postures; the calibration knows how
	// far they did, from its own covariance.
	fmt.Printf("as it predicts: %.1f°\n", calibrated.PredictedRMS()/degree)
	// Output:
	// as designed: 8° off
	// calibrated: 0.6° off
	// as it predicts: 0.6°
}

// closeFist has the person close a fist within 0.4 s and hold it for 0.6 s. It is
// what the glove sends, and the posture at the end.
func closeFist(w *wearer.Wearer, l *glove.Layout) (frames []glove.Frame, fist hand.Angles) {
	frame, start := glove.NewFrame(l.Len()), w.Now()
	fist = glove.NamedPose(1).Angles
	for i := 1; i <= 1000; i++ {
		if w.Sense(start+float64(i)*1e-3, hand.Angles{}.Lerp(fist, min(float64(i)/400, 1)), frame) {
			frames = append(frames, *frame.Clone())
		}
	}
	return frames, fist
}

// decodeError is by how much (rad) the posture decoded from frames differs from
// the true one at their end, RMS over the 22 angles.
func decodeError(l *glove.Layout, c *glove.Calibration, frames []glove.Frame, truth hand.Angles) float64 {
	d, err := glove.NewDecoder(l, c)
	if err != nil {
		panic(err) // the calibration is of another glove
	}
	for i := range frames {
		d.Update(&frames[i])
	}
	var e glove.Estimate
	d.EstimateTo(&e, frames[len(frames)-1].Time)
	sum := 0.0
	for j, a := range e.Angles {
		sum += (a - truth[j]) * (a - truth[j])
	}
	return math.Sqrt(sum / hand.NumAngles)
}

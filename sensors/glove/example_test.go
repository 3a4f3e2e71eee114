package glove_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
)

const degree = math.Pi / 180

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

// write sets a frame to the counts of a glove that is just as designed: strain =
// offset + Σ gain·angle, as a share of full scale, plus a channel's own noise.
func write(f *glove.Frame, l *glove.Layout, c *glove.Calibration, a hand.Angles, noise func() float64) {
	p := l.Profile()
	for b := range glove.NumBlocks {
		first, count := glove.BlockAngles(b)
		for _, i := range l.Block(b) {
			strain := c.Channels[i].Offset
			for j := range count {
				strain += c.Channels[i].Gain[j] * a[int(first)+j]
			}
			share := p.Ranges[taxel.Stretch].Fraction(strain) + noise()
			f.Counts[i] = uint16(math.Round(share * float64(p.Codes)))
		}
	}
}

func silence() float64 { return 0 }

// Where the channels are, and what they are called: a kind, the link that they
// sit on, back or front, a row and a column.
func ExampleLayout_Channel() {
	l := newLayout("textile")
	kinds := [taxel.NumKinds]int{}
	for i := range l.Len() {
		kinds[l.Channel(i).Kind]++
	}
	// Three quarters stretch: 3 columns × (14 + 12 rows on each of 5 fingers, and
	// 7 + 7 at the wrist).
	fmt.Println(kinds[taxel.Stretch], "stretch,", kinds[taxel.Pressure], "pressure")

	// On the back of the index finger, 14 rows lie evenly from 18 mm before the
	// knuckle to 4 mm before its end, 82 mm away; the finger's half thickness falls
	// from 10.5 mm over the knuckle to 6.3 mm at the tip.
	for _, i := range l.Block(int(hand.Index)) {
		if c := l.Channel(i); c.Back && c.Column == 1 && c.Row%4 == 0 {
			fmt.Printf("%s, row %2d: %3.0f mm from the knuckle on the %s, %.1f mm above its bone\n",
				c.Kind, c.Row, c.Along/1e-3, c.Link, c.Position.Z/1e-3)
		}
	}
	// Output:
	// 432 stretch, 144 pressure
	// stretch, row  0: -18 mm from the knuckle on the palm, 10.5 mm above its bone
	// stretch, row  4:  11 mm from the knuckle on the index_proximal, 10.0 mm above its bone
	// stretch, row  8:  41 mm from the knuckle on the index_middle, 8.7 mm above its bone
	// stretch, row 12:  70 mm from the knuckle on the index_distal, 7.1 mm above its bone
}

// How much does a bent joint stretch the fabric over it? At height h above the
// axis every radian adds a length h, spread over a Gaussian of width σ.
func ExampleGeometry_Gain() {
	dims := hand.Nominal()
	g := glove.NominalGeometry(dims, int(hand.Index))
	// Heights and widths of MCP, PIP and DIP joint, mm: design values.
	for j, d := range [][2]float64{{11, 15}, {8, 11}, {6, 8}} {
		angle := hand.FingerAngle(hand.Index, j+1)
		gain := g.Gain(g.Joint[j+1], 0, true)[j+1] // over the joint, middle of the back
		law := d[0] / (d[1] * math.Sqrt(2*math.Pi))
		fmt.Printf("%s: %.3f strain per rad, h/σ√2π = %.3f\n", angle, gain, law)
	}
	// On the front the fabric goes slack by 0.8 of that, 0.8 · 0.293.
	fmt.Printf("front: %.3f\n", g.Gain(0, 0, false)[1])
	// Output:
	// index_mcp: 0.293 strain per rad, h/σ√2π = 0.293
	// index_pip: 0.290 strain per rad, h/σ√2π = 0.290
	// index_dip: 0.299 strain per rad, h/σ√2π = 0.299
	// front: -0.234
}

// bent is a posture of the index finger.
func bent() (a hand.Angles) {
	a[hand.IndexMCP], a[hand.IndexPIP], a[hand.IndexDIP] = 30*degree, 45*degree, 30*degree
	return a
}

// Counts to angles: a finger's channels are many more than its four joints, and
// least squares finds the angles that explain them best.
func ExampleLeastSquares() {
	l := newLayout("ideal")
	design := glove.Design(l) // offset and gain of every channel as designed
	frame := glove.NewFrame(l.Len())
	write(frame, l, design, bent(), silence)
	s := glove.LeastSquares(l, design, frame)
	fmt.Println(len(l.Block(int(hand.Index))), "channels of the index finger")
	for _, a := range []hand.Angle{hand.IndexMCP, hand.IndexPIP, hand.IndexDIP} {
		fmt.Printf("%s %.1f°\n", a, s.Angles[a]/degree)
	}
	// 3 columns × (14 + 12) rows, and the angles that were put in.

	// Output:
	// 78 channels of the index finger
	// index_mcp 30.0°
	// index_pip 45.0°
	// index_dip 30.0°
}

// How far can a decoded angle be trusted? Channels with noise of the SD σ promise
// σ·√((GᵀG)⁻¹), and so it is over many frames.
func ExampleSolution() {
	l := newLayout("ideal")
	design := glove.Design(l)
	const noise, frames = 0.002, 1000 // 0.2 % of full scale: 0.0012 in strain
	rng := rand.New(rand.NewPCG(1, 1))
	frame := glove.NewFrame(l.Len())
	var s glove.Solution
	sum := 0.0
	for range frames {
		write(frame, l, design, bent(), func() float64 { return noise * rng.NormFloat64() })
		s = glove.LeastSquares(l, design, frame)
		off := s.Angles[hand.IndexPIP] - bent()[hand.IndexPIP]
		sum += off * off
	}
	sigma := noise * l.Profile().Ranges[taxel.Stretch].Width()
	promised := sigma * math.Sqrt(s.Unit[hand.IndexPIP])
	fmt.Printf("PIP: promised %.2f°, found %.1f times that\n", promised/degree, math.Sqrt(sum/frames)/promised)
	// One channel over the joint has a gain of 0.29 strain per rad, so that its
	// noise is 0.0012/0.29 rad = 0.24°; together they do three times as well.

	// Output:
	// PIP: promised 0.08°, found 1.0 times that
}

// Frame by frame: the decoder follows the glove, and says when it is gone.
func ExampleDecoder() {
	l := newLayout("ideal") // whose channels have no memory to be undone
	design := glove.Design(l)
	d, err := glove.NewDecoder(l, design)
	if err != nil {
		fmt.Println(err)
		return
	}
	var e glove.Estimate
	d.EstimateTo(&e, 0)
	fmt.Println("before the first frame:", e.State)

	frame := glove.NewFrame(l.Len())
	posture := hand.Angles{hand.IndexPIP: 60 * degree}
	write(frame, l, design, posture, silence)
	for i := range 200 { // 0.2 s at 1 kHz
		frame.Time = float64(i) * l.Profile().Period()
		d.Update(frame)
	}
	d.EstimateTo(&e, frame.Time)
	fmt.Printf("holding still: %s, index PIP %.0f°\n", e.State, e.Angles[hand.IndexPIP]/degree)

	d.EstimateTo(&e, frame.Time+0.2) // its patience is 0.1 s
	fmt.Printf("no frame for 0.2 s: %s, still %.0f°\n", e.State, e.Angles[hand.IndexPIP]/degree)
	// Output:
	// before the first frame: lost
	// holding still: ok, index PIP 60°
	// no frame for 0.2 s: lost, still 60°
}

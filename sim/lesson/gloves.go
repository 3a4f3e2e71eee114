package lesson

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/locale"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

// gloveBound is one joint's angle from many noisy channels: the bound that no
// unbiased estimator crosses, and what least squares makes of frames.
type gloveBound struct {
	joint   hand.Angle
	profile taxel.Profile
	ellipse Curve
	cloud   Curve
	layout  *glove.Layout
	broken  []int
}

func newGlove(_ *Setting, o *options) (Experiment, error) {
	name := o.take("joint", hand.IndexPIP.String())
	e := &gloveBound{joint: hand.NumAngles}
	var names []string
	for a := range hand.Angle(hand.NumAngles) {
		names = append(names, a.String())
		if a.String() == name {
			e.joint = a
		}
	}
	if e.joint == hand.NumAngles {
		return nil, fmt.Errorf("no joint %q; the hand has %s", name, strings.Join(names, " "))
	}
	p, err := taxel.Lookup(o.take("profile", "textile"))
	if err != nil {
		return nil, err
	}
	e.profile = p.Only(taxel.Noise)
	return e, nil
}

// mostBroken is how many channels can be broken: never all of a finger's.
const mostBroken = 60

// Params implements Experiment: how many channels the glove has, how many of
// them, nearest to the joint, are broken, and how many frames are decoded.
func (e *gloveBound) Params() []Param {
	return []Param{
		{Name: "channels", Words: "channels of the glove", Lower: 256, Upper: 8192, Default: glove.DefaultChannels, Whole: true},
		{Name: "broken", Words: "broken channels", Lower: 0, Upper: mostBroken, Whole: true},
		{Name: "frames", Words: "frames decoded", Lower: 0, Upper: 2000, Whole: true},
		{Name: "seed", Words: "chance", Lower: 1, Upper: 1000, Default: 1, Whole: true},
	}
}

// Results implements Experiment. The ellipse is that of one standard deviation
// in the plane of the joint and its neighbour in the same finger.
func (e *gloveBound) Results() []Result {
	return []Result{
		{"bound_deg", "deg", "Cramér–Rao bound"}, {"measured_deg", "deg", "measured error, RMS"}, {"ratio", "", "measured ÷ bound"},
		{"channels_left", "", "channels on the finger"}, {"ellipse_long_deg", "deg", "ellipse, long half axis"},
		{"ellipse_short_deg", "deg", "ellipse, short half axis"},
	}
}

// Runs implements costly.
func (e *gloveBound) Runs() int { return 200 }

// Run implements Experiment.
func (e *gloveBound) Run(dst, params []float64) error {
	layout, err := glove.NewLayout(int(params[0]), e.profile)
	if err != nil {
		return err
	}
	block := e.block()
	first, joints := glove.BlockAngles(block)
	own := int(e.joint - first)
	broken := e.nearest(layout, block, own, int(params[1]))
	e.layout, e.broken = layout, broken
	info := mat.NewSymDense(joints, nil)
	left := 0
	for _, i := range layout.Block(block) {
		if !slices.Contains(broken, i) {
			g := layout.Channel(i).Gain
			info.SymRankOne(info, 1, mat.NewVecDense(joints, g[:joints]))
			left++
		}
	}
	var cov mat.SymDense
	var chol mat.Cholesky
	if !chol.Factorize(info) || chol.InverseTo(&cov) != nil {
		return fmt.Errorf("the %d channels left do not tell %s", left, e.joint)
	}
	sigma := e.strainNoise()
	cov.ScaleSym(sigma*sigma/(deg*deg), &cov)
	bound := math.Sqrt(cov.At(own, own))
	long, short := e.drawEllipse(&cov, own, e.neighbour(own, joints))
	measured, ratio := 0.0, 0.0
	e.cloud = Curve{}
	if frames := int(params[2]); frames > 0 {
		if measured, err = e.measure(layout, broken, frames, uint64(params[3])); err != nil {
			return err
		}
		ratio = measured / bound
	}
	out := writer{dst: dst}
	out.add(bound, measured, ratio, float64(left), long, short)
	return nil
}

func (e *gloveBound) block() int {
	for b := range glove.NumBlocks {
		if first, n := glove.BlockAngles(b); e.joint >= first && int(e.joint-first) < n {
			return b
		}
	}
	return glove.WristBlock
}

// neighbour is the joint that the ellipse is drawn against.
func (e *gloveBound) neighbour(own, joints int) int {
	if own+1 < joints {
		return own + 1
	}
	return own - 1
}

// nearest are the n channels of a block that feel the joint most.
func (e *gloveBound) nearest(l *glove.Layout, block, own, n int) []int {
	all := slices.Clone(l.Block(block))
	slices.SortStableFunc(all, func(a, b int) int {
		ga, gb := math.Abs(l.Channel(a).Gain[own]), math.Abs(l.Channel(b).Gain[own])
		switch {
		case ga > gb:
			return -1
		case ga < gb:
			return 1
		}
		return 0
	})
	return all[:min(n, len(all)-8)]
}

// strainNoise is a channel's standard deviation: the readout's noise and the
// rounding to counts, uniform over one count.
func (e *gloveBound) strainNoise() float64 {
	p := &e.profile
	count := 1 / float64(p.Codes)
	return p.Ranges[taxel.Stretch].Width() * math.Sqrt(p.NoisyShare*p.Noise*p.Noise+count*count/12)
}

// drawEllipse traces the ellipse of one standard deviation and returns its half
// axes (deg).
func (e *gloveBound) drawEllipse(cov *mat.SymDense, a, b int) (long, short float64) {
	var eig mat.EigenSym
	pair := mat.NewSymDense(2, []float64{cov.At(a, a), cov.At(a, b), cov.At(a, b), cov.At(b, b)})
	if !eig.Factorize(pair, true) {
		return 0, 0
	}
	values := eig.Values(nil)
	var axes mat.Dense
	eig.VectorsTo(&axes)
	short, long = math.Sqrt(max(values[0], 0)), math.Sqrt(max(values[1], 0))
	first, _ := glove.BlockAngles(e.block())
	e.ellipse = Curve{
		Name: "ellipse", Words: "one standard deviation", Square: true, XTitle: "error of " + locale.Spoken(e.joint.String()) + ", °",
		YTitle: "error of " + locale.Spoken((first + hand.Angle(b)).String()) + ", °",
	}
	for i := range 121 {
		s, c := math.Sincos(2 * math.Pi * float64(i) / 120)
		e.ellipse.X = append(e.ellipse.X, short*c*axes.At(0, 0)+long*s*axes.At(0, 1))
		e.ellipse.Y = append(e.ellipse.Y, short*c*axes.At(1, 0)+long*s*axes.At(1, 1))
	}
	return long, short
}

// measure decodes frames of a still hand by least squares and returns the RMS
// error of the joint (deg).
func (e *gloveBound) measure(l *glove.Layout, broken []int, frames int, seed uint64) (float64, error) {
	w, err := wearer.NewFrom(wearer.Config{Layout: l, Person: wearer.NominalPerson(hand.Right), GloveSeed: seed})
	if err != nil {
		return 0, err
	}
	for _, i := range broken {
		w.Fail(i, taxel.Dead, 0)
	}
	var a hand.Angles
	for j, r := range hand.Ranges() {
		a[j] = (r.Lower + r.Upper) / 2
	}
	first, joints := glove.BlockAngles(e.block())
	other := first + hand.Angle(e.neighbour(int(e.joint-first), joints))
	design, frame := glove.Design(l), glove.NewFrame(l.Len())
	e.cloud = Curve{Name: "estimates", Points: true, Square: true, XTitle: e.ellipse.XTitle, YTitle: e.ellipse.YTitle}
	var sum float64
	for i := 0; len(e.cloud.X) < frames; i++ {
		if !w.Sense(float64(i)*e.profile.Period(), a, frame) {
			continue
		}
		s := glove.LeastSquares(l, design, frame)
		miss := r3.Vec{X: (s.Angles[e.joint] - a[e.joint]) / deg, Y: (s.Angles[other] - a[other]) / deg}
		sum += miss.X * miss.X
		e.cloud.X, e.cloud.Y = append(e.cloud.X, miss.X), append(e.cloud.Y, miss.Y)
	}
	return math.Sqrt(sum / float64(frames)), nil
}

// Curves implements tracer.
func (e *gloveBound) Curves() []Curve {
	if len(e.cloud.X) == 0 {
		return []Curve{e.ellipse}
	}
	return []Curve{e.ellipse, e.cloud}
}

// The hand turns its back to the viewer, and its fingers are bent less than at rest.
// Design values.
const (
	gloveRoll = 65 * deg
	gloveYaw  = -20 * deg
	gloveOpen = 0.35
)

// Drawing implements drawer: the hand in its glove, the finger's channels lit, the
// broken ones marked.
func (e *gloveBound) Drawing([]View) Drawing {
	if e.layout == nil {
		return Drawing{}
	}
	var open hand.Angles
	for i, a := range hand.Rest() {
		open[i] = gloveOpen * a
	}
	return Drawing{Person: &Person{
		RootFromPalm: spatial.Pose{Rot: spatial.FromRPY(gloveRoll, 0, gloveYaw)}, Angles: open, Glove: e.layout, Lit: e.layout.Block(e.block()), Broken: e.broken,
	}}
}

package hand

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Lifter finds the depth of landmarks that a picture shows, frame after frame:
// the scratch of one goroutine. It poses a hand of known bones so that its
// parallel projection, scaled (weak perspective: Horaud and others, Int. J. Computer
// Vision 22, 1997), covers the landmarks. What the picture leaves open, whether a
// bone leans to the camera or away, is settled by the joints' ranges, by a weak
// prior, by the frame before and by the depths that the tracker guessed, whose
// weight is small.
//
// One frame's 27 unknowns are solved by Levenberg and Marquardt's method. Fingers
// touch one another only through the palm, so that the normal equations have an
// arrow's shape, and each finger's four angles are eliminated first.
type Lifter struct {
	side    Side
	hand    *Hand
	solvers [NumFingers]fingerSolver
	hint    float64 // weight of a guessed depth next to a place in the picture

	tracking bool // whether there was a frame before
	best     view
	before   Angles
	system   arrow
}

// view is a hand before the camera: x to the right, y down, z away from it.
type view struct {
	angles Angles
	rot    quat.Number // camera from palm
	pos    r3.Vec      // m
	size   float64     // m in the hand that a unit in the picture is
}

// How a view is judged: standard deviations, all design values.
const (
	pictureNoise = 0.003              // m, of a place in the picture
	hintNoise    = 0.015              // m, of a guessed depth
	restSigma    = 45 * math.Pi / 180 // of an angle about the relaxed hand's
	splaySigma   = 12 * math.Pi / 180 // of a finger's spread
	bendSigma    = 15 * math.Pi / 180 // of the last joint about its share of the one before
	frameSigma   = 12 * math.Pi / 180 // of an angle about the frame before's
	liftSteps    = 30
	liftStarts   = 9
)

// NewLifter is a lifter for a person's hand. hinted says whether the landmarks'
// z is a guess of their depth; otherwise it is ignored. It panics if dims are not
// finite.
func NewLifter(side Side, dims Dimensions, hinted bool) *Lifter {
	l := &Lifter{side: side, hand: New(side, dims)}
	if hinted {
		l.hint = (pictureNoise / hintNoise) * (pictureNoise / hintNoise)
	}
	for i := range l.solvers {
		l.solvers[i] = newFingerSolver(l.hand, Finger(i), dims[i].Length)
	}
	return l
}

// Reset forgets the frame before.
func (l *Lifter) Reset() { l.tracking = false }

// Lift gives the landmarks of a picture their depth and the hand's size: dst has
// what was seen, in metres, z away from the camera. o's points share one unit in
// all three axes. misfit is the mean distance (m) by which the posed hand misses
// what was seen, guesses of depth included by their weight. It reports false where
// the palm cannot be seen.
func (l *Lifter) Lift(dst, o *Observation) (misfit float64, ok bool) {
	found, least := false, math.Inf(1)
	var best view
	if l.tracking {
		v := l.best
		if cost := l.refine(&v, o); !math.IsNaN(cost) {
			best, least, found = v, cost, true
		}
	}
	// Where the last view led to a poor fit others are tried.
	if !found || least > poorFit {
		for i := range liftStarts {
			v, ok := l.start(o, i)
			if !ok {
				break
			}
			if cost := l.refine(&v, o); cost < least {
				best, least, found = v, cost, true
			}
		}
	}
	if !found {
		l.tracking = false
		return 0, false
	}
	l.best, l.before, l.tracking = best, best.angles, true
	return l.show(dst, o), true
}

// poorFit is a cost that a view of the hand does not have: twice what noise alone
// makes of 21 landmarks.
const poorFit = 2 * 2 * NumLandmarks

// start is the i-th view to begin with: the palm as the landmarks show it, or
// leaning about one of the picture's axes.
func (l *Lifter) start(o *Observation, i int) (view, bool) {
	guess := *o
	if l.hint == 0 {
		for k := range guess.Points {
			guess.Points[k].Z = 0
		}
	}
	palm := l.palm()
	cameraFromPalm, scale, ok := alignPalm(palm, &guess)
	if !ok {
		return view{}, false
	}
	v := view{angles: Rest(), size: 1 / scale, rot: cameraFromPalm.Rot}
	if i > 0 {
		lean := 40 * math.Pi / 180 * float64(1+(i-1)/4)
		about := [...]r3.Vec{{X: 1}, {X: -1}, {Y: 1}, {Y: -1}}[(i-1)%4]
		v.rot = quat.Mul(spatial.AxisAngle(about, lean), v.rot)
		v.size /= math.Cos(min(lean, 1.2))
	}
	// The middles of the palm coincide.
	var from, to r3.Vec
	total := 0.0
	for k, at := range palmLandmarks {
		w := o.Weight[at]
		from, to, total = r3.Add(from, r3.Scale(w, palm[k])), r3.Add(to, r3.Scale(w, guess.Points[at])), total+w
	}
	v.pos = r3.Scale(1/total, r3.Sub(r3.Scale(v.size, to), spatial.Rotate(v.rot, from)))
	return v, true
}

// palm are the palm's landmarks in its own frame.
func (l *Lifter) palm() [numPalm]r3.Vec {
	var lm Landmarks
	l.hand.LandmarksTo(&lm)
	var p [numPalm]r3.Vec
	for i, k := range palmLandmarks {
		p[i] = lm[k]
	}
	return p
}

// refine improves a view until it rests, and gives its cost.
func (l *Lifter) refine(v *view, o *Observation) float64 {
	cost := l.judge(v, o)
	damping := 1e-3
	for range liftSteps {
		next, ok := l.step(v, damping)
		if !ok {
			return math.NaN()
		}
		saved := l.system
		c := l.judge(&next, o)
		if c < cost {
			done := cost-c < 1e-3*cost
			*v, cost = next, c
			damping = math.Max(damping/10, 1e-9)
			if done {
				break
			}
			continue
		}
		l.system = saved
		damping *= 10
		if damping > 1e6 {
			break
		}
	}
	return cost
}

// show writes what was seen with the depths of the best view.
func (l *Lifter) show(dst, o *Observation) (misfit float64) {
	v := &l.best
	l.hand.SetAngles(v.angles)
	var lm Landmarks
	l.hand.LandmarksTo(&lm)
	n := 0.0
	for k, p := range lm {
		at := r3.Add(spatial.Rotate(v.rot, p), v.pos)
		seen := r3.Scale(v.size, o.Points[k])
		dst.Weight[k] = o.Weight[k]
		dst.Points[k] = r3.Vec{X: seen.X, Y: seen.Y, Z: at.Z}
		if o.Weight[k] > 0 {
			off := r3.Sub(at, seen)
			misfit += math.Sqrt(off.X*off.X + off.Y*off.Y + l.hint*off.Z*off.Z)
			n++
		}
	}
	return misfit / n
}

// Angles is the posture of the last view (rad).
func (l *Lifter) Angles() Angles { return l.best.angles }

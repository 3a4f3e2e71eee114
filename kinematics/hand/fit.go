package hand

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Doubt says why a fitted angle is not simply what the landmarks show.
type Doubt uint8

// The kinds of doubt. An occluded joint had no landmark to tell its angle and
// was filled in from the prior; an impossible one was shown more than
// impossibleBeyond outside its anatomical range and stays at the bound.
const (
	Sure Doubt = iota
	Occluded
	Impossible
)

// String is the doubt's name in reports.
func (d Doubt) String() string { return [...]string{"sure", "occluded", "impossible"}[d] }

// impossibleBeyond (rad) outside a range is more than tracker noise.
const impossibleBeyond = 10 * math.Pi / 180

// Fit is a hand posture found in landmarks. The wrist angles are zero: they
// follow from the forearm, which the 21 landmarks do not show.
type Fit struct {
	Angles        Angles
	WorldFromPalm spatial.Pose
	Doubts        [NumFingerAngles]Doubt // of each finger angle
	Error         float64                // m: mean distance of fitted from seen landmarks, the palm at the seen wrist
}

// The fit minimises, finger by finger and in units of landmarkNoise,
//
//	Σ w‖L(u − û)‖² + positionShare·Σ w‖p − p̂‖²  + prior
//
// where u are the unit directions of the three bones, L their lengths and p the
// joints' positions. Directions count for more because trackers change a bone's
// length by up to 16 % from frame to frame, which says nothing about angles;
// positions alone place a finger whose neighbouring landmarks are hidden. All
// are design values.
const (
	landmarkNoise = 0.002 // m
	positionShare = 0.05
	maxIterations = 20
	convergedStep = 2e-5 // rad
)

// Fitter fits the posture of one person's hand to landmarks, frame after frame:
// the scratch of one goroutine. Its methods allocate nothing.
type Fitter struct {
	hand     *Hand
	palm     [numPalm]r3.Vec
	previous Angles
	solvers  [NumFingers]fingerSolver
}

// NewFitter is a fitter for a person's hand, at rest. It panics if dims are not
// finite.
func NewFitter(side Side, dims Dimensions) *Fitter {
	f := &Fitter{hand: New(side, dims), palm: palmPoints(side, dims)}
	for i := range f.solvers {
		f.solvers[i] = newFingerSolver(f.hand, Finger(i), dims[i].Length)
	}
	f.Reset()
	return f
}

// Reset forgets the last frame: the next fit starts from the hand at rest.
func (f *Fitter) Reset() { f.previous = Rest() }

// Rest is the relaxed hand (rad): fingers slightly curled, more so towards the
// little one. Design value.
func Rest() Angles {
	const deg = math.Pi / 180
	a := Angles{ThumbAbduction: 25 * deg, ThumbFlexion: 5 * deg, ThumbMCP: 12 * deg, ThumbIP: 15 * deg}
	for f := Index; f <= Little; f++ {
		curl := float64(f - Index)
		a[FingerAngle(f, 1)] = (20 + 4*curl) * deg
		a[FingerAngle(f, 2)] = (28 + 3*curl) * deg
		a[FingerAngle(f, 3)] = dipPerPIP * a[FingerAngle(f, 2)]
	}
	return a
}

// Fit finds the posture that shows the landmarks best, starting from that of
// the last frame: the palm by Align, then each finger's angles, inside their
// Ranges, by damped least squares (Levenberg–Marquardt) with a weak prior that
// fills in what is hidden. It reports false, and leaves dst alone, where the palm
// cannot be seen.
func (f *Fitter) Fit(dst *Fit, o *Observation) bool {
	worldFromPalm, _, ok := alignPalm(f.palm, o)
	if !ok || !worldFromPalm.IsFinite() {
		return false
	}
	palmFromWorld := worldFromPalm.Inverse()
	var seen Observation
	seen.Weight = o.Weight
	for i := range seen.Points {
		if seen.Weight[i] > 0 {
			seen.Points[i] = palmFromWorld.Apply(o.Points[i])
		}
	}
	start := f.previous
	for i := range f.solvers {
		f.solvers[i].start(&seen, &start)
	}
	trial := start
	for range maxIterations {
		f.hand.SetAngles(trial)
		moving := false
		for i := range f.solvers {
			if f.solvers[i].step(f.hand, &seen, &trial) {
				moving = true
			}
		}
		if !moving {
			break
		}
	}
	dst.WorldFromPalm = worldFromPalm
	dst.Angles = Angles{}
	for i := range f.solvers {
		f.solvers[i].result(dst)
	}
	f.previous = dst.Angles
	f.hand.SetAngles(dst.Angles)
	dst.Error = wristAlignedError(f.hand, &seen)
	return true
}

// wristAlignedError is the mean distance (m) of the hand's landmarks from the
// seen ones (palm frame) once the two wrists coincide.
func wristAlignedError(h *Hand, seen *Observation) float64 {
	var model Landmarks
	h.LandmarksTo(&model)
	var shift r3.Vec
	if seen.Weight[0] > 0 {
		shift = seen.Points[0]
	}
	sum, n := 0.0, 0
	for i := 1; i < NumLandmarks; i++ {
		if seen.Weight[i] > 0 {
			sum += r3.Norm(r3.Sub(r3.Add(model[i], shift), seen.Points[i]))
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

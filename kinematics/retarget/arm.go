package retarget

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// arm solves an arm built as a human one is: a spherical shoulder (flexion
// about +Y, abduction about +Z, rotation about the upper arm), an elbow about
// −Y, and a spherical wrist (rotation about the forearm, deviation about +Z,
// flexion about +Y), all frames parallel at q = 0 with the arm along +X. The
// pose of the palm leaves one freedom, the swivel of the elbow about the line
// from shoulder to wrist; given the swivel the seven angles have a closed form.
// Abduction and deviation have ranges within ±90°, so that the form has one
// branch and no singularity inside the limits.
//
// ik.SRS has the closed form of every arm with spherical shoulder and wrist, in
// all branches. The search for a swivel asks for dozens of solutions a step,
// and for the one build that has a single branch this one costs a quarter.
type arm struct {
	upper, fore float64 // m
	limits      [armJoints]chain.Limit
	mirrored    bool // a left arm: solved as its reflection
	// palmFromWrist is where in the palm's link the wrist's frame is, which is parallel to the
	// base's at q = 0: a hand may stand on an arm as it likes.
	palmFromWrist spatial.Pose
	started       bool

	last   armAngles
	swivel r3.Vec // unit vector from the circle's centre towards the elbow
}

const armJoints = 7

type armAngles [armJoints]float64

// armGoal is what the arm is asked for, in the base frame of a right arm.
type armGoal struct {
	basePalm spatial.Pose
	forearm  r3.Vec // unit: which way the person's forearm points
}

// straight is the least flexion of the elbow (rad) that the solver uses: in a
// straight arm the swivel has no meaning. It costs 0.1 mm of reach.
const straight = 0.05

// newArm recognises such an arm in a robot.
func newArm(r *robot.Robot) (*arm, bool) {
	m := r.Model
	if len(r.Arm) != armJoints {
		return nil, false
	}
	a := &arm{mirrored: r.Side == hand.Left}
	axes := [armJoints]r3.Vec{{Y: 1}, {Z: 1}, {X: 1}, {Y: -1}, {X: 1}, {Z: 1}, {Y: 1}}
	state := chain.NewState(m)
	state.SetCoordinates(make([]float64, m.DOF()))
	var at [armJoints]r3.Vec
	for i, c := range r.Arm {
		j := m.Coordinate(c).Joint
		joint := m.Joint(j)
		link, _ := m.LinkIndex(joint.Child)
		pose := state.RootFromLink(link)
		axis := pose.Rotate(joint.Axis)
		if a.mirrored {
			axis = r3.Vec{X: -axis.X, Y: axis.Y, Z: -axis.Z}
		}
		if joint.Kind != chain.Revolute || r3.Norm(r3.Sub(axis, axes[i])) > 1e-6 {
			return nil, false
		}
		at[i], a.limits[i] = pose.Pos, m.Coordinate(c).Limit
	}
	a.upper, a.fore = at[3].X, at[4].X-at[3].X
	palm := state.RootFromLink(r.Palm)
	want := [armJoints]float64{3: a.upper, 4: a.upper + a.fore, 5: a.upper + a.fore, 6: a.upper + a.fore}
	for i, x := range want {
		if r3.Norm(r3.Sub(at[i], r3.Vec{X: x})) > 1e-6 {
			return nil, false
		}
	}
	if a.upper <= 0 || a.fore <= 0 {
		return nil, false
	}
	a.palmFromWrist = palm.Inverse().Mul(spatial.At(at[6]))
	if r3.Norm(a.palmFromWrist.Pos) < 1e-9 && spatial.AngleBetween(a.palmFromWrist.Rot, spatial.Identity().Rot) < 1e-9 {
		a.palmFromWrist = spatial.Identity()
	}
	a.limits[3].Lower = max(a.limits[3].Lower, straight)
	narrow := math.Pi/2 - 0.05
	for _, i := range []int{1, 5} {
		a.limits[i].Lower, a.limits[i].Upper = max(a.limits[i].Lower, -narrow), min(a.limits[i].Upper, narrow)
	}
	return a, true
}

// circle is where the elbow may be.
type circle struct {
	centre, wrist r3.Vec
	radius        float64
	e1, e2        r3.Vec // across the line from shoulder to wrist; e1 is the wished elbow's side
	hang          r3.Vec // where a hanging elbow is, across that line; short where it is nearly along it
	reachable     bool
}

// solve moves the arm towards a goal, by no more than the speed limits allow in
// dt (s; 0 for a jump). It reports whether the goal lies in reach.
func (a *arm) solve(q *armAngles, goal armGoal, dt float64) bool {
	c := a.circle(goal)
	q0, cost := a.search(&c, goal, dt)
	reachable := c.reachable && cost < violated
	for i, l := range a.limits {
		v := min(max(q0[i], l.Lower), l.Upper)
		if dt > 0 && a.started {
			v = min(max(v, a.last[i]-l.Velocity*dt), a.last[i]+l.Velocity*dt)
		}
		q[i] = v
	}
	a.last, a.started = *q, true
	return reachable
}

// hang is where an elbow goes when nothing else decides: down and a little
// outward.
var hang = r3.Unit(r3.Vec{Y: -0.3, Z: -1})

// circle finds the elbow's circle, with the wrist brought into reach.
func (a *arm) circle(goal armGoal) circle {
	wrist := goal.basePalm.Pos
	d := length(wrist)
	l1, l2 := a.upper, a.fore
	atFlexion := func(q float64) float64 { return math.Sqrt(l1*l1 + l2*l2 + 2*l1*l2*math.Cos(q)) }
	least, most := atFlexion(a.limits[3].Upper), atFlexion(a.limits[3].Lower)
	line := r3.Vec{X: 1}
	if d > 1e-9 {
		line = r3.Scale(1/d, wrist)
	}
	clamped := min(max(d, least), most)
	c := circle{wrist: r3.Scale(clamped, line), reachable: math.Abs(clamped-d) < 1e-6}
	along := (l1*l1 - l2*l2 + clamped*clamped) / (2 * clamped)
	c.centre = r3.Scale(along, line)
	c.radius = math.Sqrt(max(0, l1*l1-along*along))

	a.wish(&c, line, goal.forearm)
	return c
}

// wish is where on the circle the elbow should be: behind the wrist along the
// forearm. Where that is close to the line from shoulder to wrist it says
// nothing, and the last swivel decides, smoothly. The less the forearm suits the
// robot's arm (a source without one makes do with the palm's direction), the
// more the elbow hangs, as people's do.
func (a *arm) wish(c *circle, line, forearm r3.Vec) {
	across := func(v r3.Vec) r3.Vec { return r3.Sub(v, r3.Scale(r3.Dot(v, line), line)) }
	if a.swivel == (r3.Vec{}) {
		a.swivel = hang
	}
	c.hang = across(hang)
	behind := r3.Scale(-a.fore, across(forearm))
	onLine := r3.Dot(r3.Sub(c.wrist, c.centre), line) // of the forearm, whatever the swivel
	doubt := math.Hypot(length(behind)-c.radius, a.fore*r3.Dot(forearm, line)-onLine)
	const memory, hanging, half = 0.02, 0.50, 0.05 // m: design values; half is the doubt that halves hanging
	wish := r3.Add(behind, r3.Scale(memory, across(a.swivel)))
	wish = r3.Add(wish, r3.Scale(hanging*doubt/(doubt+half), c.hang))
	if length(wish) < 1e-9 {
		wish = across(r3.Vec{X: 0.3, Y: -0.5, Z: -0.8}) // any that is not along the line
	}
	c.e1 = r3.Unit(wish)
	c.e2 = r3.Cross(line, c.e1)
}

// swivelSpeed (rad/s, design value) is how fast the elbow travels to a better
// swivel while the palm stays where it is.
const swivelSpeed = 2.0

// violated is the cost above which a limit is overstepped.
const violated = 1e3

// search finds the swivel that limits and wish like best and goes towards it:
// the wish itself, at 0, while no limit is near.
func (a *arm) search(c *circle, goal armGoal, dt float64) (armAngles, float64) {
	last := math.Atan2(r3.Dot(a.swivel, c.e2), r3.Dot(a.swivel, c.e1))
	best := 0.0
	q, cost := a.try(c, goal, best)
	if cost > 0 {
		best = a.scan(c, goal, last)
	}
	if a.started && dt > 0 {
		best = last + min(max(wrap(best-last), -swivelSpeed*dt), swivelSpeed*dt)
	}
	if best != 0 {
		q, cost = a.try(c, goal, best)
	}
	s, k := math.Sincos(best)
	a.swivel = r3.Add(r3.Scale(k, c.e1), r3.Scale(s, c.e2))
	return q, cost
}

// scan is the best swivel where a limit is near the wish: the best of a coarse
// scan, refined.
func (a *arm) scan(c *circle, goal armGoal, last float64) float64 {
	const steps = 24
	best, bestCost := 0.0, math.Inf(1)
	for i := range steps {
		t := wrap(2 * math.Pi * float64(i) / steps)
		if _, cost := a.try(c, goal, t); cost < bestCost {
			best, bestCost = t, cost
		}
	}
	// The swivel of the last solution continues where it is nearly as good: two
	// valleys of about the same depth must not be swapped to and fro.
	if a.started {
		const loyalty = 0.5
		if _, cost := a.try(c, goal, last); cost-loyalty < bestCost {
			best = last
		}
	}
	return minimum(best, 2*math.Pi/steps, func(t float64) float64 {
		_, cost := a.try(c, goal, t)
		return cost
	})
}

// try is the closed form at swivel t, and what it costs: the distance from the
// wish, and walls that rise before the joint limits.
func (a *arm) try(c *circle, goal armGoal, t float64) (armAngles, float64) {
	s, k := math.Sincos(t)
	elbow := r3.Add(c.centre, r3.Scale(c.radius, r3.Add(r3.Scale(k, c.e1), r3.Scale(s, c.e2))))
	q := a.closedForm(elbow, c.wrist, goal.basePalm.Rot)
	cost := 2*(1-k) + c.raised(s, k)
	const wall = 0.2 // rad before the limit
	for i, l := range a.limits {
		if i == 3 {
			continue // the elbow's flexion does not depend on the swivel
		}
		over := max(l.Lower+wall-q[i], q[i]-l.Upper+wall, 0) / wall
		cost += 2 * over * over
		if over > 1+1e-6/wall {
			cost += violated * over
			if i < 3 {
				// The shoulder's limits move the whole arm, the wrist's only turn the palm.
				cost += 10 * violated * over
			}
		}
	}
	return q, cost
}

// raised is the cost of an elbow far above where it hangs: from there on, the
// shoulder's limits leave no way back that does not swing the arm.
func (c *circle) raised(s, k float64) float64 {
	weight := length(c.hang)
	if weight < 1e-6 {
		return 0
	}
	down := (k*r3.Dot(c.e1, c.hang) + s*r3.Dot(c.e2, c.hang)) / weight
	const free, width = 0.2, 0.25 // cosines: 78° from hanging, and how soft the wall is
	over := max(free-down, 0) / width
	return 4 * weight * over * over
}

// closedForm reads the angles off the geometry: each column of the rotations that
// the class comment lists gives two or three of them. The axes of upper arm and
// forearm follow from their directions u and f without an angle's sine.
func (a *arm) closedForm(elbow, wrist r3.Vec, basePalm quat.Number) armAngles {
	var q armAngles
	u := r3.Scale(1/a.upper, elbow)
	f := r3.Scale(1/a.fore, r3.Sub(wrist, elbow))
	q[0] = math.Atan2(-u.Z, u.X)
	q[1] = math.Asin(min(max(u.Y, -1), 1))
	// Ry(q₀)·Rz(q₁) has the columns u, y and z.
	sin, cos := unit(-u.Z, u.X)
	z := r3.Vec{X: sin, Z: cos}
	y := r3.Cross(z, u)
	vy, vz := r3.Dot(y, f), r3.Dot(z, f)
	q[2] = math.Atan2(-vy, vz)
	q[3] = math.Atan2(math.Sqrt(vy*vy+vz*vz), r3.Dot(u, f))
	// Turned by q₂ about u, y becomes the elbow's axis, and the forearm's own.
	sin, cos = unit(-vy, vz)
	y = r3.Add(r3.Scale(cos, y), r3.Scale(sin, z))
	z = r3.Cross(f, y)
	palmX, palmY, palmZ := spatial.Axes(basePalm)
	q[4] = math.Atan2(r3.Dot(z, palmY), r3.Dot(y, palmY))
	q[5] = math.Asin(min(max(-r3.Dot(f, palmY), -1), 1))
	q[6] = math.Atan2(r3.Dot(f, palmZ), r3.Dot(f, palmX))
	return q
}

// unit is the sine and cosine of atan2(y, x).
func unit(y, x float64) (sin, cos float64) {
	n := math.Sqrt(x*x + y*y)
	if n == 0 {
		return 0, 1
	}
	return y / n, x / n
}

// minimum refines a minimum of f near t by golden-section search (Kiefer 1953)
// in t ± width. It returns the best point that it has seen, t included: f has
// steps where limits begin, and a point between two others may be beyond one.
func minimum(t, width float64, f func(float64) float64) float64 {
	const ratio = 0.6180339887498949
	best, least := t, f(t)
	value := func(x float64) float64 {
		y := f(x)
		if y < least {
			best, least = x, y
		}
		return y
	}
	lo, hi := t-width, t+width
	a, b := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
	fa, fb := value(a), value(b)
	for range 14 {
		if fa < fb {
			hi, b, fb = b, a, fa
			a = hi - ratio*(hi-lo)
			fa = value(a)
		} else {
			lo, a, fa = a, b, fb
			b = lo + ratio*(hi-lo)
			fb = value(b)
		}
	}
	return best
}

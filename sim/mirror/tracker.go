package mirror

import (
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// What a tracker of the forearm's place delivers: design values. A recorded
// source, and a live hand that a relay plays, has been through a tracker already and
// gets no noise on top.
const (
	trackerPeriod        = 1e-2                // s
	trackerPositionNoise = 2e-3                // m, SD per axis
	trackerAngleNoise    = 0.5 * math.Pi / 180 // rad, SD per axis
)

// tracker is where the person's forearm is, as a camera beside the person sees
// it, smoothed and predicted by a g-h filter: a constant-velocity observer,
// critically damped, g = 1 − θ², h = (1 − θ)² (Brookner, Tracking and Kalman
// Filtering Made Easy, 1998, §1.2.6).
type tracker struct {
	noise    bool // but for samples that are tracked
	rng      *rand.Rand
	next     float64 // s, time of the next measurement
	at       float64 // s, time of the last one
	pose     spatial.Pose
	velocity spatial.Twist
}

// Memory of the filter per measurement: longer where there is noise to remove.
const (
	thetaNoisy = 0.75
	thetaClean = 0.4
)

func newTracker(src gesture.Source, seed uint64) *tracker {
	info := src.Info()
	return &tracker{rng: rand.New(rand.NewPCG(seed, trackerStream)), noise: info.Frames == 0 && !info.Live}
}

// reset starts at a known pose, at rest.
func (t *tracker) reset(s *gesture.Sample) {
	t.pose, t.velocity = s.WorldFromForearm, spatial.Twist{}
	t.at, t.next = s.Time, s.Time+trackerPeriod
}

// update measures when it is time to.
func (t *tracker) update(now float64, s *gesture.Sample) {
	if now < t.next {
		return
	}
	measured, theta := s.WorldFromForearm, thetaClean
	if t.noise && !s.Tracked {
		measured, theta = t.measure(measured), thetaNoisy
	}
	dt := now - t.at
	t.pose = t.forearmAt(now)
	t.at, t.next = now, t.next+trackerPeriod
	miss := spatial.Difference(t.pose, measured)
	g, h := 1-theta*theta, (1-theta)*(1-theta)
	t.pose = moved(t.pose, spatial.Twist{Lin: r3.Scale(g, miss.Lin), Ang: r3.Scale(g, miss.Ang)})
	t.velocity.Lin = r3.Add(t.velocity.Lin, r3.Scale(h/dt, miss.Lin))
	t.velocity.Ang = r3.Add(t.velocity.Ang, r3.Scale(h/dt, miss.Ang))
}

// measure adds a tracker's noise.
func (t *tracker) measure(p spatial.Pose) spatial.Pose {
	gauss := func(sd float64) r3.Vec {
		return r3.Vec{X: sd * t.rng.NormFloat64(), Y: sd * t.rng.NormFloat64(), Z: sd * t.rng.NormFloat64()}
	}
	return moved(p, spatial.Twist{Lin: gauss(trackerPositionNoise), Ang: gauss(trackerAngleNoise)})
}

// forearmAt predicts worldFromForearm.
func (t *tracker) forearmAt(at float64) spatial.Pose {
	dt := at - t.at
	return moved(t.pose, spatial.Twist{Lin: r3.Scale(dt, t.velocity.Lin), Ang: r3.Scale(dt, t.velocity.Ang)})
}

// moved displaces a pose by a small twist of the world frame.
func moved(p spatial.Pose, d spatial.Twist) spatial.Pose {
	return spatial.Pose{
		Rot: spatial.Unit(quat.Mul(spatial.FromRotationVector(d.Ang), p.Rot)),
		Pos: r3.Add(p.Pos, d.Lin),
	}
}

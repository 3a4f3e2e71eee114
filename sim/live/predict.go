package live

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// How movement is predicted. Every channel has a steady-state-less Kalman filter
// of constant velocity (Bar-Shalom, Li and Kirubarajan, Estimation with
// Applications to Tracking and Navigation, 2001, §6.2.2) whose process noise is a
// hand's: joints turn at up to some 10 rad/s within 0.1 s. Its velocity leads to
// the present as far as it has earned it: trust is the slope of the regression
// of what happened on what was predicted over the last seconds. A tracker whose
// frames tremble earns little, a quick and steady one nearly everything. Design
// values, found on real recordings.
const (
	angleProcess  = 200.0 // rad²/s³
	angleNoise    = 0.01  // rad
	placeProcess  = 20.0  // m²/s³
	placeNoise    = 0.002 // m
	trustMemory   = 4.0   // s
	trustAtFirst  = 0.7
	trustPrior    = 1e-4   // rad²·s or m²·s: of movement that the first trust counts as
	mostAhead     = 0.12   // s: farther than this no velocity leads
	takeOver      = 0.0045 // s in which what is shown comes to a new frame
	historyFrames = 64

	// No new frame makes what is shown move faster than this.
	takeOverTurn  = 60.0 // rad/s
	takeOverSpeed = 3.0  // m/s
)

// gains are the Kalman gains that channels with the same noises share.
type gains struct {
	process, noise float64
	p00, p01, p11  float64
}

// firstRate is the SD of the velocity of what is seen for the first time, over
// that which the process reaches in a tenth of a second.
const firstRate = 3.0

func (g *gains) reset() {
	g.p00, g.p01 = g.noise*g.noise, 0
	g.p11 = firstRate * g.process * 0.1
}

// step moves the covariance on by dt and gives the gains of the frame then.
func (g *gains) step(dt float64) (position, velocity float64) {
	p00 := g.p00 + dt*(2*g.p01+dt*(g.p11+g.process*dt/3))
	p01 := g.p01 + dt*(g.p11+g.process*dt/2)
	p11 := g.p11 + g.process*dt
	s := p00 + g.noise*g.noise
	position, velocity = p00/s, p01/s
	g.p00, g.p01, g.p11 = (1-position)*p00, (1-position)*p01, p11-velocity*p01
	return position, velocity
}

// trust is how far velocities have led to what came.
type trust struct{ predicted, happened float64 }

func (t *trust) reset() { t.predicted, t.happened = trustPrior, trustAtFirst*trustPrior }

func (t *trust) share() float64 { return min(max(t.happened/t.predicted, 0), 1) }

// forget lets dt pass.
func (t *trust) forget(dt float64) {
	keep := math.Exp(-dt / trustMemory)
	t.predicted = keep*t.predicted + (1-keep)*trustPrior
	t.happened = keep*t.happened + (1-keep)*trustAtFirst*trustPrior
}

// learn weighs one prediction against what came of it.
func (t *trust) learn(predicted, happened, dt float64) {
	t.predicted += predicted * predicted * dt
	t.happened += predicted * happened * dt
}

// numScalars are the channels that are plain numbers: finger and wrist angles,
// then the place.
const (
	placeAt    = 22
	numScalars = placeAt + 3
)

// motion is a hand's state and its rate of change.
type motion struct {
	time  float64
	x, v  [numScalars]float64
	rot   quat.Number // worldFromForearm
	omega r3.Vec      // rad/s, forearm frame
}

// predictor knows a hand at its last frame and leads from there.
type predictor struct {
	last              motion
	seen              bool
	angle, place      gains
	fingers, position trust
	rotation          trust
	flat              bool // the depth, world x, is never predicted

	past  [historyFrames]motion
	count int // motions in past, ever

	// What was shown before the last frame, over what is shown since: it fades, so
	// that nothing jumps.
	shownAt float64
	off     [numScalars]float64
	offRot  r3.Vec
}

func newPredictor(flat bool) predictor {
	p := predictor{flat: flat}
	p.angle = gains{process: angleProcess, noise: angleNoise}
	p.place = gains{process: placeProcess, noise: placeNoise}
	p.fingers.reset()
	p.position.reset()
	p.rotation.reset()
	p.forget()
	return p
}

// forget lets the next hand be seen for the first time. What velocities have
// earned stays: it is the tracker's.
func (p *predictor) forget() {
	p.seen, p.count = false, 0
	p.off, p.offRot = [numScalars]float64{}, r3.Vec{}
	p.angle.reset()
	p.place.reset()
}

// add takes a hand seen at time m.time, which is later than the last one's, and
// known since now.
func (p *predictor) add(m *motion, now float64) {
	if !p.seen {
		p.last, p.seen, p.shownAt = *m, true, now
		p.remember()
		return
	}
	before := p.at(now)
	dt := m.time - p.last.time
	next := motion{time: m.time}
	ga, va := p.angle.step(dt)
	gp, vp := p.place.step(dt)
	for i := range next.x {
		g, v := ga, va
		if i >= placeAt {
			g, v = gp, vp
		}
		x := p.last.x[i] + dt*p.last.v[i]
		miss := m.x[i] - x
		next.x[i], next.v[i] = x+g*miss, p.last.v[i]+v*miss
	}
	ahead := quat.Mul(p.last.rot, spatial.FromRotationVector(r3.Scale(dt, p.last.omega)))
	miss := spatial.RotationVector(quat.Mul(quat.Conj(ahead), m.rot))
	next.rot = spatial.Unit(quat.Mul(ahead, spatial.FromRotationVector(r3.Scale(ga, miss))))
	next.omega = r3.Add(p.last.omega, r3.Scale(va, miss))
	p.last = next
	p.remember()
	p.weigh(now-m.time, dt)
	after := p.lead(now)
	for i := range p.off {
		p.off[i] = before.x[i] - after.x[i]
	}
	p.offRot = spatial.RotationVector(quat.Mul(quat.Conj(after.rot), before.rot))
	p.shownAt = now
}

func (p *predictor) remember() {
	p.past[p.count%historyFrames] = p.last
	p.count++
}

// weigh asks what the velocities of age seconds ago would have said of the last
// frame.
func (p *predictor) weigh(age, dt float64) {
	p.fingers.forget(dt)
	p.position.forget(dt)
	p.rotation.forget(dt)
	old := &p.past[(p.count-1)%historyFrames]
	for i := p.count - 1; i > max(p.count-historyFrames, 0) && p.last.time-old.time < age; i-- {
		old = &p.past[(i-1)%historyFrames]
	}
	ahead := min(p.last.time-old.time, mostAhead)
	if ahead <= 0 {
		return
	}
	for i := range old.x {
		t := &p.fingers
		if i >= placeAt {
			t = &p.position
		}
		t.learn(ahead*old.v[i], p.last.x[i]-old.x[i], dt)
	}
	turned := spatial.RotationVector(quat.Mul(quat.Conj(old.rot), p.last.rot))
	for _, c := range [3][2]float64{{old.omega.X, turned.X}, {old.omega.Y, turned.Y}, {old.omega.Z, turned.Z}} {
		p.rotation.learn(ahead*c[0], c[1], dt)
	}
}

// lead is the last frame led on to time now.
func (p *predictor) lead(now float64) motion {
	ahead := min(max(now-p.last.time, 0), mostAhead)
	m := p.last
	m.time = now
	fingers, place := ahead*p.fingers.share(), ahead*p.position.share()
	for i := range m.x {
		switch {
		case i < placeAt:
			m.x[i] += fingers * m.v[i]
		case i > placeAt || !p.flat:
			m.x[i] += place * m.v[i]
		}
	}
	m.rot = quat.Mul(m.rot, spatial.FromRotationVector(r3.Scale(ahead*p.rotation.share(), m.omega)))
	return m
}

// at is the hand as it is shown at time now, no earlier than the last frame came.
func (p *predictor) at(now float64) motion {
	m := p.lead(now)
	since := max(now-p.shownAt, 0)
	for i := range m.x {
		fastest := takeOverTurn
		if i >= placeAt {
			fastest = takeOverSpeed
		}
		m.x[i] += faded(math.Abs(p.off[i]), fastest, since) * p.off[i]
	}
	left := faded(r3.Norm(p.offRot), takeOverTurn, since)
	m.rot = spatial.Unit(quat.Mul(m.rot, spatial.FromRotationVector(r3.Scale(left, p.offRot))))
	return m
}

// faded is how much is left, after a time, of what a new frame has changed by
// some amount.
func faded(amount, fastest, since float64) float64 {
	return math.Exp(-since / max(takeOver, amount/fastest))
}

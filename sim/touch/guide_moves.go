package touch

import (
	"errors"
	"math"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// step lets a millisecond pass. The arm follows the palm's pose; a fingertip that
// is to press bends on at its root until its measured force is the one that is
// wanted.
func (g *Guide) step() {
	clear(g.rate)
	// A pose that is missed by a little is made up for by the fingers.
	_, _ = g.tracker.Step(g.bend, g.palm)
	for i, c := range g.moved {
		g.rate[c] = (g.bend[i] - g.target[c]) / millisecond
		g.target[c] = g.bend[i]
	}
	if g.want > 0 {
		for i := range g.roots {
			c := g.roots[i].bends[0]
			g.rate[c] = pressGain * (g.want - g.roots[i].push)
			g.target[c] += millisecond * g.rate[c]
		}
		g.arm.Model.Clamp(g.target)
	}
	g.sense()
}

// sense lets a millisecond pass and looks at what the arm measures after it.
func (g *Guide) sense() {
	g.time += millisecond
	g.rig.Step(g.target, g.rate)
	g.state.SetCoordinates(g.rig.Position())
	for i := range g.roots {
		g.roots[i].feel(g, &g.tips[i])
	}
	if g.time >= g.nextFrame {
		g.nextFrame = g.time + g.period - millisecond/2
		g.read()
	}
}

// read takes a frame of the force taxels.
func (g *Guide) read() {
	loads := g.undo.Loads(g.rig.Measured())
	for i := range g.tips {
		taxels := g.tips[i].taxels
		g.normal[i], g.shear[i] = g.undo.Force(loads[taxels[0]:taxels[1]])
	}
}

func (g *Guide) wait(seconds float64) {
	for range int(math.Round(seconds / millisecond)) {
		g.step()
	}
}

// Move carries the palm along (m, base frame) at a mean speed (m/s), gently at
// both ends.
func (g *Guide) Move(by r3.Vec, speed float64) {
	from := g.palm.Pos
	steps := max(int(math.Ceil(r3.Norm(by)/speed/millisecond)), 1)
	for n := range steps {
		u := float64(n+1) / float64(steps)
		g.palm.Pos = r3.Add(from, r3.Scale(smooth(u), by))
		g.step()
	}
}

// Swing takes the arm, joint by joint, from a posture (rad) to the one that Aim
// has found, in some seconds.
func (g *Guide) Swing(from []float64, seconds float64) {
	to := append([]float64(nil), g.target...)
	start := append([]float64(nil), from...)
	steps := max(int(math.Ceil(seconds/millisecond)), 1)
	for n := range steps {
		u := smooth(float64(n+1) / float64(steps))
		for i := range to {
			next := start[i] + u*(to[i]-start[i])
			g.rate[i], g.target[i] = (next-g.target[i])/millisecond, next
			if n == 0 {
				g.rate[i] = 0
			}
		}
		g.sense()
	}
}

// centre is where a fingertip's ball is, by the motors' positions.
func (g *Guide) centre(finger int) r3.Vec {
	t := &g.tips[finger]
	return g.state.RootFromLink(t.link).Apply(t.centre)
}

// pressed is what a fingertip measures on average while it presses.
type pressed struct {
	push   float64 // N, by the motors
	height float64 // m, of its ball
}

// press brings both fingertips to a force (N), and tells what they then measure.
func (g *Guide) press(force float64) (p [2]pressed) {
	const watched = 200 // ms
	g.want = force
	g.wait(settleTime)
	for range watched {
		g.step()
		for i := range p {
			p[i].push += g.roots[i].push / watched
			p[i].height += g.centre(i).Z / watched
		}
	}
	return p
}

// search lowers the palm until both fingertips touch, and measures how deep they
// go under the press; it tells how far the palm came down. How far they have gone
// in under a light load follows from the pad's nominal stiffness.
func (g *Guide) search(e *material.Exploration) (down float64, err error) {
	const farthest = 3 * clearance
	for ; !g.touches(0) || !g.touches(1); down += approachSpeed * millisecond {
		if down > farthest {
			return down, errors.New("touch: the arm found no sample")
		}
		g.palm.Pos.Z -= approachSpeed * millisecond
		g.step()
	}
	light, firm := g.press(lightForce), g.press(pressForce)
	for i := range e.Fingers {
		way := wayIn(&light[i], &firm[i], g.tips[i].radius)
		e.Fingers[i].Force, e.Fingers[i].Depth = firm[i].push, depthStep*math.Round(way/depthStep)
	}
	return down, nil
}

// wayIn is how far (m) a fingertip of a radius (m) has gone from first contact to a firm
// press, of which a light one tells the beginning. The pad's part follows from the forces.
// What is more than that the thing gave way by, and it did so before as well: a half
// space by F/a, and so by F^¾, as the radius of contact grows with the pad's depth.
func wayIn(light, firm *pressed, radius float64) float64 {
	pad := padDepth(firm.push, radius)
	given := light.height - firm.height - (pad - padDepth(light.push, radius))
	before := math.Pow(min(max(light.push, 0)/max(firm.push, 1e-9), mostLight), 0.75)
	return pad + given/(1-before)
}

// mostLight bounds the light force as a share of the press, where both were missed.
const mostLight = 0.7

// padDepth is how far a fingertip goes in under a force: F = πR(K/h)δ².
func padDepth(force, radius float64) float64 {
	return math.Sqrt(max(force, 0) / (math.Pi * radius * skin.NormalStiffness))
}

// rest takes it that lifted fingers carry nothing: what their taxels still read
// is hysteresis.
func (g *Guide) rest() {
	for i := range g.tips {
		g.undo.Rest(g.tips[i].taxels[0], g.tips[i].taxels[1])
		g.roots[i].rest(g)
	}
	g.read()
}

// touches tells whether a fingertip does: by its taxels, or by its motor, which
// yields to loads that the taxels' hysteresis still hides.
func (g *Guide) touches(finger int) bool {
	return g.normal[finger] > feltForce || g.roots[finger].yields(g) > feltYield
}

// warmth is the mean temperature of a finger's patches.
func (g *Guide) warmth(finger int) float64 {
	return meanWarmth(g.rig.Patches(), g.tips[finger].spots)
}

func meanWarmth(patches []*skin.Patch, spots [2]int) (mean float64) {
	for _, p := range patches[spots[0]:spots[1]] {
		mean += p.Reading().Temperature / float64(spots[1]-spots[0])
	}
	return mean
}

func (g *Guide) baseline(e *material.Exploration) {
	steps := int(baselineTime / millisecond)
	for range steps {
		g.step()
		for i := range e.Fingers {
			e.Fingers[i].Baseline += g.warmth(i) / float64(steps)
		}
	}
}

// cooling is a finger's temperatures from the press on, before it is known when
// exactly that touched.
type cooling struct {
	log   []float64 // °C, every 10 ms
	start int       // of what counts; −1 before the touch
}

// Of the hold, in samples 10 ms apart.
const (
	heldSamples = int(holdTime / skin.ThermalPeriod)
	heldReport  = 50 // from one report to the next
	// The force taxels tell of a touch so much late: the press begins gently, and
	// their lag, their frames and what is held for noise add to that. With this value
	// the fit finds the rate at which fingertips cool that are set down at once.
	heldBack = 3
)

// hold brings the fingers down by a way, presses, and records the cooling of each
// from its own touch on; it tells of every half second.
func (g *Guide) hold(e *material.Exploration, way r3.Vec, tell func(Phase, *material.Exploration)) {
	for i := range g.cool {
		g.cool[i] = cooling{log: g.cool[i].log[:0], start: -1}
	}
	g.rest()
	from, tick, known := g.palm.Pos, 0, 0
	down := max(int(math.Ceil(r3.Norm(way)/pressSpeed/millisecond)), 1)
	for n := 1; known < heldSamples && n < down+2*int(holdTime/millisecond); n++ {
		if n <= down {
			g.palm.Pos = r3.Add(from, r3.Scale(smooth(float64(n)/float64(down)), way))
		} else {
			g.want = pressForce
		}
		g.step()
		if tick++; tick < int(skin.ThermalPeriod/millisecond) {
			continue
		}
		tick = 0
		if held := g.cooled(e); held/heldReport > known/heldReport {
			known = held
			tell(Holding, e)
		}
	}
}

// cooled notes the temperatures, and tells how many samples since the touch both
// fingers have.
func (g *Guide) cooled(e *material.Exploration) int {
	least := heldSamples
	for i := range g.cool {
		c := &g.cool[i]
		c.log = append(c.log, g.warmth(i))
		if c.start < 0 && g.touches(i) {
			c.start = max(len(c.log)-heldBack, 0)
		}
		if c.start < 0 {
			least = 0
			continue
		}
		e.Fingers[i].Temperature = c.log[c.start:min(len(c.log), c.start+heldSamples)]
		least = min(least, len(e.Fingers[i].Temperature))
	}
	return least
}

// smooth eases a share of a way at both ends.
func smooth(u float64) float64 { return u * u * (3 - 2*u) }

// slide rubs at a speed, in strokes that begin in a direction of ±1 and then go
// back and forth; it gives the direction of the next one.
func (g *Guide) slide(e *material.Exploration, speed, direction float64) (next float64) {
	var slides [2]material.Slide
	strokes, _ := g.strokes(speed)
	for range strokes {
		g.stroke(&slides, speed, direction, slideTime/float64(strokes))
		direction = -direction
	}
	for i, s := range slides {
		s.Speed /= float64(strokes)
		s.Normal /= float64(strokes)
		s.Shear /= float64(strokes)
		e.Fingers[i].Slides = append(e.Fingers[i].Slides, s)
	}
	return direction
}

// stroke adds one stroke of some seconds, between ramps that are not recorded.
func (g *Guide) stroke(slides *[2]material.Slide, speed, direction, seconds float64) {
	ramp := int(rampTime / millisecond)
	steps := int(seconds / millisecond)
	along := g.along()
	advance := func(share float64) {
		g.palm.Pos = r3.Add(g.palm.Pos, r3.Scale(direction*speed*share*millisecond, along))
		g.step()
	}
	for n := range ramp {
		advance(float64(n+1) / float64(ramp))
	}
	var start [2]r3.Vec
	for i := range slides {
		start[i] = g.centre(i)
		for range g.tips[i].spots[1] - g.tips[i].spots[0] {
			slides[i].Vibration = append(slides[i].Vibration, make([]float64, 0, 2*steps))
		}
	}
	for range steps {
		advance(1)
		for i := range slides {
			s, spots := &slides[i], g.tips[i].spots
			s.Normal += g.normal[i] / float64(steps)
			s.Shear += g.shear[i] / float64(steps)
			latest := s.Vibration[len(s.Vibration)-(spots[1]-spots[0]):]
			for k := range latest {
				reading := g.rig.Patches()[spots[0]+k].Reading()
				latest[k] = append(latest[k], reading.Vibration[:]...)
			}
		}
	}
	for i := range slides {
		slides[i].Speed += math.Abs(r3.Dot(along, r3.Sub(g.centre(i), start[i]))) / seconds
	}
	for n := range ramp {
		advance(1 - float64(n+1)/float64(ramp))
	}
}

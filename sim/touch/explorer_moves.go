package touch

import (
	"errors"
	"math"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// step advances everything by a millisecond. The arm follows the palm's pose; a
// fingertip that is to press bends on at its root until its measured force is the
// one that is wanted.
func (x *Explorer) step() {
	x.time += millisecond
	clear(x.rate)
	// A pose that is missed by a little is made up for by the fingers.
	_, _ = x.tracker.Step(x.bend, x.palm)
	for i, c := range x.tracker.Coordinates() {
		x.rate[c] = (x.bend[i] - x.target[c]) / millisecond
		x.target[c] = x.bend[i]
	}
	if x.want > 0 {
		for i, c := range x.mcp {
			x.rate[c] = pressGain * (x.want - x.normal[i])
			x.target[c] += millisecond * x.rate[c]
		}
		x.arm.Model.Clamp(x.target)
	}
	x.motors.Step(millisecond, x.target, x.rate, x.world.Effort())
	x.pose()
	x.world.Step(millisecond, x.poses)
	x.skin.Sense(x.time)
	if x.time >= x.nextFrame {
		x.nextFrame = x.time + x.period - millisecond/2
		x.read()
	}
}

func (x *Explorer) pose() {
	x.state.SetCoordinates(x.motors.Position())
	for i := range x.poses {
		x.poses[i] = x.state.RootFromLink(i)
	}
}

// read takes a frame of the force taxels.
func (x *Explorer) read() {
	loads := x.undo.Loads(x.skin.Measured())
	for i := range x.tips {
		taxels := x.tips[i].taxels
		x.normal[i], x.shear[i] = x.undo.Force(loads[taxels[0]:taxels[1]])
	}
}

func (x *Explorer) wait(seconds float64) {
	for range int(math.Round(seconds / millisecond)) {
		x.step()
	}
}

// move carries the palm along at a mean speed, gently at both ends.
func (x *Explorer) move(by r3.Vec, speed float64) {
	from := x.palm.Pos
	steps := max(int(math.Ceil(r3.Norm(by)/speed/millisecond)), 1)
	for n := range steps {
		u := float64(n+1) / float64(steps)
		x.palm.Pos = r3.Add(from, r3.Scale(u*u*(3-2*u), by))
		x.step()
	}
}

// centre is where a fingertip's ball is, by the motors' positions.
func (x *Explorer) centre(finger int) r3.Vec {
	t := &x.tips[finger]
	return x.poses[t.link].Apply(t.centre)
}

// press brings both fingertips to a force, and tells what they then measure on
// average, and how high they are.
func (x *Explorer) press(force float64) (normal, height [2]float64) {
	const watched = 200 // ms
	x.want = force
	x.wait(2 * settleTime)
	for range watched {
		x.step()
		for i := range normal {
			normal[i] += x.normal[i] / watched
			height[i] += x.centre(i).Z / watched
		}
	}
	return normal, height
}

// search lowers the palm until both fingertips touch, and measures how deep they
// go under the press; it tells how far the palm came down. How far they have gone
// in under a light load follows from the pad's nominal stiffness. The world's
// solids are rigid: how far the sample itself gives way is added by the half
// space that the study has as well.
func (x *Explorer) search(e *material.Exploration, m world.Material) (down float64, err error) {
	const farthest = 3 * clearance
	for ; min(x.normal[0], x.normal[1]) < feltForce; down += approachSpeed * millisecond {
		if down > farthest {
			return down, errors.New("touch: the arm found no sample")
		}
		x.palm.Pos.Z -= approachSpeed * millisecond
		x.step()
	}
	light, start := x.press(lightForce)
	normal, end := x.press(pressForce)
	for i := range e.Fingers {
		radius := x.tips[i].radius
		way := start[i] - end[i] + padDepth(light[i], radius)
		way += sink(m, normal[i], radius, way)
		e.Fingers[i].Force, e.Fingers[i].Depth = normal[i], depthStep*math.Round(way/depthStep)
	}
	return down, nil
}

// padDepth is how far a fingertip goes in under a force: F = πR(K/h)δ².
func padDepth(force, radius float64) float64 {
	return math.Sqrt(max(force, 0) / (math.Pi * radius * skin.NormalStiffness))
}

// warmth is the mean temperature of a finger's patches.
func (x *Explorer) warmth(finger int) float64 {
	return meanWarmth(x.skin.Patches(), x.tips[finger].spots)
}

func meanWarmth(patches []*skin.Patch, spots [2]int) (mean float64) {
	for _, p := range patches[spots[0]:spots[1]] {
		mean += p.Reading().Temperature / float64(spots[1]-spots[0])
	}
	return mean
}

func (x *Explorer) baseline(e *material.Exploration) {
	steps := int(baselineTime / millisecond)
	for range steps {
		x.step()
		for i := range e.Fingers {
			e.Fingers[i].Baseline += x.warmth(i) / float64(steps)
		}
	}
}

// hold records the cooling.
func (x *Explorer) hold(e *material.Exploration) {
	for n := range int(holdTime / millisecond) {
		x.step()
		if (n+1)%int(skin.ThermalPeriod/millisecond) != 0 {
			continue
		}
		for i := range e.Fingers {
			e.Fingers[i].Temperature = append(e.Fingers[i].Temperature, x.warmth(i))
		}
	}
}

// slide rubs along X at a speed, in strokes that begin in a direction of ±1 and
// then go back and forth.
func (x *Explorer) slide(e *material.Exploration, speed, direction float64, strokes int) {
	var slides [2]material.Slide
	for range strokes {
		x.stroke(&slides, speed, direction, slideTime/float64(strokes))
		direction = -direction
	}
	for i, s := range slides {
		s.Speed /= float64(strokes)
		s.Normal /= float64(strokes)
		s.Shear /= float64(strokes)
		e.Fingers[i].Slides = append(e.Fingers[i].Slides, s)
	}
}

// stroke adds one stroke of some seconds, between ramps that are not recorded.
func (x *Explorer) stroke(slides *[2]material.Slide, speed, direction, seconds float64) {
	ramp := int(rampTime / millisecond)
	steps := int(seconds / millisecond)
	advance := func(share float64) {
		x.palm.Pos.X += direction * speed * share * millisecond
		x.step()
	}
	for n := range ramp {
		advance(float64(n+1) / float64(ramp))
	}
	var start [2]r3.Vec
	for i := range slides {
		start[i] = x.centre(i)
		for range x.tips[i].spots[1] - x.tips[i].spots[0] {
			slides[i].Vibration = append(slides[i].Vibration, make([]float64, 0, 2*steps))
		}
	}
	for range steps {
		advance(1)
		for i := range slides {
			s, spots := &slides[i], x.tips[i].spots
			s.Normal += x.normal[i] / float64(steps)
			s.Shear += x.shear[i] / float64(steps)
			latest := s.Vibration[len(s.Vibration)-(spots[1]-spots[0]):]
			for k := range latest {
				reading := x.skin.Patches()[spots[0]+k].Reading()
				latest[k] = append(latest[k], reading.Vibration[:]...)
			}
		}
	}
	for i := range slides {
		slides[i].Speed += math.Abs(x.centre(i).X-start[i].X) / seconds
	}
	for n := range ramp {
		advance(1 - float64(n+1)/float64(ramp))
	}
}

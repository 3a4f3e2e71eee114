package session

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// Cue is one thing that happens in an act whose hand is led: by its program, as
// a visitor would lead it.
type Cue struct {
	At      float64 // s of simulated time since the act began
	Gesture string  // whose posture the hand takes; "" keeps the present one
	Turn    float64 // rad that the forearm turns further, the palm down
	Wrist   r3.Vec  // m from gesture.DefaultWrist: where the wrist is led
	Seconds float64 // that the wrist takes, along a path of minimum jerk; 0 is as fast as a hand goes
	Ball    float64 // m above the robot's palm that a ball is let fall; 0 is none
}

// cuePeriod is how often a wrist on its way is led on (steps).
const cuePeriod = 10

// The ball of a cue: a juggling ball, which fits into a hand and can be seen
// from afar. Design values.
const (
	ballRadius   = 0.024 // m
	ballMass     = 0.040 // kg
	ballMaterial = "EVA foam"
)

// cues is an act's list while it is played.
type cues struct {
	list     []Cue
	postures []gesture.Sample // of the cues' gestures
	next     int
	began    float64 // s, of the stage

	from, to     r3.Vec // m: the wrist's way
	start, until float64
}

// holdTime is when a synthetic gesture played alone has surely been reached (s).
const holdTime = 2.0

// newCues looks the postures up.
func newCues(list []Cue, setup Setup) (*cues, error) {
	c := &cues{list: list, postures: make([]gesture.Sample, len(list))}
	last := 0.0
	for i, cue := range list {
		if !(cue.At >= last) || !(cue.Seconds >= 0) || !(cue.Ball >= 0 && cue.Ball <= 1) || math.IsNaN(cue.Turn+r3.Norm(cue.Wrist)) {
			return nil, fmt.Errorf("cue %d: %+v, want times that rise from 0 and a ball at 0 to 1 m", i+1, cue)
		}
		last = cue.At
		if cue.Gesture == "" {
			continue
		}
		setup.Recording, setup.Gesture = nil, cue.Gesture
		src, err := setup.source()
		if err != nil {
			return nil, fmt.Errorf("cue %d: %w", i+1, err)
		}
		src.Sample(holdTime, &c.postures[i])
	}
	return c, nil
}

// perform lets cues lead the hand from now on.
func (g *stage) perform(c cues) error {
	if err := g.lead(&g.mirror.Record().Sample); err != nil {
		return err
	}
	c.began = g.time()
	_, at := g.led.Held()
	c.from, c.to = at, at
	g.cues = &c
	return nil
}

// follow plays the cues that are due.
func (g *stage) follow() error {
	c := g.cues
	if c == nil || g.led == nil {
		return nil
	}
	since := g.time() - c.began
	for ; c.next < len(c.list) && c.list[c.next].At <= since; c.next++ {
		if err := g.cue(&c.list[c.next], &c.postures[c.next]); err != nil {
			return err
		}
	}
	if g.steps%cuePeriod != 0 || g.time() > c.until+cuePeriod*mirror.Period {
		return nil
	}
	share := 1.0
	if c.until > c.start {
		share = gesture.MinimumJerk((g.time() - c.start) / (c.until - c.start))
	}
	return g.led.Drag(g.leadTime(), r3.Add(c.from, r3.Scale(share, r3.Sub(c.to, c.from))))
}

func (g *stage) cue(cue *Cue, posture *gesture.Sample) error {
	now := g.leadTime()
	if cue.Gesture != "" {
		if err := g.led.Aim(now, posture); err != nil {
			return err
		}
	}
	_, pronation := g.led.Led()
	if err := g.led.Turn(now, pronation+cue.Turn); err != nil {
		return err
	}
	if err := g.led.Grab(gesture.GripWrist); err != nil {
		return err
	}
	_, at := g.led.Held()
	g.cues.from, g.cues.to = at, r3.Add(gesture.DefaultWrist(), cue.Wrist)
	g.cues.start, g.cues.until = g.time(), g.time()+cue.Seconds
	if cue.Ball > 0 {
		return g.drop(cue.Ball)
	}
	return nil
}

// drop lets a ball fall onto the middle of the robot's palm.
func (g *stage) drop(height float64) error {
	material, err := world.LookupMaterial(ballMaterial)
	if err != nil {
		return err
	}
	palm := g.mirror.Record().WorldFromPalm
	above := r3.Add(palm.Apply(r3.Vec{X: 0.075}), r3.Vec{Z: height})
	_, err = g.mirror.Put(world.Body{
		Name: "ball", Mass: ballMass, Material: material, Temperature: 35,
		Parts: []world.Part{{Form: world.Sphere, ObjectFromPart: spatial.Identity(), Radius: ballRadius}},
	}, spatial.At(above), spatial.Twist{})
	return err
}

package mirror

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// Streams of random numbers, so that one stage's draws do not shift another's.
const (
	personStream = iota + 101
	calibrationStream
	trackerStream
)

// calibrationPoses are held in a calibration of 20 s.
const calibrationPoses = 24

// settleTime is how long the hand takes from the last calibration posture to the
// first frame's, and then holds it (s).
const settleTime = 1.0

// gloveStage is the simulated glove and its decoder. The true angles go into
// the wearer and no further.
type gloveStage struct {
	layout  *glove.Layout
	worn    *wearer.Wearer
	sensor  Sensor
	decoder *glove.Decoder
	frame   *glove.Frame
	offset  float64 // s: the glove's time at the loop's start
}

// Sensor is what gives the glove's frames for the person's true angles: the
// simulated wearer, a *wearer.Wearer.
type Sensor interface {
	// Sense copies a new frame into frame, if one has arrived by time t (s); times
	// must rise.
	Sense(t float64, a hand.Angles, frame *glove.Frame) (fresh bool)
}

func newGloveStage(cfg Config) (*gloveStage, error) {
	profile, err := taxel.Lookup(cfg.Profile)
	if err != nil {
		return nil, err
	}
	s := &gloveStage{}
	if s.layout, err = glove.NewLayout(cfg.Channels, profile); err != nil {
		return nil, err
	}
	info := cfg.Source.Info()
	person := wearer.NewPerson(info.Side, info.Dims, rand.New(rand.NewPCG(cfg.Seed, personStream)))
	worn, err := wearer.New(s.layout, person, cfg.Seed)
	if err != nil {
		return nil, err
	}
	s.worn, s.sensor = worn, worn
	tell := cfg.Building.Part(0, calibratedShare)
	rng := rand.New(rand.NewPCG(cfg.Seed, calibrationStream))
	recording, err := wearer.Record(worn, calibrationPoses, cfg.Calibration, 0, rng, tell.Part(0, 0.6))
	if err != nil {
		return nil, err
	}
	calibration, err := glove.Calibrate(s.layout, recording, tell.Part(0.6, 1))
	if err != nil {
		return nil, fmt.Errorf("mirror: %w", err)
	}
	if s.decoder, err = glove.NewDecoder(s.layout, calibration); err != nil {
		return nil, err
	}
	s.frame = glove.NewFrame(s.layout.Len())
	s.offset = recording.Duration() + 2*settleTime
	if cfg.Disturb != nil {
		s.sensor = cfg.Disturb(s.sensor)
	}
	return s, nil
}

// settle lets the hand go to posture a and stay there for a while.
func (s *gloveStage) settle(a hand.Angles, tell glove.Progress) error {
	steps := int(2 * settleTime / Period)
	for i := range steps {
		if err := tell.At(float64(i) / float64(steps)); err != nil {
			return err
		}
		t := -2*settleTime + float64(i+1)*Period
		u := min(1, float64(i+1)*Period/settleTime)
		s.decode(s.sense(t, hand.Angles{}.Lerp(a, u*u*(3-2*u))))
	}
	return nil
}

// sense tells whether a new frame of counts has come.
func (s *gloveStage) sense(t float64, a hand.Angles) bool {
	return s.sensor.Sense(s.offset+t, a, s.frame)
}

func (s *gloveStage) decode(fresh bool) {
	if fresh {
		s.decoder.Update(s.frame)
	}
}

func (s *gloveStage) estimate(dst *glove.Estimate, t float64) {
	s.decoder.EstimateTo(dst, s.offset+t)
	dst.Time = t
}

// newSkin lays the default grid on the robot.
func newSkin(cfg Config) (*skin.Skin, error) {
	profile, err := taxel.Lookup(cfg.SkinProfile)
	if err != nil {
		return nil, err
	}
	arm := cfg.Robot
	layout := layoutOf(arm)
	return skin.New(arm.Model, layout, profile, cfg.Seed)
}

// layoutOf is the skin of a robot: the grid that ours has or, of somebody else's, the same
// on the palm's side of the fingers that were found.
func layoutOf(arm *robot.Robot) *skin.Layout {
	shapes := solidsOf(arm)
	if arm.Found == nil {
		return skin.Default(arm.Model.Name(), arm.Model, shapes, arm.Side == hand.Left)
	}
	flat := arm.FlatHand()
	rootFromPalm := flat.RootFromLink(arm.Palm).Mul(arm.LinkFromPalm)
	var segments []skin.Segment
	for f, tip := range arm.Tips {
		if tip < 0 {
			continue
		}
		end := flat.RootFromLink(tip).Pos
		first := len(segments)
		for i := range shapes {
			c := &shapes[i]
			if !carries(arm.Model, arm.Palm, tip, c.Link) || shared(arm, c.Link) {
				continue
			}
			pose := flat.RootFromLink(c.Link)
			a, b := pose.Apply(c.A), pose.Apply(c.B)
			if r3.Norm2(r3.Sub(end, a)) < r3.Norm2(r3.Sub(end, b)) {
				c.A, c.B, c.Ra, c.Rb = c.B, c.A, c.Rb, c.Ra
			}
			towards := rootFromPalm.Rotate(r3.Vec{Z: -1})
			if hand.Finger(f) == hand.Thumb { // it faces the fingers
				middle := fingersMiddle(arm, flat)
				towards = r3.Add(r3.Sub(middle, a), r3.Sub(middle, b))
			}
			segments = append(segments, skin.Segment{Shape: i, Palmward: pose.Inverse().Rotate(towards)})
		}
		if len(segments) > first {
			last := first // the one that is nearest to the fingertip
			for k := first; k < len(segments); k++ {
				at := func(k int) float64 {
					c := shapes[segments[k].Shape]
					return r3.Norm2(r3.Sub(end, flat.RootFromLink(c.Link).Apply(c.B)))
				}
				if at(k) < at(last) {
					last = k
				}
			}
			segments[last].Tip = true
		}
	}
	return skin.Laid(arm.Model.Name(), arm.Model, shapes, segments, arm.Side == hand.Left)
}

// carries tells whether a link is between the palm and a fingertip, or rigid with it.
func carries(m *chain.Model, palm, tip, link int) bool {
	for l := tip; l >= 0 && l != palm; l = m.LinkParent(l) {
		if l == link {
			return true
		}
	}
	return false
}

// shared tells whether a link carries several fingertips: it is a part of the palm.
func shared(arm *robot.Robot, link int) bool {
	n := 0
	for _, tip := range arm.Tips {
		if tip >= 0 && carries(arm.Model, arm.Palm, tip, link) {
			n++
		}
	}
	return n > 1
}

// fingersMiddle is half way along the fingers of the flat hand, in the root's frame.
func fingersMiddle(arm *robot.Robot, flat *chain.State) (p r3.Vec) {
	n := 0.0
	for f := hand.Index; f <= hand.Little; f++ {
		if arm.Tips[f] >= 0 {
			p, n = r3.Add(p, flat.RootFromLink(arm.Middles[f]).Pos), n+1
		}
	}
	return r3.Scale(1/max(n, 1), p)
}

// layer is a skin that is laid beside other work, or why there is none.
type layer struct {
	skin     *skin.Skin
	err      error
	panicked any
}

// laySkin begins with a skin. Whoever receives it takes over its panic, too.
func laySkin(cfg Config) <-chan layer {
	laid := make(chan layer, 1)
	go func() {
		var l layer
		defer func() {
			l.panicked = recover()
			laid <- l
		}()
		l.skin, l.err = newSkin(cfg)
	}()
	return laid
}

// newWorld puts the scene's things around the robot.
func newWorld(cfg Config, s *skin.Skin) (*world.World, error) {
	w, err := world.New(cfg.Robot.Model, s)
	if err != nil {
		return nil, err
	}
	if cfg.Scene != nil {
		if err := w.Fill(cfg.Scene); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// newPerception watches the skin and, if wanted, lets the fingers answer at
// once: a fingertip's region moves that finger's flexions.
func newPerception(cfg Config, s *skin.Skin, profile taxel.Profile) (*material.Observer, *material.Reflex) {
	observer := material.NewObserver(s.Surface(), profile)
	if !cfg.Reflex {
		return observer, nil
	}
	flexors := map[string][]int{}
	for f, coords := range cfg.Robot.Fingers {
		if len(coords) > 1 {
			flexors[hand.SegmentName(hand.Finger(f), 2)] = coords[1:]
		}
	}
	return observer, material.NewReflex(observer, flexors)
}

// servo derives the motors' velocity feed-forward from the targets. The glove
// speaks 200 times a second, so that targets come in small jumps; a first-order
// filter makes a velocity of them.
type servo struct {
	last, rate []float64
}

// servoTime is the filter's time constant (s): between one and two frames of
// the glove, below which the error grows no smaller.
const servoTime = 8e-3

func newServo(n int) *servo {
	return &servo{last: make([]float64, n), rate: make([]float64, n)}
}

func (s *servo) reset(q []float64) {
	copy(s.last, q)
	clear(s.rate)
}

func (s *servo) follow(q []float64, dt float64) {
	k := -math.Expm1(-dt / servoTime)
	for i := range q {
		s.rate[i] += k * ((q[i]-s.last[i])/dt - s.rate[i])
		s.last[i] = q[i]
	}
}

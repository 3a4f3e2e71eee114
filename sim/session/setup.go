package session

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"
)

// Setup is what is mirrored and how. The zero value is the medley of the mean
// adult's right hand, mirrored by the left arm through the default glove, with
// nothing around.
type Setup struct {
	Recording gesture.Source // a recorded hand, played again and again; nil is a synthetic one
	Gesture   string         // of a synthetic hand: a name or script of gesture.Synth
	Hand      gesture.Choice // of a synthetic hand
	Person    uint64         // who moves the synthetic hand: 0 is the mean adult, others are drawn by this seed
	Scene     *world.Scene   // what stands around the robot; nil is nothing

	Follow      retarget.Follow
	Channels    int         // of the glove; 0 is the default
	Profile     string      // hardware of the glove; "" is textile
	Calibration wearer.Mode // how the glove is calibrated
	SkinProfile string      // hardware of the robot's skin; "" is hall
	Reflex      bool        // fingers that slip tighten, fingers that press too hard give way
	Seed        uint64
}

// check refuses at once what a build would refuse later.
func (p *Setup) check() error {
	if p.Channels != 0 && (p.Channels < glove.MinChannels || p.Channels > glove.MaxChannels) {
		return fmt.Errorf("session: %d channels, want %d to %d", p.Channels, glove.MinChannels, glove.MaxChannels)
	}
	for _, name := range [2]string{p.Profile, p.SkinProfile} {
		if name == "" {
			continue
		}
		if _, err := taxel.Lookup(name); err != nil {
			return fmt.Errorf("session: %w", err)
		}
	}
	return nil
}

// source opens what is played.
func (p *Setup) source() (gesture.Source, error) {
	if p.Recording != nil {
		return p.Recording, nil
	}
	who := gesture.MeanAdult()
	if p.Person != 0 {
		who = gesture.RandomPerson(p.Person)
	}
	return gesture.Synth(p.Gesture, gesture.Options{Hand: p.Hand, Seed: p.Seed, Person: &who})
}

// sameMirror tells whether a mirror built for one setup serves another, its
// gesture and its scene put in place.
func (p Setup) sameMirror(o Setup) bool {
	p.Scene, o.Scene = nil, nil
	if p.Recording == nil && o.Recording == nil {
		p.Gesture, o.Gesture = "", ""
	}
	return p == o
}

// robotFor builds the arm of a side.
func (o *Options) robotFor(side hand.Side) (*robot.Robot, error) {
	if o.Robot != nil {
		return o.Robot(side)
	}
	return robot.Bionic(side)
}

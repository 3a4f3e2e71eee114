package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// Names of metadata and attachments.
const (
	metaFile   = "mirrorarm"
	metaMirror = "mirrorarm.mirror." // and its number
	metaEnd    = "mirrorarm.end"

	robotFile = "robot.urdf"
	sceneFile = "scene-%d.json"
	bionic    = "bionic" // in place of a robot's file: the shipped arm
)

// plan is what a mirror is made of, as a file holds it.
type plan struct {
	seed        uint64
	channels    int
	profile     string
	calibration wearer.Mode
	skinProfile string
	follow      retarget.Follow
	reflex      bool
	scene       string // the attachment's name; "" is nothing
	robot       string // likewise; or bionic
	fit         robot.Fit
	midway      bool // it ran before it was recorded
	hand        who
}

// who is the person, as far as a mirror knows.
type who struct {
	Name        string          `json:"name"`
	Side        string          `json:"side"`
	Frames      int             `json:"frames"`
	Live        bool            `json:"live"`
	Position    bool            `json:"position"`
	Orientation bool            `json:"orientation"`
	Forearm     bool            `json:"forearm"`
	Shoulder    r3.Vec          `json:"shoulder"`
	Dims        hand.Dimensions `json:"dimensions"`
}

func whoIs(i gesture.Info) who {
	return who{i.Name, i.Side.String(), i.Frames, i.Live, i.Position, i.Orientation, i.Forearm, i.Shoulder, i.Dims}
}

// info is the source's description again.
func (w *who) info() gesture.Info {
	side := hand.Right
	if w.Side == hand.Left.String() {
		side = hand.Left
	}
	return gesture.Info{
		Name: w.Name, Side: side, Dims: w.Dims, Frames: w.Frames, Live: w.Live, Duration: math.Inf(1),
		Position: w.Position, Orientation: w.Orientation, Forearm: w.Forearm, Shoulder: w.Shoulder,
	}
}

func planOf(c *mirror.Config, midway bool) plan {
	return plan{
		seed: c.Seed, channels: c.Channels, profile: c.Profile, calibration: c.Calibration, skinProfile: c.SkinProfile,
		follow: c.Follow, reflex: c.Reflex, robot: bionic, midway: midway, hand: whoIs(c.Source.Info()),
	}
}

// Keys of a mirror's metadata.
const (
	keySeed        = "seed"
	keyChannels    = "channels"
	keyProfile     = "profile"
	keyCalibration = "calibration"
	keySkinProfile = "skin_profile"
	keyFollow      = "follow"
	keyReflex      = "reflex"
	keyScene       = "scene"
	keyRobot       = "robot"
	keyFit         = "robot_fit"
	keyMidway      = "began_before"
	keyHand        = "hand"
)

func (p *plan) pairs() (map[string]string, error) {
	fit, err := json.Marshal(p.fit)
	if err != nil {
		return nil, err
	}
	person, err := json.Marshal(p.hand)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		keySeed: strconv.FormatUint(p.seed, 10), keyChannels: strconv.Itoa(p.channels), keyProfile: p.profile,
		keyCalibration: p.calibration.String(), keySkinProfile: p.skinProfile, keyFollow: p.follow.String(),
		keyReflex: strconv.FormatBool(p.reflex), keyScene: p.scene, keyRobot: p.robot, keyFit: string(fit),
		keyMidway: strconv.FormatBool(p.midway), keyHand: string(person),
	}, nil
}

// readPlan is pairs' way back.
func readPlan(m map[string]string) (p plan, err error) {
	var all []error
	check := func(key string, err error) {
		if err != nil {
			all = append(all, fmt.Errorf("%s %q: %w", key, m[key], err))
		}
	}
	p.seed, err = strconv.ParseUint(m[keySeed], 10, 64)
	check(keySeed, err)
	p.channels, err = strconv.Atoi(m[keyChannels])
	check(keyChannels, err)
	p.calibration, err = wearer.ParseMode(m[keyCalibration])
	check(keyCalibration, err)
	p.follow, err = retarget.ParseFollow(m[keyFollow])
	check(keyFollow, err)
	p.reflex, err = strconv.ParseBool(m[keyReflex])
	check(keyReflex, err)
	p.midway, err = strconv.ParseBool(m[keyMidway])
	check(keyMidway, err)
	check(keyFit, json.Unmarshal([]byte(m[keyFit]), &p.fit))
	if err := json.Unmarshal([]byte(m[keyHand]), &p.hand); err != nil {
		check(keyHand, err)
	} else {
		_, err = hand.NewModel(hand.Right, p.hand.Dims)
		check(keyHand, err)
	}
	p.profile, p.skinProfile, p.scene, p.robot = m[keyProfile], m[keySkinProfile], m[keyScene], m[keyRobot]
	return p, errors.Join(all...)
}

// config is what a mirror is to be made of, with files out of the session's.
func (p *plan) config(src gesture.Source, attached map[string][]byte) (mirror.Config, error) {
	cfg := mirror.Config{
		Source: src, Follow: p.follow, Channels: p.channels, Profile: p.profile, Calibration: p.calibration,
		SkinProfile: p.skinProfile, Reflex: p.reflex, Seed: p.seed,
	}
	var err error
	if cfg.Robot, err = p.openRobot(attached); err != nil {
		return cfg, err
	}
	cfg.Scene, err = openScene(p.scene, attached)
	return cfg, err
}

func (p *plan) openRobot(attached map[string][]byte) (*robot.Robot, error) {
	info := p.hand.info()
	side := p.follow.RobotSide(info.Side)
	if p.robot == bionic {
		return robot.Bionic(side)
	}
	text, ok := attached[p.robot]
	if !ok {
		return nil, fmt.Errorf("its robot %q is not attached", p.robot)
	}
	r, err := robot.ReadURDF(p.robot, bytes.NewReader(text), p.fit)
	if err != nil {
		return nil, err
	}
	return r.ForSide(side)
}

// openScene reads a scene that is attached; "" is nothing around.
func openScene(name string, attached map[string][]byte) (*world.Scene, error) {
	if name == "" {
		return nil, nil
	}
	text, ok := attached[name]
	if !ok {
		return nil, fmt.Errorf("its scene %q is not attached", name)
	}
	s := &world.Scene{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("its scene %q: %w", name, err)
	}
	return s, nil
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// skinProfiles are the hardware of which the robot's skin can be.
func skinProfiles() []string { return []string{"hall", "piezo", "ideal", "hypothetical"} }

// medley is the source that is mirrored if none is named.
const medley = "synth"

// mirrorFlags choose what is mirrored and how; demo, run and shot share them.
type mirrorFlags struct {
	Source string `help:"What to mirror: synth for a medley of gestures, synth:GESTURE for one of them, or a recorded file, whose format is recognised by content, or a session.mcap that record wrote; for run and demo also hands that come live: hts://0.0.0.0:9000 (Hand Tracking Streamer), leap://localhost:6437, ws://HOST:PORT/PATH (mirrorarm.hand.v1), or - (a pipe). Examples: --source synth:pinch, --source hand.jsonl" default:"synth"`
	Hand   string `help:"Which hand of a recording with two, and which a synthetic one is: left, right, or auto, which follows the first confident one. Example: --hand left" enum:"auto,left,right" default:"auto"`
	readFlags
	Channels    int    `help:"Tactile channels of the glove. Example: --channels 2048" range:"64 to 65536" default:"576"`
	Profile     string `help:"Hardware of the glove's channels: ${enum}. Example: --profile piezo" enum:"${profiles}" default:"textile"`
	Calibration string `help:"How the glove was calibrated: reference (a camera watched) or named (the person held named poses). Example: --calibration named" enum:"reference,named" default:"reference"`
	SkinProfile string `help:"Hardware of the robot's skin: ${enum}. Example: --skin-profile ideal" enum:"${skin_profiles}" default:"hall"`
	Scene       string `help:"What stands around the robot: ${scenes}, or a YAML or JSON file. Example: --scene cups" default:"empty"`
	Reflex      bool   `help:"Let the robot's fingers tighten where they slip and give way where they press too hard. Example: --reflex"`
	robotFlags
	Follow string `help:"mirror drives the other hand as an image in a mirror, same drives the same hand, turned to face the person. Example: --follow same" enum:"mirror,same" default:"mirror"`
}

// calibrating is what takes long before a mirror runs.
const calibrating = "calibrating the glove: %d channels"

// build makes the mirror that the flags describe, and tells how far that is.
func (f *mirrorFlags) build(a *app, seed uint64) (*mirror.Mirror, error) {
	cfg, err := awaitSaying(a, "reading what is to be mirrored", func() (mirror.Config, error) { return f.config(seed) })
	if err != nil {
		return nil, err
	}
	return f.make(a, cfg)
}

// make makes the mirror of a config, and tells how far that is.
func (f *mirrorFlags) make(a *app, cfg mirror.Config) (*mirror.Mirror, error) {
	bar := a.progress(calibrating, f.Channels)
	defer bar.end()
	cfg.Building = bar.goesOn
	m, err := mirror.New(cfg)
	if err != nil {
		return nil, usageError{err}
	}
	return m, nil
}

// config is what the flags say that the mirror is made of.
func (f *mirrorFlags) config(seed uint64) (cfg mirror.Config, err error) {
	src, err := f.openSource(seed)
	if err != nil {
		return cfg, err
	}
	return f.configOf(src, seed)
}

// configOf is config with a source that is there.
func (f *mirrorFlags) configOf(src gesture.Source, seed uint64) (cfg mirror.Config, err error) {
	follow, err := retarget.ParseFollow(f.Follow)
	if err != nil {
		return cfg, usageError{err}
	}
	arm, err := f.openRobot(follow.RobotSide(src.Info().Side))
	if err != nil {
		return cfg, err
	}
	calibration, err := wearer.ParseMode(f.Calibration)
	if err != nil {
		return cfg, usageError{err}
	}
	scenery, err := f.openScene()
	if err != nil {
		return cfg, err
	}
	return mirror.Config{
		Source:      src,
		Robot:       arm,
		Follow:      follow,
		Channels:    f.Channels,
		Profile:     f.Profile,
		Calibration: calibration,
		SkinProfile: f.SkinProfile,
		Scene:       scenery,
		Reflex:      f.Reflex,
		Seed:        seed,
		Clock:       monotonic(),
	}, nil
}

// monotonic is the clock that everything is measured by.
func monotonic() *clock.System { return clock.New() }

// gesture is the name or script that a synthetic source plays, empty for the
// medley; a recording has none.
func (f *mirrorFlags) gesture() (name string, synthetic bool, err error) {
	if f.Source == medley {
		return "", true, nil
	}
	name, synthetic = strings.CutPrefix(f.Source, "synth:")
	switch {
	case !synthetic:
		return "", false, nil
	case strings.TrimSpace(name) == "":
		err = usageError{errors.New("--source synth: names no gesture; want synth for the medley, or one such as synth:pinch")}
	}
	return name, true, err
}

func (f *mirrorFlags) openSource(seed uint64) (gesture.Source, error) {
	choice, err := gesture.ParseChoice(f.Hand)
	if err != nil {
		return nil, usageError{err}
	}
	opt := f.options(choice, seed)
	name, synthetic, err := f.gesture()
	if err != nil {
		return nil, err
	}
	if synthetic {
		src, err := gesture.Synth(name, opt)
		if err != nil {
			return nil, usageError{fmt.Errorf("--source: %w%s", err, didYouMean(name, gesture.Names()))}
		}
		return src, nil
	}
	if live.IsAddress(f.Source) {
		return nil, usageError{fmt.Errorf("--source %s: hands that come live are for run and demo: mirrorarm run --source %s", f.Source, f.Source)}
	}
	if isSession(f.Source) {
		return openSession(f.Source, choice)
	}
	src, err := gesture.Open(f.Source, opt)
	if errors.Is(err, fs.ErrNotExist) {
		if near := nearest(f.Source, gesture.Names()); near != "" {
			err = fmt.Errorf("%w; did you mean synth:%s?", err, near)
		}
	}
	return src, err
}

// openScene finds a scene among the shipped ones or, if the name looks like a
// file's, there.
func (f *mirrorFlags) openScene() (*world.Scene, error) {
	if filepath.Ext(f.Scene) == "" && filepath.Base(f.Scene) == f.Scene {
		scenery, err := world.LookupScene(f.Scene)
		if err != nil {
			return nil, usageError{fmt.Errorf("--scene: %w%s", err, didYouMean(f.Scene, world.SceneNames()))}
		}
		return scenery, nil
	}
	file, err := os.Open(f.Scene)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read from
	scenery, err := world.ReadScene(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Scene, err)
	}
	return scenery, nil
}

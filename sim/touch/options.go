package touch

import (
	"fmt"
	"math"
	"strings"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"
)

// Options of a study. Zero values are not defaults: start from Defaults.
type Options struct {
	Trials    int // touches per material to test on, 1 to MaxTrials
	Train     int // touches per material to learn from, at least MinTrain
	Materials []string
	Channels  material.Channels
	Forced    bool // never answer "unsure"

	Profile taxel.Profile // of the force taxels
	// Spread scales every draw of specimen, sensor and touch; Noise those of the
	// electronics, and at 0 their rounding too. Both 1 or 0.
	Spread, Noise float64
	RandomFinish  bool // draw the finish of copper, aluminium, steel and alumina
	FastOnly      bool // leave out the slow slide
	OneHeat       bool // heat both fingers alike
	Twin          [2]string
	Seed          uint64
	// Progress, if not nil, is called now and then, from one goroutine at a time.
	Progress func(done, total int)
}

// Limits of a study.
const (
	MaxTrials     = 100_000
	MinTrain      = 8
	defaultTrain  = 60
	defaultTrials = 60
)

// Defaults are the study's default options.
func Defaults() Options {
	profile, err := taxel.Lookup("hall")
	if err != nil {
		panic(err) // a profile that ships with the program
	}
	o := Options{
		Trials: defaultTrials, Train: defaultTrain, Profile: profile, Spread: 1, Noise: 1, Seed: 1,
		Channels: material.Channels{Force: true, Thermal: true, Vibration: true},
	}
	for _, m := range world.Materials() {
		o.Materials = append(o.Materials, m.Name)
	}
	return o
}

// sample is one class of the study.
type sample struct {
	label string
	world.Material
	group int // of those that heat tells apart
}

// groups are what heat alone can tell: inside one, contact conductance and the
// fingers' own errors hide the difference.
var groups = [...][]string{
	{"copper", "aluminium", "steel", "alumina"}, {"glass"}, {"ABS", "rubber", "leather", "oak"}, {"paper"}, {"cotton"}, {"EVA foam"},
}

// NumGroups is the number of these groups.
const NumGroups = len(groups)

// GroupOf is the group of a material, by number; −1 if it is in none.
func GroupOf(name string) int {
	for i, g := range groups {
		for _, m := range g {
			if m == name {
				return i
			}
		}
	}
	return -1
}

// Check reports what in the options no study can be made of.
func (o *Options) Check() error {
	_, err := o.samples()
	return err
}

// samples resolves the options' materials.
func (o *Options) samples() ([]sample, error) {
	switch {
	case o.Trials < 1 || o.Trials > MaxTrials:
		return nil, fmt.Errorf("touch: %d trials, want 1 to %d", o.Trials, MaxTrials)
	case o.Train < MinTrain || o.Train > MaxTrials:
		return nil, fmt.Errorf("touch: %d touches to learn from, want %d to %d", o.Train, MinTrain, MaxTrials)
	case o.Channels == (material.Channels{}):
		return nil, fmt.Errorf("touch: no channels, want one or more of %s", strings.Join(ChannelNames(), ", "))
	case !(o.Spread >= 0) || math.IsInf(o.Spread, 0) || !(o.Noise >= 0) || math.IsInf(o.Noise, 0):
		return nil, fmt.Errorf("touch: spread %g and noise %g, want 0 or more", o.Spread, o.Noise)
	}
	var list []sample
	for i, name := range o.Materials {
		m, err := world.LookupMaterial(name)
		if err != nil {
			return nil, fmt.Errorf("touch: %w", err)
		}
		for _, earlier := range o.Materials[:i] {
			if earlier == name {
				return nil, fmt.Errorf("touch: material %q: named twice", name)
			}
		}
		list = append(list, sample{label: name, Material: m, group: GroupOf(name)})
	}
	if o.Twin != ([2]string{}) {
		numbers, err := world.LookupMaterial(o.Twin[0])
		if err != nil {
			return nil, fmt.Errorf("touch: twin: %w", err)
		}
		if _, err := world.LookupMaterial(o.Twin[1]); err != nil {
			return nil, fmt.Errorf("touch: twin: %w", err)
		}
		// Its name, by which anyone might look it up, is the other material's.
		numbers.Name = o.Twin[1]
		list = append(list, sample{label: o.Twin[1] + " twin", Material: numbers, group: GroupOf(o.Twin[0])})
	}
	if len(list) < 2 {
		return nil, fmt.Errorf("touch: %d materials, want at least 2", len(list))
	}
	return list, nil
}

// ChannelNames lists the channels.
func ChannelNames() []string { return []string{"force", "thermal", "vibration"} }

// ParseChannels reads a list of channel names.
func ParseChannels(names []string) (c material.Channels, err error) {
	for _, name := range names {
		switch name {
		case "force":
			c.Force = true
		case "thermal":
			c.Thermal = true
		case "vibration":
			c.Vibration = true
		default:
			return c, fmt.Errorf("touch: unknown channel %q, want one or more of %s", name, strings.Join(ChannelNames(), ", "))
		}
	}
	return c, nil
}

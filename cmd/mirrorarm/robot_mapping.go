package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"mirrorarm/kinematics/robot"

	"gopkg.in/yaml.v3"
)

// mappingFile is a robot's mapping as people keep it. Its comments are written by
// writeMapping.
type mappingFile struct {
	Palm                 string                `yaml:"palm,omitempty"`
	HandLink             string                `yaml:"hand_link,omitempty"`
	PalmFrame            *mappingFrame         `yaml:"palm_frame,omitempty"`
	Side                 string                `yaml:"side,omitempty"`
	Base                 string                `yaml:"base,omitempty"`
	Tips                 map[string]mappingTip `yaml:"tips,omitempty"`
	IgnoreFollowerLimits bool                  `yaml:"ignore_follower_limits,omitempty"`
}

type mappingFrame struct {
	Fingers [3]float64  `yaml:"fingers,flow"`
	Back    [3]float64  `yaml:"back,flow"`
	Wrist   *[3]float64 `yaml:"wrist_m,flow,omitempty"`
}

type mappingTip struct {
	Link string      `yaml:"link"`
	At   *[3]float64 `yaml:"at_m,flow,omitempty"`
}

// maxMapping bounds a mapping file (bytes).
const maxMapping = 1 << 20

// readMapping reads a mapping; name is the file's, for errors.
func readMapping(name string, text []byte) (robot.Fit, error) {
	var m mappingFile
	var fit robot.Fit
	fault := func(format string, args ...any) (robot.Fit, error) {
		return fit, fmt.Errorf("%s: %s", filepath.Base(name), fmt.Sprintf(format, args...))
	}
	if len(text) > maxMapping {
		return fault("%d bytes, want at most %d", len(text), maxMapping)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&m); errors.Is(err, io.EOF) {
		return fault("empty, want a mapping as mirrorarm robot FILE --save writes it")
	} else if err != nil {
		return fault("%s", strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", ";"))
	}
	if m.Side != "" && m.Side != "left" && m.Side != "right" {
		return fault("side %q, want left or right", m.Side)
	}
	fit = robot.Fit{Wrist: m.Palm, HandLink: m.HandLink, Side: m.Side, Base: m.Base, IgnoreFollowerLimits: m.IgnoreFollowerLimits}
	if f := m.PalmFrame; f != nil {
		for _, v := range [][3]float64{f.Fingers, f.Back} {
			if n := math.Hypot(math.Hypot(v[0], v[1]), v[2]); !(n > 1e-9) || math.IsInf(n, 0) {
				return fault("palm_frame: fingers %v and back %v, want two directions", f.Fingers, f.Back)
			}
		}
		fit.PalmFrame = &robot.PalmFrame{Fingers: f.Fingers, Back: f.Back, Wrist: f.Wrist}
	}
	for _, finger := range slices.Sorted(maps.Keys(m.Tips)) {
		if fit.Tips == nil {
			fit.Tips, fit.TipPoints = map[string]string{}, map[string][3]float64{}
		}
		tip := m.Tips[finger]
		fit.Tips[finger] = tip.Link
		if tip.At != nil {
			fit.TipPoints[finger] = *tip.At
		}
	}
	return fit, nil
}

// writeMapping is the text of a mapping that keeps all that was found.
func writeMapping(file string, r *robot.Robot) ([]byte, error) {
	found, fit := r.Found, r.Fit
	m := mappingFile{
		Palm: found.Palm, Side: fit.Side, Base: fit.Base, IgnoreFollowerLimits: fit.IgnoreFollowerLimits,
		PalmFrame: &mappingFrame{Fingers: found.Frame.Fingers, Back: found.Frame.Back, Wrist: found.Frame.Wrist},
		Tips:      map[string]mappingTip{},
	}
	for finger, link := range fit.Tips {
		tip := mappingTip{Link: link}
		if p, ok := fit.TipPoints[finger]; ok {
			tip.At = &p
		}
		m.Tips[finger] = tip
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "# How %s is mirrored: mirrorarm run --robot %s --mapping THIS-FILE\n", filepath.Base(file), filepath.Base(file))
	out.WriteString("# palm_frame: where the flat hand's fingers point and where its back looks, in the\n")
	out.WriteString("# palm's link; wrist_m is the frame's origin there. tips: at_m is in the link.\n")
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	err := enc.Encode(m)
	return out.Bytes(), err
}

package record

import (
	"errors"
	"fmt"
	"io"
	"sort"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// Source plays the person of a session again: what a mirror was given, step by step.
type Source struct {
	info    gesture.Info
	samples []gesture.Sample // in rising time from 0
}

// longestHand bounds the memory of a Source: half an hour, some 600 MB.
const longestHand = 30 * 60 / mirror.Period

// NewSource reads the hand of a session's first mirror; name is the file's in reports.
func NewSource(name string, from io.Reader) (*Source, error) {
	r, err := NewReader(from)
	if err != nil {
		return nil, err
	}
	s := &Source{}
	of, began := uint32(0), 0.0
	for {
		t, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if s.samples == nil {
			of = t.Step.Mirror
			info, first, err := r.Source(of)
			if err != nil {
				return nil, err
			}
			s.info = info
			if p, _ := r.plan(of); p.midway { // it is taken to begin there
				first, began = t.Hand.sample(), t.Step.Time-mirror.Period
			}
			first.Time = 0
			s.samples = append(s.samples, first)
		}
		if t.Step.Mirror != of {
			break // another person, or another glove
		}
		now := t.Hand.sample()
		now.Time = t.Step.Time - began
		if last := &s.samples[len(s.samples)-1]; !(now.Time > last.Time) || !now.WorldFromForearm.IsFinite() || !now.WorldFromPalm.IsFinite() {
			return nil, fmt.Errorf("record: step %d: a hand at %g s after %g s, want rising times and places that are numbers", t.Step.Step, now.Time, last.Time)
		}
		if len(s.samples) > longestHand {
			return nil, fmt.Errorf("record: more than %g s of a hand", longestHand*mirror.Period)
		}
		s.samples = append(s.samples, now)
	}
	if len(s.samples) == 0 {
		return nil, errors.New("record: a session without a step")
	}
	s.info.Name, s.info.Live = name, false
	s.info.Duration = s.samples[len(s.samples)-1].Time
	s.info.Report = fmt.Sprintf("a session of %.1f s: %s hand of %s", s.info.Duration, s.info.Side, name)
	return s, nil
}

// Info describes the source.
func (s *Source) Info() gesture.Info { return s.info }

// near is how far apart two times are the same (s).
const near = 1e-9

// Sample gives the hand as it was at a step's time, and between two of them a share of
// the way.
func (s *Source) Sample(t float64, dst *gesture.Sample) {
	after := sort.Search(len(s.samples), func(i int) bool { return s.samples[i].Time > t-near })
	switch {
	case after == len(s.samples):
		*dst = s.samples[after-1]
	case after == 0 || s.samples[after].Time < t+near:
		*dst = s.samples[after]
	default:
		a, b := &s.samples[after-1], &s.samples[after]
		share := (t - a.Time) / (b.Time - a.Time)
		*dst = *a
		dst.Angles = a.Angles.Lerp(b.Angles, share)
		dst.WorldFromForearm = a.WorldFromForearm.Interpolate(b.WorldFromForearm, share)
		dst.WorldFromPalm = gesture.PalmOn(dst.WorldFromForearm, s.info.Side, &dst.Angles)
	}
	dst.Time = t
}

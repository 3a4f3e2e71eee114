package session

import (
	"sort"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
)

// back is a session that looks back on itself.
type back struct {
	Reel
	shown *record.Kept
}

// LookingBack tells whether the past is shown. The mirror waits meanwhile.
func (s *Session) LookingBack() bool { return s.back != nil }

// look shows the past at its end, unless there is none.
func (s *Session) look() bool {
	if s.back != nil {
		return true
	}
	if s.past == nil || s.past.Len() < 2 || s.exhibit.down {
		return false
	}
	s.letGo()
	b := &back{shown: s.past.At(s.past.Len() - 1)}
	b.Length = b.shown.Seconds() - s.past.At(0).Seconds()
	b.At = b.Length
	s.back = b
	return true
}

// GoOn goes back to the present, and on.
func (s *Session) GoOn() {
	if s.back == nil {
		return
	}
	if s.back.shown.Describe() != s.past.At(s.past.Len()-1).Describe() {
		s.version++
	}
	s.back = nil
}

// rewind carries out a command that is one of the past's; others go back to the present
// first.
func (s *Session) rewind(c Command) bool {
	switch {
	case c == NextLanguage:
		return false
	case c == ToEnd, c == Later && s.back != nil && s.back.At >= s.back.Length:
		s.GoOn()
		return true
	case s.back == nil && c != Earlier:
		return c == Later
	case s.back == nil && !s.look():
		return true
	}
	if !s.back.Do(c) {
		s.GoOn()
		return false
	}
	s.showPast()
	return true
}

// Seek shows the past at a share of it, from 0 to 1.
func (s *Session) Seek(share float64) {
	s.touch()
	if s.look() {
		s.back.Seek(share * s.back.Length)
		s.showPast()
	}
}

// showPast finds the moment that is nearest.
func (s *Session) showPast() {
	first := s.past.At(0).Seconds()
	i := sort.Search(s.past.Len(), func(i int) bool { return s.past.At(i).Seconds()-first >= s.back.At-reelMoment/2 })
	now := s.past.At(min(i, s.past.Len()-1))
	if now.Describe() != s.back.shown.Describe() {
		s.version++
	}
	s.back.shown = now
}

// Kept are the moments of the past that there are, oldest first: they do not change any
// more, and may be read by another goroutine.
func (s *Session) Kept() []*record.Kept {
	if s.past == nil {
		return nil
	}
	return s.past.Lend()
}

// remember keeps the step that has been made.
func (s *Session) remember(m *mirror.Mirror) {
	if s.past != nil {
		s.past.Step(m)
	}
}

package bench

import (
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// Host is what a measurement needs of the machine.
type Host struct {
	Clock      clock.Clock
	Sleep      clock.Sleep          // paces the realtime case
	CPU        func() time.Duration // time that all cores spent on the process so far; nil: not known
	PeakMemory func() uint64        // most bytes that the process ever held; nil: not known
}

// Options are what a suite may be asked for. Duration and Repeats must be
// positive.
type Options struct {
	Seed     uint64
	Duration time.Duration // of measuring, for one case, over all its repeats
	Repeats  int

	// Source is what is mirrored: a name that gesture.Synth knows; default the
	// medley.
	Source string

	// Scene is what stands around the arm; nil is nothing.
	Scene *world.Scene

	// NewPicture makes the renderer of the frame case; without it there is none.
	NewPicture func(mirror.Description) (Picture, error)

	// Handicap slows stages down, as mirror.Config's does.
	Handicap [mirror.StageLoop]float64

	// Against are solvers of somebody else's that the cases retarget, ik and decode set
	// beside ours.
	Against []Entrant

	// Progress, if not nil, is told what is being done, and how much of the case
	// has been.
	Progress func(doing string, share float64)
}

// Picture draws a mirror's state.
type Picture interface {
	Draw(*mirror.Snapshot)
	Close()
}

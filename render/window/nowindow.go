//go:build !cgo && !windows && !js

package window

import (
	"context"

	"mirrorarm/sim/lesson"
)

// Available tells whether a window can be opened: this build has none.
func Available() bool { return false }

// Missing is why no window can be opened.
func Missing() error { return ErrNoWindow }

// Run reports that this build has no window.
func Run(context.Context, func() (Simulation, error), Options) error { return ErrNoWindow }

// RunClass reports that this build has no window.
func RunClass(context.Context, func() (*lesson.Class, error), Options) error { return ErrNoWindow }

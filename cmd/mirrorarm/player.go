package main

import (
	"context"
	"time"

	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
)

// player lets a mirror run at the pace that a window, or a clock, asks for.
type player struct {
	ctx    context.Context // ends it, as Ctrl-C does
	build  func() (*mirror.Mirror, error)
	mirror *mirror.Mirror
	name   string
	steps  int
	owed   float64 // s of simulated time not yet stepped
	lag    mirror.LagMeter
	lagMS  float64
	onStep func(*mirror.Mirror) // nil, or looks at every step
}

// lagWindow is how much movement one figure for the lag is taken from.
const lagWindow = 5 * time.Second

func newPlayer(ctx context.Context, build func() (*mirror.Mirror, error)) (*player, error) {
	p := &player{ctx: ctx, build: build}
	return p, p.Restart()
}

// Restart goes back to the start of the source.
func (p *player) Restart() error {
	m, err := p.build()
	if err != nil {
		return err
	}
	p.mirror, p.steps, p.owed = m, 0, 0
	p.name = m.Config().Source.Info().Name
	p.lag.Reset()
	return nil
}

// Advance runs dt seconds of simulated time. A recording that ends starts
// again.
func (p *player) Advance(dt float64) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	for p.owed += dt; p.owed >= mirror.Period; p.owed -= mirror.Period {
		if float64(p.steps)*mirror.Period >= p.mirror.Config().Source.Info().Duration {
			return p.Restart()
		}
		p.steps++
		p.mirror.Step(float64(p.steps) * mirror.Period)
		p.lag.Add(p.mirror.Record())
		if p.steps%int(lagWindow.Seconds()/mirror.Period) == 0 {
			p.lagMS = p.lag.Lag() * 1e3
			p.lag.Reset()
		}
		if p.onStep != nil {
			p.onStep(p.mirror)
		}
	}
	return nil
}

// Describe tells what does not change.
func (p *player) Describe() mirror.Description { return p.mirror.Describe() }

// SnapshotTo copies out the current state.
func (p *player) SnapshotTo(s *mirror.Snapshot) { p.mirror.SnapshotTo(s) }

// Status names what is being played.
func (p *player) Status() window.Status {
	return window.Status{Source: p.name, LagMS: p.lagMS}
}

package clock

import "time"

// Fake is a clock that goes as a test wants it to. What is read off it is rounded down
// to whole ticks, as a system's clock is, while its own time goes on as finely as it
// is told. One goroutine owns it.
type Fake struct {
	Tick time.Duration // 0 for none
	Cost time.Duration // that passes with each reading

	// Late is by how much the n-th sleep lasts longer than asked for; nil for not at
	// all.
	Late func(n int) time.Duration

	Slept  time.Duration // in all
	Sleeps int

	now time.Duration
}

// Now reads the clock.
func (f *Fake) Now() time.Duration {
	f.now += f.Cost
	if f.Tick <= 0 {
		return f.now
	}
	return f.now / f.Tick * f.Tick
}

// Resolution is the tick.
func (f *Fake) Resolution() Resolution { return Resolution(max(f.Tick, f.Cost)) }

// Pass lets time go by.
func (f *Fake) Pass(d time.Duration) { f.now += d }

// True is the time that no reading rounds.
func (f *Fake) True() time.Duration { return f.now }

// Sleep lets d pass, and what it is late by.
func (f *Fake) Sleep(d time.Duration) {
	if f.Late != nil {
		d += f.Late(f.Sleeps)
	}
	d = max(d, 0)
	f.now += d
	f.Slept += d
	f.Sleeps++
}

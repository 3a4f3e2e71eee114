package touch

import "iter"

// Led is the part of a Rig that hands a guide's targets to a simulation which is
// stepped from outside. The guide's program is written as if time passed while it
// waits; it runs as a coroutine that yields once a step, so that there is nothing
// beside the loop that could get out of step with it. One goroutine owns it.
type Led struct {
	Target []float64 // rad, what the guide wants; what it begins with is the caller's

	over  bool
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
}

// abandoned is what unwinds a program that nobody waits for any more.
type abandoned struct{}

// Begin takes a program, which runs from the first call of Next on.
func (l *Led) Begin(program func()) {
	l.over = false
	l.next, l.stop = iter.Pull(func(yield func(struct{}) bool) {
		defer func() {
			if cause := recover(); cause != nil && cause != (abandoned{}) {
				panic(cause)
			}
		}()
		l.yield = yield
		program()
	})
}

// Next goes on by a millisecond; it tells whether the program is still under way.
func (l *Led) Next() bool {
	if !l.over {
		_, running := l.next()
		l.over = !running
	}
	return !l.over
}

// Over tells whether the program has come to its end.
func (l *Led) Over() bool { return l.over }

// Stop ends the program where it waits.
func (l *Led) Stop() { l.stop() }

// Step is the guide's: it hands over the targets and waits for the next millisecond.
func (l *Led) Step(target, _ []float64) {
	copy(l.Target, target)
	if !l.yield(struct{}{}) {
		panic(abandoned{})
	}
}

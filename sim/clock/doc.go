// Package clock says what time means in this program. There are three of it, and
// none is ever taken for another.
//
// Simulation time is a float64 in seconds since a run began: the argument of
// mirror.Mirror.Step, of a source's Sample, of everything that moves. It is handed
// down, belongs to no clock, and alone decides what is computed: the same times give
// the same bytes on a machine of any speed.
//
// Monotonic time is a time.Duration since some moment: what a [Clock] reads. It never
// goes back and knows no date; only differences mean something. Everything that is
// timed (stages, benchmarks, pictures) or paced (by a [Pacer]) goes by it. A clock
// counts in steps, and says in how large ones: its [Resolution] tells whether a figure
// that was read off it is one.
//
// Wall time is a time.Time, a date and an hour, for the names of files and for when a
// result was measured: [Wall]. It may be set back at any moment, so that nothing is
// subtracted from it.
//
// A machine that sleeps makes a clock jump where its counter goes on meanwhile. What
// is longer than [Jump] is no cost of any step: whoever measures leaves it out, and a
// Pacer begins its schedule anew rather than make up for it.
//
// Nobody else reads a clock of the system; the linter's forbidigo rule holds that.
package clock

package record

import (
	"errors"
	"fmt"
	"io"
	"math"
	"sync/atomic"
	"weak"

	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/mirror"
)

// Options of a recording.
type Options struct {
	Version string            // of the program
	Facts   map[string]string // beside it in the file's metadata

	// Robot is whose file the robots of all mirrors are made of; nil is the shipped arm.
	Robot *RobotFile
	// Hand is the recorded hand that is mirrored; nil is none.
	Hand *Attached

	// Wait has Step wait for the disk where that cannot follow, as is right where nobody
	// watches. Else the recording ends there.
	Wait bool
	// Steps that the memory between the loop and the disk holds; 0 is the default.
	Steps int
}

// RobotFile is a robot's URDF and how it is read.
type RobotFile struct {
	Text []byte
	Fit  robot.Fit
}

// Attached is a file in a session's file.
type Attached struct {
	Name, MediaType string
	Data            []byte
}

// defaultSteps is what half a second needs, twice: some 25 MB with the default glove.
const defaultSteps = 1024

// mostPending is how many acts may come before one step without memory being asked for.
const mostPending = 1024

// ErrBehind is why a recording ended that the disk could not follow.
var ErrBehind = errors.New("the disk cannot follow")

// Recorder records the mirrors of one session into one file. Did, Step and Verdict
// belong to the goroutine that owns the mirrors.
type Recorder struct {
	opt  Options
	free chan *slot
	full chan *slot
	wake chan struct{} // the other goroutine: something is full
	done chan outcome

	mirrors map[weak.Pointer[mirror.Mirror]]*portrait // those that are over may go
	pending []deed
	verdict *Verdict
	on      *portrait // of the last step
	base    uint64    // ns: the file's time less the mirror's
	last    uint64    // ns, of the last step
	steps   uint64

	closed  bool
	behind  bool
	failed  atomic.Bool // the writer has
	outcome outcome
}

// outcome is what a recording came to.
type outcome struct {
	result Result
	err    error
}

// Result is what a recording came to.
type Result struct {
	Steps    uint64 // in the file
	Messages uint64
	Digest   string // of all steps, hexadecimal, as of a run; "" if not all are in the file
}

// NewRecorder begins a recording into a file, which stays the caller's to close. Where it
// can be cut (as an *os.File), it is ended as a whole on a full disk too.
func NewRecorder(to io.Writer, o Options) (*Recorder, error) {
	if o.Steps == 0 {
		o.Steps = defaultSteps
	}
	e, err := newEncoder(to, &o)
	if err != nil {
		return nil, err
	}
	r := &Recorder{
		opt: o, free: make(chan *slot, o.Steps), full: make(chan *slot, o.Steps), wake: make(chan struct{}, 1), done: make(chan outcome, 1),
		mirrors: map[weak.Pointer[mirror.Mirror]]*portrait{}, pending: make([]deed, 0, mostPending),
	}
	for range o.Steps {
		r.free <- &slot{}
	}
	go r.write(e)
	return r, nil
}

// wakeEvery is after how many steps the other goroutine is woken, unless nothing is free
// any more. To wake it costs a step several times what the copy does, and it drives the
// loop's memory out of the caches: one step in a hundred may bear that, not all of them.
const wakeEvery = 128

// write is the other goroutine.
func (r *Recorder) write(e *encoder) {
	for range r.wake {
		for over := false; !over; {
			select {
			case s, open := <-r.full:
				if !open {
					var o outcome
					o.result, o.err = e.end()
					r.done <- o
					return
				}
				r.encode(e, s)
			default:
				over = true
			}
		}
	}
}

// encode writes a slot down, and gives it back.
func (r *Recorder) encode(e *encoder, s *slot) {
	if !r.failed.Load() && e.step(s) != nil {
		r.failed.Store(true)
	}
	s.on, s.verdict = nil, nil
	clear(s.deeds)
	r.free <- s
}

// rouse wakes the other goroutine, or has it look once more.
func (r *Recorder) rouse() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// end tells the other goroutine that no more comes.
func (r *Recorder) end() {
	close(r.full)
	r.rouse()
}

// Ended tells whether nothing more is recorded; Close tells why.
func (r *Recorder) Ended() bool { return r.closed || r.behind || r.failed.Load() }

// know gives a mirror's portrait, made at first sight.
func (r *Recorder) know(m *mirror.Mirror, midway bool) *portrait {
	key := weak.Make(m)
	if p := r.mirrors[key]; p != nil {
		return p
	}
	p := newPortrait(uint32(len(r.mirrors)), m, midway)
	r.mirrors[key] = p
	for range len(r.free) { // those under way grow when they come back
		s := <-r.free
		s.grow(m)
		r.free <- s
	}
	return p
}

// Wait has Step wait for the disk from now on, as Options.Wait does.
func (r *Recorder) Wait() { r.opt.Wait = true }

// Did is a mirror's Witness.
func (r *Recorder) Did(m *mirror.Mirror, a *mirror.Act) {
	if r.Ended() {
		return
	}
	r.pending = append(r.pending, deed{r.know(m, m.Record().Time > 0), *a})
}

// Verdict tells what a thing that is explored is taken to be.
func (r *Recorder) Verdict(v *Verdict) { r.verdict = v }

// Step records the step that m has just made.
func (r *Recorder) Step(m *mirror.Mirror) {
	if r.Ended() {
		return
	}
	p := r.know(m, m.Record().Time > 1.5*mirror.Period)
	s := r.next()
	if s == nil {
		return
	}
	now := nanoseconds(m.Record().Time)
	if p != r.on {
		// Another mirror's time goes on where the last one's ended.
		r.on, r.base = p, r.last+nanoseconds(mirror.Period)-now
		if r.steps == 0 {
			r.base = 0
		}
	}
	r.steps++
	r.last = r.base + now
	s.number, s.stamp, s.on, s.verdict, r.verdict = r.steps, r.last, p, r.verdict, nil
	s.deeds, r.pending = append(s.deeds[:0], r.pending...), r.pending[:0]
	s.posed = r.steps%poseEvery == 1
	s.take(m)
	r.full <- s
	if r.steps%uint64(max(min(wakeEvery, r.opt.Steps/4), 1)) == 0 {
		r.rouse()
	}
}

// next is a free slot; nil where the recording ends for want of one.
func (r *Recorder) next() *slot {
	select {
	case s := <-r.free:
		return s
	default:
	}
	if r.opt.Wait {
		r.rouse()
		return <-r.free
	}
	r.behind = true
	r.end() // what is there is still written, and the file ended
	return nil
}

// Close ends the file. An error tells what is missing from it; it is whole in any case,
// unless the error says otherwise.
func (r *Recorder) Close() (Result, error) {
	if r.closed {
		return r.outcome.result, r.outcome.err
	}
	r.closed = true
	if !r.behind {
		r.end()
	}
	r.outcome = <-r.done
	o := &r.outcome
	switch {
	case o.err != nil:
		o.err = fmt.Errorf("recorded %d steps, not all %d: %w", o.result.Steps, r.steps, o.err)
	case r.behind:
		o.err = fmt.Errorf("recorded %d steps, not more: %w", o.result.Steps, ErrBehind)
	}
	return o.result, o.err
}

func nanoseconds(s float64) uint64 { return uint64(math.Round(s * 1e9)) }

package record

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// Film shows a session's file: at any moment, what the screen showed, as far as the file
// tells. Nothing is simulated again. It holds one chunk of the file and a table of where
// they begin.
type Film struct {
	Facts map[string]string // what the writer told of itself
	Cut   error             // why the file has no end; nil if it has one

	from   io.ReadSeeker
	reader *Reader
	chunks []chunkPlace
	acts   []madeAct // of those that put things, or take them
	first  uint64    // ns, of the first step
	last   uint64
	steps  uint64

	building glove.Progress
	sets     map[uint32]*set
	now      *set   // whose steps are being read
	at       uint64 // ns, of the step that was read last; 0 is none
	before   uint64 // and of the one before it
	over     bool   // at the end
	done     int    // of acts
}

// chunkPlace is where a chunk begins, and the first step that ends in it (ns).
type chunkPlace struct {
	offset int64
	stamp  uint64
}

// madeAct is what was done before a step.
type madeAct struct {
	stamp uint64
	on    uint32
	act   mirror.Act
}

// set is a mirror as a film shows it.
type set struct {
	id       uint32
	desc     mirror.Description
	state    *chain.State
	observer *material.Observer
	loads    []skin.Load
	unit     float32 // of the glove's counts
	things   surroundings

	step  Taken // the last step, with the last that came of everything; its slices are its own
	skin  []float32
	begin func() // puts things and skin back to where the mirror began
}

// NewFilm reads through a session's file once. building is told how far that is, and may
// end it.
func NewFilm(from io.ReadSeeker, building glove.Progress) (*Film, error) {
	f := &Film{from: from, building: building, sets: map[uint32]*set{}}
	if f.building == nil {
		f.building = func(float64) error { return nil }
	}
	var err error
	if f.reader, err = NewReader(from); err != nil {
		return nil, err
	}
	if err := f.survey(); err != nil {
		return nil, err
	}
	return f, f.seek(f.first)
}

// survey notes where everything is.
func (f *Film) survey() error {
	for {
		t, err := f.reader.Next()
		switch {
		case errors.Is(err, io.EOF):
		case err != nil && errors.Is(err, io.ErrUnexpectedEOF) && f.steps > 0:
			f.Cut = err
		case err != nil:
			return err
		default:
			if err := f.note(t); err != nil {
				return err
			}
			continue
		}
		if f.steps == 0 {
			return errors.New("record: a session without a step")
		}
		f.Facts = f.reader.Facts
		return nil
	}
}

// note notes a step.
func (f *Film) note(t *Taken) error {
	stamp := stampOf(&t.Step)
	if f.steps > 0 && stamp <= f.last {
		return fmt.Errorf("record: step %d: at %d ns after %d ns, want a later time", t.Step.Step, stamp, f.last)
	}
	if f.steps == 0 {
		f.first = stamp
	}
	if at := f.reader.from.At(); len(f.chunks) == 0 || f.chunks[len(f.chunks)-1].offset != at {
		f.chunks = append(f.chunks, chunkPlace{at, stamp})
	}
	for i := range t.Events {
		e := &t.Events[i]
		a, err := f.reader.act(e)
		if err != nil {
			return err
		}
		if a.Kind == mirror.Put || a.Kind == mirror.Take || a.Kind == mirror.Fill {
			f.acts = append(f.acts, madeAct{stamp, e.Mirror, a})
		}
	}
	f.last = stamp
	if f.steps++; f.steps%surveyTells == 0 {
		return f.building(0)
	}
	return nil
}

// surveyTells is after how many steps a survey asks whether to go on.
const surveyTells = 1000

func stampOf(s *Step) uint64 { return uint64(s.Stamp.Sec)*1e9 + uint64(s.Stamp.Nanosec) }

// Seconds is how long the film is.
func (f *Film) Seconds() float64 { return float64(f.last-f.first) * 1e-9 }

// Steps is how many the file has.
func (f *Film) Steps() uint64 { return f.steps }

// Describe is what the last snapshot is of: the same pointer for the same mirror.
func (f *Film) Describe() *mirror.Description { return &f.now.desc }

// ahead is how far a film is read on, rather than put somewhere else (ns).
const ahead = 2e9

// Show makes the snapshot of the first step at or after a moment (s).
func (f *Film) Show(at float64, dst *mirror.Snapshot) error {
	want := f.first + nanoseconds(min(max(at, 0), f.Seconds()))
	if f.before < want && want <= f.at {
		f.now.snapshotTo(dst)
		return nil
	}
	if want < f.at || want > f.at+ahead {
		if err := f.seek(want); err != nil {
			return err
		}
	}
	for f.at < want && !f.over {
		if err := f.next(); err != nil {
			return err
		}
	}
	f.now.snapshotTo(dst)
	return nil
}

// settles is within what time everything comes that a snapshot shows (ns).
const settles = 50e6

// seek goes to the last chunk from which on everything has come once before a moment, and
// takes its first step.
func (f *Film) seek(to uint64) error {
	i := sort.Search(len(f.chunks), func(i int) bool { return f.chunks[i].stamp+settles > to })
	at := f.chunks[max(i-1, 0)]
	if _, err := f.from.Seek(at.offset, io.SeekStart); err != nil {
		return err
	}
	f.reader.from.Resume(f.from, at.offset)
	f.at, f.before, f.done, f.over = 0, 0, 0, false
	for _, s := range f.sets {
		s.forget()
	}
	return f.next()
}

// next reads a step.
func (f *Film) next() error {
	t, err := f.reader.Next()
	if errors.Is(err, io.EOF) || f.Cut != nil && errors.Is(err, io.ErrUnexpectedEOF) {
		f.over = true
		return nil
	}
	if err != nil {
		return err
	}
	if f.now, err = f.set(t.Step.Mirror); err != nil {
		return err
	}
	f.before, f.at = f.at, stampOf(&t.Step)
	for ; f.done < len(f.acts) && f.acts[f.done].stamp <= f.at; f.done++ {
		a := &f.acts[f.done]
		on, err := f.set(a.on)
		if err != nil {
			return err
		}
		on.things.do(&a.act)
	}
	f.now.take(t)
	return nil
}

// set gives the mirror of a step, which is made of what the file says at first sight: it
// is never stepped, and knows where everything of it is.
func (f *Film) set(id uint32) (*set, error) {
	if s := f.sets[id]; s != nil {
		return s, nil
	}
	p, err := f.reader.plan(id)
	if err != nil {
		return nil, err
	}
	hand := &heldHand{}
	if hand.info, hand.now, err = f.reader.Source(id); err != nil {
		return nil, err
	}
	cfg, err := p.config(gesture.Source(hand), f.reader.attached)
	if err != nil {
		return nil, fmt.Errorf("record: mirror %d: %w", id, err)
	}
	scene := cfg.Scene
	cfg.Scene, cfg.Building = nil, f.building
	m, err := mirror.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("record: mirror %d: %w", id, err)
	}
	profile, err := taxel.Lookup(cmp.Or(p.skinProfile, "hall"))
	if err != nil {
		return nil, fmt.Errorf("record: mirror %d: %w", id, err)
	}
	s := &set{id: id, desc: m.Describe(), things: surroundings{m.World(), map[int]*world.Body{}}}
	s.state = chain.NewState(s.desc.Robot.Model)
	s.loads = make([]skin.Load, s.desc.Skin.Taxels)
	s.unit = 1 / float32(s.desc.Glove.Profile().Codes)
	s.begin = func() { s.things.fill(scene); s.observer = material.NewObserver(s.desc.Skin, profile) }
	s.begin()
	f.sets[id] = s
	return s, nil
}

// thingOf takes the name of a thing's frame apart.
func thingOf(frame string) (number int, name string, ok bool) {
	rest, ok := strings.CutPrefix(frame, "thing/")
	if !ok {
		return 0, "", false
	}
	digits, name, ok := strings.Cut(rest, "/")
	number, err := strconv.Atoi(digits)
	return number, name, ok && err == nil
}

// posed is a link's pose in the world.
func (s *set) posed(link int) spatial.Pose {
	return s.desc.WorldFromBase.Mul(s.state.RootFromLink(link))
}

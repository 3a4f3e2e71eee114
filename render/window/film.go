//go:build cgo || windows || js

package window

import (
	"time"

	"mirrorarm/render/picture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// A film has the last seconds of a visit; one that is shorter than the least shows nothing.
const (
	filmSeconds = 6
	leastFilm   = 1 * picture.MovingRate           // moments
	filmLength  = filmSeconds * picture.MovingRate // likewise
)

// mostPause is the longest time between two pictures that is in a film.
const mostPause = 500 * time.Millisecond

// film keeps the last seconds in which an exhibit's visitor did something: some two
// megabytes, which are taken once and used again for every visitor.
type film struct {
	moments []moment // a ring
	kept    int      // moments, ever, of this visit
	lively  float64  // s, in which something was done
	seen    time.Duration
	shows   float64             // s: the simulated time then, which stands still in a pause
	of      *mirror.Description // as of the last moment
	version int                 // of it
}

// moment is one of a film's, and of which mirror.
type moment struct {
	snap mirror.Snapshot
	of   *mirror.Description
}

func newFilm() *film { return &film{moments: make([]moment, filmLength)} }

// look keeps the present moment as often as a moving picture shows one. Between two slow
// pictures it is kept more than once, so that the film is as long as what it shows.
func (f *film) look(now time.Duration, desc mirror.Description, snap *mirror.Snapshot, version int) {
	if f.of == nil || f.version != version {
		of := desc // one of its own: otherwise every call would allocate it
		f.of, f.version = &of, version
	}
	goes := f.kept == 0 || snap.Time != f.shows
	if goes && f.seen > 0 && now-f.seen < mostPause {
		f.lively += (now - f.seen).Seconds()
	}
	f.seen, f.shows = now, snap.Time
	for float64(f.kept) <= f.lively*picture.MovingRate {
		m := &f.moments[f.kept%filmLength]
		snap.CopyTo(&m.snap)
		m.of = f.of
		f.kept++
	}
}

// rest has nothing kept any more, and leaves the memory for the next visitor.
func (f *film) rest() {
	for i := range f.moments {
		m := &f.moments[i]
		clear(m.snap.Things[:cap(m.snap.Things)])
		m.of = nil
	}
	*f = film{moments: f.moments}
}

// settle copies the things that go on changing.
func (f *film) settle() {
	copies := map[*world.Body]*world.Body{}
	for i := range f.Len() {
		for j := range f.moments[i].snap.Things {
			t := &f.moments[i].snap.Things[j]
			if copies[t.Body] == nil {
				body := *t.Body
				copies[t.Body] = &body
			}
			t.Body = copies[t.Body]
		}
	}
}

// Len is how many moments it has.
func (f *film) Len() int { return min(f.kept, filmLength) }

// ShowTo copies one of them out, the earliest first.
func (f *film) ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error) {
	m := &f.moments[(f.kept-f.Len()+i)%filmLength]
	m.snap.CopyTo(dst)
	return m.of, nil
}

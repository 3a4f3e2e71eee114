package session

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"mirrorarm/sensors/material"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// Finding is what the arm makes of the thing that it explores, or has explored
// last. Nothing but what its skin measured and its motors did has gone into it.
type Finding struct {
	Phase touch.Phase
	Over  bool // the arm mirrors again

	// Name is that of the most probable material; of its heat group, where no
	// material is as probable as material.SureFrom but a group is; else nothing.
	Name, Second locale.Key
	Share        float64 // how probable what is named is
	SecondShare  float64 // and the second-best material
	Senses       material.Channels
}

// findingTime is how long a finding stays after its exploration (s of simulated
// time). Design value.
const findingTime = 12.0

// Teaching takes an eighth of a study's touches, some seconds of one core.
const teachTouches = 25

// explorers is what a session has for explorations.
type explorers struct {
	expert  *touch.Expert
	profile string // of the force taxels that the expert knows
	taught  chan taught

	finding *Finding // never changed, but replaced: statuses hold it
	since   float64  // s, of the stage, that the exploration has been over
	problem string   // why one came to nothing
}

// experts are those that were taught, by the profile of the force taxels that they know:
// one serves every session, and does not change.
var experts sync.Map // string → *touch.Expert

// taught is what teaching an expert came to.
type taught struct {
	profile string
	expert  *touch.Expert
	err     error
}

var errNoSample = errors.New("session: nothing level and fixed is in the arm's reach to be explored")

// Explore has the arm explore by itself the thing that the ray meets, or the
// nearest one that it can reach, while the mirroring pauses. If it is exploring, it
// stops. Where there is nothing to explore, the samples are put round it first.
// Whoever leads the hand or asks for something else gets the arm back.
func (s *Session) Explore(ray Ray) error {
	s.touch()
	s.GoOn()
	if s.exhibit.down {
		return nil
	}
	if s.live.exploring != nil {
		s.live.exploring.end()
		return nil
	}
	if hit := s.Pick(ray); hit.Kind == ObjectHit {
		if p, ok := s.live.placeOn(hit.Object, hit.At); ok {
			if err := s.startExploring(p); !errors.Is(err, touch.ErrOutOfReach) {
				return err
			}
		}
	}
	err := s.exploreNearest()
	if !errors.Is(err, errNoSample) {
		return err
	}
	samples, lookup := world.LookupScene("samples")
	if lookup != nil {
		return lookup
	}
	next := s.wanted
	next.Scene = samples
	if err := s.change(next); err != nil || s.building {
		return err
	}
	return s.exploreNearest()
}

// Explorable tells whether the thing that the ray meets has a place to explore
// there, be it in reach or not.
func (s *Session) Explorable(ray Ray) bool {
	hit := s.Pick(ray)
	if hit.Kind != ObjectHit {
		return false
	}
	_, ok := s.live.placeOn(hit.Object, hit.At)
	return ok
}

// mostAims bounds how many places are tried: a picture waits for it.
const mostAims = 8

// exploreNearest explores the nearest of the things that there are, or the next
// nearest ones if that is out of reach.
func (s *Session) exploreNearest() error {
	palm := s.live.mirror.Record().WorldFromPalm.Pos
	places := s.live.places(palm)
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Compare(r3.Norm(r3.Sub(a.top, palm)), r3.Norm(r3.Sub(b.top, palm)))
	})
	return s.exploreFirst(places, 0)
}

// exploreInTurn explores the n-th of the things, in the order of the scene, wherever
// the palm is, or one after it that is within reach.
func (s *Session) exploreInTurn(n int) error {
	return s.exploreFirst(s.live.places(s.live.mirror.Record().WorldFromPalm.Pos), n)
}

// exploreFirst explores the first place from the n-th on that is within reach.
func (s *Session) exploreFirst(places []place, n int) error {
	tried := 0
	for i := range places {
		p := places[(i+n)%len(places)]
		err := s.startExploring(p)
		if !errors.Is(err, touch.ErrOutOfReach) {
			return err
		}
		if tried++; tried == mostAims {
			break
		}
	}
	return errNoSample
}

// places are those that the arm may explore, coming from a palm, in the scene's order.
func (g *stage) places(palm r3.Vec) (list []place) {
	for i := range g.mirror.World().Objects {
		if p, ok := g.placeOn(i, palm); ok {
			list = append(list, p)
		}
	}
	return list
}

// startExploring sends the arm out, and has someone taught who can judge what it
// feels.
func (s *Session) startExploring(p place) error {
	x, err := s.live.explore(p)
	if err != nil {
		return err
	}
	s.endGame()
	s.live.exploring, s.live.teacher = x, nil
	s.live.mirror.Hand(x)
	s.live.lag.Reset()
	s.explorers.finding, s.explorers.problem = &Finding{}, ""
	return s.teach()
}

// teach makes an expert for the skin in use, unless there is one: beside the loop,
// or at once where builds are waited for.
func (s *Session) teach() error {
	e, name := &s.explorers, s.live.mirror.Config().SkinProfile
	if e.taught != nil || (e.expert != nil && e.profile == name) {
		return nil
	}
	o := touch.Defaults()
	o.Train = teachTouches
	var err error
	if o.Profile, err = taxel.Lookup(name); err != nil {
		return err
	}
	done := make(chan taught, 1)
	e.taught = done
	if x, ok := experts.Load(name); ok {
		done <- taught{profile: name, expert: x.(*touch.Expert)}
		return s.learn()
	}
	work := func(workers int) {
		t := taught{profile: name}
		if t.expert, t.err = touch.TeachExpert(s.ctx, o, workers); t.err == nil {
			experts.Store(name, t.expert)
		}
		done <- t
	}
	if s.opt.Synchronous {
		work(0)
		return s.learn()
	}
	go work(1) // the other cores are the picture's
	return nil
}

// learn takes an expert that is ready.
func (s *Session) learn() error {
	e := &s.explorers
	select {
	case t := <-e.taught:
		e.taught = nil
		if t.err != nil {
			return t.err
		}
		e.expert, e.profile = t.expert, t.profile
		if x := s.live.exploring; x != nil {
			x.fresh = true
		}
	default:
	}
	return nil
}

// watch looks after an exploration, once a picture.
func (s *Session) watch() {
	e := &s.explorers
	if err := s.learn(); err != nil {
		e.problem = err.Error()
	}
	if t := s.live.teacher; t != nil && t.done {
		s.live.teacher = nil
		s.live.mirror.Hand(nil)
	}
	x := s.live.exploring
	if x == nil {
		if e.finding != nil && s.live.time() > e.since+findingTime {
			e.finding = nil
		}
		return
	}
	if f := e.finding; f != nil {
		judges := x.fresh && x.felt != nil && e.expert != nil
		if judges || f.Phase != x.phase {
			next := *f
			next.Phase = x.phase
			if judges {
				x.fresh = false
				next.judge(e.expert, x.felt)
			}
			e.finding = &next
		}
	}
	if x.done {
		s.arrive()
		if x.err != nil {
			e.problem, e.finding = x.err.Error(), nil
		}
	}
}

// arrive is the end of an exploration: the arm mirrors.
func (s *Session) arrive() {
	s.live.mirror.Hand(nil)
	s.live.exploring = nil
	s.live.lag.Reset()
	s.explorers.since = s.live.time()
	if f := s.explorers.finding; f != nil {
		over := *f
		over.Over = true
		if s.explorers.finding = &over; over.Name == locale.Nothing {
			s.explorers.finding = nil // given up before anything could be said
		}
	}
}

// stopExploring gives the arm back to the mirrored hand.
func (s *Session) stopExploring() {
	if x := s.live.exploring; x != nil {
		x.end()
	}
}

// forget drops what was found: something else is going on.
func (s *Session) forget() {
	s.stopExploring()
	s.explorers.finding, s.explorers.problem = nil, ""
}

// judge lets an expert speak.
func (f *Finding) judge(x *touch.Expert, e *material.Exploration) {
	o, ok := x.Opinion(e)
	if !ok {
		return
	}
	first, second := o.Best()
	group, share := o.Group()
	f.Senses = o.Senses
	if !o.Senses.Thermal {
		// How stiff a thing is tells foam from stone, and no more.
		f.Name, f.Share = locale.NotSure, 0
		return
	}
	f.Name, f.Share = locale.Material(o.Labels[first]), o.Posterior[first]
	f.Second, f.SecondShare = locale.Material(o.Labels[second]), o.Posterior[second]
	if f.Share < material.SureFrom {
		f.Second, f.SecondShare = f.Name, f.Share
		f.Name, f.Share = locale.HeatGroup(group), share
	}
	if f.Share < material.SureFrom {
		f.Name, f.Share = locale.NotSure, 0
	}
}

// mirrors tells whether the arm follows the hand.
func (g *stage) mirrors() bool { return g.exploring == nil && g.teacher == nil }

var _ mirror.Pilot = (*exploring)(nil)

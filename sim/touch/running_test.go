package touch

import (
	"math"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
)

// TestTheRunningWorldGivesTheStudysFeatures explores three samples step by step
// and compares each feature with the study's distribution.
func TestTheRunningWorldGivesTheStudysFeatures(t *testing.T) {
	o := Defaults()
	samples, err := o.samples()
	require.NoError(t, err)
	p, err := newProbe(1)
	require.NoError(t, err)
	tr := trial{probe: p, opt: &o}
	for _, name := range []string{"steel", "rubber", "oak"} {
		m, err := world.LookupMaterial(name)
		require.NoError(t, err)
		e, err := Explore(m, 22, o.Profile, 4.5, 2, 5)
		require.NoError(t, err)
		got := material.Features(e, o.Channels)
		const touches = 40
		var all mat.Dense
		for i := range samples {
			if samples[i].label != name {
				continue
			}
			for n := range touches {
				e, err := tr.run(&samples[i], uint64(n))
				require.NoError(t, err)
				f := material.Features(e, o.Channels)
				if all.IsEmpty() {
					all.ReuseAs(touches, len(f))
				}
				all.SetRow(n, f)
			}
		}
		worst := 0.0
		for i, v := range got {
			mean, sd := stat.MeanStdDev(mat.Col(nil, i, &all), nil)
			worst = max(worst, math.Abs(v-mean)/(sd+1e-9))
			require.InDelta(t, mean, v, 3*sd+1e-9, "%s, feature %d", name, i)
		}
		t.Logf("%s: furthest feature at %.1f SD", name, worst)
	}
}

// TestWhatWasLearntNamesTheRunningWorld: a classifier taught by the study names
// samples that are explored step by step.
func TestWhatWasLearntNamesTheRunningWorld(t *testing.T) {
	o := Defaults()
	o.Train, o.Materials = 20, []string{"steel", "glass", "oak", "rubber", "EVA foam"}
	k, err := Teach(t.Context(), o)
	require.NoError(t, err)
	for i, name := range o.Materials {
		m, err := world.LookupMaterial(name)
		require.NoError(t, err)
		e, err := Explore(m, 21, o.Profile, 4, 2, uint64(i))
		require.NoError(t, err)
		answer := material.Decide(k.Posterior(material.Features(e, o.Channels)), false)
		require.NotEqual(t, material.Unsure, answer, name)
		require.Equal(t, name, k.Labels()[answer])
	}
}

// TestTheObjectsTemperatureIsFelt within what the fingers' own errors allow.
func TestTheObjectsTemperatureIsFelt(t *testing.T) {
	p, err := taxel.Lookup("hall")
	require.NoError(t, err)
	for _, name := range []string{"steel", "glass", "ABS"} {
		m, err := world.LookupMaterial(name)
		require.NoError(t, err)
		e, err := Explore(m, 19, p, 4.5, 2, 3)
		require.NoError(t, err)
		require.InDelta(t, 19, material.ObjectTemperature(e), 2, name)
	}
}

// observed is a fingertip in the running world, with an observer.
type observed struct {
	*running
	observer *material.Observer
	region   int
}

func observe(t *testing.T, profile string, seed uint64) *observed {
	return observeWith(t, profile, seed, true)
}

func observeWith(t *testing.T, profile string, seed uint64, patches bool) *observed {
	t.Helper()
	prof, err := taxel.Lookup(profile)
	require.NoError(t, err)
	p, err := newProbeWith(prof, seed, patches)
	require.NoError(t, err)
	steel, err := world.LookupMaterial("steel")
	require.NoError(t, err)
	require.NoError(t, p.plate(steel, 22))
	o := &observed{
		running:  &running{probe: p, undo: material.NewCompensator(prof, p.skin.Surface().Taxels)},
		observer: material.NewObserver(p.skin.Surface(), prof),
	}
	o.place([2]float64{-aloft, -aloft}, 0)
	return o
}

func (o *observed) tick() material.Touch {
	o.step()
	o.observer.Frame(o.skin.Measured())
	o.observer.Millisecond(o.skin.Patches())
	return o.observer.Touches()[o.region]
}

// approach moves both fingers to a depth (m) at 20 mm/s.
func (o *observed) approach(from, to float64) (last material.Touch) {
	const speed = 0.02 // m/s
	steps := int(math.Abs(to-from) / speed / millisecond)
	for n := range steps {
		d := from + (to-from)*float64(n+1)/float64(steps)
		o.place([2]float64{d, d}, 0)
		last = o.tick()
	}
	return last
}

func TestContactForceAndCentre(t *testing.T) {
	// Taxels at the edge of the contact carry less than a Hall element's play; where
	// the centre is, one copy of the skin tells worse than another.
	for profile, c := range map[string]struct {
		tolerance float64
		copies    int
	}{"ideal": {0.05, 1}, "hall": {0.50, 40}} {
		var force, off float64
		for seed := uint64(1); seed <= uint64(c.copies); seed++ {
			touch, aside, released := pressedOnPlate(t, profile, seed)
			if seed == 1 {
				require.True(t, released, profile)
			}
			force, off = force+touch.Normal/float64(c.copies), off+aside/float64(c.copies)
		}
		require.InEpsilon(t, platePress, force, c.tolerance, profile)
		require.InDelta(t, 0, off, 1.2e-3, profile)
	}
}

const platePress = 6.0 // N

// pressedOnPlate presses a finger on a plate and lets go: what is felt, how far beside
// the truth (m) its centre is, and whether it is known that nothing touches any more.
func pressedOnPlate(t *testing.T, profile string, seed uint64) (felt material.Touch, aside float64, released bool) {
	t.Helper()
	o := observe(t, profile, seed)
	for range 200 {
		touch := o.tick()
		require.False(t, seed == 1 && touch.Contact, "nothing touches yet")
	}
	depth := o.depthsOf(platePress)[0]
	touch := o.approach(-aloft, depth)
	for range 300 {
		touch = o.tick()
	}
	require.True(t, touch.Contact, profile)
	felt = touch
	tip := o.tips[0]
	down := spatial.Pose{Rot: tip.turn}.Inverse().Rotate(r3.Vec{Z: -tip.radius})
	o.approach(depth, -aloft)
	for range 300 {
		touch = o.tick()
	}
	return felt, r3.Norm(r3.Sub(felt.Centre, r3.Add(tip.centre, down))), !touch.Contact
}

// TestSlipIsHeardWithin20Milliseconds of the moment when more than half of the
// loaded taxels have broken away, at several speeds; holding still is silent.
func TestSlipIsHeardWithin20Milliseconds(t *testing.T) {
	for _, speed := range []float64{0.01, 0.03, 0.1} {
		o := observe(t, "hall", 2)
		o.place(o.depthsOf(4), 0)
		for range 500 {
			require.False(t, o.tick().Slip, "no slip while held")
		}
		broken, heard := -1, -1
		for n := range 400 {
			o.place(o.depthsOf(4), speed*millisecond*float64(n+1))
			touch := o.tick()
			if loaded, clipped := o.world.Slipping(o.tips[0].link); broken < 0 && 2*clipped > loaded {
				broken = n
			}
			if touch.Slip && heard < 0 {
				heard = n
			}
		}
		require.GreaterOrEqual(t, broken, 0)
		require.GreaterOrEqual(t, heard, 0, "heard at all")
		t.Logf("%g m/s: half broken away after %d ms, heard after %d", speed, broken, heard)
		require.LessOrEqual(t, heard, broken+20)
	}
}

// TestAQuietHoldRaisesNoAlarm over 300 s of the patches' own noise.
func TestAQuietHoldRaisesNoAlarm(t *testing.T) {
	o := observe(t, "ideal", 3)
	o.place(o.depthsOf(4), 0)
	for range 100 {
		o.tick()
	}
	contact := o.world.Contact(o.tips[0].spots[0])
	patches := o.skin.Patches()
	for range 300_000 {
		for _, p := range patches[:4] {
			p.StepVibration(contact)
		}
		o.observer.Millisecond(patches)
		require.False(t, o.observer.Touches()[0].Slip)
	}
}

// TestSlipIsSeenByForceAlone where a region has no patches: within two frames of
// the moment when half of it has broken away, and not while it is pulled at
// without slipping.
func TestSlipIsSeenByForceAlone(t *testing.T) {
	const speed = 0.03 // m/s
	o := observeWith(t, "ideal", 2, false)
	depth := o.depthsOf(8)
	o.approach(-aloft, depth[0])
	pull := func(ms int) (broken, seen int) {
		broken, seen = -1, -1
		for n := range ms {
			o.place(depth, speed*millisecond*float64(n+1))
			touch := o.tick()
			if loaded, clipped := o.world.Slipping(o.tips[0].link); broken < 0 && 2*clipped > loaded {
				broken = n
			}
			if touch.Slip && seen < 0 {
				seen = n
			}
		}
		return broken, seen
	}
	for range 300 {
		require.False(t, o.tick().Slip, "no slip while held")
	}
	_, seen := pull(12)
	require.Equal(t, -1, seen, "no slip while it only stretches")
	for range 1000 {
		require.False(t, o.tick().Slip, "nor while it is held so")
	}
	broken, seen := pull(400)
	t.Logf("half broken away after %d ms, seen after %d", broken, seen)
	require.InDelta(t, broken-3, seen, 5)
}

func TestObserverAllocatesNothing(t *testing.T) {
	for _, patches := range []bool{true, false} {
		o := observeWith(t, "hall", 1, patches)
		o.approach(-aloft, o.depthsOf(8)[0])
		require.Zero(t, testing.AllocsPerRun(50, func() {
			o.observer.Frame(o.skin.Measured())
			o.observer.Millisecond(o.skin.Patches())
		}))
	}
}

func BenchmarkObserver(b *testing.B) {
	profile, err := taxel.Lookup("hall")
	require.NoError(b, err)
	p, err := newProbeOf(profile, 1)
	require.NoError(b, err)
	o := material.NewObserver(p.skin.Surface(), profile)
	b.Run("frame", func(b *testing.B) {
		for b.Loop() {
			o.Frame(p.skin.Measured())
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(p.skin.Surface().Taxels), "ns/taxel")
	})
	b.Run("millisecond", func(b *testing.B) {
		for b.Loop() {
			o.Millisecond(p.skin.Patches())
		}
	})
}

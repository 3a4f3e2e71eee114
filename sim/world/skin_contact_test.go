package world

import (
	"math"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// fingerOn is the index fingertip on a plate of steel, alone, a given depth in it.
type fingerOn struct {
	*World
	poses  []spatial.Pose
	link   int
	radius float64
}

func newFingerOn(t *testing.T, depth float64) *fingerOn {
	t.Helper()
	w, r := bionicWorld(t, "ideal")
	plate(t, w)
	link, ok := r.Model.LinkIndex("index_distal")
	require.True(t, ok)
	f := &fingerOn{World: w, link: link}
	f.poses, f.radius = pressed(r, link, r3.Unit(r3.Vec{X: 0.7, Z: -1}), depth)
	return f
}

// move moves the finger by a velocity for some steps.
func (f *fingerOn) move(v r3.Vec, steps int) {
	for range steps {
		f.poses[f.link].Pos = r3.Add(f.poses[f.link].Pos, r3.Scale(dt, v))
		f.Step(dt, f.poses)
	}
}

func (f *fingerOn) force() r3.Vec { return f.Skin().Wrenches()[f.link].Force }

// elastic is the force of a ball of radius r pressed flat by depth (N): pressure
// is stiffness times depth, but no more than the pad's thickness gives.
func elastic(r, depth float64) float64 {
	thick := min(depth, skin.PadThickness)
	return 2 * math.Pi * r * skin.NormalStiffness * (thick*thick/2 + thick*(depth-thick))
}

// TestThePadDampsWhatComesNearAndHoldsNothingBack: its loss is 1 ms of its
// stiffness on the area in contact, 2πRδ; a finger that is torn away is not pulled.
func TestThePadDampsWhatComesNearAndHoldsNothingBack(t *testing.T) {
	const depth = 1e-3
	for _, speed := range []float64{-0.05, 0.05, 0.2} { // m/s, into the plate
		f := newFingerOn(t, depth-speed*dt)
		still(f.World, f.poses)
		f.move(r3.Vec{Z: -speed}, 1)
		area := 2 * math.Pi * f.radius * depth
		want := elastic(f.radius, depth) + 1e-3*skin.NormalStiffness*area*speed
		require.InEpsilon(t, want, f.force().Z, 0.01, "%g m/s", speed)
		// Without friction across, the force acts below the ball's centre.
		about := f.Skin().Wrenches()[f.link].TorqueAbout(r3.Vec{X: 0.013, Y: 0.027})
		require.InDelta(t, 0, norm(about), 2e-4*want)
	}
	f := newFingerOn(t, depth)
	still(f.World, f.poses)
	f.move(r3.Vec{Z: 1.5}, 1)
	require.InDelta(t, 0, norm(f.force()), 1e-9)
}

// TestNoPadGivesMoreThanItIsThick: pressed deeper than 3 mm, a ball's force grows
// linearly.
func TestNoPadGivesMoreThanItIsThick(t *testing.T) {
	for _, depth := range []float64{2e-3, 3e-3, 3.5e-3} {
		f := newFingerOn(t, depth)
		still(f.World, f.poses)
		require.InEpsilon(t, elastic(f.radius, depth), f.force().Z, 0.03, "%g m", depth)
	}
}

// TestPartsThatOverlapPressAsOne: a plate of two halves, each turned in a frame of
// its own and 20 mm in the other, presses as one plate does where both are.
func TestPartsThatOverlapPressAsOne(t *testing.T) {
	const depth = 0.8e-3
	whole := newFingerOn(t, depth)
	still(whole.World, whole.poses)
	halves := newFingerOn(t, depth)
	halves.Clear()
	steel, err := LookupMaterial("steel")
	require.NoError(t, err)
	half := func(turn, x float64) Part {
		return Part{Form: Box, Half: r3.Vec{X: 0.3, Y: 0.05, Z: 0.5}, ObjectFromPart: spatial.Pose{
			Rot: spatial.FromRPY(turn, 0, 0), Pos: r3.Vec{X: x, Z: -0.05},
		}}
	}
	b := Body{Name: "halves", Material: steel, Temperature: 22, Parts: []Part{half(math.Pi/2, 0.023-0.3), half(-math.Pi/2, 0.003+0.3)}}
	at := spatial.Pose{Rot: spatial.FromRPY(0, 0, 0.4), Pos: r3.Vec{X: 0.013, Y: 0.027}}
	_, err = halves.Put(b, at.Mul(spatial.At(r3.Vec{X: -0.013})), spatial.Twist{})
	require.NoError(t, err)
	still(halves.World, halves.poses)
	require.InDelta(t, 0, norm(r3.Sub(whole.force(), halves.force())), 0.01*norm(whole.force()))
	about := halves.Skin().Wrenches()[halves.link].TorqueAbout(r3.Vec{X: 0.013, Y: 0.027})
	require.InDelta(t, 0, norm(about), 2e-4*norm(whole.force()))
}

// TestShearGrowsAsThePadIsDrawnAsideAndBreaksByStribeck: at first it is the
// stiffness across on the area in contact, at last the friction of the speed; and a
// finger that comes back from the air knows nothing of it.
func TestShearGrowsAsThePadIsDrawnAsideAndBreaksByStribeck(t *testing.T) {
	const depth = 0.5e-3
	for _, aside := range []r3.Vec{{X: 1}, {Y: 1}, {X: -0.6, Y: 0.8}} {
		f := newFingerOn(t, depth)
		still(f.World, f.poses)
		require.InDelta(t, 0, math.Hypot(f.force().X, f.force().Y), 1e-9)
		f.move(r3.Scale(1e-3, aside), 20) // 20 µm
		stretched := skin.ShearStiffness * 2 * math.Pi * f.radius * depth * 20e-6
		require.InDelta(t, 0, norm(r3.Add(r3.Scale(stretched, aside), r3.Vec{X: f.force().X, Y: f.force().Y})), 0.03*stretched)
	}
	for _, speed := range []float64{1e-3, 5e-3, 20e-3} {
		f := newFingerOn(t, 0.1e-3)
		still(f.World, f.poses)
		f.move(r3.Vec{Y: speed}, int(0.8e-3/(speed*dt)))
		ratio := speed / 5e-3
		want := 0.40 * (1 + 0.15*math.Exp(-ratio*ratio))
		require.InEpsilon(t, -want*f.force().Z, f.force().Y, 0.01, "%g m/s", speed)
		loaded, clipped := f.Slipping(f.link)
		require.Positive(t, loaded)
		require.Equal(t, loaded, clipped, "all of it slides")
		_, other := f.Slipping(0)
		require.Zero(t, other)

		f.move(r3.Vec{Z: 0.5}, 4)
		require.InDelta(t, 0, norm(f.force()), 1e-12)
		loaded, _ = f.Slipping(f.link)
		require.Zero(t, loaded)
		f.move(r3.Vec{Z: -0.5}, 4)
		f.Step(dt, f.poses)
		require.InDelta(t, 0, math.Hypot(f.force().X, f.force().Y), 1e-3*f.force().Z, "it starts anew")
	}
}

// TestAFingerThatTurnsOnThePlateRubsByItsRim: what turns about a vertical through
// its contact drags nowhere, what turns about an axis aside slides at ω·r.
func TestAFingerThatTurnsOnThePlateRubsByItsRim(t *testing.T) {
	const rate, arm = 1.0, 0.04 // rad/s, m
	for _, r := range []float64{0, arm} {
		f := newFingerOn(t, 0.1e-3)
		still(f.World, f.poses)
		pivot := spatial.At(r3.Vec{X: 0.013 - r, Y: 0.027})
		turn := pivot.Mul(spatial.Pose{Rot: spatial.FromRPY(0, 0, rate*dt)}).Mul(pivot.Inverse())
		for range 100 {
			f.poses[f.link] = turn.Mul(f.poses[f.link])
			f.Step(dt, f.poses)
		}
		// It slides across the arm, at 40 mm/s: friction is kinetic.
		across := r3.Vec{X: -math.Sin(100 * rate * dt), Y: math.Cos(100 * rate * dt)}
		drag := r3.Dot(f.force(), across)
		if r == 0 {
			require.InDelta(t, 0, math.Hypot(f.force().X, f.force().Y), 0.02*f.force().Z)
			continue
		}
		require.InEpsilon(t, -0.40*f.force().Z, drag, 0.02)
	}
}

// TestARobotPutElsewhereIsAtRest there, as far as contact knows.
func TestARobotPutElsewhereIsAtRest(t *testing.T) {
	f := newFingerOn(t, -0.1)
	still(f.World, f.poses)
	g := newFingerOn(t, 1e-3)
	f.Rest()
	f.Step(dt, g.poses)
	require.InEpsilon(t, elastic(f.radius, 1e-3), f.force().Z, 0.01)
	require.InDelta(t, 0, math.Hypot(f.force().X, f.force().Y), 1e-9)
}

// patchOn presses the middle of a fingertip's patch on the plate.
func patchOn(t *testing.T, depth float64) (f *fingerOn, spot int) {
	t.Helper()
	w, r := bionicWorld(t, "ideal")
	plate(t, w)
	link, _ := r.Model.LinkIndex("index_distal")
	for i := range w.surface.Spots {
		s := &w.surface.Spots[i]
		if s.Link == link && math.Abs(s.Normal.X) > 0.3 {
			f = &fingerOn{World: w, link: link}
			f.poses, f.radius = pressed(r, link, s.Normal, depth)
			return f, i
		}
	}
	t.Fatal("no patch at the end of the fingertip")
	return nil, 0
}

// TestAPatchMeetsWhatLiesUnderIt: the pressure of a ball that is pressed flat, the
// plate's material and, while it sticks, no rubbing; then the speed of the slide.
func TestAPatchMeetsWhatLiesUnderIt(t *testing.T) {
	const depth = 1e-3
	f, spot := patchOn(t, depth)
	still(f.World, f.poses)
	c := f.Contact(spot)
	require.NotNil(t, c.Surface)
	require.Equal(t, skin.Counterface{Effusivity: 14070, Conductivity: 50, Temperature: 22, Friction: 0.40, Wavelength: 50e-6, Amplitude: 0.4e-6}, *c.Surface)
	// Depth falls by r²/2R from the middle; over a square of side 4 mm its mean is
	// L²/12R less. Taxels are coarser than that.
	want := skin.NormalStiffness * (depth - 4e-3*4e-3/(12*f.radius))
	require.InEpsilon(t, want, c.Pressure, 0.15)
	require.Zero(t, c.Speed)

	f.move(r3.Vec{Y: 1e-3}, 50)
	require.Zero(t, f.Contact(spot).Speed, "0.05 mm only stretches the pad")
	f.move(r3.Vec{Y: 20e-3}, 500)
	require.InEpsilon(t, 20e-3, f.Contact(spot).Speed, 0.01)

	touch := f.Contact(spot).Touch
	require.Equal(t, c.Touch, touch, "one touch, one conductance")
	require.NotZero(t, touch)
	again, _ := patchOn(t, depth)
	still(again.World, again.poses)
	require.Equal(t, touch, again.Contact(spot).Touch, "by the skin's seed")

	f.move(r3.Vec{Z: 1}, 5)
	require.Equal(t, skin.PatchContact{}, f.Contact(spot))
	// Another plate in its place conducts otherwise.
	f.Take(0)
	_, err := f.Put(block("spare", 0, r3.Vec{X: 0.5, Y: 0.5, Z: 0.05}), spatial.At(r3.Vec{X: 0.2, Z: 5}), spatial.Twist{})
	require.NoError(t, err)
	_, err = f.Put(block("other", 0, r3.Vec{X: 0.5, Y: 0.5, Z: 0.05}), spatial.At(r3.Vec{Z: -0.05}), spatial.Twist{})
	require.NoError(t, err)
	f.move(r3.Vec{Z: -1}, 5)
	require.NotEqual(t, touch, f.Contact(spot).Touch)
	require.Equal(t, 498.0, f.Contact(spot).Surface.Effusivity)
}

// TestRegionsTouchEachInTheirOwnWay: deviates are drawn per region, standard normal.
func TestRegionsTouchEachInTheirOwnWay(t *testing.T) {
	w, _ := bionicWorld(t, "ideal")
	regions := map[string]bool{}
	for i := range w.surface.Spots {
		regions[w.surface.Spots[i].Region] = true
	}
	require.Greater(t, len(regions), 4)
	values := map[float64]bool{}
	sum, square, n := 0.0, 0.0, 0.0
	for object := range 400 {
		for region := range regions {
			v := w.touchOf(object, region)
			require.Equal(t, v, w.touchOf(object, region))
			values[v] = true
			sum, square, n = sum+v, square+v*v, n+1
		}
	}
	require.Len(t, values, 400*len(regions))
	require.InDelta(t, 0, sum/n, 0.1)
	require.InDelta(t, 1, square/n, 0.1)
	require.Zero(t, w.touchOf(0, "elbow"))
}

// TestPatchesKeepTheirOwnTime: however long the world's steps are, in the same time
// the skin cools by as much.
func TestPatchesKeepTheirOwnTime(t *testing.T) {
	cooled := func(step float64) float64 {
		f, spot := patchOn(t, 1e-3)
		before, _ := f.Skin().Patches()[spot].Truth()
		for range int(math.Round(0.2 / step)) {
			f.Step(step, f.poses)
		}
		temperature, _ := f.Skin().Patches()[spot].Truth()
		return before - temperature
	}
	want := cooled(1e-3)
	require.Greater(t, want, 0.1)
	for _, step := range []float64{0.25e-3, 2e-3, 4e-3} {
		require.InEpsilon(t, want, cooled(step), 0.03, "%g s", step)
	}
}

// TestMotorsOfTheDesign: 3 rad/s and 5 Hz of the arm, 10 rad/s, 12 Hz and 30 N at
// 90 mm of the fingers, unless the model knows better.
func TestMotorsOfTheDesign(t *testing.T) {
	free := chain.Limit{Lower: -1, Upper: 2}
	arm, finger := NewMotor(free, false), NewMotor(free, true)
	require.Equal(t, Motor{Inertia: 40.0 / 150, Bandwidth: 5, Friction: 0.2, Limit: chain.Limit{Lower: -1, Upper: 2, Velocity: 3, Effort: 40}}, arm)
	require.InDelta(t, 30*0.09, finger.Limit.Effort, 1e-12)
	require.InDelta(t, 2.7/2500, finger.Inertia, 1e-12)
	require.InDelta(t, 0.005*2.7, finger.Friction, 1e-12)
	require.Equal(t, 12.0, finger.Bandwidth)
	require.Equal(t, 10.0, finger.Limit.Velocity)
	known := NewMotor(chain.Limit{Lower: -1, Upper: 2, Velocity: 7, Effort: 80}, false)
	require.Equal(t, chain.Limit{Lower: -1, Upper: 2, Velocity: 7, Effort: 80}, known.Limit)
	require.InDelta(t, 80.0/150, known.Inertia, 1e-12)
	require.Equal(t, 3.0, NewMotor(chain.Limit{Velocity: math.Inf(1), Effort: -1}, false).Limit.Velocity)

	m, err := MotorsOf([]Motor{arm, finger}, []float64{5, -5})
	require.NoError(t, err)
	require.Equal(t, []float64{2, -1}, m.Position())
	require.Equal(t, finger.Limit, m.Limit(1))
	m.Step(dt, []float64{0, 0}, []float64{0, 0}, []float64{0, 0})
	require.NotEqual(t, []float64{0, 0}, m.Effort())
	m.Reset([]float64{0.5, 0.25})
	require.Equal(t, []float64{0.5, 0.25}, m.Position())
	require.Equal(t, []float64{0, 0}, m.Velocity())
	require.Equal(t, []float64{0, 0}, m.Effort())
}

// TestTheWorldTakesNoMoreThanItCan, in speed, place and number.
func TestTheWorldTakesNoMoreThanItCan(t *testing.T) {
	w, poses := bare(t)
	put := func(b Body, at, v r3.Vec) error {
		_, err := w.Put(b, spatial.At(at), spatial.Twist{Lin: v})
		return err
	}
	require.NoError(t, put(ball(0.01, 1), r3.Vec{Z: 1}, r3.Vec{X: 50}))
	require.ErrorContains(t, put(ball(0.01, 1), r3.Vec{Z: 2}, r3.Vec{X: 50.01}), "moves at 50.01 m/s and 0 rad/s, want at most 50 and 300")
	spun := spatial.Twist{Ang: r3.Vec{Y: 301}}
	_, err := w.Put(ball(0.01, 1), spatial.At(r3.Vec{Z: 3}), spun)
	require.ErrorContains(t, err, "moves at 0 m/s and 301 rad/s")
	require.NoError(t, put(ball(0.01, 1), r3.Vec{Z: 19.9}, r3.Vec{}))
	require.ErrorContains(t, put(ball(0.01, 1), r3.Vec{Z: 20.1}, r3.Vec{}), "further than 20 m from the origin")
	require.ErrorContains(t, put(ball(0.01, 1), r3.Vec{X: 3, Z: 0.005}, r3.Vec{}), "reaches 5.0 mm below the floor")
	require.NoError(t, put(ball(0.01, 0), r3.Vec{X: 3, Z: 0.005}, r3.Vec{}), "what is fixed may")
	require.ErrorContains(t, put(ball(0.01, 1), r3.Vec{Z: 1.015}, r3.Vec{}), `overlaps "ball" by 5.0 mm`)
	require.ErrorContains(t, w.Heat(9, 20), "object 9: there is none")
	require.ErrorContains(t, w.Throw(-1, spatial.Twist{}), "object -1: there is none")
	require.NoError(t, w.Throw(0, spatial.Twist{Ang: r3.Vec{X: 300}}))
	require.ErrorContains(t, w.Throw(0, spatial.Twist{Ang: r3.Vec{X: 301}}), "301 rad/s, want at most 50 and 300")

	// A slot that was emptied is filled again, and the numbers of others stay.
	w.Take(1)
	require.Nil(t, w.Objects[1])
	id, err := w.Put(ball(0.02, 1), spatial.At(r3.Vec{Z: 4}), spatial.Twist{})
	require.NoError(t, err)
	require.Equal(t, 1, id)

	w.Clear()
	for i := range MaxObjects {
		require.NoError(t, put(ball(0.01, 1), r3.Vec{X: 0.05 * float64(i), Z: 1}, r3.Vec{}))
	}
	require.ErrorContains(t, put(ball(0.01, 1), r3.Vec{Z: 2}, r3.Vec{}), "full: at most 256 objects")
	require.ErrorContains(t, put(ball(0.01, 0), r3.Vec{Z: 5}, r3.Vec{}), "the world is full")
	w.Step(dt, poses)
}

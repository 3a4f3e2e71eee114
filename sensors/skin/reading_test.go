package skin

import (
	"math"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

// only is the bionic right hand's skin with the given imperfections of a profile at
// their nominal size.
func only(t *testing.T, profile string, effects ...taxel.Effect) *Skin {
	t.Helper()
	p, err := taxel.Lookup(profile)
	require.NoError(t, err)
	p = p.Only(effects...)
	p.Variation, p.Batch = 0, 0
	state, layout := bionic(t, hand.Right)
	s, err := New(state.Model(), layout, p, 1)
	require.NoError(t, err)
	return s
}

// arrivals steps the skin every millisecond from one time to another, all taxels
// under ever more load, and lists when each region's counts changed (ms).
func arrivals(s *Skin, from, to int) map[string][]int {
	list := map[string][]int{}
	last := append([]uint16(nil), s.Counts()...)
	for ms := from; ms < to; ms++ {
		for i := range s.truth {
			s.truth[i] = Load{Normal: 0.01 * float64(ms%2000)}
		}
		s.Sense(float64(ms) * 1e-3)
		for _, r := range s.surface.Regions {
			if !r.Bare && s.Counts()[3*r.First] != last[3*r.First] {
				list[r.Name] = append(list[r.Name], ms)
			}
		}
		copy(last, s.Counts())
	}
	return list
}

// TestAHeldUpLoopReadsOnce: after a second without a step frames come as before, not
// all of the missed ones one step after the other.
func TestAHeldUpLoopReadsOnce(t *testing.T) {
	s := only(t, "hall", taxel.ScanSkew)
	arrivals(s, 0, 300)
	for region, list := range arrivals(s, 1300, 1500) {
		require.InDelta(t, 200*0.091, len(list), 2, region)
		for i := 2; i < len(list); i++ {
			require.InDelta(t, 11, list[i]-list[i-1], 1, region)
		}
	}
}

// TestAScanReadsRegionAfterRegion: each region's moment in the frame is the share of
// the taxels before it, and stays that.
func TestAScanReadsRegionAfterRegion(t *testing.T) {
	s := only(t, "piezo", taxel.ScanSkew) // 20 ms a frame
	seen := arrivals(s, 0, 1000)
	for _, r := range s.surface.Regions {
		if r.Bare {
			continue
		}
		want := 20 * float64(r.First) / 1140
		for _, ms := range seen[r.Name] {
			late := math.Mod(float64(ms)-want+40, 20)
			require.True(t, late <= 1+1e-6 || late > 20-1e-6, "%s at %d ms, want %g ms after a frame", r.Name, ms, want)
		}
	}
	together := only(t, "ideal")
	for region, list := range arrivals(together, 1, 100) {
		require.InDelta(t, 99, len(list), 2, region)
	}
}

// TestALateFrameIsOneFrameLate: with latency a step of load shows one frame after it
// was read, without at once.
func TestALateFrameIsOneFrameLate(t *testing.T) {
	for _, latency := range []int{0, 1} {
		p, err := taxel.Lookup("piezo")
		require.NoError(t, err)
		p = p.Only()
		p.Latency = latency
		state, layout := bionic(t, hand.Right)
		s, err := New(state.Model(), layout, p, 1)
		require.NoError(t, err)
		for ms := range 100 {
			if ms >= 30 { // read at 40 ms
				s.truth[5] = Load{Normal: 10}
			}
			s.Sense(float64(ms) * 1e-3)
			want := 0.0
			if ms >= 40+20*latency {
				want = 10
			}
			require.InDelta(t, want, s.Measured()[5].Normal, 0.01, "latency %d, at %d ms", latency, ms)
		}
	}
}

// TestARestingTaxelIsAnywhereInItsGap: how a shear of two gaps is read differs between
// taxels as the uniform place in the gap at switch-on does; a normal load's does not,
// since it always comes from below.
func TestARestingTaxelIsAnywhereInItsGap(t *testing.T) {
	s := only(t, "hall", taxel.Hysteresis)
	const width = 0.03 * 25.5 // N
	for i := range s.truth {
		s.truth[i] = Load{Normal: 3, X: 3, Y: -3}
	}
	s.Sense(1)
	var normal, x, y []float64
	for _, m := range s.Measured() {
		normal, x, y = append(normal, m.Normal), append(x, m.X), append(y, m.Y)
	}
	mean, sd := stat.MeanStdDev(x, nil)
	require.InDelta(t, 3-width/2, mean, 0.03)
	require.InDelta(t, width/math.Sqrt(12), sd, 0.01)
	mean, sd = stat.MeanStdDev(y, nil)
	require.InDelta(t, -3+width/2, mean, 0.03)
	require.InDelta(t, width/math.Sqrt(12), sd, 0.01)
	mean, sd = stat.MeanStdDev(normal, nil)
	require.InDelta(t, 3-width/2, mean, 0.001)
	require.Less(t, sd, 0.001)
}

// TestTheZeroIsTaken: right after switch-on nothing is measured but noise, whatever
// the axes' middles are; averaging makes the zero itself 32 times less noisy.
func TestTheZeroIsTaken(t *testing.T) {
	p, err := taxel.Lookup("textile")
	require.NoError(t, err)
	p = p.Only(taxel.Noise)
	state, layout := bionic(t, hand.Right)
	var first []float64 // the rest's own error, of shear channels, which are far from a rail
	s, err := New(state.Model(), layout, p, 1)
	require.NoError(t, err)
	for i := range s.Truth() {
		first = append(first, s.sensor.rest[3*i+1]-float64(p.Codes)*12.7/25.5)
	}
	mean, sd := stat.MeanStdDev(first, nil)
	noise := p.Noise * float64(p.Codes)
	require.InDelta(t, 0, mean, 0.02*noise)
	require.InEpsilon(t, noise/math.Sqrt(32), sd, 0.06)
	clean := only(t, "hall")
	for _, m := range clean.Measured() {
		require.Equal(t, Load{}, m)
	}
}

// TestCrosstalkStaysInItsGridAndAxis: one taxel is pressed; only its up to four
// neighbours hear of it, along the same axis, by the elastomer's Gaussian.
func TestCrosstalkStaysInItsGridAndAxis(t *testing.T) {
	for _, at := range []struct{ row, column int }{{4, 3}, {0, 0}, {11, 7}, {5, 7}, {6, 0}} {
		s := only(t, "hall", taxel.Crosstalk)
		var region Region // 12 × 8
		for _, r := range s.surface.Regions {
			if r.Name == "index_distal" && !r.Bare {
				region = r
			}
		}
		middle := region.First + 8*at.row + at.column
		s.truth[middle] = Load{Normal: 10, Y: 5}
		s.Sense(1)
		heard := map[int]bool{middle: true}
		for _, d := range [][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
			if row, column := at.row+d[0], at.column+d[1]; row >= 0 && row < 12 && column >= 0 && column < 8 {
				heard[region.First+8*row+column] = true
			}
		}
		for i, m := range s.Measured() {
			require.InDelta(t, 0, m.X, 0.002)
			if !heard[i] {
				require.InDelta(t, 0, m.Normal, 0.002, "taxel %d", i)
				require.InDelta(t, 0, m.Y, 0.002, "taxel %d", i)
				continue
			}
			gap := r3.Norm(r3.Sub(s.surface.Elements[i].Centre, s.surface.Elements[middle].Centre)) / (0.48 * 1.4e-3)
			total := 0.0 // of the weights of what this one hears
			for k := range region.Last - region.First {
				row, column := (i-region.First)/8, (i-region.First)%8
				if math.Abs(float64(k/8-row))+math.Abs(float64(k%8-column)) <= 1 {
					d := r3.Norm(r3.Sub(s.surface.Elements[i].Centre, s.surface.Elements[region.First+k].Centre)) / (0.48 * 1.4e-3)
					total += math.Exp(-d * d / 2)
				}
			}
			share := math.Exp(-gap*gap/2) / total
			require.InDelta(t, 10*share, m.Normal, 0.003)
			require.InDelta(t, 5*share, m.Y, 0.003)
		}
	}
}

// TestChannelsCoverTheirRanges: 25.5 N of push, 12.7 N of shear either way, no more.
func TestChannelsCoverTheirRanges(t *testing.T) {
	s := only(t, "hall", taxel.Quantisation)
	require.Equal(t, "hall", s.sensor.Profile().Name)
	for _, c := range []struct{ load, want Load }{
		{Load{Normal: 30, X: 20, Y: -20}, Load{Normal: 25.5, X: 12.8, Y: -12.7}},
		{Load{Normal: -5, X: -12.7, Y: 12.8}, Load{X: -12.7, Y: 12.8}},
		{Load{Normal: 0.1, X: 0.1, Y: -0.1}, Load{Normal: 0.1, X: 0.1, Y: -0.1}},
		{Load{Normal: 0.04, X: 0.04, Y: -0.04}, Load{}},
	} {
		s = only(t, "hall", taxel.Quantisation)
		for i := range s.truth {
			s.truth[i] = c.load
		}
		s.Sense(1)
		for _, m := range s.Measured() {
			require.InDelta(t, c.want.Normal, m.Normal, 1e-9)
			require.InDelta(t, c.want.X, m.X, 1e-9)
			require.InDelta(t, c.want.Y, m.Y, 1e-9)
		}
	}
}

// TestFingersAreHeldAtTheirTemperatures: index at 40 °C, middle at 30 °C, all others
// at 34 °C, each patch by its own heater's error; the seed says which patches.
func TestFingersAreHeldAtTheirTemperatures(t *testing.T) {
	s := only(t, "hall")
	require.Len(t, s.Patches(), 24)
	require.EqualValues(t, 1, s.Seed())
	offsets := map[float64]string{}
	for i, p := range s.Patches() {
		region := s.Surface().Spots[i].Region
		want := 34.0
		switch region {
		case "index_distal":
			want = 40
		case "middle_distal":
			want = 30
		}
		skin, _ := p.Truth()
		require.NotZero(t, skin-want)
		require.InDelta(t, want, skin, 0.4, region)
		require.InDelta(t, want+p.spec.HeaterError, skin, 1e-12)
		if other, ok := offsets[p.spec.ThermalOffset]; ok {
			require.Equal(t, region, other, "a finger's patches share its skin, and no other's")
		}
		offsets[p.spec.ThermalOffset] = region
		require.NotZero(t, p.noise, "the skin's patches are noisy")
	}
	require.Len(t, offsets, 6)
}

// TestPressPutsAForceWhereItActs: a push on a taxel is its normal load, a drag its
// shear, in any pose of the link; its wrench is the force and its torque about the
// origin, and Touch takes all of it off.
func TestPressPutsAForceWhereItActs(t *testing.T) {
	s := only(t, "ideal")
	state, _ := bionic(t, hand.Right)
	open := posesOf(state, nil) // in which nothing touches
	rapid.Check(t, func(t *rapid.T) {
		s.Touch(open)
		i := rapid.IntRange(0, s.surface.Taxels-1).Draw(t, "taxel")
		e := &s.surface.Elements[i]
		pose := spatial.Pose{Rot: spatial.AxisAngle(r3.Unit(r3.Vec{X: 1, Y: 2, Z: 3}), rapid.Float64Range(-3, 3).Draw(t, "turn")), Pos: drawVec(t, "pos", 1)}
		push, x, y := rapid.Float64Range(-5, 5).Draw(t, "push"), rapid.Float64Range(-5, 5).Draw(t, "x"), rapid.Float64Range(-5, 5).Draw(t, "y")
		force := pose.Rotate(r3.Add(r3.Scale(-push, e.Normal), r3.Add(r3.Scale(x, e.X), r3.Scale(y, e.Y))))
		at := drawVec(t, "at", 0.5)
		s.Press(i, r3.Scale(0.25, force), at, &pose)
		s.Press(i, r3.Scale(0.75, force), at, &pose)
		l := s.Truth()[i]
		require.InDelta(t, push, l.Normal, 1e-9)
		require.InDelta(t, x, l.X, 1e-9)
		require.InDelta(t, y, l.Y, 1e-9)
		require.Equal(t, l, s.Elements()[i])
		w := s.Wrenches()[e.Link]
		require.InDelta(t, 0, r3.Norm(r3.Sub(force, w.Force)), 1e-9)
		require.InDelta(t, 0, r3.Norm(w.TorqueAbout(at)), 1e-9, "no torque about where it acts")
		other := drawVec(t, "other", 0.5)
		require.InDelta(t, 0, r3.Norm(r3.Sub(r3.Cross(r3.Sub(at, other), force), w.TorqueAbout(other))), 1e-9)
		s.Touch(open)
		require.Equal(t, Load{}, s.Truth()[i])
		require.Equal(t, Wrench{}, s.Wrenches()[e.Link])
	})
}

package material

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestCompensatorUndoesPlay drives a play operator, as hysteresis is modelled, along a
// taxel that is pressed, with any sequence of loads that moves by more than the noise, and
// gets them back whenever the operator moved; then the same with what presses it.
func TestCompensatorUndoesPlay(t *testing.T) {
	profile, err := taxel.Lookup("hall")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		c := NewCompensator(profile, 1)
		radius := profile.PlayRadius() * fullScale
		z := 0.0
		for range 20 {
			load := rapid.Float64Range(-10, 10).Draw(t, "load")
			before := z
			z = taxel.Play(z, load, radius)
			var got float64
			for range 60 { // frames, in which the smoothing settles
				got = c.Loads([]skin.Load{{Normal: 5, X: z}})[0].X
			}
			if math.Abs(z-before) > c.jump {
				require.InDelta(t, load, got, 1e-6)
			}
		}
		z = 0
		most := 0.0 // that was read
		c = NewCompensator(profile, 1)
		for range 20 {
			load := rapid.Float64Range(0, 10).Draw(t, "press")
			before := z
			z = taxel.Play(z, load, radius)
			most = max(most, z)
			var got float64
			for range 60 {
				got = c.Loads([]skin.Load{{Normal: z}})[0].Normal
			}
			switch {
			case got == 0: // a squeeze may leave as much, the more the harder it was
				require.LessOrEqual(t, load, c.kept+c.share*most+c.faint+radius)
			case math.Abs(z-before) > c.jump:
				require.InDelta(t, load, got, 1e-6)
			}
		}
	})
}

// TestALightSteadyTouchIsNotEaten: a newton or more on two taxels, beside noise and ghosts, is told
// for a minute; when it is gone, it is no more, and what it left is dark.
func TestALightSteadyTouchIsNotEaten(t *testing.T) {
	profile, err := taxel.Lookup("hall")
	require.NoError(t, err)
	_, worn := watched(t, "hall")
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 1))
		o := NewObserver(worn.Surface(), profile)
		radius := profile.PlayRadius() * fullScale * (0.7 + 0.5*rng.Float64())
		load := 1.25 + 2*rng.Float64()
		frame, play := make([]skin.Load, 72), make([]float64, 72)
		told := func(seconds, load float64) (share float64) {
			n := int(seconds / profile.Period())
			for range n {
				for i := range frame {
					y := 0.0
					if i == 40 || i == 41 {
						y = load
					}
					play[i] = taxel.Play(play[i], y, radius)
					ghost := 0.0
					if i%10 == 0 {
						ghost = 0.2 * float64(rng.IntN(2))
					}
					frame[i].Normal = math.Round(10*(play[i]+ghost)+0.3*rng.NormFloat64()) / 10
				}
				o.Frame(frame)
				if o.Touches()[1].Contact {
					share += 1 / float64(n)
				}
			}
			return share
		}
		require.Zero(t, told(2, 0))
		require.Greater(t, told(60, load), 0.99)
		require.Less(t, told(0.5, 0), 0.5)
		require.Zero(t, told(5, 0))
		for i := range frame {
			require.Zero(t, o.Load(i))
		}
	}
}

// TestCoolingIsRecovered makes a finger's cooling by the closed form and reads
// its amplitude and rate back.
func TestCoolingIsRecovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amplitude := rapid.Float64Range(1, 18).Draw(t, "amplitude")
		rate := rapid.Float64Range(0.1, 20).Draw(t, "rate")
		f := Finger{Baseline: 40}
		lagged := 0.0
		const fine = 1e-4 // s: the lag integrated far more finely than it is sampled
		for n := 1; n <= 150*100; n++ {
			shape := skin.ContactShape(float64(n)*fine, skin.ThermalDepth, rate)
			lagged += fine / skin.ThermalLag * (shape - lagged)
			if n%100 == 0 {
				f.Temperature = append(f.Temperature, 40-amplitude*lagged)
			}
		}
		got := f.Cool()
		require.InEpsilon(t, amplitude, got.Amplitude, 0.01)
		require.InEpsilon(t, rate, got.Rate, 0.03)
	})
}

// TestTwoFingersSeparateColdFromConducting: the same drop of one finger, two
// different objects.
func TestTwoFingersSeparateColdFromConducting(t *testing.T) {
	touch := func(effusivity, object float64) *Exploration {
		var e Exploration
		for i, ts := range []float64{40, 30} {
			e.Fingers[i].Baseline = ts
			for n := range 150 {
				e.Fingers[i].Temperature = append(e.Fingers[i].Temperature,
					skin.ContactStep(float64(n+1)*0.01-skin.ThermalLag, skin.ThermalDepth, 2000, skin.SkinEffusivity, ts, effusivity, object))
			}
		}
		return &e
	}
	for _, c := range [][2]float64{{1450, 19}, {500, 25}, {200, 22}} {
		e := touch(c[0], c[1])
		require.InDelta(t, c[1], ObjectTemperature(e), 0.5)
		require.InEpsilon(t, c[0], Effusivity(e), 0.10)
	}
}

// TestSpectrumKeepsPower is Parseval's theorem for a sine of known rms.
func TestSpectrumKeepsPower(t *testing.T) {
	x := make([]float64, 4000)
	for i := range x {
		x[i] = 3 * math.Sin(2*math.Pi*200*float64(i)/skin.VibrationRate)
	}
	sum := 0.0
	for _, p := range meanSpectrum([][]float64{x}) {
		sum += p
	}
	require.InEpsilon(t, 4.5, sum, 0.01)
}

func TestReflexTightensAndGivesWay(t *testing.T) {
	r := &Reflex{grips: []fingerGrip{{touch: 0, coordinates: []int{1}}, {touch: 1, coordinates: []int{0}}}}
	run := func(ms int, touches []Touch) (offset float64) {
		for range ms {
			target := []float64{0, 0}
			r.Step(1e-3, touches, target)
			offset = target[1]
		}
		return offset
	}
	held := []Touch{{Contact: true, Normal: 5}, {Contact: true, Normal: 5}}
	require.Zero(t, run(100, held))
	slipping := []Touch{{Contact: true, Normal: 5}, {Contact: true, Normal: 5, Slip: true}}
	require.InDelta(t, 0.08, run(20, slipping), 1e-9, "the other finger's slip counts too")
	require.InDelta(t, mostOffset, run(1000, slipping), 1e-9, "but not beyond its bound")
	crushing := []Touch{{Contact: true, Normal: 30}, {Contact: true, Normal: 5}}
	require.Less(t, run(500, crushing), 0.0)
	require.InDelta(t, 0, run(20_000, held), 1e-9, "in the end the mirror's grip is back")
}

package taxel

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"gonum.org/v1/gonum/stat"
)

// TestProfilesAreTheDesigns holds every number of the hardware profiles against the
// design's table, in the table's own units.
func TestProfilesAreTheDesigns(t *testing.T) {
	const counts12, ms = 4095.0, 1e-3
	for name, want := range map[string]Profile{
		"textile": {
			FrameRate: 200, Codes: 4095, Noise: 0.1 / 100, NoisyShare: 1, GainSpread: 5. / 100, Hysteresis: 3. / 100,
			LoadTime: 20 * ms, UnloadTime: 40 * ms, Creep: 2. / 100, Residual: 1. / 100, ResidualTime: 60,
			Crosstalk: 3. / 100, Dead: 0.5 / 100, Exponent: 1,
		},
		"hall": {
			// 25.5 N in steps of 0.1 N.
			FrameRate: 91, Codes: 255, Noise: 0.3 / 255, NoisyShare: 1, GainSpread: 5. / 100, Hysteresis: 3. / 100,
			LoadTime: 10 * ms, UnloadTime: 15 * ms, Creep: 1. / 100, SkinDepth: 1.4e-3, Ghost: 10. / 100, GhostCodes: 2, Exponent: 1,
		},
		"piezo": {
			// Noise up to 30 counts is three sigma of 10; hysteresis is uniform, 5–10 %.
			FrameRate: 50, BusRate: 2.9, Codes: 4095, Noise: 10 / counts12, NoisyShare: 4. / 100, NoiseBound: 30 / counts12,
			GainSpread: 6. / 100, Hysteresis: 7.5 / 100, PlaySpread: 2.5 / 100, LoadTime: 80 * ms, UnloadTime: 160 * ms,
			Creep: 5. / 100, Residual: 6. / 100, ResidualTime: 300, Crosstalk: 5.3 / 100, Dead: 1. / 100, Exponent: 0.9,
		},
		"patch": {
			// ±8 kPa in steps of 2 Pa, noise of one step.
			FrameRate: 100, Codes: 8000, Noise: 1. / 8000, NoisyShare: 1, LoadTime: 50 * ms, UnloadTime: 50 * ms, Exponent: 1,
		},
		"ideal":        {FrameRate: 1000, Codes: 65535, Exponent: 1},
		"hypothetical": {FrameRate: 1000, Codes: 65535, Exponent: 1, EveryKind: true},
	} {
		want.Name, want.Ranges = name, [NumKinds]Range{{0, 60. / 100}, {0, 100e3}}
		if name != "ideal" && name != "hypothetical" {
			// Where the table is silent: 0.1 % per kelvin, a frame late, 20 % and 10 % of spread.
			want.Temperature, want.Latency, want.Variation, want.Batch, want.Scan = 0.1/100, 1, 20./100, 10./100, 1
		}
		got, err := Lookup(name)
		require.NoError(t, err)
		require.NotEmpty(t, got.Source)
		got.Source = ""
		require.Equal(t, want, got)
	}
	require.Equal(t, []string{"textile", "hall", "piezo", "patch", "ideal", "hypothetical"}, Names())
	require.Equal(t, 0.48, SpreadPerDepth)
	times := CreepTimes()
	require.InDelta(t, 0.3, times[0], 1e-12)
	require.InDelta(t, 300, times[NumCreep-1], 1e-9)
	for i := 1; i < NumCreep; i++ {
		require.InEpsilon(t, math.Sqrt(10), times[i]/times[i-1], 1e-8, "half a decade apart")
	}
	times[0] = 0
	require.NotEqual(t, times, CreepTimes(), "what is handed out is a copy")
}

// TestNames of what appears in tables and reports.
func TestNames(t *testing.T) {
	require.Equal(t, []string{"stretch", "pressure"}, []string{Stretch.String(), Pressure.String()})
	require.Equal(t, []string{"1", "Pa"}, []string{Stretch.Unit(), Pressure.Unit()})
	want := []string{
		"noise", "quantisation", "gain_spread", "hysteresis", "lag", "creep", "residual", "crosstalk", "temperature", "dead", "scan_skew",
	}
	for i, name := range want {
		require.Equal(t, name, Effect(i).String())
	}
	require.Len(t, want, NumEffects)
}

// TestAnEffectAloneIsItsNumbersAlone: which fields an effect brings with it.
func TestAnEffectAloneIsItsNumbersAlone(t *testing.T) {
	full := Profile{}
	v := reflect.ValueOf(&full).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Float64:
			f.SetFloat(0.25 + float64(i))
		case reflect.Int:
			f.SetInt(int64(100 + i))
		}
	}
	fields := map[Effect][]string{
		Noise: {"Noise", "NoisyShare", "NoiseBound"}, Quantisation: {"Codes"}, GainSpread: {"GainSpread"},
		Hysteresis: {"Hysteresis", "PlaySpread"}, Lag: {"LoadTime", "UnloadTime", "Latency"}, Creep: {"Creep"},
		Residual: {"Residual", "ResidualTime"}, Crosstalk: {"Crosstalk", "SkinDepth"}, Temperature: {"Temperature"},
		DeadTaxels: {"Dead", "Ghost", "GhostCodes"}, ScanSkew: {"Scan"},
	}
	require.Len(t, fields, NumEffects)
	for effect, names := range fields {
		none, one := reflect.ValueOf(full.Only()), reflect.ValueOf(full.Only(effect))
		var changed []string
		for i := range none.NumField() {
			if !none.Field(i).Equal(one.Field(i)) {
				changed = append(changed, none.Type().Field(i).Name)
				require.True(t, one.Field(i).Equal(v.Field(i)), "%s: %s", effect, none.Type().Field(i).Name)
			}
		}
		require.ElementsMatch(t, names, changed, effect.String())
	}
}

// factors of one array's elements: what lag, play, creep and residual are of nominal.
func factors(e *element, p Profile, dt float64) [4]float64 {
	return [4]float64{
		-dt / math.Log(e.lag.load.keep) / p.LoadTime, e.play / (p.Hysteresis / 2), e.creep / (0.5 * p.Creep), e.residual / p.Residual,
	}
}

// TestTaxelsDifferAsTheProfileSays: each by Variation about its batch's own factor,
// batches by Batch, neither below a tenth of nominal; rising and falling lag alike.
func TestTaxelsDifferAsTheProfileSays(t *testing.T) {
	p, err := Lookup("textile")
	require.NoError(t, err)
	const dt = 1e-3
	spread := func(variation, batch float64, arrays, each int) (list [4][]float64) {
		p.Variation, p.Batch = variation, batch
		rng := rand.New(rand.NewPCG(5, 5))
		for range arrays {
			a, err := NewArray(p, each, dt, rng)
			require.NoError(t, err)
			for i := range a.elements {
				e := &a.elements[i]
				for k, f := range factors(e, p, dt) {
					list[k] = append(list[k], f)
				}
				require.InEpsilon(t, p.UnloadTime/p.LoadTime, math.Log(e.lag.load.keep)/math.Log(e.lag.unload.keep), 1e-9)
			}
		}
		return list
	}
	for name, list := range map[string][4][]float64{"taxels": spread(0.20, 0, 1, 8000), "batches": spread(0, 0.20, 8000, 1)} {
		for k := range list {
			mean, sd := stat.MeanStdDev(list[k], nil)
			require.InDelta(t, 1, mean, 0.01, "%s, number %d", name, k)
			require.InEpsilon(t, 0.20, sd, 0.04, "%s, number %d", name, k)
			for other := range k {
				require.InDelta(t, 0, stat.Correlation(list[k], list[other], nil), 0.05, "each on its own")
			}
		}
	}
	for _, list := range spread(0, 0.2, 1, 50) {
		require.InDelta(t, 0, stat.StdDev(list, nil), 1e-9, "a batch has its factor in common")
	}
	for _, list := range spread(3, 0, 1, 1000) {
		least := math.Inf(1)
		for _, f := range list {
			least = min(least, f)
		}
		require.InDelta(t, 0.1, least, 1e-9)
	}
}

// TestTheFoilsPlayIsUniform between 5 and 10 % of full scale, half of it each way.
func TestTheFoilsPlayIsUniform(t *testing.T) {
	a := crowd(t, "piezo", 8000, Hysteresis)
	var width []float64
	for i := range a.elements {
		width = append(width, 2*a.elements[i].play)
		require.True(t, width[i] >= 0.05 && width[i] <= 0.10)
	}
	mean, sd := stat.MeanStdDev(width, nil)
	require.InDelta(t, 0.075, mean, 0.001)
	require.InEpsilon(t, 0.05/math.Sqrt(12), sd, 0.02)
}

// TestWarmthIsShiftedByTheGainToo: temperature acts before the gain, so that a taxel
// of twice the gain drifts twice as far.
func TestWarmthIsShiftedByTheGainToo(t *testing.T) {
	a := crowd(t, "textile", 200, Temperature, GainSpread)
	cold := a.readAll(0.5, 0)
	warm := a.readAll(0.5, 40)
	for i := range cold {
		require.InDelta(t, 40*0.001*cold[i]/0.5, warm[i]-cold[i], 1.5, "taxel %d", i)
	}
	require.Greater(t, stat.StdDev(cold, nil), 500.0, "their gains differ")
}

// TestAGhostIsThereHalfOfTheTime, adds its two counts to whatever there is, and a
// tenth of the taxels have one.
func TestAGhostIsThereHalfOfTheTime(t *testing.T) {
	p, err := Lookup("hall")
	require.NoError(t, err)
	p = p.Only(DeadTaxels, Quantisation)
	const n, reads = 4000, 200
	a, err := NewArray(p, n, p.Period(), rand.New(rand.NewPCG(2, 2)))
	require.NoError(t, err)
	load := make([]float64, n)
	for i := range load {
		load[i] = 100. / 255
	}
	a.Settle(load, 0)
	counts, seen := make([]uint16, n), make([]int, n)
	for range reads {
		a.Read(0, n, now, counts)
		for i, c := range counts {
			require.Contains(t, []uint16{100, 102}, c)
			if c == 102 {
				seen[i]++
			}
		}
	}
	ghosts, on := 0, 0
	for i, k := range seen {
		require.Equal(t, k > 0, a.FailureOf(i) == Ghostly)
		if k > 0 {
			ghosts, on = ghosts+1, on+k
		}
	}
	require.InDelta(t, 0.10, float64(ghosts)/n, 0.012)
	require.InDelta(t, 0.50, float64(on)/float64(ghosts*reads), 0.01)
	foil := crowd(t, "piezo", 50_000, DeadTaxels)
	dead := 0
	for i := range foil.Len() {
		if foil.FailureOf(i) == Dead {
			dead++
		}
	}
	require.InDelta(t, 0.01, float64(dead)/50_000, 0.0015)
	both := p
	both.Dead, both.Ghost = 0.3, 0.4
	a, err = NewArray(both, 20_000, 1, rand.New(rand.NewPCG(3, 3)))
	require.NoError(t, err)
	ghosts = 0
	for i := range a.Len() {
		if a.FailureOf(i) == Ghostly {
			ghosts++
		}
	}
	require.InDelta(t, 0.4, float64(ghosts)/20_000, 0.012, "beside the dead ones, not among them")
}

// TestABrokenTaxelStillHasItsElectronics: a stuck one keeps the idle noise about its
// value, within the counts that there are.
func TestABrokenTaxelStillHasItsElectronics(t *testing.T) {
	a := crowd(t, "textile", 3000, Noise, Quantisation)
	in := make([]float64, a.Len())
	for i := range in {
		in[i] = 0.2
		a.Fail(i, Stuck, 1234)
	}
	a.Settle(in, 0)
	counts, list := make([]uint16, a.Len()), []float64{}
	a.Read(0, a.Len(), now, counts)
	for _, c := range counts {
		list = append(list, float64(c))
	}
	mean, sd := stat.MeanStdDev(list, nil)
	require.InDelta(t, 1234, mean, 0.4)
	require.InEpsilon(t, math.Sqrt(4.095*4.095+1./12), sd, 0.05)
	a.Fail(0, Stuck, 5000)
	a.Read(0, 1, now, counts)
	require.EqualValues(t, 4095, counts[0])
}

// TestReadReadsThoseAskedFor and no others, each at its own moment.
func TestReadReadsThoseAskedFor(t *testing.T) {
	a := crowd(t, "ideal", 5)
	a.Settle([]float64{0.5, 0.5, 0.5, 0.5, 0.5}, 0)
	counts := []uint16{7, 7, 7, 7, 7}
	a.Read(1, 3, now, counts)
	require.Equal(t, []uint16{7, 32768, 32768, 7, 7}, counts)
	require.Equal(t, 5, a.Len())
}

// TestALagWithoutTimeIsNone, and a fast one follows a ramp late by its time constant.
func TestALagWithoutTimeIsNone(t *testing.T) {
	quick := lag{load: newLagStep(1e-3, 0), unload: newLagStep(1e-3, 0.02)}
	require.Equal(t, 0.7, quick.step(0.1, 0.2, 0.7))
	late := lag{load: newLagStep(1e-3, 0.02), unload: newLagStep(1e-3, 0.04)}
	rising, falling := 0.0, 0.0
	for i := range 1000 {
		x := float64(i) * 1e-3
		rising = late.step(rising, x, x+1e-3)
		falling = late.step(falling, -x, -x-1e-3)
	}
	require.InDelta(t, 1-0.02, rising, 1e-9)
	require.InDelta(t, -1+0.04, falling, 1e-9)
}

// TestWhatCreepsIsWhatThePlayLetsThrough: creep, residual and settling follow the
// reading behind the gap, not the load.
func TestWhatCreepsIsWhatThePlayLetsThrough(t *testing.T) {
	const load, seconds = 0.6, 25.0
	a := one(t, "textile", 0.01, Hysteresis, Creep, Residual)
	a.Settle([]float64{load}, seconds)
	p, err := Lookup("textile")
	require.NoError(t, err)
	z := load - 0.015
	want := z * (1 + CreepLaw(p.Creep, seconds) + 0.01*-math.Expm1(-seconds/60))
	require.InDelta(t, want, a.now[0].output, 1e-12)
	require.InDelta(t, want, a.now[0].earlier, 1e-12, "settled: nothing moved in the last step")
	// From rest on, the same by steps.
	b := one(t, "textile", 0.01, Hysteresis, Creep, Residual)
	b.Settle([]float64{0}, 0)
	require.InDelta(t, want, b.advance(load, 2500), 1e-6)
	// Creep by 2 % per decade of each of the seven half decades' halves.
	require.InDelta(t, 0.5*0.02*7, CreepLaw(0.02, 1e9), 1e-12)
	require.Zero(t, CreepLaw(0.02, 0))
	patch := one(t, "patch", 0.01, Residual) // which has none
	patch.Settle([]float64{load}, seconds)
	require.InDelta(t, load, patch.advance(load, 10), 1e-12)
}

// TestCrosstalkIsSharedByThoseThatAreThere: the stated total whatever the number of
// neighbours, and distance only under an elastomer.
func TestCrosstalkIsSharedByThoseThatAreThere(t *testing.T) {
	const none = NoNeighbour
	grid := [][4]int{{1, 2, 3, 4}, {0, none, none, none}, {0, 5, none, none}, {none, none, none, 0}, {none, none, none, none}, {2, none, none, none}}
	places := []r3.Vec{{}, {X: 1e-3}, {X: -1e-3}, {Y: 2e-3}, {Y: -1e-3}, {X: -2e-3, Y: 1e-3}}
	p, err := Lookup("piezo")
	require.NoError(t, err)
	s := NewSpread(p, places, grid)
	require.Equal(t, 6, s.Len())
	for i, count := range []int{4, 1, 2, 1, 0, 1} {
		index, weight := s.Row(i)
		require.Len(t, index, 1+count)
		require.EqualValues(t, i, index[0])
		for k, w := range weight {
			switch {
			case count == 0:
				require.Equal(t, 1.0, w)
			case k == 0:
				require.InDelta(t, 1-0.053, w, 1e-12)
			default:
				require.InDelta(t, 0.053/float64(count), w, 1e-12)
			}
		}
	}
	hall, err := Lookup("hall")
	require.NoError(t, err)
	_, weight := NewSpread(hall, places, grid).Row(0)
	require.InDelta(t, weight[1], weight[2], 1e-12)
	require.InDelta(t, 3/(2*0.48*1.4e-3*0.48*1.4e-3)*1e-6, math.Log(weight[1]/weight[3]), 1e-9, "a Gaussian of the distance")
}

// TestTheFoilsNoiseIsBoundedBothWays: of taxels that are all noisy, by 20 counts within
// 30, as many read too little as too much.
func TestTheFoilsNoiseIsBoundedBothWays(t *testing.T) {
	p, err := Lookup("piezo")
	require.NoError(t, err)
	p = p.Only(Noise, Quantisation)
	p.NoisyShare, p.Noise = 1, 20./4095
	a, err := NewArray(p, 5000, 1, rand.New(rand.NewPCG(1, 1)))
	require.NoError(t, err)
	off := a.readAll(0.5, 0)
	for i := range off {
		off[i] -= math.Pow(0.5, 0.9) * 4095
		require.LessOrEqual(t, math.Abs(off[i]), 30.6)
	}
	mean, sd := stat.MeanStdDev(off, nil)
	require.InDelta(t, 0, mean, 1)
	require.InDelta(t, 18.0, sd, 1.2, "a normal deviate of 20, clipped at 1.5 of it")
}

package glove

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
)

// TestFiguresAreAsTheyWereMeasured: how well a glove of imperfect elements, on a hand that
// is not the nominal one, is calibrated and decoded, broken channels and missing frames
// included. The design values of both were chosen by such figures, and show in nothing
// else.
func TestFiguresAreAsTheyWereMeasured(t *testing.T) {
	var table strings.Builder
	for _, profile := range []string{"textile", "piezo", "ideal"} {
		w := newWorn(t, 128, profile)
		w.puts(0.03, 0.05)
		r := w.record(12)
		cal, err := Calibrate(w.layout, r, nil)
		require.NoError(t, err)
		learnt(&table, profile+" calibrated", cal)
		w.decode(t, &table, profile, cal)
		naive, err := NewNaive(w.layout, r, nil)
		require.NoError(t, err)
		w.naively(&table, profile, naive)

		ruler := w.puts(-0.05, -0.08)
		short := w.record(3)
		for name, m := range map[string]*Measurement{"rezeroed": nil, "measured": ruler} {
			again, err := Rezero(w.layout, cal, short, m, nil)
			require.NoError(t, err)
			var one strings.Builder
			learnt(&one, profile+" "+name, again)
			golden.Near(t, filepath.Join("testdata", profile+"-"+name+".txt"), one.String(), 0.01, 1e-3)
		}
	}
	golden.Near(t, filepath.Join("testdata", "figures"+".txt"), table.String(), 0.01, 1e-3)
}

// worn is a glove whose elements are the profile's, on a hand of its own.
type worn struct {
	layout *Layout
	array  *taxel.Array
	rng    *rand.Rand
	gain   [][4]float64
	zero   []float64
	time   float64
	at     hand.Angles
	counts []uint16
	mute   map[int]uint16 // channels that read one value
}

func newWorn(t *testing.T, n int, profile string) *worn {
	t.Helper()
	l := newLayout(t, n, profile)
	w := &worn{layout: l, rng: rand.New(rand.NewPCG(7, 1)), counts: make([]uint16, n), mute: map[int]uint16{}}
	var err error
	w.array, err = taxel.NewArray(l.Profile(), n, l.Profile().Period(), rand.New(rand.NewPCG(7, 2)))
	require.NoError(t, err)
	return w
}

// puts has somebody put the glove on whose bones are longer and whose joints are thicker
// than the nominal hand's by these shares; the ruler tells of it.
func (w *worn) puts(longer, thicker float64) *Measurement {
	l, m := w.layout, &Measurement{Sigma: RulerSigma}
	w.gain, w.zero = make([][4]float64, l.Len()), make([]float64, l.Len())
	fabric := rand.New(rand.NewPCG(9, 9)) // the glove is the same
	for i := range m.Thickness {
		m.Thickness[i] = 1 + thicker
	}
	for i := range l.channels {
		c := &l.channels[i]
		along, across, zero := 1e-3*fabric.NormFloat64(), 0.125*fabric.NormFloat64(), 0.01*fabric.NormFloat64()
		if c.Kind != taxel.Stretch {
			continue
		}
		g := NominalGeometry(l.dims, c.Block)
		for j := range g.Joint {
			g.Joint[j] *= 1 + longer
			g.Thickness[j] += thicker
		}
		w.gain[i] = g.Gain(c.Along+along, c.Across+across, c.Back)
		w.zero[i] = c.Prestrain + zero
	}
	for f := range m.Length {
		m.Length[f] = [2]float64{1 + longer, 1 + longer}
	}
	w.array.Settle(w.stimulus(), 60)
	return m
}

// stimulus is what every channel feels, as a fraction of full scale.
func (w *worn) stimulus() []float64 {
	l := w.layout
	own, mixed := make([]float64, l.Len()), make([]float64, l.Len())
	for i := range l.channels {
		c := &l.channels[i]
		first, count := BlockAngles(c.Block)
		strain := w.zero[i]
		for j := range count {
			a := w.at[int(first)+j]
			strain += w.gain[i][j] * a * (1 + 0.03*math.Sin(2*a+float64(j)))
		}
		own[i] = strain / l.profile.Ranges[taxel.Stretch].Width()
	}
	l.Spread().ApplyTo(mixed, own)
	return mixed
}

// frame has the hand at a posture by the next frame.
func (w *worn) frame(at hand.Angles) *Frame {
	w.at = at
	w.time += w.layout.Profile().Period()
	w.array.Advance(w.stimulus(), 0.5)
	w.array.Read(0, w.layout.Len(), w.layout.Scan, w.counts)
	f := NewFrame(w.layout.Len())
	f.Time = w.time
	copy(f.Counts, w.counts)
	for i, n := range w.mute {
		f.Counts[i] = n
	}
	return f
}

// record goes through the first postures of a calibration.
func (w *worn) record(poses int) *Recording {
	r := &Recording{}
	period := w.layout.Profile().Period()
	for n := range poses {
		p := NamedPose(n)
		to := p.Angles
		for i := range to {
			to[i] += 2 * deg * w.rng.NormFloat64()
		}
		from, began := w.at, w.time
		for s := period; s < 0.8; s += period {
			r.Frames = append(r.Frames, *w.frame(from.Lerp(to, min(s/0.4, 1))))
		}
		r.Holds = append(r.Holds, Hold{Name: p.Name, From: began + 0.42, To: w.time, Angles: p.Angles, Sigma: NamedSigma})
	}
	return r
}

// moving is a hand that bends and rests.
func moving(t float64) (a hand.Angles) {
	for i := range a {
		r := hand.Angle(i).Range()
		swing := math.Sin(2*math.Pi*(0.4+0.07*float64(i%5))*t + float64(i))
		if math.Mod(t, 3) > 2.2 {
			swing = math.Sin(2*math.Pi*(0.4+0.07*float64(i%5))*(math.Floor(t/3)*3+2.2) + float64(i))
		}
		a[i] = r.Lower + (r.Upper-r.Lower)*(0.45+0.3*swing)
	}
	return a
}

// misses are sums over frames.
type misses struct{ off, rate, sigma, n float64 }

func (e *misses) add(got *Estimate, want, before hand.Angles, dt float64) {
	for i := range want {
		off, rate := got.Angles[i]-want[i], got.Velocity[i]-(want[i]-before[i])/dt
		e.off += off * off
		e.rate += rate * rate
		e.sigma += got.Sigma[i] * got.Sigma[i]
		e.n++
	}
}

func (e *misses) String() string {
	rms := func(x float64) float64 { return math.Sqrt(x/e.n) / deg }
	return fmt.Sprintf("rms %.5f deg, %.4f deg/s, said %.5f deg", rms(e.off), rms(e.rate), rms(e.sigma))
}

// decode moves for twelve seconds, of which the last ones are bad.
func (w *worn) decode(t *testing.T, table *strings.Builder, name string, cal *Calibration) {
	d, err := NewDecoder(w.layout, cal)
	require.NoError(t, err)
	start, period := w.time, w.layout.Profile().Period()
	stretch := w.layout.Block(int(hand.Index))
	var e misses
	states, health := map[State]int{}, map[Health]int{}
	before := w.at
	for n, phase := 0, 0; w.time < start+12; n++ {
		now := w.time - start
		if p := int(now / 3); p > phase {
			fmt.Fprintf(table, "%s decoded, part %d: %v\n", name, phase, &e)
			e, phase = misses{}, p
			if p == 2 { // one channel dies, one stays where it is
				w.mute[stretch[3]], w.mute[stretch[8]] = 0, w.counts[stretch[8]]
			}
		}
		want := moving(now + period)
		f := w.frame(want)
		if phase == 3 && n%40 < 8 {
			continue // frames get lost
		}
		if phase == 3 && n%97 == 0 {
			f.Counts[stretch[5]] = uint16(w.layout.profile.Codes) / 2
		}
		d.Update(f)
		var got Estimate
		d.EstimateTo(&got, w.time)
		states[got.State]++
		e.add(&got, want, before, period)
		before = want
	}
	for i := range w.layout.Len() {
		health[d.HealthOf(i)]++
	}
	fmt.Fprintf(table, "%s decoded, part 3: %v\n%s states %d %d %d, channels %d %d %d %d\n", name, &e, name,
		states[OK], states[Degraded], states[Lost], health[Sound], health[DeadChannel], health[StuckChannel], health[DriftingChannel])
	clear(w.mute)
}

func (w *worn) naively(table *strings.Builder, name string, d *Naive) {
	start, sum, n := w.time, 0.0, 0.0
	for w.time < start+2 {
		want := moving(w.time - start)
		var got hand.Angles
		d.Decode(&got, w.frame(want))
		for i := range got {
			d := got[i] - want[i]
			sum += d * d
			n++
		}
	}
	fmt.Fprintf(table, "%s naively: rms %.5f deg\n", name, math.Sqrt(sum/n)/deg)
}

// learnt writes down what a calibration says.
func learnt(table *strings.Builder, name string, c *Calibration) {
	fmt.Fprintf(table, "%s: predicted %.6f deg\n", name, c.PredictedRMS()/deg)
	for b := range c.Person {
		fmt.Fprintf(table, "  %s:", BlockName(b))
		for _, p := range c.Person[b] {
			fmt.Fprintf(table, " %.5f", p)
		}
		fmt.Fprintln(table)
	}
	var health [4]int
	var gain, offset, play, noise, own, sigma, level float64
	for i := range c.Channels {
		ch, k := &c.Channels[i], float64(i+1)
		health[ch.Health]++
		for j := range ch.Gain {
			gain += k * ch.Gain[j]
		}
		for j := range ch.Own {
			own += k * ch.Own[j]
			sigma += k * ch.OwnSigma[j]
		}
		offset, play, noise, level = offset+k*ch.Offset, play+k*ch.Play, noise+k*ch.Noise, level+k*ch.Level
	}
	fmt.Fprintf(table, "  channels: %v gain %.4f offset %.4f play %.5f noise %.5f level %.4f own %.5f sigma %.5f\n",
		health, gain, offset, play, noise, level, own, sigma)
	at := 0.0
	for n, q := range c.Poses {
		for i := range q {
			at += float64(n+i+1) * q[i]
		}
	}
	fmt.Fprintf(table, "  poses: %.5f\n", at)
}

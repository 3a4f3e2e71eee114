package live_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// shower is another way to show a hand whose frames come late: angles at a time,
// from those of the frames that have come.
type shower interface {
	saw(at float64, a *hand.Angles)
	show(now float64) hand.Angles
}

// held shows each frame until the next.
type held struct{ last hand.Angles }

func (h *held) saw(_ float64, a *hand.Angles) { h.last = *a }
func (h *held) show(float64) hand.Angles      { return h.last }

// led shows the last frame led on by the difference of the last two.
type led struct {
	last, rate hand.Angles
	at         float64
}

func (l *led) saw(at float64, a *hand.Angles) {
	for i := range a {
		l.rate[i] = 0
		if dt := at - l.at; l.at > 0 && dt > 0 && dt < 0.2 {
			l.rate[i] = (a[i] - l.last[i]) / dt
		}
	}
	l.last, l.at = *a, at
}

func (l *led) show(now float64) hand.Angles {
	a := l.last
	for i := range a {
		a[i] += l.rate[i] * min(now-l.at, 0.12)
	}
	return a
}

// oneEuro is the filter of Casiez, Roussel and Vogel (1€ filter, CHI 2012), with the
// paper's cut-off of the derivative, and a least cut-off and slope that suit angles.
type oneEuro struct {
	value, rate hand.Angles
	at          float64
}

func (f *oneEuro) saw(at float64, a *hand.Angles) {
	const least, slope, derivative = 1.0, 1.0, 1.0 // Hz, 1/rad, Hz
	dt := at - f.at
	if f.at == 0 || dt <= 0 || dt > 0.5 {
		f.value, f.rate, f.at = *a, hand.Angles{}, at
		return
	}
	share := func(cutoff float64) float64 { return 1 / (1 + 1/(2*math.Pi*cutoff*dt)) }
	for i := range a {
		f.rate[i] += share(derivative) * ((a[i]-f.value[i])/dt - f.rate[i])
		f.value[i] += share(least+slope*math.Abs(f.rate[i])) * (a[i] - f.value[i])
	}
	f.at = at
}

func (f *oneEuro) show(float64) hand.Angles { return f.value }

// The live way beside others, over every recording that has a time line.
func TestPredictionTableSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	t.Logf("fingertips in the palm frame %.0f ms late, mm (and their second difference, µm): live known, live measured from 3 s, hold, one-euro, constant velocity", 1e3*delay)
	for _, rec := range timed {
		known, measured := played(t, rec.name, true), played(t, rec.name, false)
		row := others(t, rec.name)
		t.Logf("%-48s %5.2f (%3.0f)  %5.2f of hold %5.2f  %5.2f (%3.0f)  %5.2f (%3.0f)  %5.2f (%3.0f)", rec.name,
			known.Live().MM(), 1e3*known.Live().Roughness(), measured.Live().MM(), measured.Hold().MM(),
			row[0].mm(), row[0].rough(), row[1].mm(), row[1].rough(), row[2].mm(), row[2].rough())
		require.InDelta(t, known.Hold().MM(), row[0].mm(), 0.02*known.Hold().MM()+0.02, "hold is what the program calls so")
	}
}

// distance is how far a way's fingertips are from what the whole recording tells.
type distance struct {
	sum, jitter float64
	n           int
	before      [2][hand.NumFingers]r3.Vec
}

func (d *distance) mm() float64    { return 1e3 * d.sum / float64(d.n*hand.NumFingers) }
func (d *distance) rough() float64 { return 1e6 * d.jitter / float64(d.n*hand.NumFingers) }

func (d *distance) add(got, want [hand.NumFingers]r3.Vec) {
	for f := range got {
		d.sum += r3.Norm(r3.Sub(got[f], want[f]))
		if d.n > 1 {
			d.jitter += r3.Norm(r3.Add(got[f], r3.Sub(d.before[0][f], r3.Scale(2, d.before[1][f]))))
		}
	}
	d.n++
	d.before[0], d.before[1] = d.before[1], got
}

// others are the ways of the table: hold, one-euro, constant velocity.
func others(t *testing.T, name string) (row [3]distance) {
	path := testdata.Shared(t, "data", name)
	whole, err := gesture.Open(path, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(path, gesture.Options{})
	require.NoError(t, err)
	info := whole.Info()
	fitter, model := hand.NewFitter(info.Side, info.Dims), hand.New(info.Side, info.Dims)
	ways := [3]shower{&held{}, &oneEuro{}, &led{}}
	tips := func(a hand.Angles) (at [hand.NumFingers]r3.Vec) {
		model.SetAngles(a)
		for f := range at {
			at[f] = model.PalmFromSegment(hand.Finger(f), 3).Pos
		}
		return at
	}
	choice := gesture.RightHand
	if info.Side == hand.Left {
		choice = gesture.LeftHand
	}
	// Only moments count at which the live way shows the hand.
	replay := live.NewReplay(rec, live.ReplayOptions{Delay: delay, Hand: choice, Bones: &info.Dims})
	source := replay.Source(info.Side, info.Dims)
	next, seen := 0, false
	for k := 0; next < len(rec.Frames); k++ {
		now := 0.001 * float64(k)
		for next < len(rec.Frames) && rec.Frames[next].Time <= now-delay {
			f := &rec.Frames[next]
			next++
			var fit hand.Fit
			if h := trusted(f, info.Side); h != nil && fitter.Fit(&fit, &h.Seen) {
				seen = true
				for _, w := range ways {
					w.saw(f.Time, &fit.Angles)
				}
			}
		}
		var truth, shown gesture.Sample
		replay.Until(now, func(*live.Frame, live.Verdict) {})
		source.Sample(now, &shown)
		if whole.Sample(now, &truth); !seen || truth.State != gesture.OK || shown.State != gesture.OK {
			continue
		}
		for i, w := range ways {
			row[i].add(tips(w.show(now)), tips(truth.Angles))
		}
	}
	return row
}

// trusted is a frame's most trusted hand, of the side if labels tell.
func trusted(f *format.Frame, side hand.Side) *format.Hand {
	var best *format.Hand
	for i := range f.Hands {
		h := &f.Hands[i]
		if h.Confidence < 0.3 || len(f.Hands) > 1 && h.Labelled && h.Side != side {
			continue
		}
		if best == nil || h.Confidence > best.Confidence {
			best = h
		}
	}
	return best
}

// A hand that is quite still, seen with each recording's own residuals, trembles live
// no more than 0.3 mm beyond what the whole recording, read at once, lets it.
func TestAStillHandTremblesNoMoreThanOffline(t *testing.T) {
	testdata.Long(t)
	for _, rec := range timed {
		t.Run(rec.name, func(t *testing.T) {
			path, side, dims := stilled(t, rec.name)
			choice := gesture.RightHand
			if side == hand.Left {
				choice = gesture.LeftHand
			}
			whole, err := gesture.Open(path, gesture.Options{Hand: choice})
			require.NoError(t, err)
			frames, err := gesture.Frames(path, gesture.Options{})
			require.NoError(t, err)
			replay := live.NewReplay(frames, live.ReplayOptions{Delay: delay, Hand: choice, Bones: &dims})
			source := replay.Source(side, dims)
			model := hand.New(side, dims)
			var offline, lived tremble
			for k := 0; !replay.Over(); k++ {
				now := 0.001 * float64(k)
				replay.Until(now, func(*live.Frame, live.Verdict) {})
				var a, b gesture.Sample
				whole.Sample(now, &a)
				source.Sample(now, &b)
				if now > 1 && a.State == gesture.OK && b.State == gesture.OK {
					offline.add(model, a.Angles)
					lived.add(model, b.Angles)
				}
			}
			require.Greater(t, lived.n, 100)
			t.Logf("live %.2f mm, offline %.2f mm", lived.mm(), offline.mm())
			require.LessOrEqual(t, lived.mm(), offline.mm()+0.3)
		})
	}
}

// tremble is how fingertips spread about where they are on average: RMS.
type tremble struct {
	sum, square [hand.NumFingers]r3.Vec
	n           int
}

func (tr *tremble) add(model *hand.Hand, a hand.Angles) {
	model.SetAngles(a)
	for f := range tr.sum {
		p := model.PalmFromSegment(hand.Finger(f), 3).Pos
		tr.sum[f] = r3.Add(tr.sum[f], p)
		tr.square[f] = r3.Add(tr.square[f], r3.Vec{X: p.X * p.X, Y: p.Y * p.Y, Z: p.Z * p.Z})
	}
	tr.n++
}

func (tr *tremble) mm() float64 {
	n, variance := float64(tr.n), 0.0
	for f := range tr.sum {
		mean := r3.Scale(1/n, tr.sum[f])
		variance += (tr.square[f].X+tr.square[f].Y+tr.square[f].Z)/n - r3.Norm2(mean)
	}
	return 1e3 * math.Sqrt(max(variance, 0)/hand.NumFingers)
}

// stilled is a recording of a hand that stays in one posture of another recording's,
// where each landmark is off as it was there: that recording's residuals of the hand
// that fits.
func stilled(t *testing.T, name string) (path string, side hand.Side, dims hand.Dimensions) {
	source := testdata.Shared(t, "data", name)
	whole, err := gesture.Open(source, gesture.Options{})
	require.NoError(t, err)
	rec, err := gesture.Frames(source, gesture.Options{})
	require.NoError(t, err)
	side, dims = whole.Info().Side, whole.Info().Dims
	fitter, model := hand.NewFitter(side, dims), hand.New(side, dims)
	fits := make([]hand.Fit, len(rec.Frames))
	fitted := make([]*format.Hand, len(rec.Frames))
	for i := range rec.Frames {
		if h := trusted(&rec.Frames[i], side); h != nil && fitter.Fit(&fits[i], &h.Seen) {
			fitted[i] = h
		}
	}
	middle := len(fits) / 2
	for fitted[middle] == nil {
		middle++
	}
	var still, lm hand.Landmarks
	model.SetAngles(fits[middle].Angles)
	model.LandmarksTo(&still)
	pose := spatial.Pose{Rot: spatial.FromRPY(0.2, 0.1, 0.3), Pos: r3.Vec{X: 0.1, Y: 0.2, Z: 0.1}}
	path = filepath.Join(t.TempDir(), "still.jsonl")
	out, err := os.Create(path)
	require.NoError(t, err)
	w, err := format.NewWriter(out, format.Header{Side: side, Axes: "leap"})
	require.NoError(t, err)
	for i := range rec.Frames {
		f := format.Frame{Time: rec.Frames[i].Time}
		if h := fitted[i]; h != nil {
			model.SetAngles(fits[i].Angles)
			model.LandmarksTo(&lm)
			seen := format.Hand{ID: -1, Confidence: h.Confidence, Side: side, Labelled: true}
			palm := fits[i].WorldFromPalm.Inverse()
			for k := range lm {
				if seen.Seen.Weight[k] = h.Seen.Weight[k]; h.Seen.Weight[k] > 0 {
					residual := r3.Sub(palm.Apply(h.Seen.Points[k]), lm[k])
					seen.Seen.Points[k] = pose.Apply(r3.Add(still[k], residual))
				}
			}
			f.Hands = []format.Hand{seen}
		}
		require.NoError(t, w.Write(&f))
	}
	require.NoError(t, out.Close())
	return path, side, dims
}

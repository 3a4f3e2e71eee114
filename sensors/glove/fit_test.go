package glove

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// strainOf is the model's strain of a channel in posture q, written from its
// parts instead of its derivatives.
func strainOf(f *fitter, k int, q [4]float64, edge float64) float64 {
	m := &f.fitted.model
	p := f.fitted.local[k]
	c := m.gainOf(f.channels[k], p)
	s := m.prestrainOf(f.channels[k]) + p[localOffset]
	for j := range f.joints {
		s += c.gain[j] * m.bow(j).apply(q[j])
	}
	profile := m.layout.profile
	return s - profile.Ranges[0].Width()*edge*(p[localPlay]+profile.PlayRadius()*m.global[globalBatch])
}

// The derivatives that the fit uses must be those of the model, by differences.
func TestFitDerivatives(t *testing.T) {
	l := newLayout(t, 576, "textile")
	rapid.Check(t, func(t *rapid.T) {
		block := rapid.IntRange(0, WristBlock).Draw(t, "block")
		_, joints := BlockAngles(block)
		channels := l.blocks[block]
		k := rapid.IntRange(0, len(channels)-1).Draw(t, "channel")
		f := &fitter{
			joints: joints, channels: channels, observed: make([][]observation, len(channels)),
			rows: make([][numLocal]float64, 1), poses: make([][4]float64, 1), wide: make([][numGlobal]float64, 1), rest: make([]float64, 1),
		}
		f.fitted.model = blockModel{layout: l, block: block, spread: l.Spread()}
		f.fitted.local = make([]localParams, len(channels))
		var q [4]float64
		for j := range joints {
			q[j] = rapid.Float64Range(-0.3, 1.4).Draw(t, "angle")
			f.fitted.model.global[globalBow+2*j] = 0.03
		}
		f.fitted.poses = [][4]float64{q}
		f.observed[k] = []observation{{edge: 1}}
		f.linearise(k)
		slope := func(x *float64) float64 {
			const h = 1e-6
			before := *x
			*x = before + h
			up := strainOf(f, k, f.fitted.poses[0], 1)
			*x = before - h
			down := strainOf(f, k, f.fitted.poses[0], 1)
			*x = before
			return (up - down) / (2 * h)
		}
		for i := range numLocal {
			require.InDelta(t, slope(&f.fitted.local[k][i]), f.rows[0][i], 2e-3*math.Max(1, math.Abs(f.rows[0][i])), "own %d", i)
		}
		for j := range joints {
			require.InDelta(t, slope(&f.fitted.poses[0][j]), f.poses[0][j], 1e-6, "angle %d", j)
		}
		for g := range numGlobal {
			if j := g - globalBow; g >= globalBow && j/2 >= joints || g < globalLength && g >= joints {
				continue
			}
			require.InDelta(t, slope(&f.fitted.model.global[g]), f.wide[0][g], 2e-3*math.Max(1e-3, math.Abs(f.wide[0][g])), "person %d", g)
		}
	})
}

// A perfect recording of a glove that is not as designed must give back what it
// is: readings are made from the model, with a thickness, a length and gains
// that the fit does not know.
func TestFitRecoversThePerson(t *testing.T) {
	l := newLayout(t, 576, "ideal")
	block := int(hand.Middle)
	truth := blockModel{layout: l, block: block, spread: l.Spread()}
	truth.global[globalThickness+1], truth.global[globalThickness+2] = 0.08, -0.05
	truth.global[globalLength] = 0.03
	q := designPrior(l, block)
	holds := make([]holdPrior, 24)
	observed := make([][]observation, len(l.blocks[block]))
	for h := range holds {
		a := NamedPose(h).Angles
		holds[h].angles = truth.angles(&a)
		holds[h].sigma = 1e-4
		for k, c := range l.blocks[block] {
			g := truth.gainOf(c, localParams{localGain: 0.02 * math.Sin(float64(c))})
			strain := truth.prestrainOf(c)
			for j := range 4 {
				strain += g.gain[j] * holds[h].angles[j]
			}
			observed[k] = append(observed[k], observation{strain: strain, sigma: 1e-4})
		}
	}
	f, err := fit(blockModel{layout: l, block: block, spread: truth.spread}, q, holds, observed, nil)
	require.NoError(t, err)
	for k, c := range l.blocks[block] {
		want := truth.gainOf(c, localParams{localGain: 0.02 * math.Sin(float64(c))}).gain
		for j := range 4 {
			require.InDelta(t, want[j], f.gain[k].gain[j], 2e-3, "channel %d angle %d", c, j)
		}
	}
	require.InDelta(t, 0.08, f.model.global[globalThickness+1], 0.02)
	require.InDelta(t, -0.05, f.model.global[globalThickness+2], 0.02)
	require.InDelta(t, 0.03, f.model.global[globalLength], 0.01)
}

func TestRecordingIsValidated(t *testing.T) {
	l := newLayout(t, 64, "textile")
	frames := func(times ...float64) (list []Frame) {
		for _, x := range times {
			f := NewFrame(64)
			f.Time = x
			list = append(list, *f)
		}
		return list
	}
	hold := Hold{Name: "flat", From: 0, To: 1, Sigma: 0.02}
	bad := hold
	bad.Angles[3] = math.NaN()
	for name, c := range map[string]struct {
		r    Recording
		want string
	}{
		"no hold":    {Recording{Frames: frames(0, 1)}, "without a held posture"},
		"no frame":   {Recording{Holds: []Hold{hold}}, "without frames"},
		"backwards":  {Recording{Frames: frames(0, 1, 0.5), Holds: []Hold{hold}}, "want a time after"},
		"NaN time":   {Recording{Frames: frames(math.NaN()), Holds: []Hold{hold}}, "frame 0"},
		"NaN angle":  {Recording{Frames: frames(0, 1), Holds: []Hold{bad}}, "thumb_ip"},
		"no span":    {Recording{Frames: frames(0, 1), Holds: []Hold{{From: 1, To: 1, Sigma: 1}}}, "positive span"},
		"few counts": {Recording{Frames: []Frame{{Counts: make([]uint16, 3)}}, Holds: []Hold{hold}}, "3 channels, want 64"},
	} {
		_, err := Calibrate(l, &c.r, nil)
		require.ErrorContains(t, err, c.want, name)
	}
}

func TestCalibrationFile(t *testing.T) {
	l := newLayout(t, 64, "textile")
	c := Design(l)
	var file bytes.Buffer
	require.NoError(t, c.Save(&file))
	text := file.String()
	back, err := LoadCalibration(strings.NewReader(text), l)
	require.NoError(t, err)
	require.Equal(t, c, back)
	for name, x := range map[string]struct{ text, want string }{
		"empty":         {"", "EOF"},
		"cut":           {text[:len(text)/2], "unexpected EOF"},
		"changed":       {strings.Replace(text, `"Offset":0.`, `"Offset":1.`, 1), "checksum"},
		"version":       {strings.Replace(text, `"version":1`, `"version":2`, 1), "version 2"},
		"other format":  {`{"format":"x","version":1,"sha256":"","calibration":{}}`, `format "x"`},
		"unknown key":   {`{"hello":1}`, `unknown field "hello"`},
		"trailing text": {text + "{}", "follows"},
	} {
		_, err := LoadCalibration(strings.NewReader(x.text), l)
		require.ErrorContains(t, err, x.want, name)
	}
	_, err = LoadCalibration(strings.NewReader(text), newLayout(t, 65, "textile"))
	require.ErrorContains(t, err, "65 channels")
	_, err = NewDecoder(newLayout(t, 65, "textile"), c)
	require.ErrorContains(t, err, "want "+newLayout(t, 65, "textile").Fingerprint())
}

func FuzzLoadCalibration(f *testing.F) {
	l := newLayout(f, 64, "textile")
	var file bytes.Buffer
	require.NoError(f, Design(l).Save(&file))
	f.Add(file.Bytes())
	f.Add([]byte(`{"format":"mirrorarm glove calibration","version":1,"sha256":"","calibration":{"Channels":[{}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := LoadCalibration(bytes.NewReader(data), l)
		if err == nil {
			_, err = NewDecoder(l, c)
			require.NoError(t, err, "what loads must decode")
		}
	})
}

package glove

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// recorded is a recording of the first postures by a glove just as designed, each held
// for a second; strain may change what a channel reads.
func recorded(l *Layout, poses int, strain func(channel int, s float64) float64) *Recording {
	r, c := &Recording{}, Design(l)
	for h := range poses {
		p := NamedPose(h)
		r.Holds = append(r.Holds, Hold{Name: p.Name, From: float64(h), To: float64(h + 1), Angles: p.Angles, Sigma: ReferenceSigma})
		for i := range 50 {
			f := NewFrame(l.Len())
			f.Time = float64(h) + float64(i)*0.02
			for b := range NumBlocks {
				first, count := BlockAngles(b)
				for _, i := range l.Block(b) {
					s := c.Channels[i].Offset
					for j := range count {
						s += c.Channels[i].Gain[j] * p.Angles[int(first)+j]
					}
					f.Counts[i] = uint16(math.Round(min(max(strain(i, s)/0.6, 0), 1) * float64(l.profile.Codes)))
				}
			}
			r.Frames = append(r.Frames, *f)
		}
	}
	return r
}

func asDesigned(_ int, s float64) float64 { return s }

// TestRezeroKeepsWhatTheGloveIs: the batch's play, a channel's gain and place are the
// glove's, not the person's; three postures of another hand do not change them.
func TestRezeroKeepsWhatTheGloveIs(t *testing.T) {
	l := newLayout(t, 128, "textile")
	full := Design(l)
	odd := l.Block(int(hand.Middle))[5]
	for b := range NumBlocks {
		full.Person[b][globalBatch] = 0.5
		full.Person[b][globalThickness] = 0.9 // the first person's, to be forgotten
		for _, i := range l.Block(b) {
			full.Channels[i].OwnSigma = localParams{0.01, 1e-4, 1e-6, 1e-4, 1e-5}
		}
	}
	full.Channels[odd].Own = localParams{0.3, 0.2, 1e-3, 0.1, 0.004}
	full.Channels[odd].Health = StuckChannel
	again, err := Rezero(l, full, recorded(l, 3, asDesigned), nil, nil)
	require.NoError(t, err)
	for b := range NumBlocks {
		require.InDelta(t, 0.5, again.Person[b][globalBatch], 0.05)
		require.Less(t, math.Abs(again.Person[b][globalThickness]), 0.2)
		for _, i := range l.Block(b) {
			require.InDelta(t, 0.015*1.5+full.Channels[i].Own[localPlay], again.Channels[i].Play, 8e-4, "play is half-width × (1 + batch)")
		}
	}
	require.InDelta(t, 0.2, again.Channels[odd].Own[localGain], 0.01)
	require.InDelta(t, 1e-3, again.Channels[odd].Own[localAlong], 1e-5)
	require.InDelta(t, 0.1, again.Channels[odd].Own[localAcross], 0.01)
	require.Equal(t, StuckChannel, again.Channels[odd].Health, "three postures are too few to judge")
	require.InDelta(t, 3*1.0-0.02, again.WornFor, 1e-9)
}

// TestARulerIsBelieved: what is measured of a hand, and how far, becomes the prior of
// its own block; the wrist has no lengths.
func TestARulerIsBelieved(t *testing.T) {
	l := newLayout(t, 128, "textile")
	m := &Measurement{Sigma: 0.02}
	for f := range m.Length {
		m.Length[f] = [2]float64{1.1 + 0.01*float64(f), 0.9 - 0.01*float64(f)}
	}
	for j := range m.Thickness {
		m.Thickness[j] = 1 + 0.01*float64(j)
	}
	for b := range NumBlocks {
		p := designPrior(l, b)
		before := p
		p.measure(b, m)
		first, count := BlockAngles(b)
		for j := range count {
			require.InDelta(t, 0.01*float64(int(first)+j), p.global[globalThickness+j], 1e-12)
			require.Equal(t, 0.02, p.globalSigma[globalThickness+j])
		}
		for i := range 2 {
			if b == WristBlock {
				require.Equal(t, before.global[globalLength+i], p.global[globalLength+i])
				require.Equal(t, before.globalSigma[globalLength+i], p.globalSigma[globalLength+i])
				continue
			}
			require.InDelta(t, m.Length[b][i]-1, p.global[globalLength+i], 1e-12)
			require.Equal(t, 0.02, p.globalSigma[globalLength+i])
		}
		require.Equal(t, before.globalSigma[globalDonning], p.globalSigma[globalDonning])
	}
	require.Equal(t, 0.02, RulerSigma)
	// A thick-jointed person who was measured decodes as such after three postures.
	again, err := Rezero(l, Design(l), recorded(l, 3, asDesigned), m, nil)
	require.NoError(t, err)
	none, err := Rezero(l, Design(l), recorded(l, 3, asDesigned), nil, nil)
	require.NoError(t, err)
	require.Greater(t, again.Person[1][globalLength], none.Person[1][globalLength]+0.02)
}

// TestThePriorIsTheDesigns spreads of gloves and people.
func TestThePriorIsTheDesigns(t *testing.T) {
	p := designPrior(newLayout(t, 128, "textile"), 1)
	require.Equal(t, localParams{0.015, 0.05, 1e-3, 0.125, 0.2 * 0.015}, p.localSigma)
	for j := range 4 {
		require.InDelta(t, math.Hypot(0.06, 0.041), p.globalSigma[j], 1e-12)
		require.Equal(t, [2]float64{0.03, 0.025}, [2]float64{p.globalSigma[8+2*j], p.globalSigma[9+2*j]})
	}
	require.InDelta(t, math.Hypot(0.05, 0.02), p.globalSigma[4], 1e-12)
	require.InDelta(t, math.Hypot(0.05, 0.02), p.globalSigma[5], 1e-12)
	require.Equal(t, [2]float64{1.5e-3, 0.10}, [2]float64{p.globalSigma[6], p.globalSigma[7]})
	require.Equal(t, globalParams{}, p.global)
	require.Len(t, p.local, len(newLayout(t, 128, "textile").Block(1)))
	// The foil's hysteresis is uniform, ± 2.5 % of the width: an SD of half of that over √3.
	require.InDelta(t, 0.025/2/math.Sqrt(3), designPrior(newLayout(t, 128, "piezo"), 1).localSigma[localPlay], 1e-12)
	ideal := designPrior(newLayout(t, 128, "ideal"), 1)
	require.Equal(t, [3]float64{0.01, 1e-5, 0.01}, [3]float64{ideal.localSigma[1], ideal.localSigma[4], ideal.globalSigma[7]})
}

// TestAHandsJointsTellOfEachOther: the two-level normal model by its closed form. Five
// other blocks know their four joints exactly; what they have in common then has the
// mean Σ/(σ_each² / σ_common² + n), and the SD of one joint about it.
func TestAHandsJointsTellOfEachOther(t *testing.T) {
	fitsOf := func(variance, value float64) (fits [NumBlocks]*fitted) {
		for b := range fits {
			f := &fitted{covariance: mat.NewSymDense(numGlobal, nil)}
			for g := range numGlobal {
				f.priorVariance[g] = 0.01
				f.covariance.SetSym(g, g, variance)
			}
			for g := range 4 {
				f.model.global[globalThickness+g] = value
			}
			fits[b] = f
		}
		return fits
	}
	fits := fitsOf(1e-12, 0.10)
	fits[2].model.global[globalThickness] = 77 // its own say does not count
	var p prior
	for g := range numGlobal {
		p.globalSigma[g] = 0.08
	}
	p.shareCommon(2, &fits)
	each, common := 0.041, 0.06
	mean := 0.10 * 20 / (20 + each*each/(common*common))
	sigma := math.Sqrt(1/(1/(common*common)+20/(each*each)) + each*each)
	for j := range 4 {
		require.InDelta(t, mean, p.global[globalThickness+j], 1e-6)
		require.InDelta(t, sigma, p.globalSigma[globalThickness+j], 1e-6)
	}
	require.Zero(t, p.global[globalLength])
	lengths := math.Sqrt(1/(1/0.0025+10/0.0004) + 0.0004)
	require.InDelta(t, lengths, p.globalSigma[globalLength+1], 1e-6)
	require.Equal(t, 0.08, p.globalSigma[globalDonning], "that is each finger's own")
	// One that knows half as much as it was told counts by what it found out itself.
	half := fitsOf(0.005, 0.10)
	var q prior
	q.globalSigma[0], q.globalSigma[1] = 0.08, 0.01
	q.pool(0, &half, globalThickness, 4, common, each)
	w := 1 / (0.01 + each*each) // information 1/0.005 − 1/0.01; value 0.10·0.01/0.005
	require.InDelta(t, 0.2*20*w/(1/(common*common)+20*w), q.global[0], 1e-9)
	require.Equal(t, 0.01, q.globalSigma[1], "who was measured knows better")
	ignorant := fitsOf(0.0099, 5)
	var s prior
	s.globalSigma[0] = 0.08
	s.pool(0, &ignorant, globalThickness, 4, common, each)
	require.Zero(t, s.global[0], "who learnt nothing says nothing")
}

// TestUncertaintyIsPushedThrough: of one angle by hand, N⁻¹(O + D·C·Dᵀ)N⁻¹.
func TestUncertaintyIsPushedThrough(t *testing.T) {
	one := func(x float64) *mat.SymDense { return mat.NewSymDense(1, []float64{x}) }
	got := pushThrough(one(4), one(0.5), mat.NewDense(1, 2, []float64{2, -1}), mat.NewSymDense(2, []float64{0.3, 0.1, 0.1, 0.2}), 1)
	require.InDelta(t, (0.5+4*0.3-4*0.1+0.2)/16, got[0], 1e-9)
	require.Zero(t, got[1])
	useless := pushThrough(one(0), one(1), mat.NewDense(1, 1, nil), one(1), 1)
	require.Greater(t, useless[0], 1.0)
	require.False(t, anyUseful([]observation{{sigma: math.Inf(1)}, {sigma: math.Inf(1)}}))
	require.True(t, anyUseful([]observation{{sigma: math.Inf(1)}, {sigma: 1}}))
	c := &Calibration{}
	c.Predicted[3], c.Predicted[7] = 0.3, 0.4
	require.InDelta(t, 0.5/math.Sqrt(hand.NumAngles), c.PredictedRMS(), 1e-12)
}

// TestChannelsAreJudgedInARecording: what never moves is stuck, what lies on a rail is
// dead, what moves is sound, and what should hardly move is left in peace.
func TestChannelsAreJudgedInARecording(t *testing.T) {
	l := newLayout(t, 128, "textile")
	block := l.Block(int(hand.Index))
	best := func(not ...int) int { // the channel that the postures move most
		pick, most := -1, 0.0
		for _, i := range block {
			if span := l.expectedSpan(i, recorded(l, 24, asDesigned).Holds); span > most && !contains(not, i) {
				pick, most = i, span
			}
		}
		return pick
	}
	stuck := best()
	dead := best(stuck)
	full := best(stuck, dead)
	r := recorded(l, 24, func(i int, s float64) float64 {
		switch i {
		case stuck:
			return 0.3
		case dead:
			return 0
		case full:
			return 0.6
		}
		return s
	})
	c, err := Calibrate(l, r, nil)
	require.NoError(t, err)
	for i, ch := range c.Channels {
		want := Sound
		switch i {
		case stuck:
			want = StuckChannel
		case dead, full:
			want = DeadChannel
		}
		require.Equal(t, want, ch.Health, "channel %d", i)
	}
	require.InDelta(t, 0.5, c.Channels[stuck].Level, 1e-3)
	require.InDelta(t, 24-0.02, c.WornFor, 1e-9)
	require.Len(t, c.Poses, 24)
	for h, p := range c.Poses {
		for j, a := range p {
			require.InDelta(t, NamedPose(h).Angles[j], a, 5*deg)
		}
	}
	require.Equal(t, []string{"ok", "dead", "stuck", "drifting"}, []string{Sound.String(), DeadChannel.String(), StuckChannel.String(), DriftingChannel.String()})
}

func contains(list []int, x int) bool {
	for _, v := range list {
		if v == x {
			return true
		}
	}
	return false
}

// TestNoiseIsTakenFromSecondDifferences: white noise is found, a drift is not.
func TestNoiseIsTakenFromSecondDifferences(t *testing.T) {
	l := newLayout(t, 128, "textile")
	resp := newResponse(l.profile)
	rng := rand.New(rand.NewPCG(3, 3))
	for _, drift := range []float64{0, 0.2} {
		w := newWatch(0, 1, 0.01)
		for i := range 4000 {
			count := uint16(math.Round(1000 + drift*float64(i) + 12*rng.NormFloat64()))
			w.read(&resp, count, i == 0)
			if i > 2 {
				w.hold(&resp, count, 0)
			}
		}
		require.InEpsilon(t, 12./4095, w.noise(), 0.05)
		require.Equal(t, 3997, w.counts[0])
		w.hold(&resp, 0, 0)
		w.hold(&resp, 4095, 0)
		require.Equal(t, 3997, w.counts[0], "a rail tells nothing")
	}
}

// TestOneFrameAtFaceValue: robust least squares finds the posture, though one channel
// of each block is on a rail and another one far off.
func TestOneFrameAtFaceValue(t *testing.T) {
	l := newLayout(t, 576, "ideal")
	a := hand.Angles{hand.IndexMCP: 0.6, hand.IndexPIP: 0.9, hand.ThumbIP: 0.4, hand.WristFlexion: 0.3, hand.LittleMCP: 0.2}
	f := frameOf(l, a, 0)
	for b := range NumBlocks {
		f.Counts[l.Block(b)[3]] = 0
		f.Counts[l.Block(b)[9]] = math.MaxUint16
		f.Counts[l.Block(b)[20]] += 9000
	}
	s := LeastSquares(l, Design(l), f)
	for j := range a {
		require.InDelta(t, a[j], s.Angles[j], 0.02, hand.Angle(j).String())
		require.Positive(t, s.Unit[j])
	}
	n, err := NewNaive(l, recorded(l, 24, asDesigned), nil)
	require.NoError(t, err)
	var got hand.Angles
	n.Decode(&got, f)
	for j := range a {
		require.InDelta(t, a[j], got[j], 0.04, hand.Angle(j).String())
	}
	n.Decode(&got, frameOf(l, hand.Angles{hand.IndexMCP: 1.8}, 0))
	require.Equal(t, hand.Ranges()[hand.IndexMCP].Upper, got[hand.IndexMCP], "inside the range")
}

// TestACalibrationFileIsBounded: numbers that no glove has are refused.
func TestACalibrationFileIsBounded(t *testing.T) {
	l := newLayout(t, 64, "textile")
	for _, c := range []struct {
		want   string // empty: nothing is wrong
		change func(*Calibration)
	}{
		{"", func(*Calibration) {}},
		{"", func(c *Calibration) { c.Channels[5].Offset = -1e3 }},
		{"channel 5: 1001 is out", func(c *Calibration) { c.Channels[5].Offset = 1001 }},
		{"channel 5: -1001 is out", func(c *Calibration) { c.Channels[5].Gain[3] = -1001 }},
		{"out of bounds", func(c *Calibration) { c.Channels[5].Gain[0] = 1001 }},
		{"out of bounds", func(c *Calibration) { c.Channels[5].Gain[1] = 1001 }},
		{"out of bounds", func(c *Calibration) { c.Channels[5].Gain[2] = 1001 }},
		{"out of bounds", func(c *Calibration) { c.Channels[5].Play = 1001 }},
		{"out of bounds", func(c *Calibration) { c.Channels[5].Noise = 1001 }},
		{"out of bounds", func(c *Calibration) { c.Channels[5].Level = 1001 }},
		{"deviation 1001", func(c *Calibration) { c.Channels[5].Own[4] = 1001 }},
		{"± -1", func(c *Calibration) { c.Channels[5].OwnSigma[0] = -1 }},
		{"", func(c *Calibration) { c.Channels[5].Play = 0 }},
		{"play -0.1", func(c *Calibration) { c.Channels[5].Play = -0.1 }},
		{"", func(c *Calibration) { c.Channels[5].Health = DriftingChannel }},
		{"health 4", func(c *Calibration) { c.Channels[5].Health = 4 }},
		{"", func(c *Calibration) { c.Bow[3] = Bow{0.49, -0.49} }},
		{"bow 0.5", func(c *Calibration) { c.Bow[3].Quadratic = 0.5 }},
		{"bow", func(c *Calibration) { c.Bow[3].Cubic = -0.5 }},
		{"predicted error -0.1", func(c *Calibration) { c.Predicted[3] = -0.1 }},
		{"63 channels, want 64", func(c *Calibration) { c.Channels = c.Channels[1:] }},
		{"is of layout x", func(c *Calibration) { c.Fingerprint = "x" }},
	} {
		calibration := Design(l)
		c.change(calibration)
		var file bytes.Buffer
		require.NoError(t, calibration.Save(&file))
		if _, err := LoadCalibration(&file, l); c.want == "" {
			require.NoError(t, err)
		} else {
			require.ErrorContains(t, err, c.want)
		}
	}
	few := Design(l)
	few.Channels = few.Channels[:10]
	_, err := NewDecoder(l, few)
	require.ErrorContains(t, err, "calibration of 10 channels, want 64")
}

// TestProgressOfAPart lies between its ends.
func TestProgressOfAPart(t *testing.T) {
	var told float64
	p := Progress(func(share float64) error { told = share; return nil })
	require.NoError(t, p.Part(0.2, 0.7).At(0.5))
	require.InDelta(t, 0.45, told, 1e-12)
	require.NoError(t, Progress(nil).Part(0.2, 0.7).At(0.5))
	last := -1.0
	l := newLayout(t, 64, "textile")
	parts := [3]int{} // reading, and two fits alike
	_, err := Calibrate(l, recorded(l, 4, asDesigned), func(share float64) error {
		require.GreaterOrEqual(t, share, last)
		last = share
		switch {
		case share < 0.4:
			parts[0]++
		case share < 0.7-1e-9:
			parts[1]++
		default:
			parts[2]++
		}
		return nil
	})
	require.NoError(t, err)
	require.InDelta(t, 1, last, 0.05)
	require.Equal(t, parts[1], parts[2])
	require.Positive(t, parts[0])
}

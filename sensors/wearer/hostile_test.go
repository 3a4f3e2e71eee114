package wearer_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// requireSane is what holds of every estimate, whatever came before.
func requireSane(t require.TestingT, e *glove.Estimate) {
	for j, a := range e.Angles {
		r := hand.Ranges()[j]
		require.True(t, a >= r.Lower && a <= r.Upper, "%s is %g", hand.Angle(j), a)
		require.False(t, math.IsNaN(e.Sigma[j]) || e.Sigma[j] < 0, "%s: sigma %g", hand.Angle(j), e.Sigma[j])
		require.False(t, math.IsNaN(e.Velocity[j]), hand.Angle(j).String())
	}
	require.LessOrEqual(t, e.State, glove.Lost)
}

func TestAnyFramesGiveSaneEstimates(t *testing.T) {
	l := layout(t, 64, "textile")
	_, d, start := worn(t, l, 2)
	rapid.Check(t, func(t *rapid.T) {
		d.Reset()
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		now := start
		var e glove.Estimate
		for range rapid.IntRange(1, 40).Draw(t, "frames") {
			n := rapid.SampledFrom([]int{64, 64, 64, 64, 0, 63, 65}).Draw(t, "length")
			f := glove.NewFrame(n)
			for i := range f.Counts {
				f.Counts[i] = uint16(rng.IntN(1 << rapid.IntRange(1, 16).Draw(t, "bits")))
			}
			now += rapid.SampledFrom([]float64{5e-3, 5e-3, 1e-9, 0, -1, 0.05, 3600, math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "dt")
			f.Time = now
			d.Update(f)
			d.EstimateTo(&e, now)
			requireSane(t, &e)
			d.EstimateTo(&e, rapid.Float64().Draw(t, "when"))
			requireSane(t, &e)
			if math.IsNaN(now-now) || math.IsInf(now, 0) {
				now = start
			}
		}
	})
}

func FuzzUpdate(f *testing.F) {
	l := layout(f, 64, "textile")
	_, d, start := worn(f, l, 2)
	f.Add([]byte{1, 2, 3, 4}, 0.005)
	f.Add([]byte{255, 255, 0, 0}, -1.0)
	f.Fuzz(func(t *testing.T, data []byte, dt float64) {
		d.Reset()
		frame := glove.NewFrame(64)
		var e glove.Estimate
		for k := range 4 {
			for i := range frame.Counts {
				if len(data) > 0 {
					frame.Counts[i] = uint16(data[(i+k)%len(data)])<<8 | uint16(data[(i*7+k)%len(data)])
				}
			}
			frame.Time = start + float64(k)*dt
			d.Update(frame)
			d.EstimateTo(&e, frame.Time)
			requireSane(t, &e)
		}
	})
}

// mover is a glove on a hand that swings to and fro.
type mover struct {
	w     *wearer.Wearer
	d     *glove.Decoder
	frame *glove.Frame
	now   float64
	e     glove.Estimate
}

func (m *mover) truth() hand.Angles {
	return glove.NamedPose(0).Angles.Lerp(glove.NamedPose(3).Angles, 0.5-0.5*math.Cos(4*m.now))
}

// run lets the hand move on; deliver decides what the decoder gets of each frame.
func (m *mover) run(seconds float64, deliver func(*glove.Frame) *glove.Frame) (rmse float64) {
	sum, n := 0.0, 0.0
	for range int(seconds * 1000) {
		m.now += 1e-3
		truth := m.truth()
		if m.w.Sense(m.now, truth, m.frame) {
			if f := deliver(m.frame); f != nil {
				m.d.Update(f)
			}
		}
		m.d.EstimateTo(&m.e, m.now)
		for j := range truth {
			sum += (m.e.Angles[j] - truth[j]) * (m.e.Angles[j] - truth[j])
			n++
		}
	}
	return math.Sqrt(sum/n) / degree
}

func whole(f *glove.Frame) *glove.Frame { return f }

func newMover(t *testing.T) *mover {
	l := layout(t, 576, "textile")
	m := &mover{frame: glove.NewFrame(l.Len())}
	m.w, m.d, m.now = worn(t, l, 4)
	require.Less(t, m.run(2, whole), 3.0)
	require.Equal(t, glove.OK, m.e.State)
	return m
}

func TestUnpluggedAndPluggedInAgain(t *testing.T) {
	for name, unplugged := range map[string]func(*glove.Frame) *glove.Frame{
		"silent": func(*glove.Frame) *glove.Frame { return nil },
		"zeros": func(f *glove.Frame) *glove.Frame {
			return &glove.Frame{Time: f.Time, Counts: make([]uint16, len(f.Counts))}
		},
	} {
		m := newMover(t)
		m.run(0.2, unplugged)
		require.Equal(t, glove.Lost, m.e.State, name)
		held := m.e.Angles
		m.run(0.5, unplugged)
		require.Equal(t, held, m.e.Angles, "%s: it holds", name)
		m.run(0.2, whole)
		require.Equal(t, glove.OK, m.e.State, "%s: back within 200 ms", name)
		require.Less(t, m.run(1, whole), 4.0, name)
	}
}

func TestTimeGoesBackwards(t *testing.T) {
	m := newMover(t)
	late := m.frame.Clone()
	late.Time -= 0.02
	m.d.Update(late)
	m.d.EstimateTo(&m.e, m.now)
	require.Equal(t, glove.Degraded, m.e.State, "a late frame is told")
	m.run(0.02, whole)
	require.Equal(t, glove.OK, m.e.State)
	// A glove whose clock restarts is taken up again.
	for i := range 20 {
		f := m.frame.Clone()
		f.Time = float64(i) * 5e-3
		m.d.Update(f)
	}
	m.d.EstimateTo(&m.e, 0.1)
	require.Equal(t, glove.OK, m.e.State)
}

func TestFailingChannelsAreNamedAndPutUpWith(t *testing.T) {
	m := newMover(t)
	l := layout(t, 576, "textile")
	healthy := m.run(2, whole)
	broken := l.Block(int(hand.Ring))[10:20]
	for i, c := range broken {
		if i%2 == 0 {
			m.w.Fail(c, taxel.Dead, 0)
		} else {
			m.w.Fail(c, taxel.Stuck, 3000)
		}
	}
	require.Less(t, m.run(4, whole), 1.5*healthy)
	named := 0
	for _, c := range broken {
		if h := m.d.HealthOf(c); h == glove.DeadChannel || h == glove.StuckChannel {
			named++
		}
	}
	require.GreaterOrEqual(t, named, 9)
	for _, c := range l.Block(int(hand.Index)) {
		require.NotEqual(t, glove.DeadChannel, m.d.HealthOf(c))
	}
}

func TestRezeroAdaptsToAnotherPerson(t *testing.T) {
	l := layout(t, 576, "textile")
	rng := rand.New(rand.NewPCG(8, 8))
	first, err := wearer.New(l, wearer.DrawPerson(hand.Right, rng), 8)
	require.NoError(t, err)
	r, err := wearer.Record(first, 24, wearer.Reference, 0, rng, nil)
	require.NoError(t, err)
	full, err := glove.Calibrate(l, r, nil)
	require.NoError(t, err)
	second, err := wearer.NewFrom(wearer.Config{
		Layout: l, Person: wearer.DrawPerson(hand.Left, rng), Tolerances: wearer.DesignTolerances(), GloveSeed: 8, DonSeed: 9,
	})
	require.NoError(t, err)
	short, err := wearer.RecordRezero(second, wearer.Reference, 0, rng, nil)
	require.NoError(t, err)
	require.InDelta(t, 5, short.Duration(), 0.1)
	rezeroed, err := glove.Rezero(l, full, short, nil, nil)
	require.NoError(t, err)
	decode := func(c *glove.Calibration) float64 {
		d, err := glove.NewDecoder(l, c)
		require.NoError(t, err)
		m := &mover{w: second, d: d, frame: glove.NewFrame(l.Len()), now: second.Now()}
		m.run(1, whole)
		return m.run(3, whole)
	}
	require.Less(t, decode(rezeroed), decode(full))
	_, err = glove.Rezero(layout(t, 64, "textile"), full, short, nil, nil)
	require.Error(t, err)
}

func TestParseMode(t *testing.T) {
	for _, m := range []wearer.Mode{wearer.Reference, wearer.Named} {
		got, err := wearer.ParseMode(m.String())
		require.NoError(t, err)
		require.Equal(t, m, got)
	}
	_, err := wearer.ParseMode("exact")
	require.ErrorContains(t, err, "reference or named")
}

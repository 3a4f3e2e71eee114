package bench

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

func TestTapeRunsForthAndBack(t *testing.T) {
	tape := &tape{frames: make([]tapeFrame, 4)}
	for i := range tape.frames {
		tape.frames[i].angles[0] = float64(i)
	}
	var seen []float64
	for i := range 9 {
		seen = append(seen, tape.at(i).angles[0])
	}
	require.Equal(t, []float64{0, 1, 2, 3, 2, 1, 0, 1, 2}, seen)
}

func TestSkinComesInEverySize(t *testing.T) {
	arm, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	shapes := make([]skin.Capsule, len(arm.Shapes))
	for i, c := range arm.Shapes {
		shapes[i] = skin.Capsule(c)
	}
	for _, n := range taxelSizes() {
		l := skin.Default("arm", arm.Model, shapes, true)
		resize(l, n)
		require.NoError(t, l.Check())
		require.InEpsilon(t, n, l.Taxels(), 0.02, "%d taxels", n)
	}
	l := skin.Default("arm", arm.Model, shapes, true)
	resize(l, 1140)
	require.Equal(t, 1140, l.Taxels(), "the usual one stays as it is")
}

// ticking is a glove that sends a frame every fifth step, its time in its counts.
type ticking struct{ steps int }

func (g *ticking) Sense(t float64, _ hand.Angles, f *glove.Frame) bool {
	if g.steps++; g.steps%5 != 0 {
		return false
	}
	f.Time = t
	f.Counts[0] = uint16(g.steps)
	return true
}

// sense runs a glove for two seconds and lists the steps at which frames came, and
// what they held.
func sense(s mirror.Sensor) (at []int, counts []uint16) {
	f := glove.NewFrame(1)
	for i := 1; i <= 2000; i++ {
		if s.Sense(float64(i)*1e-3, hand.Angles{}, f) {
			at, counts = append(at, i), append(counts, f.Counts[0])
		}
	}
	return at, counts
}

func TestDroppedFramesAreGone(t *testing.T) {
	at, _ := sense(&dropping{Sensor: &ticking{}, rng: rand.New(rand.NewPCG(1, 1)), share: 0.5})
	require.InDelta(t, 200, len(at), 30)
}

func TestOutageComesEachSecond(t *testing.T) {
	at, _ := sense(&outage{&ticking{}})
	require.InDelta(t, 320, len(at), 2)
	require.InDelta(t, 200, at[0], 5)
}

func TestLateFramesKeepTheirStamp(t *testing.T) {
	f := glove.NewFrame(1)
	late := &delaying{Sensor: &ticking{}, least: 0.0195}
	for i := 1; i < 25; i++ {
		require.False(t, late.Sense(float64(i)*1e-3, hand.Angles{}, f), i)
	}
	require.True(t, late.Sense(0.025, hand.Angles{}, f))
	require.InDelta(t, 0.005, f.Time, 1e-12)
}

func TestJitterKeepsTheOrder(t *testing.T) {
	_, counts := sense(&delaying{Sensor: &ticking{}, rng: rand.New(rand.NewPCG(2, 2)), spread: 0.02})
	require.Greater(t, len(counts), 100)
	for i := 1; i < len(counts); i++ {
		require.Greater(t, counts[i], counts[i-1])
	}
}

// brittle notes which of its channels break.
type brittle struct {
	ticking
	dead map[int]bool
}

func (b *brittle) Fail(i int, mode taxel.Failure, _ uint16) { b.dead[i] = mode == taxel.Dead }

func TestChannelsBreakOnce(t *testing.T) {
	worn := &brittle{dead: map[int]bool{}}
	s := breakChannels(worn, 0.2, rand.New(rand.NewPCG(3, 3)))
	f := glove.NewFrame(100)
	for i := range 10 {
		s.Sense(float64(i+1)*1e-3, hand.Angles{}, f)
	}
	require.Len(t, worn.dead, 20)
}

// Faults cost accuracy, and the graver ones more.
func TestFaultsAreFelt(t *testing.T) {
	testdata.Long(t)
	s := &session{ctx: t.Context(), host: (&metronome{}).host(), opt: Options{Seed: 1, Source: "medley"}}
	rms := map[string]float64{}
	for _, f := range faults() {
		if f.name == "none" || f.name == "late_frames_20_ms" || f.name == "outage_200_ms_each_second" {
			felt, err := s.suffer(f)
			require.NoError(t, err)
			require.Equal(t, f.name, felt.Name)
			rms[f.name] = felt.JointRMSEDeg.Float()
		}
	}
	require.Greater(t, rms["late_frames_20_ms"], rms["none"])
	require.Greater(t, rms["outage_200_ms_each_second"], rms["late_frames_20_ms"])
}

// However many workers there are, the arms do the same.
func TestCrowdDoesNotDependOnItsWorkers(t *testing.T) {
	s := &session{ctx: t.Context(), host: (&metronome{}).host(), opt: Options{Seed: 1, Source: "medley"}}
	tape, err := s.record()
	require.NoError(t, err)
	run := func(workers int) [][]float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(workers))
		leader, err := s.gloveRig(tape.info, 576)
		require.NoError(t, err)
		var arms []*follower
		for i := range 3 {
			f, err := s.follower(tape, i)
			require.NoError(t, err)
			arms = append(arms, f)
		}
		w := s.crowd(tape, leader, arms)
		defer w.close()
		laps := make([]time.Duration, 3)
		for i := range 30 {
			w.step(i, laps)
		}
		var q [][]float64
		for _, f := range arms {
			q = append(q, append([]float64(nil), f.arm.motors.Position()...))
		}
		return q
	}
	alone := run(1)
	require.Equal(t, alone, run(3))
	require.Equal(t, alone[0], alone[2], "two mirrors of one hand")
	require.NotEqual(t, alone[0], alone[1], "one mirrors, the other repeats")
}

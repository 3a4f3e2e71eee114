package sound_test

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"mirrorarm/render/sound"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/dsp/fourier"
	"pgregory.net/rapid"
)

// stage plays a robot to a synthesiser, sixty snapshots a second, and keeps what is heard.
type stage struct {
	synth *sound.Synth
	snap  mirror.Snapshot
	patch *skin.Vibration
	rng   *rand.Rand
	due   float64 // samples of the patch
	heard []float64
	buf   []float32
}

const pictures = 60 // Hz

func newStage() *stage {
	rng := rand.New(rand.NewPCG(5, 5))
	s := &stage{
		synth: sound.New(), rng: rng, patch: skin.NewVibration(rng),
		buf: make([]float32, sound.Channels*sound.Rate/pictures),
	}
	s.snap.Vibration = make([]float32, 256)
	s.snap.Arm.Coordinates = make([]float64, 23)
	s.snap.Feel = make([]mirror.Feel, 3)
	return s
}

// stroke is a fingertip that slides at a speed (m/s) over a surface under 10 kPa.
func (s *stage) stroke(seconds, speed float64, surface *skin.Counterface) {
	for range int(seconds * pictures) {
		for s.due += skin.VibrationRate / pictures; s.due >= 1; s.due-- {
			v := s.patch.Next(10e3, speed, surface) + skin.VibrationStep*s.rng.NormFloat64()
			s.snap.Vibration = append(s.snap.Vibration[1:], float32(v))
		}
		s.play()
	}
}

// rest is a fingertip in air, whose patch has noise and nothing else.
func (s *stage) rest(seconds float64) { s.stroke(seconds, 0, &skin.Counterface{}) }

// move turns every joint at a speed (rad/s).
func (s *stage) move(seconds, speed float64) {
	for range int(seconds * pictures) {
		for i := range s.snap.Arm.Coordinates {
			s.snap.Arm.Coordinates[i] += speed / pictures
		}
		s.stroke(1.0/pictures, 0, &skin.Counterface{})
	}
}

func (s *stage) play() {
	s.snap.Time += 1.0 / pictures
	s.synth.Listen(&s.snap)
	s.listen()
}

func (s *stage) listen() {
	s.synth.Render(s.buf)
	for i := 0; i < len(s.buf); i += sound.Channels {
		s.heard = append(s.heard, float64(s.buf[i]))
	}
}

// cotton is a cloth whose threads are so far apart (m).
func cotton(wavelength float64) *skin.Counterface {
	return &skin.Counterface{Friction: 0.5, Wavelength: wavelength, Amplitude: 30e-6}
}

// centroid is the mean frequency (Hz) of a sound, weighted by power.
func centroid(x []float64) float64 {
	power, moment := 0.0, 0.0
	for i, c := range fourier.NewFFT(len(x)).Coefficients(nil, x) {
		p := real(c)*real(c) + imag(c)*imag(c)
		power += p
		moment += p * float64(i) * sound.Rate / float64(len(x))
	}
	return moment / power
}

func loudest(x []float64) (most float64) {
	for _, v := range x {
		most = max(most, math.Abs(v))
	}
	return most
}

// TestWhatIsHeardIsWhatIsFelt: threads of 400 µm under a finger of 20 mm/s pass at
// v/λ = 50 Hz, and are heard at that times the transposition.
func TestWhatIsHeardIsWhatIsFelt(t *testing.T) {
	s := newStage()
	s.stroke(8, 0.020, cotton(400e-6))
	got := centroid(s.heard[sound.Rate:])
	t.Logf("centroid %.1f Hz", got)
	require.InEpsilon(t, 0.020/400e-6*sound.Transposition, got, 0.03)
}

// TestPitchFollowsSpeedAndThread over the range of an exploration.
func TestPitchFollowsSpeedAndThread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frequency := rapid.Float64Range(40, 250).Draw(t, "frequency (Hz)")
		wavelength := rapid.Float64Range(200e-6, 900e-6).Draw(t, "wavelength (m)")
		s := newStage()
		s.stroke(5, frequency*wavelength, cotton(wavelength))
		require.InEpsilon(t, frequency*sound.Transposition, centroid(s.heard[sound.Rate:]), 0.05)
	})
}

// TestSilenceIsSilence: at rest, with nothing but a patch's own noise, when the mirror is
// paused in the middle of a stroke, and after all that sounded.
func TestSilenceIsSilence(t *testing.T) {
	s := newStage()
	s.rest(2)
	require.Zero(t, loudest(s.heard), "at rest")

	s.stroke(1, 0.02, cotton(400e-6))
	require.Greater(t, loudest(s.heard), 0.1)
	s.heard = nil
	for range pictures / 2 { // time stands still
		s.synth.Listen(&s.snap)
		s.listen()
	}
	require.Zero(t, loudest(s.heard[sound.Rate/4:]), "paused")

	s.stroke(1, 0.02, cotton(400e-6))
	s.heard = nil
	for range pictures { // nobody looks
		s.listen()
	}
	require.Zero(t, loudest(s.heard[sound.Rate*3/4:]), "no snapshots")

	s.move(1, 1)
	s.snap.Feel[1].Touch = material.Touch{Contact: true, Normal: 4}
	s.synth.Chime()
	s.rest(8)
	require.Zero(t, loudest(s.heard[len(s.heard)-sound.Rate:]), "rung out")
}

// TestNothingClicks: all that is played lies below 5 kHz, so what is above would be a step.
func TestNothingClicks(t *testing.T) {
	s := newStage()
	s.rest(0.2)
	for _, wavelength := range []float64{400e-6, 250e-6} {
		s.stroke(0.5, 0.03, cotton(wavelength))
		s.rest(0.5)
	}
	for i := range s.snap.Feel {
		s.snap.Feel[i].Touch = material.Touch{Contact: true, Normal: 8}
		s.rest(0.1)
	}
	s.synth.Chime()
	s.move(0.4, 2)
	s.synth.SetVolume(0)
	s.move(0.3, 2)
	s.synth.SetVolume(1)
	s.stroke(0.4, 0.03, cotton(400e-6))
	s.snap.Time -= 100 // another mirror
	s.stroke(0.3, 0.03, cotton(400e-6))
	s.rest(1)
	require.Greater(t, loudest(s.heard), 0.1)

	transform := fourier.NewFFT(len(s.heard))
	spectrum := transform.Coefficients(nil, s.heard)
	for i := range spectrum[:5000*len(s.heard)/sound.Rate] {
		spectrum[i] = 0
	}
	clicks := loudest(transform.Sequence(nil, spectrum)) / float64(len(s.heard))
	t.Logf("loudest above 5 kHz: %.0f dB", 20*math.Log10(clicks))
	require.Less(t, clicks, math.Pow(10, -30.0/20))
}

// TestTouchTicksOnce where it begins, the louder the harder; what touches from the start
// is no event.
func TestTouchTicksOnce(t *testing.T) {
	strike := func(force float64) float64 {
		s := newStage()
		s.rest(0.1)
		s.snap.Feel[2].Touch = material.Touch{Contact: true, Normal: force}
		s.rest(0.2)
		tick := loudest(s.heard)
		s.heard = nil
		s.rest(1)
		require.Zero(t, loudest(s.heard[sound.Rate/2:]), "held")
		return tick
	}
	require.Greater(t, strike(4), 1.5*strike(1))
	require.Greater(t, strike(1), 0.02)

	s := newStage()
	s.snap.Feel[0].Contact = true
	s.rest(0.5)
	require.Zero(t, loudest(s.heard))
}

// TestJointsHumByTheirSpeed: higher and louder where they are faster, not at all at the
// speed of a hand that trembles.
func TestJointsHumByTheirSpeed(t *testing.T) {
	hear := func(speed float64) []float64 {
		s := newStage()
		s.move(2, speed)
		return s.heard[sound.Rate:]
	}
	require.Zero(t, loudest(hear(0.1)))
	slow, fast := hear(0.5), hear(1.5)
	require.Greater(t, loudest(fast), 1.2*loudest(slow))
	require.Greater(t, centroid(fast), 1.3*centroid(slow))
	require.Less(t, loudest(fast), 0.2)
}

// TestVolume scales everything, and 0 is silence.
func TestVolume(t *testing.T) {
	hear := func(volume float64) float64 {
		s := newStage()
		s.synth.SetVolume(volume)
		s.move(1, 1)
		return loudest(s.heard[sound.Rate/2:])
	}
	require.InEpsilon(t, 0.5*hear(1), hear(0.5), 1e-3)
	require.Less(t, hear(0), 1e-6)
	require.Equal(t, hear(1), hear(7), "no louder than all of it")
}

// TestAnySnapshotIsBearable: whatever is measured, nothing leaves −1 … 1.
func TestAnySnapshotIsBearable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStage()
		for range rapid.IntRange(1, 20).Draw(t, "pictures") {
			s.snap.Vibration = make([]float32, rapid.SampledFrom([]int{0, 10, 256, 300}).Draw(t, "samples"))
			for i := range s.snap.Vibration {
				s.snap.Vibration[i] = float32(8000 * (2*s.rng.Float64() - 1))
			}
			s.snap.Arm.Coordinates = make([]float64, rapid.IntRange(0, 30).Draw(t, "joints"))
			for i := range s.snap.Arm.Coordinates {
				s.snap.Arm.Coordinates[i] = s.rng.NormFloat64()
			}
			s.snap.Feel = make([]mirror.Feel, rapid.IntRange(0, 20).Draw(t, "regions"))
			for i := range s.snap.Feel {
				s.snap.Feel[i].Touch = material.Touch{Contact: s.rng.Float64() < 0.5, Normal: 50 * s.rng.Float64()}
			}
			s.synth.Chime()
			s.snap.Time += rapid.Float64Range(-0.1, 1).Draw(t, "seconds")
			s.synth.Listen(&s.snap)
			s.listen()
		}
		for _, v := range s.heard {
			require.True(t, v >= -1 && v <= 1)
		}
	})
}

// TestRenderingAllocatesNothing, and may go on beside the pictures.
func TestRenderingAllocatesNothing(t *testing.T) {
	s := newStage()
	s.stroke(0.5, 0.02, cotton(400e-6))
	require.Zero(t, testing.AllocsPerRun(100, func() {
		s.snap.Time += 1.0 / pictures
		s.synth.Listen(&s.snap)
		s.synth.Render(s.buf)
	}))
	var device sync.WaitGroup
	device.Go(func() {
		for range 50 {
			s.synth.Render(s.buf)
		}
	})
	other := s.snap
	for range 50 {
		other.Time += 1.0 / pictures
		s.synth.Listen(&other)
	}
	device.Wait()
}

// BenchmarkRender is a second of sound while a finger strokes and the arm moves.
func BenchmarkRender(b *testing.B) {
	s := newStage()
	s.stroke(0.5, 0.02, cotton(400e-6))
	s.synth.Chime()
	buf := make([]float32, sound.Channels*sound.Rate)
	for b.Loop() {
		s.synth.Render(buf)
	}
}

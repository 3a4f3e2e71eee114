package record_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"

	"github.com/stretchr/testify/require"
)

// disk is a file that can be full, or slow.
type disk struct {
	b    []byte
	room int           // bytes; 0 is any
	wait chan struct{} // a Write waits for it, unless nil
}

var errFull = errors.New("no space left on device")

func (d *disk) Write(p []byte) (int, error) {
	if d.wait != nil {
		<-d.wait
	}
	n := len(p)
	if d.room > 0 {
		n = min(n, d.room-len(d.b))
	}
	d.b = append(d.b, p[:n]...)
	if n < len(p) {
		return n, errFull
	}
	return n, nil
}
func (d *disk) Truncate(n int64) error                  { d.b = d.b[:n]; return nil }
func (d *disk) Seek(offset int64, _ int) (int64, error) { return offset, nil }

// A full disk ends the recording with a whole file, which says how far it goes.
func TestAFullDiskEndsTheRecording(t *testing.T) {
	m, err := mirror.New(configOf(t, "grasp", "cups"))
	require.NoError(t, err)
	d := &disk{room: 4 << 20}
	rec, err := record.NewRecorder(d, record.Options{Wait: true})
	require.NoError(t, err)
	for i := 0; !rec.Ended(); i++ {
		require.Less(t, i, 10_000, "it is full by then")
		m.Step(float64(i+1) * mirror.Period)
		rec.Step(m)
	}
	rec.Step(m) // is of no use, and no harm
	kept, err := rec.Close()
	require.ErrorIs(t, err, errFull)
	require.ErrorContains(t, err, "not all")
	require.Empty(t, kept.Digest)
	require.Greater(t, kept.Steps, uint64(200))
	again, err := record.Replay(bytes.NewReader(d.b), record.ReplayOptions{})
	require.NoError(t, err)
	require.True(t, again.Identical, "%+v", again.FirstDifference)
	require.Equal(t, kept.Steps, again.Steps)
	same, err := rec.Close()
	require.ErrorIs(t, err, errFull, "the same answer")
	require.Equal(t, kept, same)
}

// A disk that cannot follow ends the recording where nobody may wait, and loses nothing
// of what it had taken.
func TestADiskThatCannotFollow(t *testing.T) {
	m, err := mirror.New(configOf(t, "grasp", "empty"))
	require.NoError(t, err)
	d := &disk{}
	rec, err := record.NewRecorder(d, record.Options{Steps: 1500})
	require.NoError(t, err)
	d.wait = make(chan struct{}) // from now on
	steps := 0
	for ; !rec.Ended(); steps++ {
		require.Less(t, steps, 10_000)
		m.Step(float64(steps+1) * mirror.Period)
		rec.Step(m)
	}
	close(d.wait) // it can again
	kept, err := rec.Close()
	require.ErrorIs(t, err, record.ErrBehind)
	require.EqualValues(t, steps-1, kept.Steps, "all that it was given, but the one for which there was no room")
	require.GreaterOrEqual(t, steps, 1500)
	again, err := record.Replay(bytes.NewReader(d.b), record.ReplayOptions{})
	require.NoError(t, err)
	require.True(t, again.Identical)
	require.True(t, again.Ended)
	require.Equal(t, kept.Steps, again.Steps)
}

// A disk that fails at once is told at once.
func TestADiskWithoutRoom(t *testing.T) {
	_, err := record.NewRecorder(&disk{room: 100}, record.Options{})
	require.ErrorIs(t, err, errFull)
}

func TestStepAllocatesNothingWhileItIsRecorded(t *testing.T) {
	m, err := mirror.New(configOf(t, "grasp", "cups"))
	require.NoError(t, err)
	rec, err := record.NewRecorder(io.Discard, record.Options{Wait: true})
	require.NoError(t, err)
	n := 0
	step := func() {
		n++
		m.Step(float64(n) * mirror.Period)
		rec.Step(m)
	}
	for range 1200 { // every slot has been used
		step()
	}
	require.Zero(t, testing.AllocsPerRun(1500, step))
	_, err = rec.Close()
	require.NoError(t, err)
}

// BenchmarkStep tells what recording costs the loop: the copy alone. Beside it works the
// goroutine that writes.
func BenchmarkStep(b *testing.B) {
	for _, scene := range []string{"empty", "cups"} {
		b.Run(scene, func(b *testing.B) {
			m, err := mirror.New(configOf(b, "grasp", scene))
			require.NoError(b, err)
			rec, err := record.NewRecorder(io.Discard, record.Options{Wait: true})
			require.NoError(b, err)
			watch := clock.New()
			var took []time.Duration
			n := 0
			for b.Loop() {
				n++
				m.Step(float64(n) * mirror.Period)
				from := watch.Now()
				rec.Step(m)
				took = append(took, watch.Now()-from)
			}
			_, err = rec.Close()
			require.NoError(b, err)
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "copy-p50-ns")
			b.ReportMetric(float64(took[len(took)*99/100]), "copy-p99-ns")
		})
	}
}

// turns is how many steps of a paced loop are recorded, and then as many not.
const turns = 250

// BenchmarkPaced tells what a step at 1 kHz takes with recording, into a file, and without,
// in turns of a quarter of a second, and the copy alone.
func BenchmarkPaced(b *testing.B) {
	m, err := mirror.New(configOf(b, "grasp", "cups"))
	require.NoError(b, err)
	file, err := os.Create(filepath.Join(b.TempDir(), "s.mcap"))
	require.NoError(b, err)
	rec, err := record.NewRecorder(file, record.Options{})
	require.NoError(b, err)
	watch := clock.New()
	pacer := clock.NewPacer(watch, clock.UsualSleep(), time.Duration(mirror.Period*1e9), clock.Rest)
	var without, with, copied []time.Duration
	n := 0
	for b.Loop() {
		n++
		pacer.Next()
		from := watch.Now()
		m.Step(float64(n) * mirror.Period)
		stepped := watch.Now()
		if n/turns%2 == 0 {
			without = append(without, stepped-from)
			continue
		}
		rec.Step(m)
		end := watch.Now()
		with, copied = append(with, end-from), append(copied, end-stepped)
	}
	kept, err := rec.Close()
	require.NoError(b, err)
	require.EqualValues(b, len(with), kept.Steps)
	require.NoError(b, file.Close())
	for name, took := range map[string][]time.Duration{"off": without, "on": with, "copy": copied} {
		slices.Sort(took)
		if len(took) > 0 {
			b.ReportMetric(float64(took[len(took)/2])/1e3, name+"-p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100])/1e3, name+"-p99-µs")
		}
	}
}

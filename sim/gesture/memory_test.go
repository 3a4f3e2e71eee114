package gesture_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
)

// peakHeap is by how many bytes the heap in use grew at most while something ran, as
// looked at every millisecond, and at its end. It holds garbage too, so that a bound
// on it bounds what is alive.
func peakHeap(do func()) int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := int64(m.HeapAlloc)
	stop, peak := make(chan struct{}), make(chan int64)
	go func() {
		var m runtime.MemStats
		var most int64
		for {
			runtime.ReadMemStats(&m)
			most = max(most, int64(m.HeapAlloc)-before)
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	do()
	close(stop)
	return <-peak
}

// A recording takes no more memory than 20 times its file's size and 50 MB.
func TestReadingTakesMemoryInProportion(t *testing.T) {
	f := filmed(hand.Right, 60, 30, 0.001, grasping)
	const size = 5 << 20
	var own bytes.Buffer
	require.NoError(t, gesture.Write(&own, synth(t, "drum", gesture.Options{Seed: 11}), 0, 120, 30))
	// Whole millimetres and no names: the most frames that a file of a size can hold.
	bare := func() string {
		b := strings.Builder{}
		b.WriteString("[")
		for i := 0; b.Len() < size; i++ {
			shot := f.shots[i%len(f.shots)]
			for j, p := range shot {
				b.WriteString(map[bool]string{true: "[", false: ","}[j == 0])
				fmt.Fprintf(&b, "[%.0f,%.0f,%.0f]", 1000*p.X, 1000*p.Y, 1000*p.Z)
			}
			b.WriteString("],")
		}
		return strings.TrimSuffix(b.String(), ",") + "]"
	}
	for name, file := range map[string]string{"own": own.String(), "bare lists": bare()} {
		t.Run(name, func(t *testing.T) {
			var src gesture.Source
			var err error
			peak := peakHeap(func() { src, err = gesture.Read(name, bytes.NewReader([]byte(file)), gesture.Options{}) })
			require.NoError(t, err)
			t.Logf("%d frames of %.1f MB took %.1f MB", src.Info().Frames, float64(len(file))/1e6, float64(peak)/1e6)
			require.Greater(t, peak, int64(len(file)), "what was read was held")
			require.LessOrEqual(t, peak, int64(20*len(file)+50e6))
		})
	}
}

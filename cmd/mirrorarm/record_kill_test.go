package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// chunksIn counts the chunks that a file holds whole, and tells where the last one ends, by
// the format's own words: an opcode, the length of what follows (8 bytes), and that.
func chunksIn(file []byte) (chunks int, end int64) {
	const magic, head, chunk = 8, 9, 6
	for at := magic; at+head <= len(file); {
		n := binary.LittleEndian.Uint64(file[at+1:])
		if uint64(at)+head+n > uint64(len(file)) {
			return chunks, end
		}
		op := file[at]
		at += head + int(n)
		if op == chunk {
			chunks, end = chunks+1, int64(at)
		}
	}
	return chunks, end
}

// A program that is killed at any moment of recording leaves a file that is repaired to
// all but the last chunk, and the session up to there is had again.
func TestKilledWhileRecording(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	rng := rand.New(rand.NewPCG(20, 9))
	moments, replayed := 4, 0
	if os.Getenv("MIRRORARM_SOAK") != "" {
		moments = 20
	}
	for i := range moments {
		c := startChild(t, t.TempDir(), "record --channels 64 --scene cups --source synth:grasp --duration 10h --out DIR/s.mcap")
		path := filepath.Join(c.dir, "s.mcap")
		for { // the mirror is there
			if info, err := os.Stat(path); err == nil && info.Size() > 0 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		time.Sleep(time.Duration(rng.IntN(2500)) * time.Millisecond)
		if i == 0 {
			code, _, errs := command(t, "record", "--channels", "64", "--duration", "1s", "--out", path)
			require.Equal(t, exitFailed, code, "two recorders on one file")
			require.Contains(t, errs, "is there already")
		}
		require.NoError(t, c.Process.Kill())
		_ = c.Wait()
		for range c.within(t, childPatience) {
		}
		left, err := os.ReadFile(path)
		require.NoError(t, err)
		chunks, end := chunksIn(left)

		fixed := reported(t, "record", "repair", path)
		require.EqualValues(t, chunks, fixed["chunks"], "all that were finished")
		require.Equal(t, false, fixed["whole"])
		require.LessOrEqual(t, fixed["lost_bytes"], float64(int64(len(left))-end))
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(whole, left[:9]))
		require.True(t, bytes.HasSuffix(whole, []byte("\x89MCAP0\r\n")))
		steps, _ := fixed["steps"].(float64)
		if chunks == 0 || steps > 4000 {
			continue // there is nothing, or too much to wait for
		}
		require.Greater(t, steps, 300.0*float64(chunks), "a chunk is of half a second or so")
		again := reported(t, "replay", path)
		require.Equal(t, true, again["identical"], "%v", again["first_difference"])
		require.Equal(t, fixed["steps"], again["steps"])
		replayed++
	}
	require.Positive(t, replayed)
}

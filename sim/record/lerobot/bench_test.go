package lerobot_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"

	"github.com/stretchr/testify/require"
)

// BenchmarkAdd is an episode of three seconds with all taxels.
func BenchmarkAdd(b *testing.B) {
	f := frames.Feature{Name: "observation.skin", Kind: frames.Float32, Shape: []int{3420}, Names: make([]string, 3420)}
	e := &frames.Episode{Task: "x", Columns: []frames.Column{{Feature: f}}}
	for range 150 * 3420 {
		e.Columns[0].Float32 = append(e.Columns[0].Float32, rand.Float32())
	}
	w, err := lerobot.Create(filepath.Join(b.TempDir(), "set"), lerobot.Options{FPS: 50, Features: []frames.Feature{f}})
	require.NoError(b, err)
	defer w.Discard()
	for b.Loop() {
		require.NoError(b, w.Add(e))
	}
}

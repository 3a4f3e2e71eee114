package lerobot_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"

	"github.com/stretchr/testify/require"
)

// schema is what meta/info.json has to have: by key, a value that must be equal, or a
// type. It is from LeRobot's own DatasetInfo.
var schema = map[string]any{
	"codebase_version": "v3.0", "robot_type": "test", "total_episodes": 12.0, "total_frames": 942.0, "total_tasks": 2.0,
	"chunks_size": 1000.0, "data_files_size_in_mb": 100.0, "video_files_size_in_mb": 200.0, "fps": 50.0,
	"splits":     map[string]any{"train": "0:12"},
	"data_path":  "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet",
	"video_path": nil,
}

func TestInfo(t *testing.T) {
	dir := written(t)
	text, err := os.ReadFile(filepath.Join(dir, "meta", "info.json"))
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(text, &got))
	list, ok := got["features"].(map[string]any)
	require.True(t, ok)
	delete(got, "features")
	require.Equal(t, schema, got)

	want := map[string][2]any{
		"action": {"float32", 2}, "observation.state": {"float32", 3}, "observation.window": {"float32", 6}, "next.reward": {"float32", 1}, "next.done": {"bool", 1},
		"time_s": {"float64", 1}, "timestamp": {"float32", 1}, "frame_index": {"int64", 1}, "episode_index": {"int64", 1},
		"index": {"int64", 1}, "task_index": {"int64", 1},
	}
	require.Len(t, list, len(want))
	for name, f := range want {
		got, ok := list[name].(map[string]any)
		require.True(t, ok, name)
		require.Len(t, got, 3)
		require.Equal(t, f[0], got["dtype"], name)
		shape, names := []any{float64(f[1].(int))}, f[1].(int)
		if name == "observation.window" {
			shape, names = []any{2.0, 3.0}, 2 // of the axes
		}
		require.Equal(t, shape, got["shape"], name)
		require.Len(t, got["names"], names, name)
	}
}

// files are the names in a folder, and below it.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	return names
}

func TestASetIsWholeOrNotThere(t *testing.T) {
	above := t.TempDir()
	dir := filepath.Join(above, "set")
	w, err := lerobot.Create(dir, lerobot.Options{FPS: fps, Features: columns()})
	require.NoError(t, err)
	require.NoError(t, w.Add(episode(0)))
	bad := episode(1)
	bad.Columns[1].Float32[4] /= 0
	require.ErrorContains(t, w.Add(bad), "episode 1, observation.state: element 1 of row 1 is +Inf")
	w.Discard()
	require.Empty(t, files(t, above))

	require.Equal(t, []string{dataName, episodesName, "meta/info.json", "meta/stats.json", tasksName}, files(t, written(t)))
}

func TestAFolderWithAnythingInItIsRefused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine"), []byte("mine"), 0o600))
	_, err := lerobot.Create(dir, lerobot.Options{FPS: fps, Features: columns()})
	require.EqualError(t, err, "cannot write into "+dir+": it is not empty (it has mine)")
	require.Equal(t, []string{"mine"}, files(t, dir))
}

func TestFeaturesThatNoReaderTakesAreRefused(t *testing.T) {
	for why, f := range map[string]frames.Feature{
		"without a slash":     frames.Scalar("a/b", frames.Float32),
		"there twice":         frames.Scalar("timestamp", frames.Float32),
		"has 2 names of 3":    {Name: "x", Kind: frames.Float32, Shape: []int{3}, Names: []string{"a", "b"}},
		"has no elements":     {Name: "x", Kind: frames.Float32, Shape: []int{0}},
		"want a name without": {Kind: frames.Float32, Shape: []int{1}, Names: []string{"x"}},
	} {
		_, err := lerobot.Create(filepath.Join(t.TempDir(), "set"), lerobot.Options{FPS: fps, Features: []frames.Feature{f}})
		require.ErrorContains(t, err, why)
	}
	_, err := lerobot.Create(filepath.Join(t.TempDir(), "set"), lerobot.Options{Features: columns()})
	require.ErrorContains(t, err, "0 frames per second")
	w, err := lerobot.Create(filepath.Join(t.TempDir(), "set"), lerobot.Options{FPS: fps, Features: columns()})
	require.NoError(t, err)
	require.ErrorContains(t, w.Finish(t.Context()), "no episodes")
	w.Discard()
}

func TestTheSameEpisodesAreTheSameBytes(t *testing.T) {
	a, b := written(t), written(t)
	for _, name := range files(t, a) {
		one, err := os.ReadFile(filepath.Join(a, name))
		require.NoError(t, err)
		other, err := os.ReadFile(filepath.Join(b, name))
		require.NoError(t, err)
		require.Equal(t, one, other, name)
	}
}

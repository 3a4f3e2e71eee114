package lerobot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"

	"github.com/stretchr/testify/require"
)

const fps = 50

// columns are the features of the test's set, of every kind.
func columns() []frames.Feature {
	return []frames.Feature{
		{Name: "action", Kind: frames.Float32, Shape: []int{2}, Names: []string{"turn", "bend"}},
		{Name: "observation.state", Kind: frames.Float32, Shape: []int{3}, Names: []string{"a", "b", "still"}},
		{Name: "observation.window", Kind: frames.Float32, Shape: []int{2, 3}, Names: []string{"frame", "number"}},
		frames.Scalar("next.reward", frames.Float32),
		frames.Scalar("next.done", frames.Bool),
		frames.Scalar("time_s", frames.Float64),
	}
}

// episode is one whose numbers follow from its own: of another length each.
func episode(n int) *frames.Episode {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	e := &frames.Episode{
		Number: n, Task: fmt.Sprintf("Do thing %d.", n%2),
		Facts: []frames.Fact{frames.Truth("success", n%3 != 0), frames.Number("varied/person", int64(n)), frames.Word("varied/scene", "cups")},
	}
	for _, f := range columns() {
		e.Columns = append(e.Columns, frames.Column{Feature: f})
	}
	rows := 40 + 7*n
	for t := range rows {
		e.Columns[0].Append(rng.NormFloat64(), float64(t))
		e.Columns[1].Append(rng.Float64(), math.Exp(3*rng.NormFloat64()), 0.25)
		for range 6 {
			e.Columns[2].Append(rng.NormFloat64())
		}
		e.Columns[3].Append(-float64(t) / 10)
		e.Columns[4].Bool = append(e.Columns[4].Bool, t == rows-1)
		e.Columns[5].Float64 = append(e.Columns[5].Float64, float64(t)*0.02+1e-9)
	}
	return e
}

const episodes = 12 // more than a row group of the table of episodes has

// written is a set of the test's episodes.
func written(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "set")
	w, err := lerobot.Create(dir, lerobot.Options{FPS: fps, Robot: "test", Features: columns()})
	require.NoError(t, err)
	defer w.Discard()
	for n := range episodes {
		require.NoError(t, w.Add(episode(n)))
	}
	require.NoDirExists(t, dir, "before it is whole")
	require.NoError(t, w.Finish(t.Context()))
	return dir
}

// parquetFile is what another program reads of a file.
type parquetFile struct {
	Rows    []map[string]any  `json:"rows"`
	Notes   map[string]string `json:"notes"`
	Groups  []int             `json:"groups"`
	Columns []struct {
		Path        []string `json:"path"`
		Type, Codec string
		Least, Most any
	} `json:"columns"`
}

// readByAnother has hyparquet read files of a set.
func readByAnother(t *testing.T, dir string, names ...string) []parquetFile {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("left out: node is not installed, by which hyparquet reads the set (Debian: apt-get install nodejs npm)")
	}
	if _, err := os.Stat(filepath.Join("npm", "node_modules", "hyparquet")); err != nil {
		t.Skip("left out: hyparquet is not installed, which reads the set (npm ci --prefix sim/record/lerobot/npm, as make test does)")
	}
	args := []string{filepath.Join("npm", "read.mjs")}
	for _, name := range names {
		args = append(args, filepath.Join(dir, filepath.FromSlash(name)))
	}
	cmd := exec.Command(node, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	files := make([]parquetFile, len(names))
	d := json.NewDecoder(bytes.NewReader(out))
	for i := range files {
		require.NoError(t, d.Decode(&files[i]))
	}
	return files
}

const (
	dataName     = "data/chunk-000/file-000.parquet"
	episodesName = "meta/episodes/chunk-000/file-000.parquet"
	tasksName    = "meta/tasks.parquet"
)

func TestAnotherProgramReadsTheRows(t *testing.T) {
	data := readByAnother(t, written(t), dataName)[0]
	require.Len(t, data.Groups, episodes, "a row group per episode")
	for _, c := range data.Columns {
		require.Equal(t, "SNAPPY", c.Codec, "%v", c.Path)
		if axes := len(c.Path) / 2; axes > 0 {
			require.Equal(t, append(c.Path[:1:1], slices.Repeat([]string{"list", "element"}, axes)...), c.Path, "lists of three levels")
		}
	}
	index := 0
	for n := range episodes {
		e := episode(n)
		require.Equal(t, e.Rows(), data.Groups[n])
		for row := range e.Rows() {
			got := data.Rows[index]
			require.Len(t, got, len(columns())+5, "the columns are the features")
			require.EqualValues(t, n, got["episode_index"])
			require.EqualValues(t, row, got["frame_index"])
			require.EqualValues(t, index, got["index"])
			require.EqualValues(t, n%2, got["task_index"])
			require.InDelta(t, float64(row)/fps, got["timestamp"], 1e-4, "LeRobot's own tolerance")
			require.Equal(t, float64(float32(float64(row)/fps)), got["timestamp"])
			for i := range e.Columns {
				requireCell(t, got[e.Columns[i].Name], &e.Columns[i], row)
			}
			index++
		}
	}
	require.Len(t, data.Rows, index)
}

// requireCell holds what another program reads against what was written.
func requireCell(t *testing.T, got any, c *frames.Column, row int) {
	t.Helper()
	switch {
	case c.Kind == frames.Bool:
		require.Equal(t, c.Bool[row], got)
	case c.IsScalar():
		require.Equal(t, c.At(row), got)
	default:
		list := []any{got}
		for _, n := range c.Shape {
			var inner []any
			for i := range list {
				one, ok := list[i].([]any)
				require.True(t, ok)
				require.Len(t, one, n)
				inner = append(inner, one...)
			}
			list = inner
		}
		for k := range list {
			require.Equal(t, c.At(row*c.Len()+k), list[k])
		}
	}
}

func TestAnotherProgramReadsTheTasks(t *testing.T) {
	tasks := readByAnother(t, written(t), tasksName)[0]
	require.Len(t, tasks.Rows, 2)
	for i, row := range tasks.Rows {
		require.Equal(t, map[string]any{"task": fmt.Sprintf("Do thing %d.", i), "task_index": float64(i)}, row)
	}
	var pandas struct {
		Index   []string `json:"index_columns"`
		Columns []struct {
			Name string `json:"name"`
		} `json:"columns"`
	}
	require.NoError(t, json.Unmarshal([]byte(tasks.Notes["pandas"]), &pandas))
	require.Equal(t, []string{"task"}, pandas.Index)
	require.Len(t, pandas.Columns, 2)
}

func TestAnotherProgramReadsTheEpisodes(t *testing.T) {
	dir := written(t)
	table := readByAnother(t, dir, episodesName)[0]
	require.Len(t, table.Rows, episodes)
	from := 0.0
	for n, row := range table.Rows {
		e := episode(n)
		require.EqualValues(t, n, row["episode_index"])
		require.Equal(t, []any{e.Task}, row["tasks"])
		require.EqualValues(t, e.Rows(), row["length"])
		require.EqualValues(t, from, row["dataset_from_index"])
		from += float64(e.Rows())
		require.EqualValues(t, from, row["dataset_to_index"])
		require.Equal(t, n%3 != 0, row["success"])
		require.EqualValues(t, n, row["varied/person"])
		require.Equal(t, "cups", row["varied/scene"])
		for _, name := range []string{"data/chunk_index", "data/file_index", "meta/episodes/chunk_index", "meta/episodes/file_index"} {
			require.EqualValues(t, 0, row[name])
		}
		for i := range e.Columns {
			stat := func(name string) []float64 { return numbers(t, row["stats/"+e.Columns[i].Name+"/"+name]) }
			requireStatistics(t, e.Columns[i].Name, stat, byChannel(e.Columns[i:i+1]), e.Rows())
		}
	}
}

func numbers(t *testing.T, v any) (out []float64) {
	t.Helper()
	list, ok := v.([]any)
	require.True(t, ok, "%v", v)
	for _, x := range list {
		number, ok := x.(float64)
		require.True(t, ok, "%v", x)
		out = append(out, number)
	}
	return out
}

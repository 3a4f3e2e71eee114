package frames_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mirrorarm/sim/record/frames"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawn is any episode: of every kind, of any shape and length, of any finite numbers.
func drawn(t *rapid.T) *frames.Episode {
	e := &frames.Episode{
		Number: rapid.IntRange(0, 1<<30).Draw(t, "number"), Task: rapid.String().Draw(t, "task"),
		Facts: []frames.Fact{
			frames.Truth("success", rapid.Bool().Draw(t, "success")),
			frames.Number("seed", rapid.Int64().Draw(t, "seed")), frames.Word("scene", rapid.String().Draw(t, "scene")),
		},
	}
	rows := rapid.IntRange(1, 40).Draw(t, "rows")
	for i := range rapid.IntRange(1, 5).Draw(t, "columns") {
		kind := rapid.SampledFrom([]frames.Kind{frames.Float32, frames.Float64, frames.Int64, frames.Bool}).Draw(t, "kind")
		shape := rapid.SampledFrom([][]int{{1}, {2}, {3}, {700}, {1, 1}, {2, 3}, {1, 4}, {4, 1}, {2, 1, 3}}).Draw(t, "shape")
		f := frames.Feature{Name: fmt.Sprintf("column %d.%s", 9-i, kind), Kind: kind, Shape: shape}
		n, names := f.Len(), f.Len()
		if len(shape) > 1 {
			names = len(shape)
		}
		for k := range names {
			f.Names = append(f.Names, fmt.Sprint(k))
		}
		c := frames.Column{Feature: f}
		for range rows * n {
			switch kind {
			case frames.Float32:
				c.Float32 = append(c.Float32, rapid.Float32().Draw(t, "v"))
			case frames.Float64:
				c.Float64 = append(c.Float64, rapid.Float64().Draw(t, "v"))
			case frames.Int64:
				c.Int64 = append(c.Int64, rapid.Int64().Draw(t, "v"))
			case frames.Bool:
				c.Bool = append(c.Bool, rapid.Bool().Draw(t, "v"))
			}
		}
		e.Columns = append(e.Columns, c)
	}
	if rapid.Bool().Draw(t, "pictures") {
		at := rapid.IntRange(0, len(e.Columns)).Draw(t, "at")
		e.Columns = slices.Insert(e.Columns, at, frames.Column{Feature: frames.Picture("images.x", 3, 2)})
		for i := range rows {
			e.Columns[at].Images = append(e.Columns[at].Images, coloured(3, 2, uint8(40*i)))
		}
	}
	return e
}

// coloured is a picture of one colour.
func coloured(width, height int, red uint8) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.NewUniform(color.RGBA{red, 7, 9, 255}), image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// What is saved comes back, into an episode that held another one.
func TestAnEpisodeComesBack(t *testing.T) {
	var used frames.Episode
	rapid.Check(t, func(t *rapid.T) {
		e := drawn(t)
		text, err := e.Bytes()
		require.NoError(t, err)
		require.NoError(t, used.Load(bytes.NewReader(text), int64(len(text))))
		require.Equal(t, e.Head(), used.Head())
		require.Equal(t, e.Features(), used.Features())
		for i := range e.Columns {
			want, got := &e.Columns[i], &used.Columns[i]
			require.Equal(t, want.Elements(), got.Elements())
			require.Equal(t, len(want.Images), len(got.Images))
			for k := range want.Images {
				require.True(t, bytes.Equal(want.Images[k], got.Images[k]), "%s, %d", want.Name, k)
			}
			for k := range want.Elements() * map[bool]int{true: 1}[want.Kind != frames.Image] {
				require.Equal(t, want.At(k), got.At(k), "%s, %d", want.Name, k)
			}
		}
		again, err := used.Bytes()
		require.NoError(t, err)
		require.True(t, bytes.Equal(text, again), "the same episode, the same bytes")
	})
}

// small is an episode of two rows.
func small() *frames.Episode {
	pair := frames.Feature{Name: "pair", Kind: frames.Float32, Shape: []int{2}, Names: []string{"a", "b"}}
	return &frames.Episode{
		Number: 3, Task: "Do it, now.", Facts: []frames.Fact{frames.Truth("success", true), frames.Number("seed", 7), frames.Word("scene", "cups")},
		Columns: []frames.Column{
			{Feature: pair, Float32: []float32{0.1, -2, 1e10, 0}},
			{Feature: frames.Scalar("done", frames.Bool), Bool: []bool{false, true}},
			{Feature: frames.Scalar("t", frames.Float64), Float64: []float64{0, 0.02}},
		},
	}
}

// A file that was cut short, or whose bytes are others, is an error or another
// episode, and no panic.
func TestDamagedFilesAreErrors(t *testing.T) {
	text, err := small().Bytes()
	require.NoError(t, err)
	var e frames.Episode
	for n := range text {
		require.Error(t, e.Load(bytes.NewReader(text[:n]), int64(n)), "cut at %d", n)
	}
	for n := range text {
		other := bytes.Clone(text)
		other[n] ^= 0x55
		require.NotPanics(t, func() { _ = e.Load(bytes.NewReader(other), int64(len(other))) }, "byte %d", n)
	}
	path := filepath.Join(t.TempDir(), "other")
	require.NoError(t, os.WriteFile(path, []byte("something else"), 0o600))
	require.ErrorContains(t, e.LoadFile(path), path)
	_, err = frames.ReadHead(path)
	require.ErrorContains(t, err, path)
}

func TestNumbersThatNobodyCanLearnFromAreRefused(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		e := small()
		e.Columns[0].Float32[3] = float32(v)
		require.EqualError(t, e.Check(), fmt.Sprintf("episode 3, pair: element 1 of row 1 is %g, want a finite number", v))
		e = small()
		e.Columns[2].Float64[0] = v
		require.ErrorContains(t, e.Check(), "t: element 0 of row 0")
	}
	e := small()
	e.Columns[1].Bool = e.Columns[1].Bool[:1]
	require.EqualError(t, e.Check(), "episode 3, done: 1 elements, want 2 rows of 1")
	require.EqualError(t, (&frames.Episode{}).Check(), "episode 0 has no rows")
	e = small()
	e.Columns = append(e.Columns, frames.Column{Feature: frames.Picture("images.x", 3, 2), Images: [][]byte{coloured(3, 2, 1), coloured(2, 3, 1)}})
	require.EqualError(t, e.Check(), "episode 3, images.x: the picture of row 1: 2 × 3, want 3 × 2")
	e.Columns[3].Images[1] = []byte("no picture")
	require.ErrorContains(t, e.Check(), "images.x: the picture of row 1: ")
	_, err := frames.CreateCSVSet(filepath.Join(t.TempDir(), "set"), e.Features())
	require.EqualError(t, err, "images.x: a table in CSV has no pictures")
}

// The plain sets, as a person reads them.
func TestASetAsCSV(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	s, err := frames.CreateCSVSet(dir, small().Features())
	require.NoError(t, err)
	defer s.Discard()
	require.NoError(t, s.Add(small()))
	require.NoError(t, s.Add(small()))
	require.NoDirExists(t, dir)
	require.NoError(t, s.Finish(t.Context()))
	require.Equal(t, strings.TrimLeft(`
episode_index,frame_index,pair.a,pair.b,done,t
0,0,0.1,-2,false,0
0,1,1e+10,0,true,0.02
1,0,0.1,-2,false,0
1,1,1e+10,0,true,0.02
`, "\n"), contents(t, filepath.Join(dir, "frames.csv")))
	require.Equal(t, strings.TrimLeft(`
episode_index,task,length,success,seed,scene
0,"Do it, now.",2,true,7,cups
1,"Do it, now.",2,true,7,cups
`, "\n"), contents(t, filepath.Join(dir, "episodes.csv")))
}

func TestASetAsParquet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	s, err := frames.CreateParquetSet(dir, small().Features())
	require.NoError(t, err)
	defer s.Discard()
	for range 3 {
		require.NoError(t, s.Add(small()))
	}
	other := small()
	other.Columns = other.Columns[1:]
	require.ErrorContains(t, s.Add(other), "2 columns, want 3")
	require.NoError(t, s.Finish(t.Context()))
	text := contents(t, filepath.Join(dir, "frames.parquet"))
	features := append([]frames.Feature{frames.Scalar("episode_index", frames.Int64), frames.Scalar("frame_index", frames.Int64)}, small().Features()...)
	r, err := frames.Open(strings.NewReader(text), int64(len(text)), features)
	require.NoError(t, err)
	require.Equal(t, 3, r.Groups(), "one per episode")
	var e frames.Episode
	require.NoError(t, r.Read(&e, 2))
	require.Equal(t, []int64{2, 2}, e.Column("episode_index").Int64)
	require.Equal(t, []int64{0, 1}, e.Column("frame_index").Int64)
	require.Equal(t, small().Column("pair").Float32, e.Column("pair").Float32)
	require.Nil(t, e.Column("none"))
	_, err = frames.Open(strings.NewReader(text), int64(len(text)), features[1:])
	require.ErrorContains(t, err, "5 columns, want 4")
	features[2].Kind = frames.Float64
	_, err = frames.Open(strings.NewReader(text), int64(len(text)), features)
	require.ErrorContains(t, err, "want pair of float64")
}

func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

package lerobot_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/lerobot"

	"github.com/stretchr/testify/require"
)

const pictureKey = "observation.images.front"

// seenEpisode is an episode with a picture in each row: halves of two colours, which
// follow from the episode's number and the row's.
func seenEpisode(t *testing.T, n, width, height int) *frames.Episode {
	t.Helper()
	e := episode(n)
	e.Columns = append(e.Columns, frames.Column{Feature: frames.Picture(pictureKey, width, height)})
	c := &e.Columns[len(e.Columns)-1]
	for row := range e.Rows() {
		img := image.NewRGBA(image.Rect(0, 0, width, height))
		for y := range height {
			for x := range width {
				img.Set(x, y, seenColour(n, row, x >= width/2))
			}
		}
		var out bytes.Buffer
		require.NoError(t, png.Encode(&out, img))
		c.Images = append(c.Images, out.Bytes())
	}
	return e
}

func seenColour(n, row int, right bool) color.RGBA {
	if right {
		return color.RGBA{uint8(10 + 2*row), uint8(20 * n), 90, 255}
	}
	return color.RGBA{200, uint8(255 - row), uint8(100 + 20*n), 255}
}

const seenEpisodes = 3

func writtenWithPictures(t *testing.T, width, height int, film bool) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "set")
	list := append(columns(), frames.Picture(pictureKey, width, height))
	w, err := lerobot.Create(dir, lerobot.Options{FPS: fps, Robot: "test", Features: list, Film: film})
	require.NoError(t, err)
	defer w.Discard()
	for n := range seenEpisodes {
		require.NoError(t, w.Add(seenEpisode(t, n, width, height)))
	}
	require.NoError(t, w.Finish(t.Context()))
	return dir
}

// told reads a JSON file of a set.
func told(t *testing.T, dir, name string) (v map[string]any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "meta", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &v))
	return v
}

func at(t *testing.T, v any, keys ...string) any {
	t.Helper()
	for _, key := range keys {
		object, ok := v.(map[string]any)
		require.True(t, ok, key)
		v, ok = object[key]
		require.True(t, ok, key)
	}
	return v
}

func TestAnotherProgramReadsThePictures(t *testing.T) {
	dir := writtenWithPictures(t, 6, 4, false)
	info := told(t, dir, "info.json")
	require.Nil(t, info["video_path"])
	require.Equal(t, map[string]any{
		"dtype": "image", "shape": []any{4.0, 6.0, 3.0}, "names": []any{"height", "width", "channels"},
	}, at(t, info, "features", pictureKey))
	data := readByAnother(t, dir, dataName)[0]
	require.Len(t, data.Groups, seenEpisodes)
	index := 0
	for n := range seenEpisodes {
		want := seenEpisode(t, n, 6, 4).Columns[len(columns())].Images
		for row := range want {
			got := data.Rows[index]
			require.Len(t, got, len(columns())+6)
			require.EqualValues(t, index, got["index"], "the columns behind the picture's are theirs")
			picture, err := base64.StdEncoding.DecodeString(at(t, got, pictureKey, "bytes").(string))
			require.NoError(t, err)
			require.True(t, bytes.Equal(want[row], picture))
			require.Equal(t, fmt.Sprintf("frame-%06d.png", row), at(t, got, pictureKey, "path"))
			index++
		}
	}
}

// Statistics of pictures are shares of full scale, one number a colour, as LeRobot has
// them: [colour][1][1].
func TestStatisticsOfPictures(t *testing.T) {
	dir := writtenWithPictures(t, 6, 4, false)
	var all [3][]float64
	table := readByAnother(t, dir, episodesName)[0]
	rows := 0
	for n := range seenEpisodes {
		var own [3][]float64
		length := episode(n).Rows()
		for row := range length {
			for range 12 {
				for _, right := range []bool{false, true} {
					c := seenColour(n, row, right)
					for ch, v := range [3]uint8{c.R, c.G, c.B} {
						own[ch] = append(own[ch], float64(v)/255)
						all[ch] = append(all[ch], float64(v)/255)
					}
				}
			}
		}
		rows += length
		stat := func(name string) []float64 { return flat(t, table.Rows[n]["stats/"+pictureKey+"/"+name], name) }
		requireStatistics(t, pictureKey, stat, own[:], length)
	}
	stats := told(t, dir, "stats.json")
	requireStatistics(t, pictureKey, func(name string) []float64 { return flat(t, at(t, stats, pictureKey, name), name) }, all[:], rows)
}

// flat is a statistic of pictures, whose shape it holds against LeRobot's.
func flat(t *testing.T, v any, name string) (out []float64) {
	t.Helper()
	list, ok := v.([]any)
	require.True(t, ok)
	if name == "count" {
		return []float64{list[0].(float64)}
	}
	require.Len(t, list, 3)
	for _, ch := range list {
		line := ch.([]any)
		require.Len(t, line, 1)
		point := line[0].([]any)
		require.Len(t, point, 1)
		out = append(out, point[0].(float64))
	}
	return out
}

// Of many rows LeRobot looks at some, and of large pictures at every so manyth point.
func TestStatisticsOfManyLargePictures(t *testing.T) {
	const rows, width = 160, 640
	feature := frames.Picture(pictureKey, width, 8)
	dir := filepath.Join(t.TempDir(), "set")
	w, err := lerobot.Create(dir, lerobot.Options{FPS: fps, Features: []frames.Feature{feature}})
	require.NoError(t, err)
	defer w.Discard()
	c := frames.Column{Feature: feature}
	for row := range rows {
		img := image.NewGray(image.Rect(0, 0, width, 8))
		for i := range img.Pix {
			img.Pix[i] = 255 // where nobody looks
			if x, y := i%width, i/width; x%4 == 0 && y%4 == 0 {
				img.Pix[i] = uint8(row)
			}
		}
		var out bytes.Buffer
		require.NoError(t, png.Encode(&out, img))
		c.Images = append(c.Images, out.Bytes())
	}
	require.NoError(t, w.Add(&frames.Episode{Task: "x", Columns: []frames.Column{c}}))
	require.NoError(t, w.Finish(t.Context()))
	stats := told(t, dir, "stats.json")
	stat := func(name string) float64 { return flat(t, at(t, stats, pictureKey, name), name)[0] }
	require.Equal(t, 100.0, stat("count"))
	require.Equal(t, 0.0, stat("min"))
	require.Equal(t, 159.0/255, stat("max"), "the last row is looked at, and its points on the grid alone")
	require.InDelta(t, 79.5/255, stat("mean"), 0.3/255)
}

// requireFFmpeg leaves a test out where it is not there.
func requireFFmpeg(t *testing.T) string {
	t.Helper()
	tool, err := lerobot.FilmTool()
	if err != nil {
		t.Skip("left out: " + err.Error())
	}
	return tool
}

func TestFilms(t *testing.T) {
	tool := requireFFmpeg(t)
	const width, height = 64, 32
	dir := writtenWithPictures(t, width, height, true)
	const film = "videos/" + pictureKey + "/chunk-000/file-000.mp4"
	require.Equal(t, []string{dataName, episodesName, "meta/info.json", "meta/stats.json", tasksName, film}, files(t, dir))
	info := told(t, dir, "info.json")
	require.Equal(t, "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4", info["video_path"])
	require.Equal(t, map[string]any{
		"dtype": "video", "shape": []any{32.0, 64.0, 3.0}, "names": []any{"height", "width", "channels"},
		"info": map[string]any{
			"video.height": 32.0, "video.width": 64.0, "video.codec": "h264", "video.pix_fmt": "yuv420p", "video.is_depth_map": false,
			"video.fps": 50.0, "video.channels": 3.0, "has_audio": false,
		},
	}, at(t, info, "features", pictureKey))
	require.Len(t, at(t, told(t, dir, "stats.json"), pictureKey, "q99"), 3)

	raw, err := exec.Command(tool, "-loglevel", "error", "-i", filepath.Join(dir, filepath.FromSlash(film)), "-f", "rawvideo", "-pix_fmt", "rgb24", "-").Output()
	require.NoError(t, err)
	const size = 3 * width * height
	rows := 0
	tables := readByAnother(t, dir, dataName, episodesName)
	for n, row := range tables[1].Rows {
		length := episode(n).Rows()
		number := func(name string) float64 { return row["videos/"+pictureKey+"/"+name].(float64) }
		require.Zero(t, number("chunk_index"))
		require.Zero(t, number("file_index"))
		require.InDelta(t, float64(rows)/fps, number("from_timestamp"), 1e-9)
		require.InDelta(t, float64(rows+length)/fps, number("to_timestamp"), 1e-9)
		for i := range length {
			shown := raw[int(math.Round(number("from_timestamp")*fps)+float64(i))*size:][:size]
			for _, right := range []bool{false, true} {
				x, want := width/4, seenColour(n, i, right)
				if right {
					x = 3 * width / 4
				}
				for ch, v := range [3]uint8{want.R, want.G, want.B} {
					require.InDelta(t, v, shown[3*(height/2*width+x)+ch], 8, "episode %d, row %d", n, i)
				}
			}
		}
		rows += length
	}
	require.Len(t, raw, rows*size)
	require.Len(t, tables[0].Rows, rows)
	require.NotContains(t, tables[0].Rows[0], pictureKey, "films are no column")
	require.Len(t, tables[0].Rows[0], len(columns())+5)
}

func TestFilmsThatCannotBeMade(t *testing.T) {
	requireFFmpeg(t)
	dir := filepath.Join(t.TempDir(), "set")
	list := []frames.Feature{frames.Picture(pictureKey, 6, 4)}
	w, err := lerobot.Create(dir, lerobot.Options{FPS: fps, Features: list, Film: true})
	require.NoError(t, err)
	e := seenEpisode(t, 0, 6, 4)
	e.Columns = e.Columns[len(e.Columns)-1:]
	e.Columns[0].Images[3] = bytes.Replace(e.Columns[0].Images[3], []byte("IDAT"), []byte("IDXX"), 1)
	require.Error(t, w.Add(e), "no picture")
	w.Discard()
	require.Empty(t, files(t, filepath.Dir(dir)))

	t.Setenv("PATH", "")
	_, err = lerobot.Create(dir, lerobot.Options{FPS: fps, Features: list, Film: true})
	require.ErrorContains(t, err, "ffmpeg, which is not installed (Debian: apt-get install ffmpeg")
	require.NoDirExists(t, dir)
}

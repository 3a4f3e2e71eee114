package dataset_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record/frames"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// recipe is a small one: reaching, at a low rate, without the skin.
func recipe(episodes int) dataset.Recipe {
	return dataset.Recipe{
		Task: "reach", Episodes: episodes, Seed: 5, Vary: dataset.Variations(), FPS: 20,
		State: []string{dataset.StateJoints}, Observe: []string{dataset.SeeEnvironment}, To: "lerobot", Build: "test",
	}
}

func maker(t *testing.T, r dataset.Recipe) *dataset.Maker {
	t.Helper()
	m, err := dataset.NewMaker(r, nil)
	require.NoError(t, err)
	return m
}

func newPart(t *testing.T, m *dataset.Maker) *dataset.Part {
	t.Helper()
	p, err := dataset.CreatePart(filepath.Join(t.TempDir(), "part"), m.Recipe())
	require.NoError(t, err)
	return p
}

func quiet(frames.Head, bool) {}

// assembled joins parts into a new set.
func assembled(t *testing.T, parts ...*dataset.Part) (string, dataset.Joined) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "set")
	j, err := dataset.Assemble(t.Context(), parts, dir, func(float64) {})
	require.NoError(t, err)
	return dir, j
}

// tree is a folder's files and what is in them.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(text)
		return err
	}))
	return files
}

func requireSame(t *testing.T, want, got map[string]string) {
	t.Helper()
	require.Len(t, got, len(want))
	for name := range want {
		require.True(t, want[name] == got[name], "%s differs", name)
	}
}

// A set is the same bytes, alone in order by one worker, in shards by two in another
// order, and after an interruption.
func TestASetDoesNotDependOnWhoMadeIt(t *testing.T) {
	const n, shards = 10, 3
	m := maker(t, recipe(n))
	alone := newPart(t, m)
	require.NoError(t, dataset.Generate(t.Context(), m, alone, dataset.Shard{N: 1}.Numbers(n), 1, quiet))
	set, j := assembled(t, alone)
	require.Empty(t, j.Missing)
	require.Equal(t, n, j.Episodes)
	want := tree(t, set)
	require.Len(t, want, 6)

	m = maker(t, recipe(n))
	var parts []*dataset.Part
	for i := range shards {
		numbers := dataset.Shard{I: i, N: shards}.Numbers(n)
		slices.Reverse(numbers)
		parts = append(parts, newPart(t, m))
		require.NoError(t, dataset.Generate(t.Context(), m, parts[i], numbers, 2, quiet))
	}
	slices.Reverse(parts)
	set, _ = assembled(t, append(parts, parts[0])...) // one of them twice
	requireSame(t, want, tree(t, set))

	ctx, stop := context.WithCancel(t.Context())
	broken, made := newPart(t, m), 0
	err := dataset.Generate(ctx, m, broken, dataset.Shard{N: 1}.Numbers(n), 2, func(frames.Head, bool) {
		if made++; made == 3 {
			stop()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	numbers, err := broken.Numbers()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(numbers), 3)
	require.Less(t, len(numbers), n)
	require.NoError(t, os.WriteFile(broken.Path(numbers[0]), []byte("cut short"), 0o600))
	found := 0
	again, err := dataset.CreatePart(broken.Dir(), m.Recipe())
	require.NoError(t, err)
	require.NoError(t, dataset.Generate(t.Context(), m, again, dataset.Shard{N: 1}.Numbers(n), 2, func(_ frames.Head, made bool) {
		if !made {
			found++
		}
	}))
	require.Equal(t, len(numbers)-1, found, "the damaged one is made again, the others are not")
	set, _ = assembled(t, again)
	requireSame(t, want, tree(t, set))
}

func TestMissingEpisodesAreNamed(t *testing.T) {
	m := maker(t, recipe(7))
	part := newPart(t, m)
	require.NoError(t, dataset.Generate(t.Context(), m, part, []int{0, 2, 3, 6}, 2, quiet))
	_, j := assembled(t, part)
	require.Equal(t, []int{1, 4, 5}, j.Missing)
	require.Equal(t, 4, j.Episodes)
}

func TestPartsOfDifferentSetsAreNotMixed(t *testing.T) {
	const n = 3
	own := maker(t, recipe(n))
	part := newPart(t, own)
	require.NoError(t, dataset.Generate(t.Context(), own, part, []int{0}, 1, quiet))
	for what, change := range map[string]func(r *dataset.Recipe){
		"build is test in one and another in the other": func(r *dataset.Recipe) { r.Build = "another" },
		"seed is 5 in one and 6 in the other":           func(r *dataset.Recipe) { r.Seed = 6 },
		"fps is 20 in one":                              func(r *dataset.Recipe) { r.FPS = 25 },
		"vary is ":                                      func(r *dataset.Recipe) { r.Vary = nil },
		"pictures is none in one and 32x32":             func(r *dataset.Recipe) { r.Pictures = "32x32" },
		"task is reach":                                 func(r *dataset.Recipe) { r.Task = "grasp" },
		"one is of 3 episodes, the other of 4":          func(r *dataset.Recipe) { r.Episodes = 4 },
	} {
		r := recipe(n)
		change(&r)
		other, err := dataset.CreatePart(filepath.Join(t.TempDir(), "part"), r)
		require.NoError(t, err)
		_, err = dataset.Assemble(t.Context(), []*dataset.Part{part, other}, filepath.Join(t.TempDir(), "set"), func(float64) {})
		require.ErrorContains(t, err, "are not of one set")
		require.ErrorContains(t, err, what)
		if r.Episodes == n {
			_, err = dataset.CreatePart(part.Dir(), r)
			require.ErrorContains(t, err, "has episodes of another set")
		}
	}
	_, err := dataset.OpenPart(t.TempDir())
	require.ErrorContains(t, err, "is no part of a data set: it has no part.json")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine"), nil, 0o600))
	_, err = dataset.CreatePart(dir, recipe(n))
	require.ErrorContains(t, err, "it is not empty")
}

// What an episode tells of itself is so: each variation changes what it is said to
// change, alone.
func TestVariations(t *testing.T) {
	r := recipe(100)
	r.Vary = nil
	first := r.Variation(0)
	for n := range 20 {
		require.Equal(t, first, r.Variation(n), "nothing varies")
	}
	all := recipe(100)
	for _, what := range dataset.Variations() {
		r.Vary = []string{what}
		seen := map[dataset.Variation]bool{}
		for n := range 40 {
			v, full := r.Variation(n), all.Variation(n)
			seen[v] = true
			want := first
			switch what {
			case dataset.VaryPerson:
				want.Person = full.Person
			case dataset.VarySeed:
				want.Seed = full.Seed
			case dataset.VaryScene:
				want.Scene = full.Scene
			case dataset.VaryNoise:
				want.Noise = full.Noise
			}
			require.Equal(t, want, v, "%s, and nothing else, as when all is varied", what)
		}
		require.GreaterOrEqual(t, len(seen), 4, what)
	}
}

// The seeds of every variation reach the episode.
func TestWhatVariesChangesTheRows(t *testing.T) {
	testdata.Long(t)
	r := recipe(50)
	r.Task, r.FPS, r.Observe = "grasp", 10, []string{dataset.SeeEnvironment, dataset.SeeTemperature}
	make := func(vary ...string) *frames.Episode {
		r.Vary = vary
		n := slices.IndexFunc([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, func(n int) bool {
			v := r.Variation(n)
			return len(vary) == 0 || v.Scene > 0 || v.Person > 0 || v.Seed != r.Seed>>1 || v.Noise != r.Seed>>1
		})
		e, err := maker(t, r).Worker().Make(t.Context(), n)
		require.NoError(t, err)
		return e
	}
	plain := make()
	require.Equal(t, plain.Columns, make().Columns)
	const things, warmth = "observation.environment_state", "observation.temperature"
	for _, what := range dataset.Variations() {
		e := make(what)
		same := func(name string) bool { return slices.Equal(plain.Column(name).Float32, e.Column(name).Float32) }
		start := func(e *frames.Episode) []float32 { return e.Column(things).Float32[:7] }
		require.Equal(t, what == dataset.VarySeed, !slices.Equal(start(plain), start(e)), "%s: where the thing is at the start", what)
		require.False(t, same(things) && same(warmth), what)
	}
}

func TestRowsAreWhatTheyAreSaidToBe(t *testing.T) {
	r := recipe(1)
	r.Task, r.FPS = "grasp", 50
	r.State, r.Observe = []string{dataset.StateSpeeds, dataset.StateJoints}, dataset.Sights()
	m := maker(t, r)
	e, err := m.Worker().Make(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, m.Features(), e.Features())
	lengths := map[string]int{}
	for _, f := range e.Features() {
		lengths[f.Name] = f.Len()
	}
	require.Equal(t, 576, lengths["observation.glove"])
	require.Equal(t, 1140*3, lengths["observation.skin"])
	state, action := e.Column("observation.state"), e.Column("action")
	joints := action.Len()
	require.Equal(t, 2*joints, state.Len(), "positions, then speeds, in whatever order they were asked for")
	require.Equal(t, action.Names, state.Names[:joints])
	last := e.Rows() - 1
	for row := range e.Rows() {
		require.InDelta(t, float64(row)*0.02, e.Column("time_s").Float64[row], 1e-9)
		require.Equal(t, row == last, e.Column("next.done").Bool[row])
		require.Equal(t, row == last, e.Column("next.success").Bool[row], "the script takes the cup")
	}
	// What was sent after an observation shows in the next one, not in that one.
	const arm = 7 // joints that nothing stops, as the cup does the fingers
	apart := func(later int) (sum float64) {
		for row := 1; row < last; row++ {
			for j := range arm {
				sum += abs(action.At(row*joints+j) - state.At((row+later)*state.Len()+j))
			}
		}
		return sum
	}
	require.Less(t, apart(1), apart(0)/2)
	require.Less(t, apart(0), apart(-1))

	// Each window is the one before it, moved by the frames that have come since: one or
	// two in 20 ms at 91 Hz.
	window := e.Column("observation.skin_window")
	require.Equal(t, []int{8, 1140 * 3}, window.Shape)
	frame := func(row, k int) []float32 { return window.Float32[(row*8+k)*3420:][:3420] }
	require.Equal(t, e.Column("observation.skin").Float32[:3420], frame(0, 7))
	require.Equal(t, frame(0, 0), frame(0, 7), "the first frame stands in for those before it")
	moved := map[int]int{}
	for row := 1; row < e.Rows(); row++ {
		by := 0
		for by < 8 && !slices.Equal(window.Float32[((row-1)*8+by)*3420:][:(8-by)*3420], window.Float32[row*8*3420:][:(8-by)*3420]) {
			by++
		}
		moved[by]++
	}
	require.Greater(t, moved[1]+moved[2], e.Rows()*3/4, "%v", moved)
	require.Greater(t, moved[2], e.Rows()/2, "%v", moved)
	newest := e.Column("observation.skin").Float32[last*3420:]
	near := 0
	for i, v := range frame(last, 7) {
		if abs(float64(v-newest[i])) < 0.5 {
			near++
		}
	}
	require.Greater(t, near, 3420*9/10)
}

// watch is a camera whose picture says when it was taken, by which worker's, and from
// where the robot's palm was; it sees the past in what it drew before.
type watch struct {
	size  dataset.Size
	last  float64
	drawn byte
}

func (w *watch) Take(s *mirror.Snapshot) *image.RGBA {
	if s.Time <= w.last {
		w.drawn = 0
	}
	w.last = s.Time
	img := image.NewRGBA(image.Rect(0, 0, w.size.Width, w.size.Height))
	ms := int(math.Round(1000 * s.Time))
	for i := range w.size.Width * w.size.Height {
		img.Set(i%w.size.Width, i/w.size.Width, color.RGBA{byte(ms >> 8), byte(ms), w.drawn, 255})
	}
	w.drawn++
	return img
}

func (w *watch) Close() {}

func watches(_ mirror.Description, _ bool, size dataset.Size) (dataset.Camera, error) {
	return &watch{size: size}, nil
}

// Pictures are of their rows' moments, whatever the camera saw in episodes before.
func TestPictures(t *testing.T) {
	r := recipe(3)
	r.Pictures, r.Vary = "20x16", []string{dataset.VarySeed}
	_, err := dataset.NewMaker(r, nil)
	require.ErrorContains(t, err, "nobody takes any")
	m, err := dataset.NewMaker(r, watches)
	require.NoError(t, err)
	w := m.Worker()
	defer w.Close()
	for n := range 3 {
		e, err := w.Make(t.Context(), n)
		require.NoError(t, err)
		require.Equal(t, m.Features(), e.Features())
		c := e.Column("observation.images.front")
		require.Equal(t, []int{16, 20, 3}, c.Shape)
		require.Len(t, c.Images, e.Rows())
		for row, picture := range c.Images {
			img, err := png.Decode(bytes.NewReader(picture))
			require.NoError(t, err)
			at := img.At(7, 7).(color.RGBA)
			require.Equal(t, row*50, int(at.R)<<8+int(at.G))
			require.Equal(t, byte(row), at.B)
		}
	}
	part := newPart(t, m)
	require.NoError(t, dataset.Generate(t.Context(), m, part, []int{0, 1, 2}, 2, quiet))
	set, _ := assembled(t, part)
	require.Contains(t, tree(t, set)["meta/info.json"], `"dtype": "image"`)
}

func abs(x float64) float64 { return max(x, -x) }

func TestBadRecipesAreRefused(t *testing.T) {
	for why, change := range map[string]func(r *dataset.Recipe){
		"unknown, want one of mirror": func(r *dataset.Recipe) { r.Task = "dance" },
		"0 episodes":                  func(r *dataset.Recipe) { r.Episodes = 0 },
		"30 frames per second":        func(r *dataset.Recipe) { r.FPS = 30 },
		"5 frames per second":         func(r *dataset.Recipe) { r.FPS = 5 },
		`vary "hair": unknown`:        func(r *dataset.Recipe) { r.Vary = []string{"hair"} },
		`observe "all": unknown`:      func(r *dataset.Recipe) { r.Observe = []string{"all"} },
		"state: want some of joints":  func(r *dataset.Recipe) { r.State = nil },
		"want skin_window:K":          func(r *dataset.Recipe) { r.Observe = []string{"skin_window:33"} },
		`"skin_window:x": want`:       func(r *dataset.Recipe) { r.Observe = []string{"skin_window:x"} },
		`"skin_window:0": want`:       func(r *dataset.Recipe) { r.Observe = []string{"skin_window:0"} },
		`pictures "320": want`:        func(r *dataset.Recipe) { r.Pictures = "320" },
		`pictures "320x8": want`:      func(r *dataset.Recipe) { r.Pictures = "320x8" },
		`pictures "9999x99": want`:    func(r *dataset.Recipe) { r.Pictures = "9999x99" },
		"video: want pictures":        func(r *dataset.Recipe) { r.Video = true },
		"want an even width":          func(r *dataset.Recipe) { r.Video, r.Pictures = true, "321x240" },
		"CSV has none":                func(r *dataset.Recipe) { r.To, r.Pictures = "csv", "320x240" },
		"want lerobot":                func(r *dataset.Recipe) { r.To, r.Pictures, r.Video = "parquet", "320x240", true },
		"of 4 frames and of 8":        func(r *dataset.Recipe) { r.Observe = []string{"skin_window:4", "skin_window"} },
		`format "zip"`:                func(r *dataset.Recipe) { r.To = "zip" },
	} {
		r := recipe(3)
		change(&r)
		_, err := dataset.NewMaker(r, nil)
		require.ErrorContains(t, err, why)
	}
}

func TestShards(t *testing.T) {
	env := map[string]string{}
	get := func(name string) string { return env[name] }
	refused := func(text, why string) {
		t.Helper()
		_, err := dataset.ParseShard(text, get)
		require.ErrorContains(t, err, why)
	}
	is := func(text string, i, n int) {
		t.Helper()
		s, err := dataset.ParseShard(text, get)
		require.NoError(t, err)
		require.Equal(t, dataset.Shard{I: i, N: n}, s)
	}
	is("0/5", 0, 5)
	is("4/5", 4, 5)
	for _, text := range []string{"5/5", "-1/5", "0/0"} {
		refused(text, "want one from 0 to N−1")
	}
	for _, text := range []string{"", "3", "a/b", "1/", "/3"} {
		refused(text, "want I/N")
	}
	refused("auto", `SLURM_ARRAY_TASK_ID is ""`)
	refused("auto/5", `JOB_COMPLETION_INDEX is ""`)
	refused("auto/x", `"x" is no number of parts`)
	env = map[string]string{"SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_MAX": "14", "SLURM_ARRAY_TASK_COUNT": "5"}
	is("auto", 2, 5)
	env["SLURM_ARRAY_TASK_MAX"] = "18"
	refused("auto", "without gaps, by a step of 1")
	env["JOB_COMPLETION_INDEX"] = "3"
	is("auto/5", 3, 5)
	refused("auto/3", "part 3 of 3")

	seen := make([]int, 23)
	for i := range 5 {
		for _, n := range (dataset.Shard{I: i, N: 5}).Numbers(23) {
			seen[n]++
		}
	}
	for n := range seen {
		require.Equal(t, 1, seen[n], "episode %d is in one shard", n)
	}
}

// Assembling that is interrupted leaves nothing, nor does a damaged part.
func TestASetThatIsNotFinishedIsNotThere(t *testing.T) {
	for _, to := range dataset.Formats() {
		r := recipe(4)
		r.To, r.Vary = to, []string{dataset.VarySeed}
		m := maker(t, r)
		part := newPart(t, m)
		require.NoError(t, dataset.Generate(t.Context(), m, part, []int{0, 1, 2, 3}, 2, quiet))
		above := t.TempDir()
		ctx, stop := context.WithCancel(t.Context())
		_, err := dataset.Assemble(ctx, []*dataset.Part{part}, filepath.Join(above, "set"), func(share float64) {
			if share > 0.4 {
				stop()
			}
		})
		require.ErrorIs(t, err, context.Canceled)
		require.NoError(t, os.WriteFile(part.Path(2), []byte("cut short"), 0o600))
		_, err = dataset.Assemble(t.Context(), []*dataset.Part{part}, filepath.Join(above, "set"), func(float64) {})
		require.ErrorContains(t, err, part.Path(2))
		require.Empty(t, tree(t, above))
	}
}

// Assembling needs memory for an episode, not for the set.
func TestMemoryOfAssembling(t *testing.T) {
	testdata.Long(t)
	r := recipe(400)
	m := maker(t, r)
	part := newPart(t, m)
	e := &frames.Episode{Task: "x", Facts: []frames.Fact{frames.Truth("success", true)}}
	wide := frames.Feature{Name: "observation.skin", Kind: frames.Float32, Shape: []int{500}, Names: make([]string, 500)}
	e.Columns = []frames.Column{{Feature: wide}}
	for i := range 200 * 500 {
		e.Columns[0].Float32 = append(e.Columns[0].Float32, float32(i%977))
	}
	most := func(episodes int) (bytes uint64) {
		for n := range episodes {
			e.Number = n
			text, err := e.Bytes()
			require.NoError(t, err)
			require.NoError(t, part.Put(n, text))
		}
		dir := filepath.Join(t.TempDir(), "set")
		_, err := dataset.Assemble(t.Context(), []*dataset.Part{part}, dir, func(float64) {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			bytes = max(bytes, m.HeapAlloc)
		})
		require.NoError(t, err)
		return bytes
	}
	few, many := most(12), most(60) // 5 MB and 24 MB of rows, more than a row group of the table of episodes
	require.Less(t, many, few+1<<20)
}

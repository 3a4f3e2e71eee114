package export_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/dataset"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/export"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// seen is what a mirror had after a step, copied from its own record and not from a file.
type seen struct {
	time                       float64
	position, velocity, target []float64
	glove                      []uint16
	skin                       [][3]float64
	things                     map[string][7]float64
	temperature, vibration     []float64
	fresh, frame, posed        bool
}

func look(m *mirror.Mirror, number int) seen {
	r := m.Record()
	s := seen{
		time: r.Time, position: append([]float64{}, r.Coordinates...), velocity: append([]float64{}, r.Velocity...),
		target: append([]float64{}, r.Target...), glove: append([]uint16{}, r.Counts...), things: map[string][7]float64{},
		fresh: r.Fresh, frame: r.SkinFrame, posed: number%10 == 0, // 100 Hz, from the first on
	}
	for i := range r.Touch {
		s.skin = append(s.skin, [3]float64{r.Touch[i].Normal, r.Touch[i].X, r.Touch[i].Y})
	}
	for i, o := range m.World().Objects {
		if o != nil && o.Mass > 0 {
			p := o.WorldFromObject
			s.things["thing_"+strconv.Itoa(i)+"_"+o.Name] = [7]float64{p.Pos.X, p.Pos.Y, p.Pos.Z, p.Rot.Real, p.Rot.Imag, p.Rot.Jmag, p.Rot.Kmag}
		}
	}
	for _, p := range m.Patches() {
		v := p.Reading().Vibration
		s.temperature = append(s.temperature, p.Reading().Temperature)
		s.vibration = append(s.vibration, math.Sqrt((v[0]*v[0]+v[1]*v[1])/2))
	}
	return s
}

// recorded plays a session and records it; what it was is given step by step.
func recorded(t testing.TB, path string, setup session.Setup, seconds float64) (own []seen) {
	t.Helper()
	setup.Channels = 64
	var file bytes.Buffer
	rec, err := record.NewRecorder(&file, record.Options{Wait: true})
	require.NoError(t, err)
	s, err := session.New(session.Options{Setup: setup, Synchronous: true, Witness: rec.Did, OnStep: func(m *mirror.Mirror) {
		rec.Step(m)
		own = append(own, look(m, len(own)))
	}})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Advance(seconds))
	_, err = rec.Close()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, file.Bytes(), 0o600))
	require.NotEmpty(t, own)
	return own
}

func cups(t testing.TB) *world.Scene {
	t.Helper()
	s, err := world.LookupScene("cups")
	require.NoError(t, err)
	return s
}

func options(to string, fps int) export.Options {
	narrow := slices.DeleteFunc(dataset.Sights(), func(sight string) bool { return sight == dataset.SeeWindow })
	return export.Options{To: to, FPS: fps, Task: "grasp the cup", State: dataset.States(), Observe: narrow}
}

func quiet(float64) {}

// requireRows compares an episode's rows with the mirror's own steps.
func requireRows(t *testing.T, rows table, own []seen, joints []string, fps int) {
	t.Helper()
	latest := func(k int, has func(s *seen) bool) *seen {
		for ; k >= 0; k-- {
			if has(&own[k]) {
				return &own[k]
			}
		}
		return nil
	}
	fresh, frame, posed := func(s *seen) bool { return s.fresh }, func(s *seen) bool { return s.frame }, func(s *seen) bool { return s.posed }
	first := 0
	for latest(first, fresh) == nil || latest(first, frame) == nil || latest(first, posed) == nil {
		first++
	}
	const near = 1e-9 // s
	k, n := first, 0
	for ; ; n++ {
		due := own[first].time + float64(n)/float64(fps)
		for k+1 < len(own) && own[k+1].time <= due+near {
			k++
		}
		if k+1 == len(own) {
			break // nothing was sent after that
		}
		require.Less(t, n, len(rows))
		row, now, next := rows[n], &own[k], &own[k+1]
		is := func(want float64, name string) {
			got, ok := row[name]
			require.True(t, ok, name)
			if float32(want) != float32(got) { // without the price of a call that is not needed
				require.Equal(t, float32(want), float32(got), "row %d, %s", n, name)
			}
		}
		require.InDelta(t, now.time, row["time_s"], 1e-9)
		for i, joint := range joints {
			is(next.target[i], "action."+joint)
			is(now.position[i], "observation.state."+joint)
			is(now.velocity[i], "observation.state."+joint+"_speed")
		}
		for i, v := range latest(k, fresh).glove {
			is(float64(v), "observation.glove.channel_"+strconv.Itoa(i))
			is(float64(v), "observation.state.channel_"+strconv.Itoa(i))
		}
		for i, v := range latest(k, frame).skin {
			for j, axis := range [3]string{"_normal", "_x", "_y"} {
				is(v[j], "observation.skin.taxel_"+strconv.Itoa(i)+axis)
				is(v[j], "observation.state.taxel_"+strconv.Itoa(i)+axis)
			}
		}
		poses := latest(k, posed)
		for name, pose := range poses.things {
			sign := math.Copysign(1, pose[3])
			for j, part := range [7]string{"_x", "_y", "_z", "_qw", "_qx", "_qy", "_qz"} {
				is(pose[j]*map[bool]float64{false: 1, true: sign}[j > 2], "observation.environment_state."+name+part)
			}
		}
		for i := range poses.temperature {
			is(poses.temperature[i], "observation.temperature.patch_"+strconv.Itoa(i))
			heard, ok := row["observation.vibration.patch_"+strconv.Itoa(i)]
			require.True(t, ok)
			require.InDelta(t, poses.vibration[i], heard, 1e-6*poses.vibration[i], "of samples in float32")
		}
		last := 0.0
		if n == len(rows)-1 {
			last = 1
		}
		require.Equal(t, last, row["next.done"])
	}
	require.Len(t, rows, n)
}

// joints of the shipped arm, by its own model.
func joints(t *testing.T) (names []string) {
	t.Helper()
	arm, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	for i := range arm.Model.DOF() {
		names = append(names, arm.Model.Coordinate(i).Name)
	}
	return names
}

// The rows are what the mirrors did, whatever the format, at a rate that divides the loop's and
// at one that does not.
func TestRowsAreWhatTheMirrorDid(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	a := recorded(t, at("a.mcap"), session.Setup{Seed: 3, Scene: cups(t), Gesture: "grasp"}, 2)
	b := recorded(t, at("b.mcap"), session.Setup{Seed: 4, Scene: cups(t), Gesture: "wave"}, 0.5)
	moved := false
	for name, pose := range a[0].things {
		moved = moved || pose != a[len(a)-1].things[name]
	}
	require.True(t, moved, "the hand meets a cup")
	for _, c := range []struct {
		to   string
		fps  int
		read func(t *testing.T, dir string) table
	}{{"csv", 30, readCSV}, {"lerobot", 50, readLeRobot}, {"csv", 1000, readCSV}} {
		out := at(c.to + strconv.Itoa(c.fps))
		list := []string{at("a.mcap"), at("b.mcap")}
		if c.fps == 1000 {
			list = list[1:] // enough
		}
		var share float64
		tally, err := export.Export(t.Context(), list, out, options(c.to, c.fps), func(s float64) { share = s })
		require.NoError(t, err)
		require.InDelta(t, 1, share, 1e-6, "all has been read")
		rows := c.read(t, out)
		require.Equal(t, len(list), tally.Episodes)
		require.Len(t, rows, tally.Rows)
		for i := range list {
			own := [][]seen{a, b}[i+2-len(list)]
			var mine table
			for _, row := range rows {
				if row["episode_index"] == float64(i) {
					require.Equal(t, float64(len(mine)), row["frame_index"])
					mine = append(mine, row)
				}
			}
			requireRows(t, mine, own, joints(t), c.fps)
		}
	}
}

// Each row has the latest frames of the skin up to its time, the oldest first; where fewer
// have come, the first one stands in for them.
func TestRowsHaveTheSkinsLatestFrames(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "a.mcap"), filepath.Join(dir, "set")
	own := recorded(t, path, session.Setup{Seed: 3, Scene: cups(t), Gesture: "grasp"}, 0.2)
	o := options("csv", 200)
	o.State, o.Observe = []string{dataset.StateJoints}, []string{"skin_window:5", dataset.SeeSkin}
	_, err := export.Export(t.Context(), []string{path}, out, o, quiet)
	require.NoError(t, err)
	rows := readCSV(t, out)
	require.Greater(t, len(rows), 30)
	for _, row := range rows {
		var shown [][][3]float64
		for i := range own {
			if own[i].frame && own[i].time <= row["time_s"]+1e-9 {
				shown = append(shown, own[i].skin)
			}
		}
		for len(shown) < 5 {
			shown = append(shown[:1], shown...)
		}
		for k, frame := range shown[len(shown)-5:] {
			for i := 0; i < len(frame); i += 37 {
				for j, v := range frame[i] {
					got, ok := row["observation.skin_window.frame_"+strconv.Itoa(k)+".number_"+strconv.Itoa(3*i+j)]
					require.True(t, ok)
					require.Equal(t, float32(v), float32(got))
				}
			}
		}
	}
	require.NotContains(t, rows[0], "observation.skin_window.frame_5.number_0")
	require.NotContains(t, rows[0], "observation.skin_window.frame_0.number_"+strconv.Itoa(3*len(own[0].skin)))
}

// watch is a camera whose picture says when it was taken, and who is before it.
type watch struct{ size dataset.Size }

func (w watch) Take(s *mirror.Snapshot) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w.size.Width, w.size.Height))
	ms := int(math.Round(1000 * s.Time))
	for i := range w.size.Width * w.size.Height {
		img.Set(i%w.size.Width, i/w.size.Width, color.RGBA{byte(ms >> 8), byte(ms), byte(len(s.Things)), 255})
	}
	return img
}

func (watch) Close() {}

func withPictures(o export.Options) export.Options {
	o.Pictures = "20x16"
	o.Optics = func(_ mirror.Description, alone bool, size dataset.Size) (dataset.Camera, error) {
		if alone {
			return nil, errors.New("without the person")
		}
		return watch{size}, nil
	}
	return o
}

// Pictures are of the moments of their rows, and show all that was there then.
func TestPicturesOfASession(t *testing.T) {
	dir := t.TempDir()
	path, out := filepath.Join(dir, "a.mcap"), filepath.Join(dir, "set")
	own := recorded(t, path, session.Setup{Seed: 3, Scene: cups(t), Gesture: "grasp"}, 0.3)
	o := withPictures(options("lerobot", 60))
	o.Observe = []string{dataset.SeeSkin}
	_, err := export.Export(t.Context(), []string{path}, out, o, quiet)
	require.NoError(t, err)
	all := episodesOf(t, out)
	for _, e := range all {
		require.Greater(t, e.Rows(), 10)
		for row, picture := range e.Column(dataset.PictureColumn).Images {
			img, err := png.Decode(bytes.NewReader(picture))
			require.NoError(t, err)
			at := img.At(9, 9).(color.RGBA)
			require.InDelta(t, 1000*e.Column("time_s").Float64[row], int(at.R)<<8+int(at.G), 1e-6)
			require.GreaterOrEqual(t, int(at.B), len(own[0].things))
		}
	}

	// A session that does not come out as it was has none.
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	bad := rewritten(t, file, from(t, record.TopicSteps, 150, &record.Step{}, func(s *record.Step) { s.Stages[mirror.StageBody]++ }))
	require.NoError(t, os.WriteFile(path, bad, 0o600))
	_, err = export.Export(t.Context(), []string{path}, filepath.Join(dir, "other"), o, quiet)
	require.ErrorContains(t, err, "a.mcap: step 150 differs when it is had again (body, joints)")
	require.Equal(t, []string{"a.mcap", "set"}, files(t, dir))
	o.Pictures = ""
	_, err = export.Export(t.Context(), []string{path}, filepath.Join(dir, "other"), o, quiet)
	require.NoError(t, err)
}

// Sessions that do not go together are refused, by name, and so are those that do not hold
// what is asked for; nothing is written.
func TestWhatIsRefused(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	recorded(t, at("cups.mcap"), session.Setup{Seed: 3, Scene: cups(t), Gesture: "rest"}, 0.1)
	recorded(t, at("bare.mcap"), session.Setup{Seed: 3, Gesture: "rest"}, 0.1)
	recorded(t, at("left.mcap"), session.Setup{Seed: 3, Gesture: "rest", Hand: gesture.LeftHand}, 0.1)
	recorded(t, at("short.mcap"), session.Setup{Seed: 3, Gesture: "rest"}, 0.005)
	whole, err := os.ReadFile(at("cups.mcap"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(at("cut.mcap"), whole[:len(whole)/2], 0o600))
	torn := bytes.Clone(whole)
	torn[len(torn)/2] ^= 0x55
	require.NoError(t, os.WriteFile(at("torn.mcap"), torn, 0o600))
	require.NoError(t, os.WriteFile(at("text.mcap"), []byte("no session at all"), 0o600))
	require.NoError(t, os.Mkdir(at("full"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(at("full"), "mine"), nil, 0o600))
	before := files(t, dir)
	for _, c := range []struct {
		names  string
		change func(o *export.Options)
		why    []string
	}{
		{"cups bare", nil, []string{"cups.mcap and ", "bare.mcap do not make one set: the things are thing/1/", "and none in the other"}},
		{"bare left", nil, []string{"bare.mcap and ", "left.mcap do not make one set: the robot is bionic reflected (left) in one and bionic (right) in the other"}},
		{"bare short", nil, []string{"short.mcap do not make one set: the skin has"}},
		{"bare cut", func(o *export.Options) { o.Observe = nil }, []string{"cut.mcap: mcap: byte ", "the file ends at byte"}},
		{"cups torn", nil, []string{"torn.mcap: ", "byte "}},
		{"text", nil, []string{"text.mcap: mcap: byte 0: no MCAP file"}},
		{"none", nil, []string{"none.mcap"}},
		{"short", func(o *export.Options) { o.State = []string{dataset.StateSkin} }, []string{"state: the sessions have no skin"}},
		{"cups", func(o *export.Options) { o.FPS = 1001 }, []string{"1001 frames per second, want 1 to 1000"}},
		{"cups", func(o *export.Options) { o.FPS = 0 }, []string{"0 frames per second"}},
		{"cups", func(o *export.Options) { o.To = "zip" }, []string{`format "zip"`}},
		{"cups", func(o *export.Options) { o.Task = "" }, []string{"task: want"}},
		{"cups", func(o *export.Options) { o.State = nil }, []string{"state: want some of"}},
		{"cups", func(o *export.Options) { o.Observe = []string{"smell"} }, []string{`observe "smell"`}},
		{"", nil, []string{"no session"}},
	} {
		var paths []string
		for _, name := range strings.Fields(c.names) {
			paths = append(paths, at(name+".mcap"))
		}
		o := options("csv", 50)
		o.State = []string{dataset.StateJoints}
		if c.change != nil {
			c.change(&o)
		}
		_, err := export.Export(t.Context(), paths, at("set"), o, quiet)
		for _, why := range c.why {
			require.ErrorContains(t, err, why, c.names)
		}
		require.Equal(t, before, files(t, dir), c.names)
	}
	_, err = export.Export(t.Context(), []string{at("cups.mcap")}, at("full"), options("csv", 50), quiet)
	require.ErrorContains(t, err, "it is not empty")
	ctx, stop := context.WithCancel(t.Context())
	_, err = export.Export(ctx, []string{at("cups.mcap")}, at("set"), options("csv", 50), func(float64) { stop() })
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, before, files(t, dir))

	o := options("csv", 50) // where the things are not asked for, they need not be the same
	o.Observe = []string{dataset.SeeGlove}
	_, err = export.Export(t.Context(), []string{at("cups.mcap"), at("bare.mcap")}, at("set"), o, quiet)
	require.NoError(t, err)
}

// A thing that is thrown in has no column.
func TestThingsThatComeAreRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s.mcap")
	var file bytes.Buffer
	rec, err := record.NewRecorder(&file, record.Options{Wait: true})
	require.NoError(t, err)
	s, err := session.New(session.Options{
		Setup: session.Setup{Channels: 64, Seed: 3, Scene: cups(t), Gesture: "rest"}, Synchronous: true, Witness: rec.Did, OnStep: rec.Step,
	})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Advance(0.3))
	require.NoError(t, s.Do(session.DropBall))
	require.NoError(t, s.Advance(0.1))
	_, err = rec.Close()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, file.Bytes(), 0o600))
	_, err = export.Export(t.Context(), []string{path}, filepath.Join(dir, "set"), options("csv", 50), quiet)
	require.ErrorContains(t, err, "s.mcap: step 301: thing/")
	require.ErrorContains(t, err, "is there, which was not in the beginning")
	require.Equal(t, []string{"s.mcap"}, files(t, dir))
	o := options("csv", 50)
	o.Observe = nil
	_, err = export.Export(t.Context(), []string{path}, filepath.Join(dir, "set"), o, quiet)
	require.NoError(t, err)
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

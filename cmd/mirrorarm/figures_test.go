package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // to be recognised by content
	_ "image/png"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/bench"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/evaluate"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// nulls are the paths of all nulls in a JSON object.
func nulls(v any, path string) (found []string) {
	under := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	switch v := v.(type) {
	case nil:
		return []string{path}
	case map[string]any:
		for key, value := range v {
			found = append(found, nulls(value, under(key))...)
		}
	case []any:
		for i, value := range v {
			found = append(found, nulls(value, under(fmt.Sprint(i)))...)
		}
	}
	return found
}

// Tiny work: what was not measured is null and has
// a reason, which people read as well; whatever happens the JSON is whole.
func TestWhatWasNotMeasuredIsNull(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	still := file("palm.jsonl", strings.ReplaceAll(readmeExample(t), `"axes":"world"`, `"axes":"palm"`))
	arm, far := file("arm.urdf", elbowURDF), file("far.csv", "x,y,z,qw,qx,qy,qz\n9,0,0,1,0,0,0\n")
	pincer := file("pincer.urdf", twoFingerURDF)
	knuckle := file("knuckle.csv", "a2_x,a2_y,a2_z\n0.06,0.03,-0.01\n")
	for name, c := range map[string]struct {
		line []string
		null map[string]string // some of them, and the reasons
		said string            // to people
	}{
		"1 ms": {
			[]string{"run", "--duration", "1ms"},
			map[string]string{
				"decode.joint_rmse_deg": "it counts after the first 1 s, in which the decoder finds the hand",
				"lag_ms":                "it takes more than 0.46 s of a hand in sight",
				"retarget.fit_error_mm": "a synthetic hand has no landmarks to be fitted to",
			},
			"lag        not measured (it takes more than 0.46 s of a hand in sight)",
		},
		"no position": {
			[]string{"run", "--source", still},
			map[string]string{"retarget.palm_error_mm": "the source gives no position", "retarget.palm_error_deg": "the source gives no orientation"},
			"palm       not measured (the source gives no position), not measured (the source gives no orientation) from the mirrored palm",
		},
		"nothing solved": {
			[]string{"ik", "--urdf", arm, "--targets", far, "--passes", "1"},
			map[string]string{"position_error_m_max": "no pose was solved", "rotation_error_rad_max": "no pose was solved"},
			"largest error not measured (no pose was solved)",
		},
		"no tips": {
			[]string{"retarget", "--urdf", pincer, "--frames", knuckle, "--setup", "ignore"},
			map[string]string{"tip_error_mm.mean": "no goal is at the end of a finger", "tip_error_mm.p99": "no goal is at the end of a finger", "joint_rms_deg": "no --truth to compare with"},
			"tips      not measured (no goal is at the end of a finger)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := command(t, append(c.line, "--json")...)
			require.Zero(t, code, errs)
			var r map[string]any
			require.NoError(t, json.Unmarshal([]byte(out), &r), out)
			reasons, ok := r["not_measured"].(map[string]any)
			require.True(t, ok, out)
			delete(r, "not_measured")
			for path, why := range c.null {
				require.Equal(t, why, reasons[path], path)
			}
			missing := nulls(r, "")
			for _, path := range missing {
				require.NotEmpty(t, reasons[path], path)
			}
			require.Len(t, missing, len(reasons))
			code, out, errs = command(t, c.line...)
			require.Zero(t, code, errs)
			require.Contains(t, out, c.said)
		})
	}
}

// What an evaluation or a benchmark did not come to is not printed as zero.
func TestEmptyStudiesPrintNoZeros(t *testing.T) {
	for _, s := range []study{
		&evaluate.Report{}, &evaluate.FaultReport{}, &evaluate.SmoothingReport{Rows: []evaluate.SmoothingRow{{Filter: "none"}}},
	} {
		var out bytes.Buffer
		require.NoError(t, printStudy(&out, s))
		require.Contains(t, out.String(), "not measured")
		require.NotContains(t, out.String(), "0.00")
	}
	var out bytes.Buffer
	r := bench.NewResult()
	r.Cases["loop"] = &bench.Case{Measurement: &bench.Measurement{}, Accuracy: &bench.Accuracy{}}
	require.NoError(t, r.Print(&out))
	require.Contains(t, out.String(), "  not measured (no step was made)\n")
	require.Contains(t, out.String(), "joints not measured (nothing was measured for it)")
	require.NotContains(t, out.String(), "0.0 mm")
}

// A run that is long enough lacks nothing but what its source cannot give.
func TestAWholeRunMeasuresEverything(t *testing.T) {
	code, out, errs := command(t, "run", "--source", "synth:fist", "--scene", "cups", "--duration", "3s", "--json")
	require.Zero(t, code, errs)
	var r map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	why, ok := r["not_measured"].(map[string]any)
	require.True(t, ok)
	// A single quick step may be below what this machine's clock tells; its mean is not.
	maps.DeleteFunc(why, func(key string, reason any) bool {
		return reason == clock.TooCoarse && strings.HasPrefix(key, "latency_us.") && !strings.HasSuffix(key, ".mean")
	})
	require.Equal(t, map[string]any{"retarget.fit_error_mm": "a synthetic hand has no landmarks to be fitted to"}, why)
}

// manyDigits is more than a figure means.
var manyDigits = regexp.MustCompile(`\d\.\d{7,}`)

func TestPeopleReadNoMoreDigitsThanAFigureHas(t *testing.T) {
	urdfFile, csvFile := problem(t, reachablePoses(t, []string{"0 0 0.5", "1 -1 2"}))
	for _, line := range [][]string{
		{"run", "--duration", "100ms"},
		{"fk", "--urdf", urdfFile, "--q", "0.1 0.123456789012345 7"},
		{"ik", "--urdf", urdfFile, "--targets", csvFile, "--passes", "1"},
		{"glove", "--list", "--channels", "64"},
		{"teach", "--experiments"},
	} {
		code, out, errs := command(t, line...)
		require.Zero(t, code, errs)
		require.NotRegexp(t, manyDigits, out+errs, line)
	}
}

// Without a display the demo is a run: the same steps of the same seed, none left
// out for a slow clock, have the same digest.
func TestDemoWithoutADisplayIsARun(t *testing.T) {
	t.Parallel() // it lasts as long as it says
	testdata.Long(t)
	var hand bytes.Buffer
	src, err := gesture.Synth("wave", gesture.Options{Seed: 2})
	require.NoError(t, err)
	require.NoError(t, gesture.Write(&hand, src, 0, 0.5, 60))
	recording := filepath.Join(t.TempDir(), "hand.jsonl")
	require.NoError(t, os.WriteFile(recording, hand.Bytes(), 0o600))
	for name, source := range map[string]string{"synthetic": "synth", "recorded": recording} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			c := &demoCmd{Fullscreen: true, mirrorFlags: mirrorFlags{
				Source: source, Hand: "auto", Channels: 128, Profile: "textile", Calibration: "reference", SkinProfile: "hall",
				Scene: "empty", robotFlags: robotFlags{Robot: bionicRobot}, Follow: "mirror", Reflex: true,
			}}
			c.Seed, c.JSON = 5, true
			require.NoError(t, c.runWithout(&app{ctx: t.Context(), stdout: &stdout, stderr: &stderr}, locale.English, errors.New("none here"), nil))
			require.Contains(t, stderr.String(), "--fullscreen needs a window: left out")
			var demo, run demoReport
			require.NoError(t, json.Unmarshal(stdout.Bytes(), &demo))
			code, out, errs := command(t, "run", "--seed", "5", "--source", source, "--channels", "128", "--reflex", "--json")
			require.Zero(t, code, errs)
			require.NoError(t, json.Unmarshal([]byte(out), &run))
			require.Equal(t, run.SimSeconds, demo.SimSeconds)
			require.Equal(t, run.Digest, demo.Digest)
			require.Equal(t, run.Retarget, demo.Retarget)
			require.FileExists(t, demo.Picture)
			require.GreaterOrEqual(t, demo.WallSeconds, demo.SimSeconds)
		})
	}
}

// demo, run and shot mirror the same: what one flag means to the one it means to
// the others.
func TestThePlayerIsBuiltAsTheRunIs(t *testing.T) {
	f := mirrorFlags{
		Source: "synth:grasp", Hand: "left", Channels: 128, Profile: "ideal", Calibration: "named", SkinProfile: "piezo",
		Scene: "cups", robotFlags: robotFlags{Robot: bionicRobot}, Follow: "same", Reflex: true,
	}
	m, err := f.build(&app{ctx: t.Context(), stdout: io.Discard, stderr: io.Discard}, 3)
	require.NoError(t, err)
	p, err := f.newPlayer(t.Context(), 3, session.Options{})
	require.NoError(t, err)
	defer p.Close()
	want, got := m.Config(), p.Mirror().Config()
	require.True(t, got.Reflex)
	require.Len(t, got.Scene.Objects, len(want.Scene.Objects))
	require.Equal(t, want.Source.Info().Report, got.Source.Info().Report)
	require.Equal(t, want.Robot.Side, got.Robot.Side)
	for _, c := range []*mirror.Config{&want, &got} {
		c.Source, c.Robot, c.Scene, c.Clock, c.Disturb, c.Building = nil, nil, nil, nil, nil, nil
	}
	require.Equal(t, want, got)
}

func TestStepsOfASource(t *testing.T) {
	ten, short := usualTime, 300*time.Millisecond
	require.Equal(t, 10000, stepsOf(math.Inf(1), nil))
	require.Equal(t, 10000, stepsOf(math.Inf(1), &ten))
	require.Equal(t, 300, stepsOf(math.Inf(1), &short))
	require.Equal(t, 42000, stepsOf(42, nil), "the whole recording")
	require.Equal(t, 10000, stepsOf(42, &ten))
	require.Equal(t, 200, stepsOf(0.2, &ten), "which ends the run")
	require.Equal(t, 1, stepsOf(0, nil))
}

func TestFKSaysWhatIsBeyondTheLimits(t *testing.T) {
	file, _ := problem(t, "")
	for q, want := range map[string]struct {
		names []string
		said  string
	}{
		"0 0 0.5": {[]string{}, ""},
		"0 2.5 0": {[]string{"lift", "bend"}, "lift 2.5 rad, want -2 to 2; bend 0 rad, want 0.1 to 2.5"},
	} {
		code, out, errs := command(t, "fk", "--urdf", file, "--q", q, "--json")
		require.Zero(t, code)
		var got fkReport
		require.NoError(t, json.Unmarshal([]byte(out), &got))
		require.Equal(t, want.names, got.Beyond)
		require.Contains(t, errs, want.said)
		require.Equal(t, want.said == "", errs == "")
	}
}

// A picture is what its name says, in the language that was asked for.
func TestShotWritesWhatItsNameSays(t *testing.T) {
	dir := t.TempDir()
	pictures := map[string][]byte{}
	for _, c := range []struct{ name, lang, format string }{
		{"a.png", "en", "png"}, {"A.JPG", "en", "jpeg"}, {"ru.png", "ru", "png"},
	} {
		path := filepath.Join(dir, c.name)
		code, _, errs := command(t, "shot", "--source", "synth:fist", "--at", "1ms", "--size", "640x360", "--lang", c.lang, "--out", path)
		require.Zero(t, code, errs)
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		img, format, err := image.Decode(bytes.NewReader(content))
		require.NoError(t, err)
		require.Equal(t, c.format, format, c.name)
		require.Equal(t, 640, img.Bounds().Dx())
		pictures[c.name] = content
	}
	require.NotEqual(t, pictures["a.png"], pictures["ru.png"])
}

// The picture of a short recording is of its end, unless a later time is asked for.
func TestShotKeepsWithinTheRecording(t *testing.T) {
	at := func(s string) *time.Duration { d, _ := time.ParseDuration(s); return &d }
	c := &shotCmd{mirrorFlags: mirrorFlags{Source: "folder/hand.jsonl"}}
	for _, ask := range []struct {
		at           *time.Duration
		length, want float64
	}{{nil, 30, 2}, {nil, 1.5, 1.5}, {at("1s"), 1.5, 1}, {at("0s"), 1.5, 0}} {
		c.At = ask.at
		got, err := c.when(ask.length)
		require.NoError(t, err)
		require.Equal(t, ask.want, got)
	}
	c.At = at("1600ms")
	_, err := c.when(1.5)
	require.EqualError(t, err, "--at 1.6s: hand.jsonl ends after 1.50 s")
	require.ErrorAs(t, err, new(usageError))
}

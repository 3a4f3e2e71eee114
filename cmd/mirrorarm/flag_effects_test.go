package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/testdata"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// parsedAs is a line's command, as main reads it.
func parsedAs[T any](t *testing.T, line string) *T {
	t.Helper()
	parsed, err := parse((&app{ctx: t.Context()}).parser(&cli{}), strings.Fields(line))
	require.NoError(t, err, line)
	c, ok := parsed.Selected().Target.Addr().Interface().(*T)
	require.True(t, ok, line)
	return c
}

func contents(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}

func spaced(q []float64) string { return strings.Trim(fmt.Sprint(q), "[]") }

// poseOf is the pose that fk printed.
func poseOf(t *testing.T, out string) spatial.Pose {
	t.Helper()
	var r fkReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	q := r.Quaternion
	return spatial.Pose{
		Rot: quat.Number{Real: q[0], Imag: q[1], Jmag: q[2], Kmag: q[3]},
		Pos: r3.Vec{X: r.Position[0], Y: r.Position[1], Z: r.Position[2]},
	}
}

// effect shows that a flag changes what it says it changes.
type effect func(t *testing.T, w *flagTrial)

// flagTrial is what rows of the table share: files to work on, and what lines without the
// flag came to.
type flagTrial struct {
	dir  string
	seen map[string]outcome
}

type outcome struct {
	code             int
	out, errs, files string
}

// do runs a line, in which NAME.EXT in capitals stands for a file of the folder and ~ for a blank.
func (w *flagTrial) do(t *testing.T, line string) outcome {
	t.Helper()
	fields := strings.Split(line, " ")
	var made []string
	for i, f := range fields {
		if f == strings.ToUpper(f) && strings.Contains(f, ".") && strings.ContainsAny(f, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			fields[i] = filepath.Join(w.dir, f)
			made = append(made, fields[i])
		}
		fields[i] = strings.ReplaceAll(fields[i], "~", " ")
		if strings.HasPrefix(f, "testdata/") {
			fields[i] = filepath.Join("..", "..", f)
		}
	}
	var o outcome
	o.code, o.out, o.errs = command(t, fields...)
	for _, path := range made {
		if b, err := os.ReadFile(path); err == nil {
			o.files += string(b)
		}
	}
	return o
}

// before is what a line without the flag came to; the same line is run once.
func (w *flagTrial) before(t *testing.T, line string) outcome {
	t.Helper()
	o, ok := w.seen[line]
	if !ok {
		o = w.do(t, line)
		w.seen[line] = o
	}
	return o
}

// value is what is at a path of a JSON object, "" for the whole.
func value(t *testing.T, text, path string) any {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	for _, key := range strings.Split(path, ".") {
		if key == "" {
			continue
		}
		m, ok := v.(map[string]any)
		require.True(t, ok, "%s of %s", path, text)
		v = m[key]
	}
	return v
}

// changes: with the flag another value is at a path of the JSON object. want is its
// text; empty stands for any other.
func changes(line, flag, path, want string) effect {
	return func(t *testing.T, w *flagTrial) {
		without, with := w.before(t, line+" --json"), w.do(t, line+" "+flag+" --json")
		require.Zero(t, with.code, with.errs)
		got := fmt.Sprint(value(t, with.out, path))
		require.NotEqual(t, fmt.Sprint(value(t, without.out, path)), got)
		if want != "" {
			require.Equal(t, want, got)
		}
	}
}

// says: with the flag something is printed that is not without.
func says(line, flag, text string) effect {
	return func(t *testing.T, w *flagTrial) {
		without, with := w.before(t, line), w.do(t, line+" "+flag)
		require.Zero(t, with.code, with.errs)
		require.NotContains(t, without.out+without.errs, text)
		require.Contains(t, with.out+with.errs, text)
	}
}

// shows: with the flag, which takes the place of other work, something is printed.
func shows(line, text string) effect {
	return func(t *testing.T, w *flagTrial) {
		with := w.do(t, line)
		require.Zero(t, with.code, with.errs)
		require.Contains(t, with.out, text)
	}
}

// writes: with the flag a file is there that has something in it.
func writes(line, flag, text string) effect {
	return func(t *testing.T, w *flagTrial) {
		with := w.do(t, line+" "+flag)
		require.Zero(t, with.code, with.errs)
		require.Contains(t, with.files, text)
		require.NotEmpty(t, with.files)
	}
}

// rewrites: with the flag the file that the line writes is another.
func rewrites(line, flag string) effect {
	return func(t *testing.T, w *flagTrial) {
		without, with := w.before(t, line), w.do(t, line+" "+flag)
		require.Zero(t, with.code, with.errs)
		require.NotEmpty(t, with.files)
		require.False(t, without.files == with.files)
	}
}

// prints: stdout is one JSON object with the flag, and is not without.
func prints(line string) effect {
	return func(t *testing.T, w *flagTrial) {
		without, with := w.before(t, line), w.do(t, line+" --json")
		require.Zero(t, with.code, with.errs)
		var object map[string]any
		d := json.NewDecoder(bytes.NewReader([]byte(with.out)))
		require.NoError(t, d.Decode(&object), with.out)
		require.False(t, d.More(), "one object")
		require.NotEqual(t, byte('{'), (without.out + " ")[0])
	}
}

// asks: what the flags come to (a study's options, a mirror's set-up) has another
// value in a field, which is as the flag says.
func asks[T any](line, flag, field string, of func(c *T) (any, error), want any) effect {
	return func(t *testing.T, _ *flagTrial) {
		get := func(line string) any {
			o, err := of(parsedAs[T](t, line))
			require.NoError(t, err)
			v := reflect.ValueOf(o)
			require.True(t, v.FieldByName(field).IsValid(), field)
			return v.FieldByName(field).Interface()
		}
		with := get(line + " " + flag)
		require.NotEqual(t, fmt.Sprint(get(line)), fmt.Sprint(with))
		if want != nil {
			require.Equal(t, fmt.Sprint(want), fmt.Sprint(with))
		}
	}
}

// refuses: what the flag names is looked for, and what is wrong with it told.
func refuses[T any](line, flag, why string, of func(c *T) (any, error)) effect {
	return func(t *testing.T, _ *flagTrial) {
		_, err := of(parsedAs[T](t, line))
		require.NoError(t, err)
		_, err = of(parsedAs[T](t, line+" "+flag))
		require.ErrorContains(t, err, why)
	}
}

// elsewhere: the effect takes a camera, a window or a student, and other tests, which
// are named, look at it.
func elsewhere(tests ...string) effect {
	return func(t *testing.T, _ *flagTrial) {
		files, err := filepath.Glob("*_test.go")
		require.NoError(t, err)
		var all strings.Builder
		for _, name := range files {
			all.WriteString(contents(t, name))
		}
		for _, test := range tests {
			require.Contains(t, all.String(), "\nfunc "+test+"(")
		}
	}
}

// TestEveryFlagHasAnEffect: a flag of any command has a row of the table, which
// shows what it changes; one that is added without fails.
func TestEveryFlagHasAnEffect(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	w := &flagTrial{dir: t.TempDir(), seen: map[string]outcome{}}
	frames, truth := pincerFrames(1)
	for name, text := range map[string]string{
		"ELBOW.URDF": elbowURDF, "PINCER.URDF": twoFingerURDF, "FRAMES.CSV": frames, "TRUTH.CSV": truth,
		"FAR.CSV":   "a_tip_x,a_tip_y,a_tip_z,b_tip_x,b_tip_y,b_tip_z\n0.06,0.05,-0.03,0.13,-0.02,-0.03\n0.06,0.05,-0.03,0.4,-0.02,-0.2\n",
		"POSES.CSV": reachablePoses(t, []string{"0 0 0.5", "1 -1 2", "-2 1.5 0.1"}),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600))
	}
	rows := flagRows()
	var walk func(path string, n *kong.Node)
	walk = func(path string, n *kong.Node) {
		for _, f := range n.Flags {
			if f.Name == "help" {
				continue
			}
			key := strings.TrimSpace(path + " --" + f.Name)
			t.Run(strings.ReplaceAll(key, " ", "_"), func(t *testing.T) {
				show, ok := rows[key]
				require.True(t, ok, "no row for %q: what does it change?", key)
				show(t, w)
			})
			delete(rows, key)
		}
		for _, child := range n.Children {
			walk(strings.TrimSpace(path+" "+child.Name), child)
		}
	}
	walk("", commandLine(t).Model.Node)
	require.Empty(t, rows, "rows of flags that there are not")
}

// sideOf is a set-up's, or a config's, as far as a row needs it.
func sideOf(f *mirrorFlags) (any, error) {
	arm, err := f.openRobot(hand.Right)
	if err != nil {
		return nil, err
	}
	src, err := f.openSource(1)
	if err != nil {
		return nil, err
	}
	scenery, err := f.openScene()
	if err != nil {
		return nil, err
	}
	info := src.Info()
	info.Decision = nil
	return struct {
		Palm, Tips, Joints, Links, Frame, Source, Things any
	}{arm.Palm, arm.Tips, arm.Model.Name(), arm.Found != nil && arm.Found.Reflected, arm.LinkFromPalm, info, len(scenery.Objects)}, nil
}

// seedOfNothing: every command takes a seed, also one that draws nothing, whose
// output it does not change.
func seedOfNothing[T any](line string) effect {
	return func(t *testing.T, _ *flagTrial) {
		seed := func(line string) uint64 {
			return reflect.ValueOf(parsedAs[T](t, line)).Elem().FieldByName("Seed").Uint()
		}
		require.Equal(t, uint64(1), seed(line))
		require.Equal(t, uint64(6), seed(line+" --seed 6"))
	}
}

// checkReads: --check tells of what --calibrate wrote.
func checkReads() effect {
	return func(t *testing.T, w *flagTrial) {
		require.Zero(t, w.do(t, "glove --channels 64 --calibrate CHECKED.JSON").code)
		o := w.do(t, "glove --channels 64 --check CHECKED.JSON --json")
		require.Zero(t, o.code, o.errs)
		require.NotEmpty(t, value(t, o.out, ""))
	}
}

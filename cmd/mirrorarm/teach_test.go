package main

import (
	"bytes"
	"context"
	"encoding/json"
	"html/template"
	"image/png"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mirrorarm/sim/lesson"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// TestEveryLessonPassesItsScriptedStudent is what `teach --all` promises.
func TestEveryLessonPassesItsScriptedStudent(t *testing.T) {
	testdata.Long(t)
	code, out, errs := command(t, "teach", "--all", "--text", "--json")
	require.Zero(t, code, errs)
	var r teachReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Len(t, r.Lessons, len(lesson.Names()))
	for _, l := range r.Lessons {
		require.GreaterOrEqual(t, len(l.Exercises), 2)
		for _, e := range l.Exercises {
			require.True(t, e.Accepted, "%s/%s", l.Name, e.Name)
			require.Len(t, e.Wrong, 3)
			for _, w := range e.Wrong {
				require.False(t, w.Accepted)
				require.NotEmpty(t, w.Message)
				require.NotEmpty(t, w.Hint)
			}
		}
	}
	require.Equal(t, 3*r.Exercises, r.Refused)
}

func TestListOfLessons(t *testing.T) {
	progress := filepath.Join(t.TempDir(), "p.json")
	code, out, errs := command(t, "teach", "--progress", progress)
	require.Zero(t, code, errs)
	for _, name := range lesson.Names() {
		require.Contains(t, out, name)
	}
	code, out, errs = command(t, "teach", "--experiments")
	require.Zero(t, code, errs)
	require.Contains(t, out, "elbow_flexion")
	code, out, errs = command(t, "teach", "--example")
	require.Zero(t, code, errs)
	require.Equal(t, lesson.Example(), out)
}

// TestALessonOnTheTerminal types answers: an unreadable one, a wrong one, the
// wish for a hint, the right one, and a skip; then the input ends.
func TestALessonOnTheTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.json")
	var stdout, stderr bytes.Buffer
	a := &app{ctx: context.Background(), stdout: &stdout, stderr: &stderr}
	c := teachCmd{Lesson: "jacobian", Text: true, Language: "en", Progress: path, in: strings.NewReader("far\n270\n?\n366.9\n-\n")}
	require.NoError(t, c.Run(a))
	for _, want := range []string{
		`"far": want a number, in mm/rad`, "not yet: too small", "hint: The axis goes through the shoulder", "right: lever of shoulder pitch is 367.1 mm/rad",
		"skipped; one answer is: -9.42", "Exercise 3", "1 of 4 exercises solved",
	} {
		require.Contains(t, stdout.String(), want)
	}
	stdout.Reset()
	c = teachCmd{Language: "en", Progress: path}
	require.NoError(t, c.Run(a))
	require.Contains(t, stdout.String(), "1 of 4 solved  The Jacobian")
	stdout.Reset()
	c.Reset = true
	require.NoError(t, c.Run(a))
	require.Contains(t, stdout.String(), "0 of 4 solved  The Jacobian")
	require.True(t, strings.HasSuffix("\n"+stderr.String(), "\nmirrorarm: progress: "+path+": every solved exercise is forgotten\n"), stderr.String())
}

func TestTeachRefusesWhatMakesNoSense(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"teach", "cooking", "--progress", filepath.Join(t.TempDir(), "p.json")}, exitUsage, `no lesson "cooking"; there are rotations`},
		{[]string{"teach", "jacobain"}, exitUsage, "did you mean jacobian?"},
		{[]string{"teach", "workbnech"}, exitUsage, "did you mean workbench?"},
		{[]string{"teach", "ik", "--all"}, exitUsage, "--all takes every lesson"},
		{[]string{"teach", "ik", "--tip", "hand"}, exitUsage, "names a link of a --robot"},
		{[]string{"teach", "--handout", "x.html"}, exitUsage, "of which lesson?"},
		{[]string{"teach", "ik", "--robot", "none.urdf"}, exitFailed, "none.urdf"},
		{[]string{"teach", "filters", "--recording", "none.jsonl"}, exitFailed, "none.jsonl"},
	} {
		code, _, errs := command(t, c.args...)
		require.Equal(t, c.code, code, errs)
		require.Contains(t, errs, c.want)
	}
	own := filepath.Join(t.TempDir(), "own.yaml")
	require.NoError(t, os.WriteFile(own, []byte(strings.Replace(lesson.Example(), "below: 405", "below: 10", 1)), 0o644))
	code, _, errs := command(t, "teach", "--file", own, "--json")
	require.Equal(t, exitFailed, code)
	require.Regexp(t, `own\.yaml:\d+: exercise "half-way": has no solution`, errs)
}

// A pipe remembers nothing, and reading it might never end.
func TestAPipeIsNoProgressFile(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "p.json")
	makePipe(t, pipe)
	code, out, errs := command(t, "teach", "jacobian", "--text", "--progress", pipe)
	require.Equal(t, exitFailed, code)
	require.Empty(t, out)
	require.Contains(t, errs, pipe+" is not a regular file")
	require.Equal(t, 1, strings.Count(errs, "\n"), errs)
}

func TestALessonOfOnesOwn(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.yaml")
	require.NoError(t, os.WriteFile(own, []byte(lesson.Example()), 0o644))
	code, out, errs := command(t, "teach", "--file", own, "--json")
	require.Zero(t, code, errs)
	var r teachReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Equal(t, 4, r.Accepted)
	page := filepath.Join(t.TempDir(), "own.html")
	code, _, errs = command(t, "teach", "--file", own, "--handout", page)
	require.Zero(t, code, errs)
	checkPage(t, page, 1)
}

var pageReference = regexp.MustCompile(`(?:src|href)="([^"]*)"|url\(([^)]*)\)|@import`)

// checkPage makes sure that a page loads nothing, and that its pictures are
// whole.
func checkPage(t *testing.T, path string, pictures int) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	text, err := io.ReadAll(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	found := 0
	for _, m := range pageReference.FindAllSubmatch(text, -1) {
		u, err := url.Parse(string(m[1]))
		require.NoError(t, err)
		require.Equal(t, "data", u.Scheme)
		found++
	}
	require.GreaterOrEqual(t, found, pictures)
	require.NotContains(t, string(text), "ZgotmplZ", "the template refused a value")
	require.NotContains(t, string(text), "<script")
}

func TestHandoutsLoadNothing(t *testing.T) {
	t.Parallel()
	testdata.Long(t)
	folder := filepath.Join(t.TempDir(), "pages")
	code, _, errs := command(t, "teach", "--all", "--handout", folder)
	require.Zero(t, code, errs)
	for _, name := range lesson.Names() {
		checkPage(t, filepath.Join(folder, name+".html"), 3)
		checkDrawn(t, filepath.Join(folder, name+".html"), name)
	}
}

// checkDrawn wants in a handout's pictures the words that stand beside what the steps
// draw.
func checkDrawn(t *testing.T, path, name string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	l, err := lesson.Shelf(lesson.English, name)
	require.NoError(t, err)
	s, err := lesson.Shipped()
	require.NoError(t, err)
	session, err := l.Open(s)
	require.NoError(t, err)
	for i, b := range session.Benches {
		_, err := b.Run(b.Start)
		require.NoError(t, err)
		d := b.Draw(session.Lesson.Steps[i].Show)
		for _, label := range d.Labels {
			require.Contains(t, string(text), ">"+template.HTMLEscapeString(label.Text)+"</text>", "%s, step %d", name, i+1)
		}
	}
}

// Every page of a lesson is drawn without a display.
func TestAPageAsAPicture(t *testing.T) {
	testdata.Long(t)
	name := filepath.Join(t.TempDir(), "page.png")
	for _, c := range []struct{ lesson, page string }{{"jacobian", "2"}, {"mirror", "1"}, {"contact", "7"}, {"workbench", "4"}} {
		code, out, errs := command(t, "shot", "--lesson", c.lesson, "--step", c.page, "--out", name, "--size", "960x540")
		require.Zero(t, code, errs)
		require.Contains(t, out, "960 × 540")
		f, err := os.Open(name)
		require.NoError(t, err)
		img, err := png.Decode(f)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, 960, img.Bounds().Dx())
	}
	code, _, errs := command(t, "shot", "--lesson", "jacobian", "--step", "9", "--out", name)
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `--step 9: lesson "jacobian" has pages 1 to 8`)
	code, _, errs = command(t, "shot", "--lesson", "cooking", "--out", name)
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `no lesson "cooking"`)
}

// Where there is no place for the progress file one sentence says so, and the class
// goes on; a file that was asked for must be had.
func TestAClassWithoutAHome(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	t.Setenv("XDG_CONFIG_HOME", file)
	t.Setenv("HOME", file)
	t.Setenv("AppData", file)
	var stdout, stderr bytes.Buffer
	a := &app{ctx: context.Background(), stdout: &stdout, stderr: &stderr}
	c := teachCmd{Lesson: "jacobian", Text: true, Language: "en", in: strings.NewReader("366.9\n")}
	require.NoError(t, c.Run(a))
	require.Contains(t, stdout.String(), "1 of 4 exercises solved")
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
	require.Contains(t, stderr.String(), "solved exercises will not be remembered: ")

	c.Progress = filepath.Join(file, "p.json")
	require.Error(t, c.Run(a))
}

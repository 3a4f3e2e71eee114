//go:build linux && cgo

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"mirrorarm/render/hud"
	"mirrorarm/render/keyboard"
	"mirrorarm/render/show"
	"mirrorarm/render/window"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
)

// kioskEnv makes the test binary the exhibit for so many minutes: Ebitengine wants
// the main goroutine, which tests do not have. kioskProfile names the files, if
// any, for profiles of what lives, one for every time that is recorded.
const (
	kioskEnv     = "MIRRORARM_KIOSK_SOAK"
	kioskProfile = "MIRRORARM_KIOSK_PROFILE"
)

// Of the soak: what memory must keep to, in minutes as they pass on the wall.
const (
	kioskSettled   = 10.0  // minutes until it must not grow any more
	kioskGrowth    = 1.02  // of the live heap, from then on
	kioskSlope     = 0.2   // MB a minute, of what is resident, from then on
	kioskMost      = 440.0 // MB resident, ever: a poster's picture, 80 MB, lives beside the screen's while it is made
	kioskResidents = 10.0  // s from one look at it to the next
)

// kioskMinutes are when everything is recorded.
var kioskMinutes = [...]float64{1, 5, 10, 20, 30, 45}

// errKioskOver ends the exhibit when its time is up.
var errKioskOver = errors.New("the exhibit closes")

// kioskRow is what the exhibit takes at one time.
type kioskRow struct {
	Minute    float64
	LiveMB    float64 // after a forced collection
	ManagedMB float64 // resident, of what Go manages, before it
	FilesMB   float64 // resident, of the program's and the driver's files
	Usage     hud.Usage
	Act       int
	Mode      string
}

// kioskReport is what the exhibit tells of itself at its end.
type kioskReport struct {
	Minutes                    float64
	Frames, Inputs             int
	Loops, Takeovers, Restarts int
	Exploring                  bool // at its end
	Posters, Films             int  // that were made
	Calm, Busy                 paces
	Rows                       []kioskRow
	At, ResidentMB             []float64 // minutes and MB
	PeakMB                     float64
}

func TestMain(m *testing.M) {
	if text := os.Getenv(windowEnv); text != "" {
		os.Exit(asProgram(text))
	}
	minutes, err := strconv.ParseFloat(os.Getenv(kioskEnv), 64)
	if err != nil {
		os.Exit(m.Run())
	}
	report, err := exhibit(minutes)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// watched is an exhibit, and its housekeeper, with a crowd before it, which is looked at from time to time.
type watched struct {
	*player
	housekeeper
	crowd   *crowd
	began   time.Time
	minutes float64 // that it is to last

	makings // what visitors take home

	report kioskReport
	usage  hud.Usage // as last on the operator's panel
	shown  bool      // the panel
	visits int       // by the display's own mouse and keyboard
	sent   float64   // s: when the arm is sent out to explore, so that the exhibit closes meanwhile
}

// How long before its figures are recorded (s) the operator's panel is opened, and an
// attendant sends a visitor away who is still there, since pictures come too slowly for
// the exhibit's own minute to be over, and skips acts with things in them: their shapes
// are 6 MB that the other acts have not.
const (
	lookAhead = 4.0
	attendant = 60.0
)

// For how long (s) the arm is sent out to explore at the end, and how often: a mirror
// may be on its way.
const (
	sendOut   = 60.0
	sendAgain = 3.0
)

// Advance lets dt seconds of real time pass.
func (w *watched) Advance(dt float64) error {
	t := time.Since(w.began).Seconds()
	w.crowd.step(t, 1280, 720)
	if visits := int((t + crowdEvery - crowdFrom) / crowdEvery); visits > w.visits {
		w.visits = visits
		go realVisitor()
	}
	if at := w.report.At; len(at) == 0 || t/60 > at[len(at)-1]+kioskResidents/60 {
		w.report.At, w.report.ResidentMB = append(at, t/60), append(w.report.ResidentMB, residentMB())
	}
	if n := len(w.report.Rows); n < len(kioskMinutes) && kioskMinutes[n] <= w.minutes {
		due := 60 * kioskMinutes[n]
		if st := w.Session.Status(); t > due-attendant && (st.Mode == session.Visitor || st.Setup.Scene != nil) {
			w.Skip()
		}
		if want := t > due-lookAhead && t < due; want != w.shown {
			w.shown = want
			w.crowd.press(keyOf(hud.ToggleUsage))
		}
		if t >= due {
			w.record(t / 60)
		}
	}
	if over := t - 60*w.minutes; over >= 0 {
		w.crowd.until = math.Inf(1) // it looks on
		if w.Session.Status().Exploring || over > sendOut {
			return errKioskOver
		}
		if t >= w.sent {
			w.sent = t + sendAgain
			w.crowd.press(keyOf(hud.Explore))
		}
	}
	return w.player.Advance(dt)
}

// record weighs everything.
func (w *watched) record(minute float64) {
	st := w.Session.Status()
	row := kioskRow{Minute: minute, Usage: w.usage, Mode: st.Mode.String(), Act: st.Act}
	housekeeper{}.Measure(&row.Usage)
	if st.Exploring {
		row.Usage.Goroutines-- // the exploration is a coroutine while it lasts
	}
	row.FilesMB = statusMB("RssFile")
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	row.ManagedMB = float64(before.Sys-before.HeapReleased) / bytesPerMB
	row.LiveMB = liveMB()
	w.report.Rows = append(w.report.Rows, row)
	if err := profiled(minute); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Fprintln(os.Stderr, row)
}

// String is a line of the table.
func (r kioskRow) String() string {
	u := &r.Usage
	return fmt.Sprintf("%5.1f min  live %6.2f MB  resident %6.1f MB: Go %5.1f, files %5.1f, driver %5.1f  %2d images of %5.1f MB  %3d goroutines  %2d files  %s, act %d",
		r.Minute, r.LiveMB, u.ResidentMB, r.ManagedMB, r.FilesMB, u.ResidentMB-r.ManagedMB-r.FilesMB, u.Images, u.ImagesMB, u.Goroutines, u.Files, r.Mode, r.Act)
}

// realVisitor touches the screen and drags the hand, and presses a key, through the display.
func realVisitor() {
	for _, args := range [][]string{
		{"mousemove", "440", "267", "mousedown", "1"}, {"mousemove", "467", "200"}, {"mousemove", "507", "173", "mouseup", "1"}, {"key", "k"},
	} {
		if out, err := exec.Command("xdotool", args...).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "xdotool %v: %v %s\n", args, err, out)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// SnapshotTo is called for every picture.
func (w *watched) SnapshotTo(dst *mirror.Snapshot) {
	w.pictured(w.Session.Status().Mode == session.Attract)
	w.report.Frames++
	w.player.SnapshotTo(dst)
}

// Measure is called for the operator's panel.
func (w *watched) Measure(u *hud.Usage) {
	w.housekeeper.Measure(u)
	w.usage = *u
}

// keyOf is the key that does an action.
func keyOf(a hud.Action) hud.Binding {
	for _, b := range hud.Bindings() {
		if b.Action == a {
			return b
		}
	}
	return hud.Binding{}
}

// visitorsKeys are those that a visitor may press in an exhibit.
func visitorsKeys() (keys []hud.Binding) {
	for _, b := range hud.Bindings() {
		if b.Action != hud.None && b.For != keyboard.Exhibits && b.For != keyboard.Operators {
			keys = append(keys, b)
		}
	}
	return keys
}

// exhibit runs the exhibit on the display that there is.
func exhibit(minutes float64) (kioskReport, error) {
	w := &watched{housekeeper: housekeeper{exhibit: true}, crowd: newCrowd(window.Computer(), visitorsKeys()), minutes: minutes}
	w.makings = newMakings()
	dir, err := os.MkdirTemp("", "mirrorarm-posters-")
	if err != nil {
		return kioskReport{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // in the temporary folder
	poster, film := w.souvenirs(dir, os.Stderr)
	if minutes < kioskMinutes[0] {
		w.crowd.from = 0
	}
	open := func() (window.Simulation, error) {
		s, err := session.New(session.Options{
			Kiosk: true, Clock: monotonic(), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		})
		if err != nil {
			return nil, err
		}
		w.player, w.began = &player{Player: show.Of(context.Background(), s)}, time.Now()
		return w, nil
	}
	err = window.RunOn(context.Background(), w.crowd, open, window.Options{
		Kiosk: true, Width: 1280, Height: 720, Keeper: w, Poster: poster, Film: film,
	})
	if errors.Is(err, errKioskOver) {
		err = nil
	}
	if w.player == nil {
		return kioskReport{}, err
	}
	defer w.CloseAfterWindow()
	st, r := w.Session.Status(), &w.report
	r.Minutes, r.Inputs = time.Since(w.began).Minutes(), w.crowd.acts
	r.Loops, r.Takeovers, r.Restarts = st.Loops, st.Takeovers, st.Restarts
	r.Exploring, r.PeakMB = st.Exploring, statusMB("VmHWM")
	r.Calm, r.Busy = pacesOf(w.calm), pacesOf(w.busy)
	for ending, count := range map[string]*int{"png": &r.Posters, "gif": &r.Films} {
		files, _ := filepath.Glob(filepath.Join(dir, "*."+ending))
		*count = len(files)
	}
	return *r, err
}

// profiled writes the profile of the heap that was asked for.
func profiled(minute float64) error {
	name := os.Getenv(kioskProfile)
	if name == "" {
		return nil
	}
	f, err := os.Create(fmt.Sprintf("%s-%.0f", name, minute))
	if err != nil {
		return err
	}
	if err := pprof.Lookup("heap").WriteTo(f, 0); err != nil {
		return err
	}
	return f.Close()
}

// statusMB is a figure of the system's about the program.
func statusMB(name string) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if _, err := fmt.Sscanf(line, name+": %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	return 0
}

// soaked runs the exhibit for so many minutes under a display of its own.
func soaked(t *testing.T, minutes float64) (r kioskReport) {
	for _, tool := range []string{"xvfb-run", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: apt-get install xvfb xdotool)", tool)
		}
	}
	c := exec.Command("xvfb-run", "-a", "-s", "-screen 0 1280x720x24", os.Args[0])
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%g", kioskEnv, minutes), "LIBGL_ALWAYS_SOFTWARE=1")
	c.Stderr = os.Stderr
	out, err := c.Output()
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(out, &r))
	t.Logf("%.1f minutes, %d pictures, %d inputs, %d rounds of the program, %d visits, %d restarts; most ever resident %.0f MB",
		r.Minutes, r.Frames, r.Inputs, r.Loops, r.Takeovers, r.Restarts, r.PeakMB)
	for _, row := range r.Rows {
		t.Log(row)
	}
	t.Logf("%d posters, %d moving pictures; from picture to picture (ms) %+v, and while one of them is made %+v", r.Posters, r.Films, r.Calm, r.Busy)
	return r
}

// The short form of TestKioskSoak: some seconds of a crowd at the real window, which is
// then closed while the arm explores.
func TestKioskOutlivesItsCrowd(t *testing.T) {
	testdata.Long(t)
	r := soaked(t, 0.25)
	require.True(t, r.Exploring)
	require.GreaterOrEqual(t, r.Takeovers, 1)
	require.GreaterOrEqual(t, r.Inputs, 5)
	require.Zero(t, r.Restarts)
	require.LessOrEqual(t, r.PeakMB, kioskMost)
}

// Three quarters of an hour of the exhibit in its window, with every kind of input: it
// goes round its program, a crowd takes it over again and again, and it does not grow.
func TestKioskSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("a long study: make soak")
	}
	minutes := kioskMinutes[len(kioskMinutes)-1] + 0.1
	r := soaked(t, minutes)
	require.Len(t, r.Rows, len(kioskMinutes))
	require.GreaterOrEqual(t, r.Minutes, minutes)
	require.GreaterOrEqual(t, r.Loops, 2)
	require.GreaterOrEqual(t, r.Takeovers, 5)
	require.GreaterOrEqual(t, r.Inputs, 500)
	require.GreaterOrEqual(t, r.Posters, 5)
	require.GreaterOrEqual(t, r.Films, 5)
	require.Zero(t, r.Restarts)
	require.LessOrEqual(t, r.PeakMB, kioskMost)
	var settled *kioskRow
	for i := range r.Rows {
		row := &r.Rows[i]
		require.Equal(t, session.Attract.String(), row.Mode, "the crowd has gone when it is weighed")
		if row.Minute < kioskSettled {
			continue
		}
		if settled == nil {
			settled = row
		}
		require.Positive(t, row.LiveMB)
		require.LessOrEqual(t, row.LiveMB, kioskGrowth*settled.LiveMB)
		require.LessOrEqual(t, row.Usage.Images, settled.Usage.Images)
		require.LessOrEqual(t, row.Usage.ImagesMB, settled.Usage.ImagesMB)
		require.LessOrEqual(t, row.Usage.Goroutines, settled.Usage.Goroutines)
		require.LessOrEqual(t, row.Usage.Files, settled.Usage.Files)
	}
	var at, mb []float64
	for i, minute := range r.At {
		if minute >= kioskSettled {
			at, mb = append(at, minute), append(mb, r.ResidentMB[i])
		}
	}
	_, slope := stat.LinearRegression(at, mb, nil, false)
	t.Logf("resident from minute %g on: %+.3f MB a minute", kioskSettled, slope)
	require.LessOrEqual(t, slope, kioskSlope)
}

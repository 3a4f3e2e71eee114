package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live/browser"
	"mirrorarm/sim/live/tracker"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// cameraPatience is for a machine that is busy with much else; alone, the test takes less
// than a minute.
const cameraPatience = 8 * time.Minute

// The film is a part of the recorded one, slowed down: a tracker that has time for five
// frames a second, on a machine that is busy with much else, sees the hand move from one
// to the next as far as one with thirty sees it in the film as it was.
const (
	filmFrom   = 7.5 // s
	filmLength = 4.0 // s: what a run sees at least once
	slowed     = 6.0
)

// What the mirror must have followed for its figures to tell anything. A machine that is
// busy goes on until so many frames came that were not too old.
const (
	leastFrames = 60
	leastTime   = 24 * time.Second
)

// A film of a hand is what a browser's camera sees; the page, its worker and the
// tracker are the real ones. The arm does what the hand in the film did, and nothing
// leaves the machine. The person's bones are told: how well they are measured as it goes
// depends on what was seen by then, and is a test of package live.
func TestAHandBeforeTheCamera(t *testing.T) {
	if os.Getenv(cameraMode) == "" {
		t.Skipf("left out: it is run alone, with %s=alone, as make test does at its end", cameraMode)
	}
	film, fake := fakeCamera(t)
	log := filepath.Join(filepath.Dir(fake), "net.json")
	ctx, cancel := context.WithTimeout(t.Context(), cameraPatience)
	defer cancel()
	var stdout, stderr bytes.Buffer
	a := &app{ctx: ctx, stdout: &stdout, stderr: &stderr}
	steps, kept := filepath.Join(t.TempDir(), "steps.csv"), filepath.Join(t.TempDir(), "kept.jsonl")
	c := &runCmd{common: common{Seed: 1, JSON: true}, Out: steps}
	c.mirrorFlags = mirrorFlags{
		Hand: "auto", Channels: 64, Profile: "ideal", Calibration: "reference", SkinProfile: "ideal",
		Scene: "empty", robotFlags: robotFlags{Robot: bionicRobot}, Follow: "mirror",
	}
	recorded, err := gesture.Open(strings.TrimSuffix(film, ".mp4")+".jsonl", gesture.Options{})
	require.NoError(t, err)
	dims := recorded.Info().Dims
	c.cameraFlags = cameraFlags{Camera: true, FOV: 65, Save: kept, bones: &dims}
	minutes := 10 * time.Minute
	c.Duration = &minutes // until enough was seen
	cam, err := c.openCamera(a, "--use-fake-device-for-media-stream", "--use-file-for-fake-video-capture="+fake, "--log-net-log="+log)
	require.NoError(t, err)
	defer cam.close()
	require.NotNil(t, cam.page, stderr.String())
	go cam.enough(cancel)
	err = c.mirror(a, cam)
	require.ErrorIs(t, err, errInterrupted, "%s%s", stderr.String(), cam.page.Said())

	var r lived
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &r))
	require.GreaterOrEqual(t, r.Live.Frames, 60)
	require.Equal(t, "right", r.Live.Side)
	require.Less(t, *r.Live.Fit, 8.0)
	t.Logf("%d frames, %d refused, fit %.1f mm, age %.0f ms, p99 %.0f", r.Live.Frames, r.Live.Refused, *r.Live.Fit, *r.Live.Age.P50, *r.Live.Age.P99)

	again, err := gesture.Open(kept, gesture.Options{})
	require.NoError(t, err)
	require.Equal(t, recorded.Info().Side, again.Info().Side)
	require.Less(t, again.Info().FitError, 0.008)

	requireAtHome(t, log)
	f := newFilmFit(recorded)
	person, robot := f.read(t, steps, "true"), f.read(t, steps, "robot")
	shown, _ := f.follow(person)
	arm, rate := f.follow(robot)
	f.centre(robot)
	moving, _ := f.follow(robot)
	slices.Reverse(robot)
	backwards, _ := f.follow(robot)
	t.Logf("fingertips within %.1f mm of the film's as shown, %.1f mm of the arm's while the film ran at %.2f of its speed", 1e3*shown, 1e3*arm, rate)
	t.Logf("about their mean places, which bones shift, the arm's within %.1f mm, %.1f mm of a film that runs backwards", 1e3*moving, 1e3*backwards)
	require.Less(t, shown, 0.012)
	require.Less(t, arm, 0.012)
	require.Less(t, moving, 0.75*backwards, "it is this film that is followed")
	require.Greater(t, rate, 0.5, "and as it runs: a hand that kept still would not do")
}

// fakeCamera is a recorded film of a hand, and a part of it, slowed down, in the form that
// a browser takes for what its camera sees.
func fakeCamera(t *testing.T) (film, fake string) {
	film = testdata.Shared(t, "data", "mediapipe-camera", "hand-30fps.mp4")
	needed(t, "ffmpeg")
	if _, err := browser.Find(); err != nil {
		leftOut(t, cameraMode, "%v (Debian: apt-get install chromium)", err)
	}
	haveTracker(t)
	fake = filepath.Join(publicFolder(t), "film.mjpeg")
	out, err := exec.Command("ffmpeg", "-v", "error", "-ss", fmt.Sprint(filmFrom), "-t", fmt.Sprint(filmLength), "-i", film,
		"-vf", fmt.Sprintf("setpts=%g*PTS,fps=30,scale=640:360", slowed), "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", fake).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.Chmod(fake, 0o644))
	return film, fake
}

// enough ends a run that has followed enough.
func (c *camera) enough(end func()) {
	from := 0
	var since time.Time
	for {
		time.Sleep(50 * time.Millisecond)
		c.mu.Lock()
		n, waits := c.arrivals.fitted, c.sure != nil
		c.mu.Unlock()
		if waits {
			continue
		}
		if from == 0 {
			from, since = n, time.Now()
		}
		if n-from >= leastFrames && time.Since(since) >= leastTime {
			end()
			return
		}
	}
}

// cameraMode names the variable that says how the test is run: "alone", with nothing
// beside it that takes the tracker's time, as `make test` does at its end, or "must" as
// well, where everything that it needs was installed on purpose.
const cameraMode = "MIRRORARM_CAMERA"

// leftOut skips a test that a machine has not the means for, but not where a variable says
// that it must run.
func leftOut(t *testing.T, mode, why string, args ...any) {
	t.Helper()
	if os.Getenv(mode) == "must" {
		t.Fatalf(why, args...)
	}
	t.Skipf("left out: "+why, args...)
}

func needed(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		leftOut(t, cameraMode, "%s is not installed (Debian: apt-get install %s)", program, program)
	}
}

// haveTracker needs the tracker to be installed.
func haveTracker(t *testing.T) {
	t.Helper()
	dir, err := tracker.DefaultDir()
	require.NoError(t, err)
	if _, err := tracker.Status(dir); err != nil {
		leftOut(t, cameraMode, "the hand tracker is not installed: make camera fetches it through npm, once")
	}
}

// publicFolder is one that a browser of another user's can read and write.
func publicFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "mirrorarm-camera-*")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o777))
	return dir
}

// requireAtHome looks into the browser's own log of its network: what it would ask
// of other hosts finds none, and every connection is to this machine.
func requireAtHome(t *testing.T, log string) {
	t.Helper()
	text, err := os.ReadFile(log)
	require.NoError(t, err)
	kind := regexp.MustCompile(`"TCP_CONNECT_ATTEMPT":(\d+)`).FindSubmatch(text)
	require.NotNil(t, kind)
	connect := regexp.MustCompile(`"type":` + string(kind[1]) + `\b`)
	address := regexp.MustCompile(`"address":"([^"]*)"`)
	ours := 0
	for line := range bytes.Lines(text) {
		if to := address.FindSubmatch(line); to != nil && connect.Match(line) {
			require.Regexp(t, `^127\.0\.0\.1:\d+$`, string(to[1]))
			ours++
		}
	}
	require.Positive(t, ours)
}

// filmFit finds where in a film of a hand that is played in a loop something is.
type filmFit struct {
	hand *hand.Hand
	film []fingertips // every filmStep
}

type fingertips [hand.NumFingers]r3.Vec

const (
	filmStep = 0.02 // s
	filmSkip = 8    // steps of the film at most from one of the run's to the next
)

func newFilmFit(src gesture.Source) *filmFit {
	info := src.Info()
	f := &filmFit{hand: hand.New(info.Side, info.Dims)}
	var s gesture.Sample
	for at := 0.0; at < filmLength; at += filmStep / slowed {
		src.Sample(filmFrom+at, &s)
		f.film = append(f.film, f.tips(s.Angles))
	}
	return f
}

func (f *filmFit) tips(a hand.Angles) (tips fingertips) {
	f.hand.SetAngles(a)
	for k := range tips {
		tips[k] = f.hand.PalmFromSegment(hand.Finger(k), 3).Pos
	}
	return tips
}

// follow is the mean distance (m) between fingertips of a run's steps and of the film,
// and how fast the film ran meanwhile. The lag between them is what fits best and may
// change: on a busy machine frames wait, are left out, or are shown late. The film never
// runs back.
func (f *filmFit) follow(seen []moment) (distance, rate float64) {
	n := len(f.film)
	cost, next := make([]float64, n), make([]float64, n)
	ran, runs := make([]int, n), make([]int, n)
	for i := range seen {
		for at := range next {
			next[at], runs[at] = cost[at], ran[at]
			for skip := 1; skip <= filmSkip; skip++ {
				if from := (at + n - skip) % n; cost[from] < next[at] {
					next[at], runs[at] = cost[from], ran[from]+skip
				}
			}
			if seen[i].counts {
				next[at] += apart(&seen[i].tips, &f.film[at])
			}
		}
		cost, next, ran, runs = next, cost, runs, ran
	}
	best := slices.Index(cost, slices.Min(cost))
	return cost[best] / (inSight(seen) * float64(len(seen))), float64(ran[best]) / float64(len(seen))
}

// centre puts fingertips of film and moments about their means: what a hand of other
// bones is off by all the time says nothing of whether it moves alike.
func (f *filmFit) centre(seen []moment) {
	var film, hand fingertips
	for k := range film {
		for i := range f.film {
			film[k] = r3.Add(film[k], r3.Scale(1/float64(len(f.film)), f.film[i][k]))
		}
		for i := range seen {
			if seen[i].counts {
				hand[k] = r3.Add(hand[k], r3.Scale(1/(inSight(seen)*float64(len(seen))), seen[i].tips[k]))
			}
		}
		for i := range f.film {
			f.film[i][k] = r3.Sub(f.film[i][k], film[k])
		}
		for i := range seen {
			seen[i].tips[k] = r3.Sub(seen[i].tips[k], hand[k])
		}
	}
}

// inSight is the share of moments that count.
func inSight(seen []moment) float64 {
	counted := 0
	for i := range seen {
		if seen[i].counts {
			counted++
		}
	}
	return float64(counted) / float64(len(seen))
}

// apart is the mean distance of fingertips.
func apart(a, b *fingertips) (mean float64) {
	for tip := range a {
		mean += r3.Norm(r3.Sub(a[tip], b[tip])) / float64(len(a))
	}
	return mean
}

// moment is what a step of a run showed.
type moment struct {
	tips   fingertips
	counts bool // the hand was in sight, and not just found again
}

// wayBack (s) is what a hand that was found again may take to be come to.
const wayBack = 0.3

// read gives the fingertips of a run's steps from its second second on. The hand
// has to be in sight in a good part of them.
func (f *filmFit) read(t *testing.T, path, kind string) (seen []moment) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close() //nolint:errcheck // read only
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	var columns []int
	for i, name := range rows[0] {
		if strings.HasPrefix(name, kind+"_") && len(columns) < hand.NumFingerAngles {
			columns = append(columns, i)
		}
	}
	require.Len(t, columns, hand.NumFingerAngles)
	every := int(filmStep * 1000)
	require.Equal(t, "lost", rows[0][2])
	lastLost := 1
	for i := 1; i < len(rows); i++ {
		if rows[i][2] != "0" {
			lastLost = i
		}
		if i < 1000 || i%every != 0 {
			continue
		}
		var a hand.Angles
		for k, column := range columns {
			deg, err := strconv.ParseFloat(rows[i][column], 64)
			require.NoError(t, err)
			a[k] = deg * math.Pi / 180
		}
		seen = append(seen, moment{f.tips(a), i-lastLost > int(1000*wayBack)})
	}
	require.Greater(t, inSight(seen)*float64(len(seen))*filmStep, leastTime.Seconds()/4, "the run is too short")
	t.Logf("%s: of %d moments %.0f %% count", kind, len(seen), 100*inSight(seen))
	return seen
}

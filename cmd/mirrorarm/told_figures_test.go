package main

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/live"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// inWords are the numbers that the documents spell out.
var inWords = map[int]string{
	6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen",
	16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty", 41: "forty-one", 42: "forty-two",
	43: "forty-three", 44: "forty-four", 45: "forty-five", 50: "fifty",
}

// grouped is a count as the documents write it: 1,140.
func grouped(n int) string {
	s := strconv.Itoa(n)
	if len(s) > 3 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	return s
}

// document is one of the root's, its lines joined.
func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testdata.Path(), "..", name))
	require.NoError(t, err)
	return strings.Join(strings.Fields(string(text)), " ")
}

// TestFiguresInTheDocumentsAreTrue computes what README, ARCHITECTURE and CHANGELOG
// count: each phrase, with the number that the program has now, stands there.
func TestFiguresInTheDocumentsAreTrue(t *testing.T) {
	run := parsedAs[runCmd](t, "run")
	cfg, err := run.config(1)
	require.NoError(t, err)
	cfg.Channels, cfg.Profile = 64, "ideal"
	m, err := mirror.New(cfg)
	require.NoError(t, err)
	var (
		channels = grouped(run.Channels)
		taxels   = grouped(m.Describe().Skin.Taxels)
		lessons  = inWords[len(lesson.Names())]
		rate     = strconv.Itoa(int(math.Round(1 / mirror.Period)))
	)
	require.Equal(t, "1000", rate)
	said := map[string][]string{
		"README.md": {
			"a glove of " + channels + " tactile channels", "its skin of " + taxels + " three-axis sensors",
			inWords[len(gesture.Names())-1] + " (an unknown name lists them)",
			"touch " + inWords[len(world.Materials())] + " materials", lessons + " lessons on the moving arm",
			"`landmarks_m` holds " + strconv.Itoa(hand.NumLandmarks) + " points",
			"at most " + strconv.Itoa(live.MaxMessage>>10) + " KiB long",
			"runs the same mirror without a window for " + strconv.Itoa(int(usualTime/time.Second)) + " s",
			"Exit codes: " + strconv.Itoa(exitDone) + " done, " + strconv.Itoa(exitFailed) + " failed, " + strconv.Itoa(exitUsage) + " bad usage, " + strconv.Itoa(exitInterrupted) + " interrupted",
			strconv.Itoa(3*hand.NumLandmarks) + " × f32 landmarks",
		},
		"ARCHITECTURE.md": {
			"wrist pose + " + strconv.Itoa(hand.NumAngles) + " joint angles", channels + " tactile channels on the hand", taxels + " three-axis taxels on the robot's hand",
			"body, 1 kHz", "allocations are counted over 1,000 further steps",
		},
		"CHANGELOG.md": {
			"glove of " + channels + " tactile channels", "skin of " + taxels + " three-axis taxels", lessons + " lessons with exercises", "exit code " + strconv.Itoa(exitInterrupted),
		},
	}
	for name, phrases := range said {
		text := strings.ReplaceAll(document(t, name), "│ ", "")
		for _, p := range phrases {
			require.Contains(t, text, p, name)
		}
	}
	// And in --help.
	for line, phrases := range map[string][]string{
		"demo --help": {"it runs for " + strconv.Itoa(int(usualTime/time.Second)) + " s", "same mirror runs for " + strconv.Itoa(int(usualTime/time.Second)) + " s"},
		"run --help":  {"Runs every stage at 1 kHz", strconv.Itoa(int(usualTime/time.Second)) + "s of a synthetic source"},
		"shot --help": {"if absent " + strconv.Itoa(int(usualShot/time.Second)) + " s"},
	} {
		code, out, _ := command(t, strings.Fields(line)...)
		require.Zero(t, code)
		out = strings.Join(strings.Fields(out), " ")
		for _, p := range phrases {
			require.Contains(t, out, p, line)
		}
	}
}

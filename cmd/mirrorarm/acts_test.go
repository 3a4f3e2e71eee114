package main

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// TestAnActIsShown as the exhibit plays it, the same bytes twice; what is no act, or is over
// by then, is refused. The opening is shown likewise, first dark.
func TestAnActIsShown(t *testing.T) {
	shown := func(args string) (picture string, light float64) {
		name := filepath.Join(t.TempDir(), "act.png")
		code, stdout, stderr := command(t, append(strings.Fields(args), "--size", "320x180", "--channels", "64", "--out", name)...)
		require.Zero(t, code, "%s%s", stdout, stderr)
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		img, err := png.Decode(strings.NewReader(string(content)))
		require.NoError(t, err)
		require.Equal(t, 320, img.Bounds().Dx())
		for y := range 80 { // above the words
			for x := range 320 {
				_, g, _, _ := img.At(x, y).RGBA()
				light += float64(g) / (320 * 80 * 0xffff)
			}
		}
		return string(content), light
	}
	light := map[string]float64{}
	for _, args := range [...]string{"shot --act duel --at 2500ms", "shot --attract --at 300ms", "shot --attract", "shot --attract --at 6s"} {
		picture, bright := shown(args)
		again, _ := shown(args)
		require.True(t, picture == again, "%s: the same bytes twice", args)
		light[args] = bright
	}
	t.Logf("mean light: %v", light)
	require.Less(t, light["shot --attract --at 300ms"], 0.01)
	require.Greater(t, light["shot --attract"], 2*light["shot --attract --at 300ms"])
	require.Greater(t, light["shot --attract --at 6s"], 2*light["shot --attract"])

	for args, want := range map[string]string{
		"--attract --at 1m":        `--at 1m0s: the act "attract" ends after 9.5 s`,
		"--attract --source fist":  "--source: shot --attract does not use it",
		"--attract --explore oak":  "--explore: shot --attract does not use it",
		"--act juggle":             `--act: session: no act "juggle", want one of attract, greeting, copycat, feel, duel`,
		"--act duel --at 1m":       `--at 1m0s: the act "duel" ends after 22 s`,
		"--act duel --scene cups":  "--scene",
		"--act duel --source fist": "--source",
	} {
		code, _, stderr := command(t, append([]string{"shot", "--out", filepath.Join(t.TempDir(), "a.png")}, strings.Fields(args)...)...)
		require.Equal(t, 2, code, args)
		require.Contains(t, stderr, want)
	}
}

// TestAnExhibitPlaysItsMakersActs, which are read before a window opens.
func TestAnExhibitPlaysItsMakersActs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.yaml")
	require.NoError(t, os.WriteFile(path, []byte("version: 1\nacts: [{act: duel, seconds: 9}, {act: turn}]\n"), 0o600))
	c := demoCmd{Acts: path}
	acts, err := c.program()
	require.NoError(t, err)
	require.Len(t, acts, 3, "after the opening")
	require.Equal(t, "duel", acts[1].Name)
	s, err := session.New(session.Options{Kiosk: true, Program: acts, Synchronous: true, Setup: session.Setup{Channels: 64}})
	require.NoError(t, err)
	defer s.Close()
	require.True(t, s.Status().Opening.On)
	s.Skip()
	require.True(t, s.Status().Warmth)

	require.NoError(t, os.WriteFile(path, []byte("version: 1\nacts:\n- act: dance\n"), 0o600))
	_, err = c.program()
	require.ErrorContains(t, err, `mine.yaml:3: acts[0].act: "dance", want one of attract, greeting`)
	code, _, errs := command(t, "demo", "--kiosk", "--acts", path)
	require.Equal(t, 2, code, "told before a window opens, and where there is none")
	require.Contains(t, errs, "mine.yaml:3: acts[0].act:")
	c.Acts = filepath.Join(t.TempDir(), "none.yaml")
	_, err = c.program()
	require.ErrorContains(t, err, "--acts: open")
}

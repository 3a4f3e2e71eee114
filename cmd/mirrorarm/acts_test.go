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
// by then, is refused.
func TestAnActIsShown(t *testing.T) {
	var pictures [2]string
	for i := range pictures {
		name := filepath.Join(t.TempDir(), "duel.png")
		code, stdout, stderr := command(t, "shot", "--act", "duel", "--at", "2500ms", "--size", "320x180", "--channels", "64", "--out", name)
		require.Zero(t, code, "%s%s", stdout, stderr)
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		img, err := png.Decode(strings.NewReader(string(content)))
		require.NoError(t, err)
		require.Equal(t, 320, img.Bounds().Dx())
		pictures[i] = string(content)
	}
	require.Equal(t, pictures[0], pictures[1])

	for args, want := range map[string]string{
		"--act juggle":             `--act: session: no act "juggle", want one of greeting, copycat, feel, duel`,
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
	require.Len(t, acts, 2)
	require.Equal(t, "duel", acts[0].Name)
	s, err := session.New(session.Options{Kiosk: true, Program: acts, Synchronous: true, Setup: session.Setup{Channels: 64}})
	require.NoError(t, err)
	defer s.Close()
	require.True(t, s.Status().Warmth)

	require.NoError(t, os.WriteFile(path, []byte("version: 1\nacts:\n- act: dance\n"), 0o600))
	_, err = c.program()
	require.ErrorContains(t, err, `mine.yaml:3: acts[0].act: "dance", want one of greeting`)
	code, _, errs := command(t, "demo", "--kiosk", "--acts", path)
	require.Equal(t, 2, code, "told before a window opens, and where there is none")
	require.Contains(t, errs, "mine.yaml:3: acts[0].act:")
	c.Acts = filepath.Join(t.TempDir(), "none.yaml")
	_, err = c.program()
	require.ErrorContains(t, err, "--acts: open")
}

package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// TestTheGameIsShown played by the synthetic source, the same bytes twice.
func TestTheGameIsShown(t *testing.T) {
	var pictures [2]string
	for i := range pictures {
		name := filepath.Join(t.TempDir(), "game.png")
		code, out, errs := command(t, "shot", "--game", "--at", "6s", "--size", "320x180", "--channels", "64", "--out", name)
		require.Zero(t, code, "%s%s", out, errs)
		pictures[i] = contents(t, name)
	}
	require.True(t, pictures[0] == pictures[1])
	for args, want := range map[string]string{
		"--game --at 2m":       "--at 2m0s: the game is over after 71 s",
		"--game --scene cups":  "--scene: shot --game does not use it",
		"--game --source fist": "--source: shot --game does not use it",
	} {
		code, _, errs := command(t, append([]string{"shot", "--out", filepath.Join(t.TempDir(), "a.png")}, strings.Fields(args)...)...)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, errs, want)
	}
}

// TestTheBestGameOfTheDay is kept in a file, shown in the next game, and over with the day. What
// is no such file is told in a line and left as it is.
func TestTheBestGameOfTheDay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "best.json")
	var told []string
	tell := func(line string) { told = append(told, line) }
	now := time.Date(2026, 3, 1, 23, 58, 0, 0, time.Local)
	s, err := session.New(session.Options{Synchronous: true, Setup: session.Setup{Channels: 64, Gesture: "rest"}})
	require.NoError(t, err)
	defer s.Close()
	play := func() (points, before int) {
		b := openBest(path, tell)
		b.now = func() time.Time { return now }
		require.NoError(t, s.PlayGame(true))
		b.look(s)
		before = s.Status().Game.Best
		for s.Status().Game.Turn != session.NoTurn {
			require.NoError(t, s.Advance(0.1))
			if b.look(s); s.Status().Game.Turn == session.Over {
				points = s.Status().Game.Points
			}
		}
		return points, before
	}
	first, before := play()
	require.Zero(t, before)
	require.Positive(t, first)
	require.JSONEq(t, `{"version":1,"day":"2026-03-01","points":`+strconv.Itoa(first)+`}`, contents(t, path))
	now = now.Add(90 * time.Second)
	require.NoError(t, os.WriteFile(path, []byte(`{"version":1,"day":"2026-03-01","points":99999}`), 0o600))
	_, before = play()
	require.Equal(t, 99999, before)
	require.Contains(t, contents(t, path), "99999", "a better one stays")
	now = now.Add(time.Hour)
	second, before := play()
	require.Zero(t, before, "it is another day")
	require.JSONEq(t, `{"version":1,"day":"2026-03-02","points":`+strconv.Itoa(second)+`}`, contents(t, path))
	require.Empty(t, told)

	for text, want := range map[string]string{
		"":                                       `no best game, want {"version":1,`,
		"[1]":                                    "no best game",
		"{}":                                     "version 0, want 1",
		`{"version":1,"day":"today","points":1}`: `day "today", want one such as`,
		`{"version":1,"day":"2026-03-02","points":-1}`:      "points -1, want 0 to",
		`{"version":1,"day":"2026-03-02","points":1,"x":1}`: "no best game",
		strings.Repeat(" ", 5000):                           "no best game",
	} {
		told = nil
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		b := openBest(path, tell)
		b.kept.Points = 5
		b.save()
		require.Len(t, told, 1, text)
		require.Contains(t, told[0], "the best game of the day is not kept: "+path+": "+want)
		require.Equal(t, text, contents(t, path))
	}
	told = nil
	b := openBest(filepath.Join(t.TempDir(), "none", "best.json"), tell)
	b.save()
	b.save()
	require.Len(t, told, 1, "a folder that is not there, told once")
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hostileNames are names that files may bear, where the system lets them.
func hostileNames() []string {
	names := []string{"with space", "it's", "ünï", "手", "-x", "%d%s", strings.Repeat("n", 240)}
	if runtime.GOOS != "windows" {
		names = append(names, `back\slash`, `quo"te`, "new\nline")
	}
	return names
}

// What is written goes to places of any name, and is read from there.
func TestPlacesOfAnyName(t *testing.T) {
	for _, name := range hostileNames() {
		dir := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.MkdirAll(dir, 0o755))
		urdf, targets := filepath.Join(dir, name+".urdf"), filepath.Join(dir, name+".csv")
		require.NoError(t, os.WriteFile(urdf, []byte(elbowURDF), 0o600))
		require.NoError(t, os.WriteFile(targets, []byte("x,y,z,qw,qx,qy,qz\n0.2,0.1,0,1,0,0,0\n"), 0o600))
		out := filepath.Join(dir, "o"+name+".csv")
		code, text, errs := command(t, "ik", "--urdf", urdf, "--targets", targets, "--out", out, "--json")
		require.Zero(t, code, "%q: %s", name, errs)
		require.True(t, json.Valid([]byte(text)), "%q", name)
		require.FileExists(t, out)
	}
}

// A name that the system refuses is one line, and leaves nothing behind.
func TestATooLongNameIsOneLine(t *testing.T) {
	dir := t.TempDir()
	code, _, errs := command(t, "run", "--duration", "20ms", "--out", filepath.Join(dir, strings.Repeat("n", 300)+".csv"))
	require.Equal(t, exitFailed, code)
	require.Equal(t, 1, strings.Count(errs, "\n"), "before any work: %s", errs)
	require.Contains(t, errs, "cannot write")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

// Who has no home and writes decimal commas gets the same answers.
func TestNoHomeAndDecimalCommas(t *testing.T) {
	urdf := filepath.Join(t.TempDir(), "elbow.urdf")
	require.NoError(t, os.WriteFile(urdf, []byte(elbowURDF), 0o600))
	_, want, _ := command(t, "fk", "--urdf", urdf, "--json")
	for _, key := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "USERPROFILE", "AppData", "LocalAppData"} {
		t.Setenv(key, "")
	}
	t.Setenv("LC_ALL", "de_DE.UTF-8")
	code, got, errs := command(t, "fk", "--urdf", urdf, "--json")
	require.Zero(t, code, errs)
	require.Equal(t, want, got)
	code, _, errs = command(t, "shot", "--source", "synth:open", "--at", "10ms", "--size", "64x36", "--out", filepath.Join(filepath.Dir(urdf), "p.png"))
	require.Zero(t, code, errs)
	code, _, errs = command(t, "teach", "--reset")
	require.NotEqual(t, exitDone, code)
	require.Equal(t, 1, strings.Count(errs, "\n"), "%s", errs)
	require.Contains(t, errs, "progress file")
}

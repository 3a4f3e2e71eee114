package main

import (
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

// A picture of the mirror speaks the language that was asked for, and says which panels it
// had no room for.
func TestAShotHasALanguage(t *testing.T) {
	dir := t.TempDir()
	pictures := map[string]bool{}
	for _, l := range locale.Codes() {
		name := filepath.Join(dir, l+".png")
		code, _, errs := command(t, "shot", "--source", "synth:fist", "--at", "50ms", "--channels", "64", "--size", "640x360",
			"--panels", "timing,skin", "--lang", l, "--out", name)
		require.Zero(t, code, errs)
		require.Contains(t, errs, "no room any more, so closed: ")
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		pictures[string(data)] = true
	}
	require.Len(t, pictures, locale.NumLanguages)
}

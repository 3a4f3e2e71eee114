package main

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	_ "mirrorarm/testdata/draws"
)

func TestDrawsAreFixedUnlessAsked(t *testing.T) {
	want := "1"
	if os.Getenv("MIRRORARM_DRAWS") == "fresh" {
		want = "0"
	}
	require.Equal(t, want, flag.Lookup("rapid.seed").Value.String())
}

// A fault is noticed or not by what tests draw: every package that draws fixes it.
func TestEveryPackageThatDrawsFixesIt(t *testing.T) {
	root := filepath.Join("..", "..")
	drawn, fixed := map[string]bool{}, map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		folder := filepath.Dir(path)
		drawn[folder] = drawn[folder] || strings.Contains(string(text), `"pgregory.net/rapid"`)
		fixed[folder] = fixed[folder] || strings.Contains(string(text), `_ "mirrorarm/testdata/draws"`)
		return err
	}))
	n := 0
	for folder, draws := range drawn {
		if draws {
			require.True(t, fixed[folder], "%s has property tests: one of its tests imports mirrorarm/testdata/draws", folder)
			n++
		}
	}
	require.Greater(t, n, 20)
}

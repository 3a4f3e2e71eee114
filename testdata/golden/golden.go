// Package golden holds tables of figures against files of them. A test that imports it
// has the flag -update, which writes the files anew.
package golden

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden tables anew")

// Same holds a table to the letter.
func Same(t testing.TB, path, got string) {
	t.Helper()
	require.Equal(t, written(t, path, got), got, "%s: run with -update if it is meant to be so", path)
}

// Near holds a table to the letter on the kind of machine that it was made on. Elsewhere,
// where the last bits may send a search another way, its numbers may be off by a share of
// themselves and by a floor.
func Near(t testing.TB, path, got string, share, floor float64) {
	t.Helper()
	if runtime.GOARCH == "amd64" {
		Same(t, path, got)
		return
	}
	requireWords(t, path, got, func(_ string, x float64) float64 { return share*math.Abs(x) + floor })
}

// Rounded holds a table's numbers to the last digit that is written.
func Rounded(t testing.TB, path, got string) {
	t.Helper()
	requireWords(t, path, got, func(word string, _ float64) float64 {
		_, decimals, _ := strings.Cut(word, ".")
		n := float64(len(decimals))
		return 1.1 * math.Pow(0.1, n) * min(1, n)
	})
}

// written is the file's text, that of got after -update.
func written(t testing.TB, path, got string) string {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err, "run with -update")
	return string(text)
}

// requireWords compares word by word: what is no number is the same, and a number off by
// no more than it may be.
func requireWords(t testing.TB, path, got string, off func(word string, x float64) float64) {
	t.Helper()
	const beside = ",:{}()[]" // a number
	a, b := strings.Fields(written(t, path, got)), strings.Fields(got)
	require.Len(t, b, len(a), path)
	for i := range a {
		word := strings.Trim(a[i], beside)
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			require.Equal(t, a[i], b[i], "%s: word %d", path, i)
			continue
		}
		y, err := strconv.ParseFloat(strings.Trim(b[i], beside), 64)
		require.NoError(t, err, "%s: word %d", path, i)
		require.InDelta(t, x, y, off(word, x), "%s: word %d", path, i)
	}
}

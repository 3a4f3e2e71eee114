package main

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAMarkIsOnThePoster, and what is none is refused before anything else is done, where
// there is a window and where there is none.
func TestAMarkIsOnThePoster(t *testing.T) {
	dir := t.TempDir()
	logo := filepath.Join(dir, "logo.png")
	f, err := os.Create(logo)
	require.NoError(t, err)
	img := image.NewGray(image.Rect(0, 0, 40, 20))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	require.NoError(t, png.Encode(f, img))
	require.NoError(t, f.Close())

	shot := func(args ...string) string {
		name := filepath.Join(t.TempDir(), "p.png")
		code, _, errs := command(t, append([]string{"shot", "--poster", "--source", "synth:open", "--at", "20ms", "--channels", "64", "--out", name}, args...)...)
		require.Zero(t, code, errs)
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(content)
	}
	bare, marked := shot(), shot("--logo", logo)
	require.NotEqual(t, bare, marked)
	lined := shot("--line", "hall 2")
	require.NotEqual(t, bare, lined)
	require.NotEqual(t, marked, lined)

	text := filepath.Join(dir, "text.png")
	require.NoError(t, os.WriteFile(text, []byte("no picture"), 0o600))
	for want, args := range map[string][]string{
		"--logo " + text + ": no picture that is known, want a PNG or JPEG":            {"--logo", text},
		"--logo: open " + filepath.Join(dir, "none.png") + ": ":                        {"--logo", filepath.Join(dir, "none.png")},
		"--line: 81 characters, want at most 80":                                       {"--line", strings.Repeat("a", 81)},
		"--line: \"a\\nb\": no font here has '\\n' (U+000A), want letters that can be": {"--line", "a\nb"},
	} {
		for _, line := range [][]string{{"demo", "--kiosk"}, {"shot", "--poster", "--out", filepath.Join(dir, "p.png")}} {
			code, out, errs := command(t, append(line, args...)...)
			require.Equal(t, exitUsage, code, errs)
			require.Contains(t, errs, want)
			require.Equal(t, 1, strings.Count(errs, "\n"), errs)
			require.Empty(t, out)
		}
	}
}

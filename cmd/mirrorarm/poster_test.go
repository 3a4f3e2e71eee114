package main

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/render/poster"
	"mirrorarm/render/window"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
)

// TestAPosterIsShown: shot --poster writes one whose code leads to the posture, the same
// bytes twice.
func TestAPosterIsShown(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.png")
	args := []string{"shot", "--poster", "--poster-link", "https://example.org/arm?{state}", "--source", "synth:open", "--at", "50ms", "--channels", "64", "--out", name}
	code, out, errs := command(t, args...)
	require.Zero(t, code, errs)
	require.Contains(t, out, "1080 × 1920")
	first, err := os.ReadFile(name)
	require.NoError(t, err)
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close() //nolint:errcheck // only read from
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.Equal(t, [2]int{poster.Width, poster.Height}, [2]int{img.Bounds().Dx(), img.Bounds().Dy()})
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	require.NoError(t, err)
	require.Regexp(t, `^https://example\.org/arm\?q=(-?\d\.\d\d,){22}-?\d\.\d\d$`, read.GetText())

	code, _, errs = command(t, args...)
	require.Zero(t, code, errs)
	again, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, first, again)
}

// TestAPostersLink is one that a phone opens, or is refused.
func TestAPostersLink(t *testing.T) {
	for link, want := range map[string]string{
		"https://example.org/a?{state}&lang=zh": "", "http://10.0.0.7:8080/{state}": "",
		"example.org": "is no link", "ftp://example.org": "is no link", "https://": "is no link", "https://a b": "is no link",
		"javascript:alert(1)": "is no link", "": "is no link",
	} {
		var l posterLink
		err := l.UnmarshalText([]byte(link))
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want, link)
	}
	require.Equal(t, "https://e.org/?q=0.10,-1.25&x", posterLink("https://e.org/?{state}&x").of([]float64{0.1, -1.25}))
	require.Empty(t, posterLink("").of([]float64{1}))
	for link, typed := range map[posterLink]string{
		"https://e.org/?{state}&x": "e.org/?&x", "https://e.org/arm?{state}": "e.org/arm", "http://e.org/": "e.org", "https://e.org/a?lang=zh&{state}": "e.org/a?lang=zh",
	} {
		require.Equal(t, typed, link.typed())
	}
}

// TestPostersAreKept in their folder up to a number; that one cannot be kept is told once,
// and it is shown all the same.
func TestPostersAreKept(t *testing.T) {
	s, err := session.New(session.Options{Synchronous: true, Setup: session.Setup{Gesture: "open", Channels: 64}})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Step(200))
	visit := &window.Visit{Robot: s.Describe(), Gesture: "open", Language: locale.Russian}
	s.SnapshotTo(&visit.Snapshot)

	var told []string
	dir := filepath.Join(t.TempDir(), "made", "here")
	p := &posters{dir: dir, link: "https://example.org", tell: func(s string) { told = append(told, s) }}
	img, err := p.print(visit)
	require.NoError(t, err)
	require.Equal(t, poster.Height, img.Rect.Dy())
	require.Len(t, listing(t, dir), 1)
	require.Empty(t, told)

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	p.dir = filepath.Join(file, "below")
	for range 2 {
		img, err = p.print(visit)
		require.NoError(t, err)
		require.NotNil(t, img)
	}
	require.Len(t, told, 1)

	full := t.TempDir()
	for i := range mostPosters {
		require.NoError(t, os.WriteFile(filepath.Join(full, string(rune('a'+i%26))+string(rune('a'+i/26))), nil, 0o600))
	}
	p.dir = full
	_, err = p.keep(img)
	require.ErrorContains(t, err, "holds 1000 files; no more are kept")
}

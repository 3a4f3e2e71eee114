package poster_test

import (
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/robot"
	"mirrorarm/render/poster"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/draw"

	"mirrorarm/kinematics/hand"
)

// moment is a mirror that waves.
func moment(t *testing.T) (mirror.Description, *mirror.Snapshot) {
	src, err := gesture.Synth("open", gesture.Options{Seed: 1})
	require.NoError(t, err)
	arm, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	m, err := mirror.New(mirror.Config{Source: src, Robot: arm, Channels: 64, Seed: 1})
	require.NoError(t, err)
	for i := range 1500 {
		m.Step(float64(i+1) * mirror.Period)
	}
	var snap mirror.Snapshot
	m.SnapshotTo(&snap)
	return m.Describe(), &snap
}

// TestItsCodeIsReadBack by a reader of another make, in every language, short or long.
func TestItsCodeIsReadBack(t *testing.T) {
	desc, snap := moment(t)
	logo, err := poster.ReadLogo(encoded(t, plain(400, 120, color.NRGBA{20, 40, 90, 128})))
	require.NoError(t, err)
	marks := [locale.NumLanguages]poster.Mark{locale.Chinese: {Logo: logo, Line: strings.Repeat("W", 80)}, locale.Russian: {Line: "Ночь науки"}}
	longest := "https://example.org/" + strings.Repeat("x", 300-20) + "?q=" + strings.Repeat("-1.23,", 24)
	for language, link := range map[locale.Language]string{
		locale.English: longest,
		locale.Chinese: "https://example.org/a/rather/long/page?lang=zh&q=0.1,-1.2,0.4,0,0.33,1.2,-0.7,0.02,0.5,0.6,0.7,0.8,0.9,1.1,1.2,1.3,0.1,0.2,0.3,0.4,0.5,0.6,0.7",
		locale.Russian: "http://e.org",
	} {
		code, err := live.QR(link)
		require.NoError(t, err)
		img, err := poster.Draw(desc, snap, poster.Content{
			Language: language, Gesture: "open", Material: locale.Nothing, Code: code, Link: link, Mark: marks[language],
			Date: time.Date(2026, 5, 17, 0, 0, 0, 0, time.UTC),
		}, 0, nil)
		require.NoError(t, err)
		require.Equal(t, poster.Width*16, img.Bounds().Dy()*9)

		onScreen := image.NewRGBA(image.Rect(0, 0, 559, 994)) // of 1920 × 1080
		draw.BiLinear.Scale(onScreen, onScreen.Rect, img, img.Rect, draw.Src, nil)
		looks := []image.Image{img, onScreen}
		if link == longest { // for that a phone needs the file
			looks = looks[:1]
		}
		for _, seen := range looks {
			bitmap, err := gozxing.NewBinaryBitmapFromImage(seen)
			require.NoError(t, err)
			read, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
			require.NoError(t, err, "%d characters", len(link))
			require.Equal(t, link, read.GetText())
		}
	}
}

// TestWhatItTellsIsOnIt: gesture, verdict, date and skin change the picture, each in its
// part, and the same is drawn the same.
func TestWhatItTellsIsOnIt(t *testing.T) {
	desc, snap := moment(t)
	draw := func(c poster.Content) []byte {
		img, err := poster.Draw(desc, snap, c, 0, nil)
		require.NoError(t, err)
		return img.Pix
	}
	plain := draw(poster.Content{})
	require.Equal(t, plain, draw(poster.Content{}))
	for what, c := range map[string]poster.Content{
		"gesture": {Gesture: "open hand"}, "verdict": {Material: locale.ActDuel}, "language": {Language: locale.Russian},
		"line": {Mark: poster.Mark{Line: "hall 2"}}, "logo": {Mark: poster.Mark{Logo: image.NewRGBA(image.Rect(0, 0, 30, 30))}},
		"date": {Date: time.Date(2026, 5, 17, 0, 0, 0, 0, time.UTC)}, "skin": {Warmth: true},
	} {
		require.NotEqual(t, plain, draw(c), what)
	}
}

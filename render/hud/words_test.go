package hud

import (
	"image"
	"image/color"
	"regexp"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/paint"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// heard is a text on a screen.
type heard struct {
	text string
	at   image.Rectangle
	ink  color.NRGBA
}

// listen draws a state and tells what is written where.
func listen(h *HUD, s State, snap *mirror.Snapshot) (all []heard) {
	h.painter.Heard = func(text string, at image.Rectangle, c color.NRGBA, _ paint.Style) {
		all = append(all, heard{strings.Clone(text), at, c})
	}
	defer func() { h.painter.Heard = nil }()
	h.valid = false
	h.Draw(s, snap)
	return all
}

// busy are states in which all is said that can be said, with figures as long as they get.
func busy(l locale.Language) []State {
	common := State{
		Language: l, Source: "wrist-deviation", Made: "wrist-deviation", Gesture: "wrist-deviation", Reached: true, FPS: 240, LagMS: figure.Of(1234),
		Channels: 65536, Side: hand.Left, Quality: locale.QualityFloor,
	}
	common.Health.TipErrorMM, common.Health.PalmErrorMM, common.Health.PalmErrorDeg, common.Health.DecodeRMSDeg = 123.4, 123.4, 180, 12.5
	for i := range common.Health.LatencyUS {
		common.Health.LatencyUS[i] = mirror.Spread{Mean: 12345, P50: 12345, P99: 123456}
	}
	common.Usage = Usage{LiveMB: 1234.5, LimitMB: 4096, ResidentMB: 1234.5, Images: 1234, ImagesMB: 1234.5, Goroutines: 12345, Files: 1234, Seconds: 1e6, Restarts: 12}
	var out []State
	with := func(change func(*State)) {
		s := common
		change(&s)
		out = append(out, s)
	}
	with(func(*State) {})
	for _, p := range []Panel{Skin, Timing, Vibration, Joints, Misses, Decoder, Operator} {
		with(func(s *State) { s.Toggled[p] = true })
	}
	with(func(s *State) { s.Toggled[Skin], s.Warmth = true, true })
	with(func(s *State) { s.Toggled[Operator], s.Usage = true, Usage{} })
	with(func(s *State) { s.Help = true })
	with(func(s *State) { s.Help, s.Exhibit = true, true })
	with(func(s *State) { s.Lost = true })
	with(func(s *State) { s.Reached = false; s.Toggled[Misses] = true })
	with(func(s *State) { s.Paused = true })
	with(func(s *State) { s.Slow = true })
	for k := locale.QualityHigh; k <= locale.QualityFloor; k++ {
		with(func(s *State) { s.Quality = k })
	}
	with(func(s *State) { s.Source, s.Made = "open, fist", "letter-w" })
	with(func(s *State) {
		s.Following, s.Budget.Known = true, true
		for i := range s.Budget.Parts {
			s.Budget.Parts[i] = figure.Of(1234)
		}
		s.Budget.Sum, s.Budget.Lag = figure.Of(1234), figure.Of(1234)
	})
	for k := locale.CameraStarting; k <= locale.CameraFailed; k++ {
		with(func(s *State) { s.Camera, s.Recording = k, Recording{true, 6543} })
	}
	for k := locale.ActMirror; k <= locale.BrokenSensors; k++ {
		with(func(s *State) { s.Caption = k })
		with(func(s *State) { s.Caption, s.Exhibit = k, true })
	}
	with(func(s *State) { s.Caption, s.Building = locale.Building, true })
	for _, name := range gesture.Names() {
		with(func(s *State) { s.Source, s.Made = name, name })
	}
	for k := locale.PhaseReaching; k <= locale.Felt; k++ {
		for _, name := range [...]locale.Key{locale.NotSure, locale.Alumina, locale.Plastics} {
			with(func(s *State) {
				s.Exploring = true
				s.Recognition = Recognition{Doing: k, Name: name, Share: 0.999, Second: locale.Leather, SecondShare: 0.123, Force: true}
			})
		}
	}
	with(func(s *State) {
		s.Exploring, s.Recognition = true, Recognition{Doing: locale.PhasePressing, Learning: true}
	})
	for _, film := range []bool{false, true} {
		with(func(s *State) {
			s.Past = Past{Open: true, Film: film, At: 1, Length: 6543, Making: locale.SavingMoving, Made: 0.99}
		})
	}
	all := common
	var closed []Panel
	for p := range Panel(NumPanels) {
		closed = append(closed, p)
	}
	all.Notice = Closed(closed, l)
	return append(out, all)
}

// catalogue tells whether a text is one, or the last line of one, as it stands in a catalogue.
func catalogue(l locale.Language, text string) bool {
	for k := range locale.Key(locale.NumKeys) {
		if strings.HasSuffix(l.Text(k), text) {
			return true
		}
	}
	return false
}

// Every text fits its place, in every language and with figures as long as they get: none
// is shortened, none is written over another one, and none leaves what it belongs to.
func TestEveryTextFits(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range []image.Point{{1280, 720}, {800, 600}, {720, 1280}} {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		snap := snapshot(desc)
		snap.Touch[0].Normal = 1234e3
		for i := range snap.Sigma {
			snap.Sigma[i] = 1
		}
		for l := range locale.Language(locale.NumLanguages) {
			for _, s := range busy(l) {
				h.Arrange(&s, &Order{})
				texts := listen(h, s, snap)
				require.NotEmpty(t, texts)
				inside := append([]image.Rectangle{h.laidOut.bar, h.laidOut.help, h.laidOut.texts.caption, h.laidOut.texts.foot}, h.laidOut.at[:]...)
				inside = append(inside, h.laidOut.texts.lines[:]...)
				for i, a := range texts {
					require.False(t, strings.HasSuffix(a.text, "…") && !catalogue(l, a.text), "%s at %v: %q is shortened", l, size, a.text)
					within := false
					for _, r := range inside {
						within = within || a.at.In(r)
					}
					require.True(t, within || a.text == "", "%s at %v: %q leaves its panel", l, size, a.text)
					for _, b := range texts[:i] {
						require.False(t, a.at.Overlaps(b.at), "%s at %v: %q over %q", l, size, a.text, b.text)
					}
				}
			}
		}
	}
}

// international are names, keys and units that every language writes in Latin letters: the
// program's, the anatomists' joints, what is engraved on keys, units, and letters that a
// hand spells.
var international = regexp.MustCompile(`^(mirrorarm|MCP|PIP|DIP|IP|shift|ctrl|tab|end|esc|enter|backspace|F\d+|[A-Z]|mm|ms|µs|kPa|Hz|MB|s|h|°C|C)$`)

// Nothing English is left on a screen in another language.
func TestOtherLanguagesHaveNoEnglish(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	word := regexp.MustCompile(`[µ°]?[A-Za-z]+\d*`)
	for _, l := range []locale.Language{locale.Chinese, locale.Russian} {
		written := 0
		for _, s := range busy(l) {
			h.Arrange(&s, &Order{})
			for _, a := range listen(h, s, snapshot(desc)) {
				for _, w := range word.FindAllString(a.text, -1) {
					require.Regexp(t, international, w, "%s: %q", l, a.text)
				}
				written++
			}
		}
		require.Greater(t, written, 1000)
	}
}

// The gesture that is named is the one that was reached, not the one that is moved to; and
// its place stays as wide, whatever it is.
func TestTheGestureThatWasReachedIsNamed(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	names := func(s State) (in []string) {
		for _, a := range listen(h, s, snapshot(desc)) {
			if a.text != "" && a.at.In(h.laidOut.texts.caption) {
				in = append(in, a.text)
			}
		}
		return in
	}
	s := State{Gesture: "victory", Made: "rest", Reached: true}
	require.Equal(t, []string{"at rest"}, names(s))
	before := h.laidOut.texts.caption
	s.Made = "victory"
	require.Equal(t, []string{"victory"}, names(s))
	require.Equal(t, before, h.laidOut.texts.caption)
	s.Made, s.Language = "letter-w", locale.Russian
	require.Equal(t, []string{"буква W"}, names(s))
	for _, change := range []func(*State){
		func(s *State) { s.Made = "" }, func(s *State) { s.Exploring = true }, func(s *State) { s.Following = true }, func(s *State) { s.Hidden = true },
	} {
		quiet := s
		change(&quiet)
		require.Empty(t, names(quiet))
	}
}

// Names of joints end before what is drawn beside them.
func TestJointsHaveRoomForTheirNames(t *testing.T) {
	desc := description(t, hand.Left)
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	joints, decoder := newJoints(desc), newDecoder()
	for l := range locale.Language(locale.NumLanguages) {
		for _, name := range joints.names[l] {
			require.Less(t, p.Width(paint.Small, name), jointNames-4, name)
		}
		for _, name := range decoder.names[l] {
			require.Less(t, p.Width(paint.Small, name), decoderNames-4, name)
		}
	}
}

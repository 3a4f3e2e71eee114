package hud

import (
	"fmt"
	"image"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/paint"
	"mirrorarm/render/scene"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/figure"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

func description(t *testing.T, side hand.Side) *mirror.Description {
	arm, err := robot.Bionic(side)
	require.NoError(t, err)
	var shapes []skin.Capsule
	for _, c := range arm.Shapes {
		shapes = append(shapes, skin.Capsule(c))
	}
	surface, err := skin.NewSurface(arm.Model, skin.Default("bionic", arm.Model, shapes, side == hand.Left))
	require.NoError(t, err)
	return &mirror.Description{Side: side.Other(), Dims: hand.Nominal(), Robot: arm, Skin: surface}
}

// snapshot of an arm in the middle of its limits.
func snapshot(desc *mirror.Description) *mirror.Snapshot {
	s := &mirror.Snapshot{Time: 2}
	for i := range desc.Robot.Model.DOF() {
		l := desc.Robot.Model.Coordinate(i).Limit
		s.Arm.Coordinates = append(s.Arm.Coordinates, (l.Lower+l.Upper)/2)
	}
	s.Arm.Target = s.Arm.Coordinates
	s.Touch = make([]mirror.Touch, desc.Skin.Taxels)
	return s
}

// everything shows all panels at once.
func everything() State {
	s := State{Source: "synth:medley", Gesture: "a gesture with quite a long name that has to be cut", FPS: 60, LagMS: figure.Of(51), Channels: 576}
	for _, p := range []Panel{Skin, Timing, Vibration, Joints, Misses, Decoder} {
		s.Toggled[p] = true
	}
	for i := range s.Health.LatencyUS {
		s.Health.LatencyUS[i] = mirror.Spread{P50: 9999, P99: 99999}
	}
	return s
}

// painted counts the pixels that are not clear.
func painted(img *image.RGBA, r image.Rectangle) int {
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if img.RGBAAt(x, y).A != 0 {
				n++
			}
		}
	}
	return n
}

func TestPanelsStayInsideThePicture(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range []image.Point{{1280, 720}, {3840, 2160}, {800, 600}} {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		img, changed := h.Draw(everything(), snapshot(desc))
		require.True(t, changed)
		require.Equal(t, size, img.Rect.Size())
		edge := h.painter.Px(4)
		for _, r := range []image.Rectangle{
			image.Rect(0, 0, size.X, edge), image.Rect(0, size.Y-edge, size.X, size.Y),
			image.Rect(0, 0, edge, size.Y), image.Rect(size.X-edge, 0, size.X, size.Y),
		} {
			require.Zero(t, painted(img, r), "something is cut off at %v of %v", r, size)
		}
	}
}

func TestAllPanelsHaveRoomAndDoNotOverlap(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range []image.Point{{1280, 720}, {1920, 1080}, {3840, 2160}} {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		s := everything()
		at := h.place(&s)
		for i, r := range at[:NumPanels] {
			if Panel(i) == Operator {
				continue // not one of a visitor's seven
			}
			require.False(t, r.Empty(), "panel %d at %v", i, size)
			require.True(t, r.In(h.overlay.Rect), "panel %d at %v", i, size)
			for j := range i {
				require.False(t, r.Overlaps(at[j]), "panels %d and %d at %v", i, j, size)
			}
		}
	}
}

// Half of the temperature's range above white is half-way to the warm end; with
// no patch there is nothing to show.
func TestSkinShowsTemperatureAndSlip(t *testing.T) {
	desc := description(t, hand.Left)
	m := newSkinMap(desc)
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	snap := snapshot(desc)
	taxel := 0
	snap.Warmth = make([]float32, len(desc.Skin.Spots))
	for i := range snap.Warmth {
		snap.Warmth[i] = scene.NeutralCelsius + scene.FullContrast/2
	}
	for desc.Skin.Regions[desc.Skin.Elements[taxel].Region].Name != desc.Skin.Spots[0].Region {
		taxel++
	}
	c, _, _ := m.dot(taxel, true, snap)
	require.Equal(t, m.warmth[191], c)
	require.Equal(t, "40.0…40.0 °C", temperatures(p, snap))
	snap.Warmth = nil
	c, _, _ = m.dot(taxel, true, snap)
	require.Equal(t, idleTaxel, c)
	require.Equal(t, "– °C", temperatures(p, snap))

	snap.Touch[taxel].Normal = 50e3
	pressed, _, full := m.dot(taxel, false, snap)
	snap.Feel = []mirror.Feel{{Region: m.region[taxel], Touch: material.Touch{Slip: true}}}
	c, _, ring := m.dot(taxel, false, snap)
	require.NotEqual(t, pressed, c)
	require.True(t, ring && !full, "form tells it as well as colour")
	require.Equal(t, paint.TextColor, c)
	require.Equal(t, "1/1140 · 50 kPa", pressures(p, snap, locale.English))
}

// A sine is found at its frequency, and the older ones move to the left.
func TestSpectrogramFindsASine(t *testing.T) {
	v := newVibration()
	loudestBin := func(column int) (best int) {
		for i, level := range v.columns[column] {
			if level > v.columns[column][best] {
				best = i
			}
		}
		return best
	}
	for i, hz := range []float64{125, 500} {
		var samples [spectrumLength]float32
		for k := range samples {
			samples[k] = float32(100 * math.Sin(2*math.Pi*hz*float64(k)/2000))
		}
		v.add(samples[:])
		require.InDelta(t, hz, float64(loudestBin(i)+1)*2000/spectrumLength, 1e-9)
		// 100 Pa is two thirds of the way from 1 Pa to 1 kPa.
		require.InDelta(t, 170, int(v.columns[i][loudestBin(i)]), 1)
	}
	require.Equal(t, 2, v.next)
}

// A panel at twice the scale covers four times the pixels: nothing is of a fixed
// size.
func TestPanelsScale(t *testing.T) {
	desc := description(t, hand.Left)
	area := func(w, h int) float64 {
		hud, err := New(desc, w, h, 0, nil)
		require.NoError(t, err)
		img, _ := hud.Draw(everything(), snapshot(desc))
		return float64(painted(img, img.Rect))
	}
	require.InEpsilon(t, 4*area(1280, 720), area(2560, 1440), 0.02)
}

func TestOverlayIsRedrawnOnlyForWhatIsSeen(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 640, 360, 1, nil)
	require.NoError(t, err)
	s, snap := State{Source: "a", FPS: 59.8}, snapshot(desc)
	_, changed := h.Draw(s, snap)
	require.True(t, changed)
	s.FPS = 60.2 // the same figure on the screen
	snap.Time = 9
	_, changed = h.Draw(s, snap)
	require.False(t, changed)
	s.LagMS = figure.Of(40)
	_, changed = h.Draw(s, snap)
	require.True(t, changed)

	s.Toggled[Joints] = true
	_, changed = h.Draw(s, snap)
	require.True(t, changed)
	snap.Time += 0.001
	_, changed = h.Draw(s, snap)
	require.False(t, changed, "sooner than anybody can read")
	snap.Time += 0.1
	_, changed = h.Draw(s, snap)
	require.True(t, changed)
}

func TestEachPanelShowsAndHides(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	for p := range Panel(NumPanels) {
		var s State
		img, _ := h.Draw(s, snapshot(desc))
		before := painted(img, img.Rect)
		shown := s.Shows(p)
		s.Toggled[p] = true
		require.NotEqual(t, shown, s.Shows(p))
		img, _ = h.Draw(s, snapshot(desc))
		require.Equal(t, shown, painted(img, img.Rect) < before, "panel %d", p)
	}
	img, _ := h.Draw(State{Hidden: true}, snapshot(desc))
	require.Zero(t, painted(img, img.Rect))
}

func TestHelpListsEveryKeyOnce(t *testing.T) {
	keys, actions := map[string]bool{}, map[Action]bool{}
	for _, b := range Bindings() {
		require.NotEmpty(t, b.Does)
		if b.Action == None {
			continue
		}
		key := fmt.Sprint(b.Key, b.Shift, b.Control)
		require.False(t, keys[key], key)
		require.False(t, actions[b.Action], key)
		keys[key], actions[b.Action] = true, true
	}
	require.Len(t, actions, NumActions-1)
}

func TestPressedTaxelGlowsOnTheMapWhereItIs(t *testing.T) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		desc := description(t, side)
		m := newSkinMap(desc)
		require.Len(t, m.place, 1140)
		// The mean place of the thumb's taxels: on the right of the right hand's
		// palm, on the left of the left one's; the fingertips above the palm.
		var thumb, middle, palm float64
		var thumbs, middles, palms float64
		for i, e := range desc.Skin.Elements[:desc.Skin.Taxels] {
			switch desc.Robot.Model.LinkName(e.Link) {
			case "thumb_distal":
				thumb, thumbs = thumb+m.place[i].X, thumbs+1
			case "middle_distal":
				middle, middles = middle+m.place[i].Y, middles+1
			case "palm":
				palm, palms = palm+m.place[i].Y, palms+1
			}
		}
		require.Equal(t, side == hand.Right, thumb/thumbs > 0, "%s thumb at %g", side, thumb/thumbs)
		require.Greater(t, middle/middles, palm/palms+0.08)
	}
}

// Each stage's part of the miss is put there by hand and found again.
func TestMissesAreToldApart(t *testing.T) {
	desc := rendertest.Named("open").Description(t)
	m := newMisses(&desc)
	posture := rendertest.Named("pinch")
	q := posture.Solve(t, &desc)
	snap := posture.Snapshot(&desc, q)
	still, ok := m.of(snap)
	require.True(t, ok)
	for f, miss := range still {
		require.Zero(t, miss.glove, hand.Finger(f))
		require.InDelta(t, 0, miss.motors, 1e-12)
		require.InDelta(t, miss.solver, miss.all, 1e-12)
		require.Less(t, miss.all, 0.012)
	}
	snap.Decoded[hand.IndexMCP] += 0.1
	late := append([]float64(nil), q...)
	thumb := desc.Robot.Fingers[hand.Thumb][1]
	late[thumb] -= 0.2
	snap.Arm.WorldFromLink = rendertest.Place(&desc, late)
	found, _ := m.of(snap)
	// The index fingertip is about 85 mm from its MCP joint when nearly straight.
	require.InDelta(t, 0.1*0.07, found[hand.Index].glove, 0.0025)
	require.Zero(t, found[hand.Ring].glove)
	require.Greater(t, found[hand.Thumb].motors, 0.01)
	require.InDelta(t, 0, found[hand.Index].motors, 1e-12)
	_, ok = m.of(&mirror.Snapshot{})
	require.False(t, ok)
}

func TestOverLaysPremultipliedColour(t *testing.T) {
	dst := image.NewRGBA(image.Rect(0, 0, 2, 1))
	copy(dst.Pix, []uint8{100, 100, 100, 255, 10, 20, 30, 255})
	over := image.NewRGBA(dst.Rect)
	copy(over.Pix, []uint8{128, 0, 0, 128, 0, 0, 0, 0})
	Over(dst, over)
	require.Equal(t, []uint8{178, 50, 50, 255, 10, 20, 30, 255}, dst.Pix)
}

// Every line of the list of keys fits its place, in every language.
func TestKeysFitTheirList(t *testing.T) {
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	for l := range locale.Language(locale.NumLanguages) {
		for _, b := range Bindings() {
			require.Equal(t, l.Text(b.Does), p.Fitted(paint.Body, l.Text(b.Does), helpWidth-helpLabels-paint.Margin), "too long for the list of keys")
		}
	}
}

// A caption covers no panel, whichever are shown.
func TestCaptionsCoverNoPanel(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	for _, s := range []State{{}, everything()} {
		s.Caption, s.Exhibit, s.Language = locale.ActFingers, true, locale.Russian
		at := h.place(&s)
		h.overlay = image.NewRGBA(h.overlay.Rect)
		h.painter.Begin(h.overlay)
		h.drawCaption(&s, &h.layout(&s).texts)
		require.Positive(t, painted(h.overlay, h.overlay.Rect))
		for i, r := range at {
			require.Zero(t, painted(h.overlay, r), "panel %d", i)
		}
	}
}

func TestCaptionsAreWrapped(t *testing.T) {
	p, err := paint.NewPainter(1, nil)
	require.NoError(t, err)
	for l := range locale.Language(locale.NumLanguages) {
		for k := locale.ActMirror; k <= locale.BrokenSensors; k++ {
			text := l.Text(k)
			lines := p.Wrapped(paint.Headline, text, 460)
			for _, line := range lines {
				require.LessOrEqual(t, p.Width(paint.Headline, line), 460, line)
			}
			if l == locale.Chinese {
				require.Equal(t, text, strings.Join(lines, ""))
			} else {
				require.Equal(t, text, strings.Join(lines, " "))
			}
		}
	}
}

// In an exhibit help tells of the keys that live there, and of the chord that ends it;
// elsewhere of the others. It never tells of the operator's.
func TestHelpTellsOfLivingKeysAlone(t *testing.T) {
	for _, exhibit := range []bool{false, true} {
		told := map[Action]bool{}
		for _, b := range Bindings() {
			if b.Listed(exhibit) {
				require.True(t, b.Lives(exhibit), b.Key)
				told[b.Action] = true
			}
		}
		for _, a := range []Action{Save, Workbench, FullScreen, Quit} {
			require.Equal(t, !exhibit, told[a], "action %d", a)
		}
		require.Equal(t, exhibit, told[EndExhibit])
		require.False(t, told[ToggleUsage])
		require.True(t, told[Of(session.Pause)] && told[Of(session.NextLanguage)] && told[Help])
	}
}

// What has just happened is told in full, where nothing covers it, and a caption makes
// room for it.
func TestNoticesAreToldInFull(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	s := State{Notice: "saved /home/somebody/with/a/long/name/and/many/folders/mirrorarm-20260102-030405.png", Caption: locale.YourTurn, Exhibit: true}
	snap := snapshot(desc)
	img, _ := h.Draw(State{Exhibit: true, Notice: s.Notice}, snap)
	r := h.layout(&s).texts.foot
	require.Positive(t, painted(img, r))
	lines := h.painter.Wrapped(paint.Body, s.Notice, h.painter.Px(noticeWidest))
	require.Equal(t, strings.ReplaceAll(s.Notice, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""))
	require.LessOrEqual(t, len(lines), noticeLines)
	require.True(t, r.In(img.Rect))
	for p, at := range h.place(&s) {
		require.False(t, at.Overlaps(r), "panel %d", p)
	}
	before := append([]uint8(nil), img.SubImage(r).(*image.RGBA).Pix[:4*r.Dx()]...)
	img, changed := h.Draw(s, snap)
	require.True(t, changed)
	require.Equal(t, before, img.SubImage(r).(*image.RGBA).Pix[:4*r.Dx()], "the caption stands above it")
}

// What takes its time is said with a bar that moves.
func TestWhatTakesItsTimeHasABarThatMoves(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 1280, 720, 0, nil)
	require.NoError(t, err)
	snap := snapshot(desc)
	for _, s := range []State{
		{Caption: locale.Building, Building: true},
		{Recognition: Recognition{Doing: locale.PhasePressing, Learning: true}},
	} {
		s.Waiting = 0.1
		img, _ := h.Draw(s, snap)
		before := append([]uint8(nil), img.Pix...)
		s.Waiting = 0.101
		_, changed := h.Draw(s, snap)
		require.False(t, changed, "no eye sees that")
		s.Waiting = 0.5
		img, changed = h.Draw(s, snap)
		require.True(t, changed)
		require.NotEqual(t, before, img.Pix)
	}
}

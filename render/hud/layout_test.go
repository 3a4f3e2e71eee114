package hud

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/bits"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/paint"
	"mirrorarm/render/scene"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// screens are shapes of windows: 16:9 from small to 4K, 4:3, 21:9, portrait and square.
var screens = []image.Point{
	{1280, 720}, {1920, 1080}, {3840, 2160}, {640, 360}, {800, 600}, {1024, 768}, {1680, 720}, {2560, 1080}, {720, 1280}, {1080, 1920}, {700, 700},
}

// boxes are the rectangles of a layout.
func (l *layout) boxes() []image.Rectangle {
	out := append([]image.Rectangle{l.bar, l.game, l.help, l.texts.caption, l.texts.foot}, l.texts.lines[:]...)
	return slices.DeleteFunc(append(out, l.at[:]...), image.Rectangle.Empty)
}

// moments are what may be told beside the panels.
func moments() map[string]func(*State) {
	return map[string]func(*State){
		"usual":     func(s *State) { s.Made = "wrist-deviation" },
		"exhibit":   func(s *State) { s.Exhibit, s.Caption, s.Made = true, locale.ActFingers, "fist" },
		"explores":  func(s *State) { s.Exploring, s.Recognition = true, Recognition{Doing: locale.PhaseHolding} },
		"played":    func(s *State) { s.Exhibit, s.Game = true, session.Play{Turn: session.Repeat, Gesture: "thumbs-up"} },
		"past":      func(s *State) { s.Past = Past{Open: true, Length: 30, Making: locale.SavingMoving} },
		"followed":  func(s *State) { s.Following, s.Budget.Known, s.Camera = true, true, locale.CameraHand },
		"noticed":   func(s *State) { s.Notice, s.Camera, s.Recording.On = longNotice, locale.CameraDenied, true },
		"helped":    func(s *State) { s.Help = true },
		"exhibited": func(s *State) { s.Exhibit, s.Help, s.Caption = true, true, locale.ActSlow },
	}
}

const longNotice = "saved /home/somebody/with/a/long/name/and/many/folders/mirrorarm-20260102-030405.png"

// Whichever panels are opened, at every shape of screen, in every language and whatever is
// told beside them: nothing lies over anything else, nothing is cut off, hands have room, and
// less than a twentieth of either is covered, seen as the director sees them.
func TestNothingOverlaps(t *testing.T) {
	desc := description(t, hand.Left)
	var poses []*posing
	for _, posture := range rendertest.Postures() {
		desc, snap := posture.Mirrored(t)
		p := &posing{name: posture.Name, snap: snap, director: scene.NewDirector(desc)}
		p.bones[0], p.bones[1] = bonesOf(&desc, snap)
		poses = append(poses, p)
	}
	worst, rooms := 0.0, 0
	for i, size := range append(screens, screens...) {
		scale := 0.0
		if i >= len(screens) {
			scale = 1.25 * paint.ScaleOf(size.X, size.Y) // as large as a window may have it
		}
		h, err := New(desc, size.X, size.Y, scale, nil)
		require.NoError(t, err)
		seen := map[image.Rectangle]layout{}
		for what, change := range moments() {
			for set := range 1 << NumPanels {
				if Panel(bits.Len(uint(set))-1) == Operator && bits.OnesCount(uint(set)) > 2 {
					continue // few look at everything while they keep an exhibit running
				}
				for l := range locale.Language(locale.NumLanguages) {
					// Panels are as large in every language; only words are not.
					if int(l) != set%locale.NumLanguages && set%32 != 3 {
						continue
					}
					s := State{Language: l}
					change(&s)
					o := chosen(&s, set)
					closed := h.Arrange(&s, &o)
					if wrong := h.apart(&s); wrong != "" {
						require.Failf(t, wrong, "%s, %v × %g, %s, panels %09b, closed %v", what, size, h.painter.Scale(), l, set, closed)
					}
					if !s.Help { // it is read in place of the hands where a window has no room for both
						seen[h.laidOut.room] = h.laidOut
					}
				}
			}
		}
		for _, l := range seen {
			worst = max(worst, mostCovered(t, poses, &l, size))
		}
		rooms += len(seen)
	}
	t.Logf("%d rooms, at most %.1f %% of a hand is covered", rooms, 100*worst)
}

// apart tells what is wrong with a state's layout: what overlaps, is cut off or takes the
// room of the hands.
func (h *HUD) apart(s *State) string {
	l, b := h.layout(s), h.overlay.Rect
	boxes := l.boxes()
	for i, r := range boxes {
		for _, q := range boxes[:i] {
			if r.Overlaps(q) {
				return fmt.Sprintf("%v over %v", r, q)
			}
		}
		switch {
		case !r.In(b):
			return fmt.Sprintf("%v is cut off", r)
		case r.Overlaps(l.room) && !s.Help:
			return fmt.Sprintf("%v in the hands' %v", r, l.room)
		}
	}
	for p := range Panel(NumPanels) {
		if s.Shows(p) && !s.Help && l.at[p].Empty() {
			return fmt.Sprintf("panel %d has no place", p)
		}
	}
	switch {
	case float64(l.room.Dy()) < leastBeside*float64(b.Dy()) || float64(l.room.Dx()) < leastRoom*float64(b.Dx()):
		return fmt.Sprintf("hands have %v", l.room)
	case s.Notice != "" && l.texts.foot.Empty():
		return "the notice has no place"
	}
	return ""
}

// chosen opens a set of panels and closes the others, the latest first.
func chosen(s *State, set int) (o Order) {
	for p := NumPanels - 1; p >= 0; p-- {
		if open := set>>p&1 == 1; open != s.Shows(Panel(p)) {
			s.Toggled[p] = true
		}
		o.Opened(Panel(p))
	}
	return o
}

// What has no room any more closes the panel that was opened first, and says so. What has
// none by itself goes first, so that it takes no other one with it.
func TestTheOldestPanelMakesRoom(t *testing.T) {
	desc := description(t, hand.Left)
	h, err := New(desc, 800, 600, 0, nil)
	require.NoError(t, err)
	var s State
	var o Order
	open := func(p Panel) []Panel {
		s.Toggled[p] = true
		o.Opened(p)
		return h.Arrange(&s, &o)
	}
	require.Empty(t, open(Skin))
	require.Equal(t, []Panel{Overview}, open(Timing), "nobody has opened it")
	require.Empty(t, h.Arrange(&s, &o))
	require.Equal(t, []Panel{CloseUp, Timing}, open(Joints), "the skin has room once the close-up is closed")
	require.Equal(t, []Panel{Joints}, open(Decoder))
	require.True(t, s.Shows(Skin) && s.Shows(Decoder))
	require.Equal(t, "no room any more, so closed: overview, skin", Closed([]Panel{Overview, Skin}, locale.English))

	small, err := New(desc, 640, 360, 0, nil)
	require.NoError(t, err)
	var tiny State
	tiny.Toggled[Joints] = true
	var order Order
	order.Opened(Joints)
	require.Equal(t, []Panel{Joints}, small.Arrange(&tiny, &order), "it is higher than the window")
	require.True(t, tiny.Shows(Overview) && tiny.Shows(CloseUp))
}

// silhouette are points all over a hand in a picture (px): discs along its bones.
func silhouette(c scene.Camera, bones [][2]r3.Vec, radius float64, size image.Point) (out []image.Point) {
	for _, b := range bones {
		for i := range 9 {
			at := r3.Add(b[0], r3.Scale(float64(i)/8, r3.Sub(b[1], b[0])))
			x, y, ok := c.Project(scene.FromR3(at), float64(size.X), float64(size.Y))
			if !ok {
				continue
			}
			px := radius * float64(c.Focal) * float64(size.Y) / float64(scene.FromR3(at).Sub(c.Eye).Dot(c.Forward))
			for k := range 8 {
				sin, cos := math.Sincos(float64(k) * math.Pi / 4)
				out = append(out, image.Pt(int(x+px*cos), int(y+px*sin)))
			}
		}
	}
	return out
}

// bonesOf are both hands' bones: from wrist to fingertips.
func bonesOf(desc *mirror.Description, snap *mirror.Snapshot) (person, robot [][2]r3.Vec) {
	own := hand.New(desc.Side, desc.Dims)
	own.SetAngles(snap.Person.Angles)
	var lm hand.Landmarks
	own.LandmarksTo(&lm)
	for f := range hand.NumFingers {
		from := lm[0]
		for k := range 4 {
			to := lm[1+4*f+k]
			person = append(person, [2]r3.Vec{snap.Person.WorldFromPalm.Apply(from), snap.Person.WorldFromPalm.Apply(to)})
			from = to
		}
	}
	for _, shape := range desc.Robot.Shapes {
		link := shape.Link
		for link >= 0 && link != desc.Robot.Palm {
			link = desc.Robot.Model.LinkParent(link)
		}
		if link >= 0 {
			pose := snap.Arm.WorldFromLink[shape.Link]
			robot = append(robot, [2]r3.Vec{pose.Apply(shape.A), pose.Apply(shape.B)})
		}
	}
	return person, robot
}

// covered is how much of a silhouette lies under a layout, or beyond the picture.
func covered(points []image.Point, l *layout, all image.Rectangle) float64 {
	n, boxes := 0, l.boxes()
	for _, p := range points {
		under := !p.In(all)
		for _, r := range boxes {
			under = under || p.In(r)
		}
		if under {
			n++
		}
	}
	return float64(n) / float64(len(points))
}

// posing is a person and the robot that mirrors her, and both hands' bones.
type posing struct {
	name     string
	snap     *mirror.Snapshot
	director *scene.Director
	bones    [2][][2]r3.Vec
}

// mostCovered is how much of a hand a layout covers at most.
func mostCovered(t *testing.T, poses []*posing, l *layout, size image.Point) (worst float64) {
	const most, fingerRadius = 0.05, 0.008
	for _, p := range poses {
		p.snap.Time += 100 // the camera has come to rest
		c := p.director.Follow(p.snap, l.inHeights(size)).Camera()
		for _, bones := range p.bones {
			share := covered(silhouette(c, bones, fingerRadius, size), l, image.Rectangle{Max: size})
			require.Less(t, share, most, "%s, %v, room %v", p.name, size, l.room)
			worst = max(worst, share)
		}
	}
	return worst
}

// inHeights is a layout's room as the director takes it.
func (l *layout) inHeights(size image.Point) scene.Room {
	height := float64(size.Y)
	x, y := float64(size.X)/2, height/2
	return scene.Room{
		Left: (float64(l.room.Min.X) - x) / height, Top: (float64(l.room.Min.Y) - y) / height,
		Right: (float64(l.room.Max.X) - x) / height, Bottom: (float64(l.room.Max.Y) - y) / height,
	}
}

// All that is painted lies on the dark glass of what has its place, and nowhere else: text
// is never written straight onto the picture.
func TestTextStandsOnGlass(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range []image.Point{{1280, 720}, {720, 1280}, {800, 600}} {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		for what, change := range moments() {
			s := everything()
			change(&s)
			var o Order
			h.Arrange(&s, &o)
			img, _ := h.Draw(s, snapshot(desc))
			inset := image.Rectangle{}
			if !h.laidOut.at[CloseUp].Empty() {
				inset = h.Inset()
			}
			const nothing, edge, glass = 0, 1, 2
			ground := image.NewGray(img.Rect)
			lay := func(r image.Rectangle, what uint8) {
				draw.Draw(ground, r, image.NewUniform(color.Gray{Y: what}), image.Point{}, draw.Src)
			}
			for _, r := range h.laidOut.boxes() {
				lay(r, edge)
				lay(r.Inset(h.painter.Px(3)), glass)
			}
			lay(inset.Inset(-1), edge)
			for i, on := range ground.Pix {
				alpha := img.Pix[4*i+3]
				if (alpha != 0 && on == nothing) || (alpha < paint.Glass.A && on == glass) {
					require.Fail(t, "text on the picture", "%s, %v: %v", what, size, image.Pt(i%size.X, i/size.X))
				}
			}
		}
	}
}

// The list of keys has room for all of them, at every shape of screen and in every language.
func TestHelpFits(t *testing.T) {
	desc := description(t, hand.Left)
	for _, size := range screens {
		h, err := New(desc, size.X, size.Y, 0, nil)
		require.NoError(t, err)
		for l := range locale.Language(locale.NumLanguages) {
			for _, exhibit := range []bool{false, true} {
				s := State{Help: true, Language: l, Exhibit: exhibit}
				texts := listen(h, s, snapshot(desc))
				r, n := h.laidOut.help, 0
				for _, a := range texts {
					if a.at.In(r) {
						n++
					}
				}
				require.Equal(t, 2*len(h.listed(&s)), n, "%v, %s", size, l)
				require.True(t, r.In(h.overlay.Rect.Inset(h.painter.Px(paint.Margin))), "%v, %s: %v", size, l, r)
			}
		}
	}
}

package classroom

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"mirrorarm/render/paint"
	"mirrorarm/render/picture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

// enter opens a lesson at a page, counted from 0, in a small room.
func enter(t require.TestingT, l *lesson.Lesson, page int, o Options) *Room {
	s, err := lesson.Shipped()
	require.NoError(t, err)
	s.Posture = s.Bent()
	class, err := lesson.NewClass(l, s, nil)
	require.NoError(t, err)
	require.NoError(t, class.Turn(page))
	r, err := New(class, o)
	require.NoError(t, err)
	r.Overlay()
	return r
}

func taught(t require.TestingT, name string) *lesson.Lesson {
	l, err := lesson.Shelf(lesson.English, name)
	require.NoError(t, err)
	return l
}

const frame = 1.0 / 60

// place is the middle of a spot.
func (r *Room) place(t require.TestingT, kind spotKind, n int) (x, y float64) {
	for i := len(r.spots) - 1; i >= 0; i-- {
		if s := r.spots[i]; s.kind == kind && s.n == n {
			return float64(s.r.Min.X+s.r.Max.X) / 2, float64(s.r.Min.Y+s.r.Max.Y) / 2
		}
	}
	require.FailNow(t, fmt.Sprintf("no spot %d of kind %d", n, kind))
	return 0, 0
}

// click presses and lets go at a spot.
func (r *Room) click(t require.TestingT, kind spotKind, n int) {
	x, y := r.place(t, kind, n)
	require.NoError(t, r.Apply(Input{X: x, Y: y, Down: true, Began: true}, frame))
	require.NoError(t, r.Apply(Input{X: x, Y: y}, frame))
	r.Scene()
	r.Overlay()
}

func (r *Room) key(t require.TestingT, a Action) {
	var in Input
	in.Pressed[a] = true
	require.NoError(t, r.Apply(in, frame))
	r.Scene()
	r.Overlay()
}

// A slider follows the pointer from end to end, and the drawn arm follows it.
func TestASliderIsDragged(t *testing.T) {
	r := enter(t, lesson.FreeBench(), 0, Options{})
	defer r.Close()
	const elbow = 3
	track, ok := r.trackOf(knobSpot, elbow)
	require.True(t, ok)
	y := float64(track.Min.Y+track.Max.Y) / 2
	require.NoError(t, r.Apply(Input{X: float64(track.Min.X), Y: y, Down: true, Began: true}, frame))
	k := r.class.Knob(elbow)
	require.InDelta(t, k.Lower, k.Value, 1e-9)
	for _, x := range []float64{float64(track.Max.X), float64(track.Max.X) + 500} {
		require.NoError(t, r.Apply(Input{X: x, Y: y + 200, Down: true, DragX: 3}, frame))
		require.InDelta(t, k.Upper, r.class.Knob(elbow).Value, 1e-9)
	}
	require.True(t, r.Dragging())
	want := r.want
	require.NoError(t, r.Apply(Input{X: 1, Y: 1}, frame))
	require.False(t, r.Dragging())
	require.Equal(t, want, r.want, "the view stays")
	r.Scene()
	require.InDelta(t, k.Upper*math.Pi/180, r.drawing.Posture[elbow], 1e-9)
}

// A handle goes where the pointer goes: the link is drawn under it.
func TestAHandleIsDragged(t *testing.T) {
	r := enter(t, lesson.FreeBench(), 0, Options{})
	defer r.Close()
	x, y := r.place(t, handleSpot, 0)
	require.NoError(t, r.Apply(Input{X: x, Y: y, Down: true, Began: true}, frame))
	for i := 1; i <= 40; i++ {
		by := min(float64(i), 30)
		require.NoError(t, r.Apply(Input{X: x - 2*by, Y: y + by, Down: true}, frame))
		r.Scene()
		r.Overlay()
	}
	camera := r.camera()
	atX, atY, ok := camera.Project(r.stage.World(r.class.Handles()[0].At), 1280, 720)
	require.True(t, ok)
	require.InDelta(t, x-60, atX, 1.5)
	require.InDelta(t, y+30, atY, 1.5)
	require.NoError(t, r.Apply(Input{}, frame))
	require.False(t, r.Dragging())
}

// A pointer beside everything turns the view, and the wheel zooms there.
func TestAPointerBesideEverythingOrbits(t *testing.T) {
	r := enter(t, lesson.FreeBench(), 0, Options{})
	defer r.Close()
	want := r.want
	require.NoError(t, r.Apply(Input{X: 600, Y: 40, Down: true, Began: true}, frame))
	require.NoError(t, r.Apply(Input{X: 700, Y: 40, Down: true, DragX: 100}, frame))
	require.InDelta(t, want.Orbit.Azimuth-0.6, r.want.Orbit.Azimuth, 1e-9)
	require.NoError(t, r.Apply(Input{X: 700, Y: 40, Wheel: 1}, frame))
	require.InDelta(t, want.Orbit.Distance*0.9, r.want.Orbit.Distance, 1e-9)
	r.click(t, panelSpot, 0)
	require.InDelta(t, want.Orbit.Azimuth-0.6, r.want.Orbit.Azimuth, 1e-9, "panels keep the pointer")
	for range 200 {
		require.NoError(t, r.Apply(Input{}, frame))
	}
	require.Equal(t, r.want, r.view, "the view comes to rest")
	r.Scene()
	r.Overlay()
	_, changed := r.Overlay()
	require.False(t, changed, "nothing moves, nothing is painted")
	_, changed = r.Scene()
	require.False(t, changed)
}

// Every key of the list does its action, and each has an effect.
func TestEveryKeyOfAClassActs(t *testing.T) {
	for _, b := range Bindings() {
		if b.Action == None {
			continue
		}
		t.Run(fmt.Sprint(b.Key), func(t *testing.T) {
			l, page := lesson.FreeBench(), 2
			switch b.Action {
			case Check, Hint, Reveal, Erase:
				l = taught(t, "jacobian")
				page = len(l.Steps)
			}
			r := enter(t, l, page, Options{})
			defer r.Close()
			r.class.Type([]rune("12"))
			r.class.StepTo(2)
			r.knob = 1
			r.class.Set(1, 3)
			before := r.state()
			r.key(t, b.Action)
			require.NotEqual(t, before, r.state())
		})
	}
}

// state is all that a key may change.
func (r *Room) state() string {
	var views string
	for v := range lesson.View(lesson.NumViews) {
		views += fmt.Sprint(r.class.Shows(v), " ")
	}
	verdict, _ := r.class.Verdict()
	hint, _ := r.class.Hint()
	return fmt.Sprint(r.class.Page(), r.class.Typed(), verdict, hint, r.class.Revealed(), r.knob, r.class.Knob(1).Value,
		r.class.Iterate(), r.class.Method(), r.lessons, r.hidden, r.help, r.Saves, r.FullScreen, r.Left, views)
}

func TestButtonsTurnPagesAndOpenLessons(t *testing.T) {
	r := enter(t, lesson.FreeBench(), 0, Options{})
	defer r.Close()
	r.click(t, buttonSpot, int(NextPage))
	require.Equal(t, 1, r.class.Page())
	r.click(t, dotSpot, 3)
	require.Equal(t, 3, r.class.Page())
	r.click(t, buttonSpot, int(NextPage))
	require.Equal(t, 3, r.class.Page(), "there is no further page")
	r.click(t, buttonSpot, int(Lessons))
	r.click(t, lessonSpot, 4)
	require.Equal(t, lesson.Names()[3], r.class.Lesson().Name)
	require.Zero(t, r.class.Page())
	r.click(t, buttonSpot, int(Lessons))
	r.click(t, lessonSpot, 0)
	require.Equal(t, "workbench", r.class.Lesson().Name)
}

// The null space's knob swings the elbow while it is dragged and springs back.
func TestTheNullSpaceIsScrubbed(t *testing.T) {
	r := enter(t, lesson.FreeBench(), 0, Options{})
	defer r.Close()
	hand := r.class.Handles()[0].At
	var before []float64
	for i := range r.class.NumKnobs() {
		before = append(before, r.class.Knob(i).Value)
	}
	x, y := r.place(t, swingSpot, 0)
	require.NoError(t, r.Apply(Input{X: x, Y: y, Down: true, Began: true}, frame))
	require.NoError(t, r.Apply(Input{X: x + 60, Y: y, Down: true}, frame))
	moved := 0.0
	for i := range before {
		moved = max(moved, math.Abs(r.class.Knob(i).Value-before[i]))
	}
	require.Greater(t, moved, 2.0)
	require.InDelta(t, 0, r3.Norm(r3.Sub(r.class.Handles()[0].At, hand)), 1e-6)
	require.NoError(t, r.Apply(Input{}, frame))
}

func TestAnExerciseIsAnsweredOnTheScreen(t *testing.T) {
	l := taught(t, "jacobian")
	r := enter(t, l, len(l.Steps), Options{})
	defer r.Close()
	require.NoError(t, r.Apply(Input{Typed: []rune("1")}, frame))
	r.click(t, buttonSpot, int(Check))
	_, right := r.class.Verdict()
	require.False(t, right)
	hint, _ := r.class.Hint()
	require.NotEmpty(t, hint)
	for range 3 {
		r.key(t, Erase)
	}
	require.NoError(t, r.Apply(Input{Typed: []rune(r.class.Task().Solution())}, frame))
	r.click(t, buttonSpot, int(Check))
	_, right = r.class.Verdict()
	require.True(t, right)

	composition := taught(t, "composition")
	for page := len(composition.Steps); page < len(composition.Steps)+len(composition.Exercises); page++ {
		q := enter(t, composition, page, Options{})
		if len(q.class.Choices()) > 0 {
			q.click(t, choiceSpot, 1)
			require.Equal(t, 1, q.class.Choices()[1].Place)
			q.click(t, choiceSpot, 1)
			require.Zero(t, q.class.Choices()[1].Place)
		}
		q.Close()
	}
}

// Every page of every lesson, exercises too, is drawn in every language, at the
// smallest size as at a large one; nothing panics, labels stay inside.
func TestEveryPageIsDrawn(t *testing.T) {
	for _, name := range append([]string{"workbench"}, lesson.Names()...) {
		t.Run(name, func(t *testing.T) {
			l := lesson.FreeBench()
			if name != "workbench" {
				l = taught(t, name)
			}
			r := enter(t, l, 0, Options{Width: 960, Height: 540, Scale: 0.75, Level: picture.Floor})
			defer r.Close()
			for page := range r.class.Pages() {
				require.NoError(t, r.turnTo(page))
				r.opt.Language = locale.Language(page % locale.NumLanguages)
				img := r.Compose()
				require.Equal(t, image.Pt(960, 540), img.Rect.Size())
				require.False(t, r.free.Empty())
			}
			for _, size := range []image.Point{{16, 16}, {200, 900}, {1920, 300}} {
				require.NoError(t, r.Resize(Options{Width: size.X, Height: size.Y, Level: picture.Floor}))
				r.Compose()
			}
		})
	}
}

// Whatever is pressed and dragged, in whatever order, nothing breaks and every
// knob stays within its ends.
func TestAnythingMayBePressed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(lesson.Names()).Draw(t, "lesson")
		l := taught(t, name)
		r := enter(t, l, 0, Options{Width: 640, Height: 360, Scale: 0.5, Level: picture.Floor})
		defer r.Close()
		require.NoError(t, r.turnTo(rapid.IntRange(0, r.class.Pages()-1).Draw(t, "page")))
		for range rapid.IntRange(1, 12).Draw(t, "moves") {
			in := Input{
				X: rapid.Float64Range(-50, 700).Draw(t, "x"), Y: rapid.Float64Range(-50, 400).Draw(t, "y"),
				DragX: rapid.Float64Range(-500, 500).Draw(t, "dx"), Wheel: rapid.Float64Range(-1e3, 1e3).Draw(t, "wheel"),
				Down: rapid.Bool().Draw(t, "down"), Typed: []rune(rapid.StringN(0, 3, 12).Draw(t, "typed")),
			}
			in.Began = in.Down && rapid.Bool().Draw(t, "began")
			in.Pressed[rapid.IntRange(1, NumActions-1).Draw(t, "action")] = rapid.Bool().Draw(t, "pressed")
			_ = r.Apply(in, rapid.Float64Range(0, 1).Draw(t, "dt")) // what cannot be had is told
			r.Scene()
			r.Overlay()
			for i := range r.class.NumKnobs() {
				k := r.class.Knob(i)
				require.GreaterOrEqual(t, k.Value, k.Lower-1e-6)
				require.LessOrEqual(t, k.Value, k.Upper+1e-6)
			}
		}
	})
}

// BenchmarkDraggedTip is one picture of the workbench at 1280 × 720 while its tip is
// dragged: inverse kinematics, the robot, what is drawn over it and all panels.
func BenchmarkDraggedTip(b *testing.B) {
	r := enter(b, lesson.FreeBench(), 0, Options{})
	defer r.Close()
	r.class.Toggle(lesson.JacobianTable)
	r.lookAgain()
	r.view = r.want
	r.Overlay()
	x, y := r.place(b, handleSpot, 0)
	require.NoError(b, r.Apply(Input{X: x, Y: y, Down: true, Began: true}, frame))
	k := 0
	b.ReportAllocs()
	for b.Loop() {
		k++
		sin, cos := math.Sincos(float64(k) / 15)
		require.NoError(b, r.Apply(Input{X: x - 40 + 40*cos, Y: y + 40*sin, Down: true}, frame))
		r.Scene()
		r.Overlay()
	}
}

// Whatever the language, no word of a page's buttons and panels is shortened; nor is a figure
// of its tables on a projector of 4:3 or in a small window.
func TestWordsOfAClassFit(t *testing.T) {
	for l := range locale.Language(locale.NumLanguages) {
		for _, page := range []struct {
			of *lesson.Lesson
			n  int
		}{{taught(t, "jacobian"), 1}, {taught(t, "jacobian"), 4}, {taught(t, "ik"), 2}, {taught(t, "singularities"), 1}} {
			r := enter(t, page.of, page.n, Options{Width: 1280, Height: 720, Language: l})
			words := 0
			r.painter.Heard = func(text string, _ image.Rectangle, _ color.NRGBA, _ paint.Style) {
				require.False(t, strings.HasSuffix(text, "…"), "%s: %q", l, text)
				words++
			}
			r.paint()
			require.Greater(t, words, 20)
			r.Close()
		}
	}
	for _, size := range []image.Point{{1024, 768}, {800, 600}, {1920, 1080}} {
		r := enter(t, taught(t, "jacobian"), 1, Options{Width: size.X, Height: size.Y})
		figures := 0
		r.painter.Heard = func(text string, at image.Rectangle, _ color.NRGBA, s paint.Style) {
			require.False(t, strings.HasSuffix(text, "…"), "%v: %q", size, text)
			if s == paint.FigureSmall {
				require.True(t, at.In(r.overlay.Rect))
				figures++
			}
		}
		r.paint()
		require.Greater(t, figures, 6*7)
		r.Close()
	}
}

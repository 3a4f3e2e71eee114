package classroom

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/paint"
	"mirrorarm/render/picture"
	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
)

// chained is the URDF of an arm of so many hinges, about z and y in turns, one 150 mm
// from the next.
func chained(joints int) string {
	var out strings.Builder
	fmt.Fprintf(&out, `<robot name="arm%d"><link name="link0"/>`, joints)
	for i := 1; i <= joints+1; i++ {
		kind, axis := "revolute", "0 0 1"
		if i%2 == 0 {
			axis = "0 1 0"
		}
		if i > joints {
			kind = "fixed"
		}
		fmt.Fprintf(&out, `<link name="link%d"/><joint name="joint_%d" type="%s"><parent link="link%d"/><child link="link%d"/><origin xyz="0.15 0 0"/><axis xyz="%s"/><limit lower="-2" upper="2.5" effort="1" velocity="1"/></joint>`,
			i, i, kind, i-1, i, axis)
	}
	return out.String() + "</robot>"
}

// On the workbench of any arm from 2 to 10 joints, with all that can be shown, no label
// lies on another or outside of the stage, and every slider is inside its panel.
func TestAnyArmIsLabelled(t *testing.T) {
	for joints := 2; joints <= 10; joints++ {
		path := filepath.Join(t.TempDir(), "arm.urdf")
		require.NoError(t, os.WriteFile(path, []byte(chained(joints)), 0o644))
		s, err := lesson.Fitted(path, "")
		require.NoError(t, err)
		s.Posture = s.Bent()
		class, err := lesson.NewClass(lesson.FreeBench(), s, nil)
		require.NoError(t, err)
		for _, size := range []Options{{Width: 1280, Height: 720, Scale: 1}, {Width: 3840, Height: 2160, Scale: 3}} {
			size.Level = picture.Floor
			r, err := New(class, size)
			require.NoError(t, err)
			for page := range class.Pages() {
				require.NoError(t, r.turnTo(page))
				for v := range lesson.View(lesson.NumViews) {
					if !class.Shows(v) {
						class.Toggle(v)
					}
				}
				r.lookAgain()
				r.view = r.want
				r.Overlay()
				checkLabels(t, r, fmt.Sprintf("%d joints, page %d, %d × %d", joints, page+1, size.Width, size.Height))
				checkSliders(t, r)
			}
			r.Close()
		}
	}
}

func checkLabels(t *testing.T, r *Room, at string) {
	over := r.plane().overlay(&r.drawing)
	require.NotEmpty(t, over.Labels, at)
	box := func(l Label) image.Rectangle {
		x, y := int(l.X), int(l.Y)
		return image.Rect(x, y-r.painter.Px(8), x+r.painter.Width(paint.Body, l.Text), y)
	}
	for i, l := range over.Labels {
		require.True(t, box(l).In(r.free.Inset(-1)), "%s: %q is at %v, outside of %v", at, l.Text, box(l), r.free)
		for _, o := range over.Labels[:i] {
			require.False(t, box(l).Overlaps(box(o)), "%s: %q on %q", at, l.Text, o.Text)
		}
	}
}

// checkSliders wants a slider for every knob, in the picture and as wide as its groove.
func checkSliders(t *testing.T, r *Room) {
	for i := range r.class.NumKnobs() {
		if !r.class.Knob(i).Shown {
			continue
		}
		track, ok := r.trackOf(knobSpot, i)
		require.True(t, ok, r.class.Knob(i).Name)
		require.True(t, track.In(r.overlay.Rect))
		require.Greater(t, track.Dx(), r.painter.Px(40))
		require.GreaterOrEqual(t, track.Dy(), r.painter.Px(leastRow))
	}
}

// Words at the robot can be read even before its whitest shell.
func TestLabelsHaveContrast(t *testing.T) {
	require.GreaterOrEqual(t, rendertest.Contrast(paint.TextColor, rendertest.OverWhite(labelPlate)), 4.5)
}

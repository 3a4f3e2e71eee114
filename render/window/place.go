//go:build cgo || windows || js

package window

import (
	"fmt"
	"image"
	"math"
	"strconv"
	"strings"

	"mirrorarm/render/paint"

	"github.com/hajimehoshi/ebiten/v2"
)

// fitted is the size of a window that was to be so large, on a screen of some size, in
// the same units. One that is larger than its screen leaves what a title bar and a task
// bar need, and keeps its proportions.
func fitted(want, screen image.Point) image.Point {
	const most = 0.92
	if screen.X <= 0 || screen.Y <= 0 || want.X <= screen.X && want.Y <= screen.Y {
		return want // also where a screen does not know its size
	}
	f := min(most*float64(screen.X)/float64(want.X), most*float64(screen.Y)/float64(want.Y))
	return image.Pt(max(int(f*float64(want.X)), 1), max(int(f*float64(want.Y)), 1))
}

// Scales that are believed of a screen; one that says something else lies.
const leastScale, mostScale = 0.25, 8.0

// believed is a screen's scale, 1 if it is none.
func believed(scale float64) float64 {
	if !(scale >= leastScale && scale <= mostScale) {
		return 1
	}
	return scale
}

// textScale is that of text and panels on a picture of a size (px): the screen's own, but
// no smaller than what a full screen is read at from a few steps away, and no larger than
// what leaves room for the picture.
func textScale(scale float64, size image.Point) float64 {
	full := paint.ScaleOf(size.X, size.Y)
	return min(max(believed(scale), full), 1.25*full)
}

// chooseMonitor finds the monitor that a visitor names: by its number, from 1 on, or by
// a part of its name.
func chooseMonitor(names []string, want string) (int, error) {
	found := -1
	n, err := strconv.Atoi(want)
	if err == nil && n >= 1 && n <= len(names) {
		return n - 1, nil
	}
	for i, name := range names {
		if err != nil && strings.Contains(strings.ToLower(name), strings.ToLower(want)) {
			if found >= 0 {
				found = -1 // more than one
				break
			}
			found = i
		}
	}
	if found >= 0 {
		return found, nil
	}
	var known []string
	for i, name := range names {
		known = append(known, fmt.Sprintf("%d (%s)", i+1, name))
	}
	return 0, fmt.Errorf("window: monitor %q: want the number or a part of the name of one of %s", want, strings.Join(known, ", "))
}

// openOn puts the window onto the monitor that was asked for, if one was, and makes it
// as large as fits there.
func openOn(monitor string, want image.Point) error {
	if monitor != "" {
		all := ebiten.AppendMonitors(nil)
		var names []string
		for _, m := range all {
			names = append(names, m.Name())
		}
		i, err := chooseMonitor(names, monitor)
		if err != nil {
			return err
		}
		ebiten.SetMonitor(all[i])
	}
	var screen image.Point
	if m := ebiten.Monitor(); m != nil {
		screen.X, screen.Y = m.Size()
	}
	size := fitted(want, screen)
	ebiten.SetWindowSize(size.X, size.Y)
	return nil
}

// pixels is a length of so many units on a screen of some scale, as the engine reckons.
func pixels(units int, scale float64) int {
	if p := float64(units) * scale; p >= 1 && p < math.MaxInt32 {
		return int(p)
	}
	return 1
}

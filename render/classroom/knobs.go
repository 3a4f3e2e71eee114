package classroom

import (
	"fmt"
	"image"
	"math"
	"strings"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
)

// paintKnobs draws the panel at the right: the parameters, how to step and to
// swing, and what is shown at the robot.
func (r *Room) paintKnobs(at image.Rectangle) {
	p := r.painter
	m, gap := p.Px(paint.Margin), p.Px(paint.Grid)
	views := r.shownViews()
	rows := (len(views) + viewColumns - 1) / viewColumns
	below := 0
	if rows > 0 {
		below = p.Px(paint.Line) + rows*(p.Px(chipHeight)+p.Px(4)) + gap
	}
	extra := 0
	for _, on := range []bool{r.class.Iterates() > 0, r.class.Method() != "", r.class.Swings()} {
		if on {
			extra += p.Px(rowHeight + 6)
		}
	}
	head := m + p.Px(26)
	wanted := r.class.NumKnobs() * p.Px(rowHeight)
	room := min(wanted, at.Dy()-head-extra-below-m)
	panel := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Min.Y+head+room+extra+below+m)
	p.Panel(panel)
	r.spots = append(r.spots, spot{panel, panelSpot, 0})
	left, right, y := panel.Min.X+m, panel.Max.X-m, panel.Min.Y+m
	title := r.say(locale.ClassKnobs)
	if r.class.Iterates() > 0 {
		title += " · " + r.say(locale.ClassStart) // the arm stands where the solver led it
	}
	p.Text(left, y+p.Px(12), paint.Strong, paint.TextColor, title)
	r.button(image.Rect(right-p.Px(72), y-p.Px(3), right, y+p.Px(17)), buttonSpot, int(Reset), r.say(locale.ClassReset), false)
	y = panel.Min.Y + head
	r.knobScroll = min(max(r.knobScroll, 0), wanted-room)
	r.paintRows(image.Rect(left-gap, y, right+gap, y+room))
	y += room
	if r.class.Method() != "" {
		box := image.Rect(left, y+p.Px(3), right, y+p.Px(rowHeight+3))
		r.button(box, buttonSpot, int(NextMethod), r.say(locale.ClassMethod)+": "+r.class.Method(), r.class.Task() == nil)
		y += p.Px(rowHeight + 6)
	}
	if n := r.class.Iterates(); n > 0 {
		r.paintIterate(image.Rect(left, y+p.Px(3), right, y+p.Px(rowHeight+3)), n)
		y += p.Px(rowHeight + 6)
	}
	if r.class.Swings() {
		r.paintSwing(image.Rect(left, y+p.Px(3), right, y+p.Px(rowHeight+3)))
		y += p.Px(rowHeight + 6)
	}
	if rows == 0 {
		return
	}
	y += gap
	p.Text(left, y+p.Px(10), paint.Small, paint.DimColor, r.say(locale.ClassViews))
	y += p.Px(paint.Line) - p.Px(4)
	wide := (right - left + p.Px(4)) / viewColumns
	for i, v := range views {
		x, top := left+i%viewColumns*wide, y+i/viewColumns*(p.Px(chipHeight)+p.Px(4))
		r.button(image.Rect(x, top, x+wide-p.Px(4), top+p.Px(chipHeight)), buttonSpot, int(ShowView)+int(v), r.say(viewWords[v]), r.class.Shows(v))
	}
}

// knobValue is the width of a parameter's figure, at scale 1 (px).
const knobValue = 70

// viewColumns is how many views stand side by side.
const viewColumns = 3

// paintRows draws the parameters, scrolled where there are too many.
func (r *Room) paintRows(box image.Rectangle) {
	p := r.painter
	gap := p.Px(paint.Grid)
	clip, _ := r.overlay.SubImage(box).(*image.RGBA)
	p.Begin(clip)
	defer p.Begin(r.overlay)
	left, right := box.Min.X+gap, box.Max.X-gap
	for i := range r.class.NumKnobs() {
		y := box.Min.Y + i*p.Px(rowHeight) - r.knobScroll
		row := image.Rect(box.Min.X, y, box.Max.X, y+p.Px(rowHeight))
		if !row.Overlaps(box) {
			continue
		}
		k := r.class.Knob(i)
		name, ink := spoken(k.Name, k.Unit), paint.TextColor
		if !k.Free {
			ink = paint.DimColor
		}
		if i == r.knob && k.Free {
			p.Fill(row, paint.TrackFill)
		}
		base := y + p.Px(rowHeight) - p.Px(7)
		p.Text(left, base, paint.Small, ink, p.Fitted(paint.Small, name, p.Px(118)))
		value := amount(k.Value)
		if k.Whole {
			value = fmt.Sprintf("%.0f", k.Value)
		}
		if whole := value + unitOf(k.Unit); p.Width(paint.FigureSmall, whole) <= p.Px(knobValue) {
			value = whole
		}
		p.TextRight(right, base, paint.FigureSmall, ink, value)
		track := image.Rect(left+p.Px(124), y, right-p.Px(knobValue+6), y+p.Px(rowHeight))
		r.track(track, spot{row.Intersect(box), knobSpot, i}, (k.Value-k.Lower)/(k.Upper-k.Lower), k.Free)
	}
}

// paintIterate draws the slider over a solver's iterations.
func (r *Room) paintIterate(box image.Rectangle, n int) {
	p := r.painter
	side := box.Dy()
	base := box.Max.Y - p.Px(7)
	p.Text(box.Min.X, base, paint.Small, paint.TextColor, r.say(locale.ClassIterate))
	r.button(image.Rect(box.Min.X+p.Px(84), box.Min.Y, box.Min.X+p.Px(84)+side, box.Max.Y), buttonSpot, int(PreviousIterate), "‹", false)
	r.button(image.Rect(box.Max.X-p.Px(58)-side, box.Min.Y, box.Max.X-p.Px(58), box.Max.Y), buttonSpot, int(NextIterate), "›", false)
	track := image.Rect(box.Min.X+p.Px(92)+side, box.Min.Y, box.Max.X-p.Px(66)-side, box.Max.Y)
	at := 0.0
	if n > 1 {
		at = float64(r.class.Iterate()) / float64(n-1)
	}
	r.track(track, spot{track.Inset(-p.Px(3)), iterateSpot, 0}, at, true)
	p.TextRight(box.Max.X, base, paint.FigureSmall, paint.TextColor, fmt.Sprintf("%d/%d", r.class.Iterate(), n-1))
}

// paintSwing draws the knob that walks along the null space and springs back.
func (r *Room) paintSwing(box image.Rectangle) {
	p := r.painter
	p.Text(box.Min.X, box.Max.Y-p.Px(7), paint.Small, paint.TextColor, p.Fitted(paint.Small, r.say(locale.ClassSwing), p.Px(110)))
	track := image.Rect(box.Min.X+p.Px(124), box.Min.Y, box.Max.X, box.Max.Y)
	at := 0.5
	if r.held.kind == swingSpot {
		at = share(r.held.x, track)
	}
	r.track(track, spot{track, swingSpot, 0}, at, true)
	p.Text(track.Min.X-p.Px(10), box.Max.Y-p.Px(6), paint.Small, paint.DimColor, "‹")
	p.TextRight(track.Max.X+p.Px(8), box.Max.Y-p.Px(6), paint.Small, paint.DimColor, "›")
}

// spoken is the name of a parameter or a result without the unit, which follows
// its figure.
func spoken(name, unit string) string {
	words := paint.Words(name)
	if short, ok := strings.CutSuffix(words, " "+strings.ToLower(unit)); ok && unit != "" {
		return short
	}
	return words
}

// amount is a knob's value as it is read.
func amount(v float64) string {
	switch size := math.Abs(v); {
	case size >= 100:
		return fmt.Sprintf("%.0f", v)
	case size >= 10 || v == 0:
		return fmt.Sprintf("%.1f", v)
	case size >= 1:
		return fmt.Sprintf("%.2f", v)
	default:
		return fmt.Sprintf("%.3f", v)
	}
}

// unitOf is a unit as it follows a figure.
func unitOf(unit string) string {
	switch unit {
	case "":
		return ""
	case "deg":
		return "°"
	}
	return " " + unit
}

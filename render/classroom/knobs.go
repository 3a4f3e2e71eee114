package classroom

import (
	"fmt"
	"image"
	"math"

	"mirrorarm/render/paint"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
)

// paintKnobs draws the panel at the right: the parameters, how to step and to
// swing, and what is shown at the robot.
func (r *Room) paintKnobs(at image.Rectangle) {
	p := r.painter
	m, gap := p.Px(paint.Margin), p.Px(paint.Grid)
	views := r.shownViews()
	columns := r.viewColumns(views, at.Dx()-2*m)
	rows := (len(views) + columns - 1) / columns
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
	lines := r.rows()
	room := at.Dy() - head - extra - below - m
	height := min(max(room/max(len(lines), 1), p.Px(leastRow)), p.Px(rowHeight))
	wanted := len(lines) * height
	room = min(wanted, room)
	panel := image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Min.Y+head+room+extra+below+m)
	p.Panel(panel)
	r.spots = append(r.spots, spot{panel, panelSpot, 0})
	left, right, y := panel.Min.X+m, panel.Max.X-m, panel.Min.Y+m
	p.Text(left, y+p.Px(12), paint.Strong, paint.TextColor, r.say(locale.ClassKnobs))
	r.button(image.Rect(right-p.Px(72), y-p.Px(3), right, y+p.Px(17)), buttonSpot, int(Reset), r.say(locale.ClassReset), false)
	y = panel.Min.Y + head
	r.knobScroll = min(max(r.knobScroll, 0), wanted-room)
	r.paintRows(lines, image.Rect(left-gap, y, right+gap, y+room), height)
	y += room
	if r.class.Method() != "" {
		box := image.Rect(left, y+p.Px(3), right, y+p.Px(rowHeight+3))
		r.button(box, buttonSpot, int(NextMethod), r.say(locale.ClassMethod)+": "+lesson.MethodWord(r.class.Method()), r.class.Task() == nil)
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
	wide := (right - left + p.Px(4)) / columns
	for i, v := range views {
		x, top := left+i%columns*wide, y+i/columns*(p.Px(chipHeight)+p.Px(4))
		r.button(image.Rect(x, top, x+wide-p.Px(4), top+p.Px(chipHeight)), buttonSpot, int(ShowView)+int(v), r.say(viewWords[v]), r.class.Shows(v))
	}
}

// Widths of a parameter's name and of its figure, at scale 1 (px).
const (
	knobName  = 128
	knobValue = 70
)

// mostColumns is how many views stand side by side at most.
const mostColumns = 3

// viewColumns is how many views stand side by side in a width (px): as many as their words
// have room for.
func (r *Room) viewColumns(views []lesson.View, width int) int {
	p, widest := r.painter, 0
	for _, v := range views {
		widest = max(widest, p.Width(paint.Small, r.say(viewWords[v])))
	}
	return min(max((width+p.Px(4))/(widest+p.Px(4+8)), 1), mostColumns)
}

// paintRows draws the parameters, scrolled where there are too many.
func (r *Room) paintRows(lines []knobRow, box image.Rectangle, height int) {
	p := r.painter
	gap := p.Px(paint.Grid)
	clip, _ := r.overlay.SubImage(box).(*image.RGBA)
	p.Begin(clip)
	defer p.Begin(r.overlay)
	left, right := box.Min.X+gap, box.Max.X-gap
	for i, line := range lines {
		y := box.Min.Y + i*height - r.knobScroll
		row := image.Rect(box.Min.X, y, box.Max.X, y+height)
		if !row.Overlaps(box) {
			continue
		}
		base := y + (height+p.Px(8))/2
		if line.head != 0 {
			p.Text(left, base, paint.Small, paint.Accent, r.say(line.head))
			continue
		}
		k := r.class.Knob(line.knob)
		ink := paint.TextColor
		if !k.Free {
			ink = paint.DimColor
		}
		if line.knob == r.knob && k.Free {
			p.Fill(row, paint.TrackFill)
		}
		p.Text(left, base, paint.Small, ink, p.Fitted(paint.Small, k.Said(), p.Px(knobName)))
		value := amount(k.Value)
		if k.Whole {
			value = fmt.Sprintf("%.0f", k.Value)
		}
		if whole := value + unitOf(k.Unit); p.Width(paint.FigureSmall, whole) <= p.Px(knobValue) {
			value = whole
		}
		p.TextRight(right, base, paint.FigureSmall, ink, value)
		track := image.Rect(left+p.Px(knobName+6), y, right-p.Px(knobValue+6), y+height)
		r.track(track, spot{row.Intersect(box), knobSpot, line.knob}, (k.Value-k.Lower)/(k.Upper-k.Lower), k.Free)
	}
}

// knobRow is a line of the panel: a parameter, or what the next ones belong to.
type knobRow struct {
	knob int
	head locale.Key // 0 for a parameter
}

// rows are the lines of the panel: the parameters that belong to nothing first, the
// others under what they belong to.
func (r *Room) rows() (out []knobRow) {
	for group := lesson.Ungrouped; group < lesson.NumGroups; group++ {
		head := groupWord(group)
		for i := range r.class.NumKnobs() {
			k := r.class.Knob(i)
			if !k.Shown || k.Group != group {
				continue
			}
			if head != 0 {
				out = append(out, knobRow{head: head})
				head = 0
			}
			out = append(out, knobRow{knob: i})
		}
	}
	return out
}

// groupWord names a group of parameters.
func groupWord(g lesson.Group) locale.Key {
	switch g {
	case lesson.StartGroup:
		return locale.ClassStart
	case lesson.TargetGroup:
		return locale.ViewGoals
	case lesson.MethodGroup:
		return locale.ClassMethod
	}
	return 0
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

// amount is a knob's value as it is read.
func amount(v float64) string {
	const none = 5e-4 // reads as nothing
	if math.Abs(v) < none {
		v = 0
	}
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
	case "Hz/(deg/s)":
		return ""
	case "deg/s":
		return " °/s"
	}
	return " " + unit
}

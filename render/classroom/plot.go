package classroom

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strconv"

	"mirrorarm/render/paint"
	"mirrorarm/sim/lesson"
)

// curveColors tell curves apart, also for colour-blind eyes, on a dark ground
// (after Okabe and Ito, Color Universal Design, 2008).
var curveColors = [...]color.NRGBA{
	{0x56, 0xB4, 0xE9, 0xFF}, {0xE6, 0x9F, 0x00, 0xFF}, {0x2E, 0xC4, 0xA0, 0xFF},
	{0xE0, 0x8F, 0xBE, 0xFF}, {0xF0, 0xE4, 0x42, 0xFF}, {0xF2, 0xF4, 0xF6, 0xFF},
}

// paintPlot draws the page's plot: one diagram, or side by side all that a single
// solver tells of its iterations.
func (r *Room) paintPlot(box image.Rectangle) {
	p := r.painter
	m := p.Px(paint.Margin)
	p.Card(box, sheet, paint.Hairline)
	r.spots = append(r.spots, spot{box, panelSpot, 0})
	plot := r.class.Plot()
	// A sweep is run anew when the knob that is turned comes to rest.
	if plot.Sweep == "" || !r.Dragging() || r.plotted == nil {
		r.plotted = r.class.Curves()
	}
	r.plotted = slices.DeleteFunc(slices.Clone(r.plotted), func(c lesson.Curve) bool { return len(c.X) == 0 })
	inner := box.Inset(m)
	if len(r.plotted) == 0 {
		return
	}
	x, marked := r.class.Mark()
	if r.class.Method() != "" && plot.Sweep == "" {
		wide := inner.Dx() / len(r.plotted)
		for i, c := range r.plotted {
			cell := image.Rect(inner.Min.X+i*wide, inner.Min.Y, inner.Min.X+(i+1)*wide-p.Px(paint.Grid), inner.Max.Y)
			if len(r.plotted) > 1 {
				c.YTitle = c.Said()
			}
			d := diagram{curves: []lesson.Curve{c}, logY: spreads(c), mark: x, marked: marked, ink: i, narrow: len(r.plotted) > 1}
			d.paint(p, cell)
		}
		return
	}
	d := diagram{curves: r.plotted, logY: plot.LogY, mark: x, marked: marked}
	d.paint(p, inner)
}

// spreads tells whether a curve runs over so many powers of ten that only their
// logarithm shows it.
func spreads(c lesson.Curve) bool {
	low, high := math.Inf(1), 0.0
	for _, y := range c.Y {
		if y > 0 {
			low, high = min(low, y), max(high, y)
		}
	}
	return high > 100*low
}

// diagram is curves between two axes.
type diagram struct {
	curves []lesson.Curve
	logY   bool
	mark   float64 // on the horizontal axis
	marked bool
	ink    int // of the first curve
	narrow bool

	p              *paint.Painter
	area           image.Rectangle
	x0, x1, y0, y1 float64 // ends of the axes; of a logarithm the exponents
}

// iterationTitle is that of an axis of whole numbers.
const iterationTitle = "iteration"

// Room round a diagram's area at scale 1 (px).
const (
	leftRoom   = 40
	bottomRoom = 16
	topRoom    = 24
)

func (d *diagram) paint(p *paint.Painter, box image.Rectangle) {
	d.p = p
	d.area = image.Rect(box.Min.X+p.Px(leftRoom), box.Min.Y+p.Px(topRoom), box.Max.X-p.Px(6), box.Max.Y-p.Px(bottomRoom))
	if d.area.Dx() < p.Px(20) || d.area.Dy() < p.Px(20) || !d.scale() {
		return
	}
	p.Text(box.Min.X, box.Min.Y+p.Px(8), paint.Small, paint.DimColor, p.Fitted(paint.Small, d.title(), box.Dx()))
	d.axes()
	for _, points := range [2]bool{true, false} { // lines lie over points
		for i, c := range d.curves {
			if c.Points == points {
				d.curve(c, curveColors[(i+d.ink)%len(curveColors)])
			}
		}
	}
	if d.marked && d.mark >= d.x0 && d.mark <= d.x1 {
		x := d.column(d.mark)
		p.Fill(image.Rect(int(x), d.area.Min.Y, int(x)+max(p.Px(1), 1), d.area.Max.Y), color.NRGBA{0xFF, 0xFF, 0xFF, 0x60})
		d.dots()
	}
	if len(d.curves) > 1 {
		d.legend()
	}
}

// title is what the vertical axis shows, over what.
func (d *diagram) title() string {
	y := d.curves[0].YTitle
	for _, c := range d.curves {
		if c.YTitle != y {
			return d.curves[0].XTitle + " →"
		}
	}
	if d.narrow {
		return y
	}
	return y + "  over  " + d.curves[0].XTitle
}

// value is a point's height on the vertical axis, false if it has none.
func (d *diagram) value(y float64) (float64, bool) {
	if d.logY {
		if !(y > 0) {
			return 0, false
		}
		y = math.Log10(y)
	}
	return y, !math.IsNaN(y) && !math.IsInf(y, 0)
}

// mostDecades keeps what has converged from flattening the rest.
const mostDecades = 9

// scale finds the ends of both axes.
func (d *diagram) scale() bool {
	d.x0, d.x1, d.y0, d.y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	square := false
	for _, c := range d.curves {
		square = square || c.Square
		for i := range c.X {
			if y, ok := d.value(c.Y[i]); ok {
				d.x0, d.x1 = min(d.x0, c.X[i]), max(d.x1, c.X[i])
				d.y0, d.y1 = min(d.y0, y), max(d.y1, y)
			}
		}
	}
	if d.x0 > d.x1 {
		return false
	}
	if d.logY {
		d.y0 = max(d.y0, d.y1-mostDecades)
	} else if d.y0 > 0 && d.y0 < 0.5*d.y1 {
		d.y0 = 0
	}
	pad := (d.y1 - d.y0) * 0.06
	if d.y1-d.y0 < 1e-6*math.Abs(d.y1)+1e-12 {
		if pad = math.Abs(d.y1); pad == 0 {
			pad = 1 // a level line, with room above and below
		}
	}
	d.y0, d.y1 = d.y0-pad, d.y1+pad
	if d.x0 > 0 && d.x0 < 0.25*d.x1 && d.curves[0].XTitle != iterationTitle {
		d.x0 = 0
	}
	if !(d.x1 > d.x0) {
		d.x0, d.x1 = d.x0-0.5, d.x1+0.5
	}
	if square {
		d.square()
	}
	return true
}

// square gives both axes the same scale, about the same middle.
func (d *diagram) square() {
	per := max((d.x1-d.x0)/float64(d.area.Dx()), (d.y1-d.y0)/float64(d.area.Dy()))
	cx, cy := (d.x0+d.x1)/2, (d.y0+d.y1)/2
	halfX, halfY := per*float64(d.area.Dx())/2, per*float64(d.area.Dy())/2
	d.x0, d.x1, d.y0, d.y1 = cx-halfX, cx+halfX, cy-halfY, cy+halfY
}

func (d *diagram) column(x float64) float64 {
	return float64(d.area.Min.X) + (x-d.x0)/(d.x1-d.x0)*float64(d.area.Dx())
}

func (d *diagram) row(y float64) float64 {
	at := float64(d.area.Max.Y) - (y-d.y0)/(d.y1-d.y0)*float64(d.area.Dy())
	return min(max(at, float64(d.area.Min.Y)-1e4), float64(d.area.Max.Y)+1e4)
}

// axes draws the frame with figures at round values.
func (d *diagram) axes() {
	p := d.p
	line := max(p.Px(1), 1)
	for _, t := range ticks(d.x0, d.x1, max(d.area.Dx()/p.Px(70), 2)) {
		if d.curves[0].XTitle == iterationTitle && t != math.Trunc(t) {
			continue
		}
		x := int(d.column(t))
		p.Fill(image.Rect(x, d.area.Min.Y, x+line, d.area.Max.Y), paint.TrackFill)
		text := label(t)
		p.Text(min(max(x-p.Width(paint.FigureSmall, text)/2, d.area.Min.X), d.area.Max.X-p.Width(paint.FigureSmall, text)), d.area.Max.Y+p.Px(13), paint.FigureSmall, paint.DimColor, text)
	}
	for _, t := range d.heights(max(d.area.Dy()/p.Px(28), 3)) {
		y := int(d.row(t))
		p.Fill(image.Rect(d.area.Min.X, y, d.area.Max.X, y+line), paint.TrackFill)
		text := label(t)
		if d.logY {
			text = label(math.Pow(10, t))
		}
		p.TextRight(d.area.Min.X-p.Px(5), y+p.Px(4), paint.FigureSmall, paint.DimColor, text)
	}
	p.Fill(image.Rect(d.area.Min.X, d.area.Max.Y, d.area.Max.X, d.area.Max.Y+line), paint.FrameLine)
}

// heights are about so many round values on the vertical axis; of a logarithm
// powers of ten, or a part of them where there are few.
func (d *diagram) heights(about int) (out []float64) {
	if !d.logY {
		return ticks(d.y0, d.y1, about)
	}
	if d.y1-d.y0 < 0.8 {
		for _, v := range ticks(math.Pow(10, d.y0), math.Pow(10, d.y1), about) {
			out = append(out, math.Log10(v))
		}
		return out
	}
	parts := []float64{1}
	if d.y1-d.y0 < 1.5 {
		parts = []float64{1, 2, 5}
	}
	stride := max(int(math.Ceil((d.y1-d.y0)/float64(about))), 1)
	for n := math.Floor(d.y0); n <= d.y1; n++ {
		for _, part := range parts {
			if t := n + math.Log10(part); t >= d.y0 && t <= d.y1 && int(n)%stride == 0 {
				out = append(out, t)
			}
		}
	}
	return out
}

// curve draws a line, or points, inside the area.
func (d *diagram) curve(c lesson.Curve, ink color.NRGBA) {
	if c.Points {
		ink.A = 0x90
	}
	var lastX, lastY float64
	joined := false
	for i := range c.X {
		y, ok := d.value(c.Y[i])
		at, high := d.column(c.X[i]), d.row(y)
		if !ok || high < float64(d.area.Min.Y)-2 || high > float64(d.area.Max.Y)+2 {
			joined = false
			continue
		}
		switch {
		case c.Points:
			d.p.Disc(at, high, 1.6*d.p.Scale(), ink)
		case joined:
			d.p.Segment(lastX, lastY, at, high, 1.8*d.p.Scale(), ink)
		}
		lastX, lastY, joined = at, high, true
	}
}

// dots marks each curve where the page stands.
func (d *diagram) dots() {
	for i, c := range d.curves {
		if y, ok := d.at(c); ok && !c.Points && y >= d.y0 && y <= d.y1 {
			d.p.Disc(d.column(d.mark), d.row(y), 4*d.p.Scale(), curveColors[(i+d.ink)%len(curveColors)])
		}
	}
}

// at is a curve's height at the mark, between its points on a straight line.
func (d *diagram) at(c lesson.Curve) (float64, bool) {
	for k := 1; k < len(c.X); k++ {
		x0, x1 := c.X[k-1], c.X[k]
		if !(x0 <= d.mark && d.mark <= x1) {
			continue
		}
		y0, first := d.value(c.Y[k-1])
		y1, second := d.value(c.Y[k])
		if x1 == x0 || !first {
			return y1, second
		}
		t := (d.mark - x0) / (x1 - x0)
		return y0 + t*(y1-y0), second
	}
	return 0, false
}

// legend names the curves in a row above the area's right end.
func (d *diagram) legend() {
	p := d.p
	x := d.area.Max.X
	y := d.area.Min.Y - p.Px(8)
	for i := len(d.curves) - 1; i >= 0; i-- {
		name := d.curves[i].Said()
		x -= p.Width(paint.Small, name)
		p.Text(x, y, paint.Small, paint.TextColor, name)
		x -= p.Px(9)
		p.Disc(float64(x)+2*p.Scale(), float64(y)-3.5*p.Scale(), 3*p.Scale(), curveColors[(i+d.ink)%len(curveColors)])
		x -= p.Px(10)
	}
}

// ticks are about so many round values between two ends: multiples of 1, 2 or 5
// times a power of ten.
func ticks(low, high float64, about int) (out []float64) {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(about))))
	for _, k := range [...]float64{1, 2, 5, 10} {
		if (high-low)/(k*step) <= float64(about)+1 {
			step *= k
			break
		}
	}
	for i := math.Ceil(low/step - 1e-9); i <= high/step+1e-9 && len(out) < 50; i++ {
		out = append(out, i*step)
	}
	return out
}

// label is a figure at an axis.
func label(v float64) string {
	if v != 0 && (math.Abs(v) < 1e-3 || math.Abs(v) >= 1e5) {
		return fmt.Sprintf("%.0e", v)
	}
	return strconv.FormatFloat(math.Round(v*1e6)/1e6+0, 'g', 5, 64)
}

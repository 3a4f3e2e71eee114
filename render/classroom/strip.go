package classroom

import (
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"mirrorarm/render/paint"
	"mirrorarm/sim/lesson"
)

// Inks of the page.
var (
	white  = inkOf(paint.TextColor)
	soft   = [4]uint8{0xC6, 0xCC, 0xD3, 0xFF}
	dim    = inkOf(paint.DimColor)
	orange = inkOf(paint.Warning)
	teal   = inkOf(paint.Accent)
)

func inkOf(c color.NRGBA) [4]uint8 { return [4]uint8{c.R, c.G, c.B, c.A} }

func rgba(c [4]uint8) color.NRGBA { return color.NRGBA{R: c[0], G: c[1], B: c[2], A: c[3]} }

// sheet is the ground of tables and plots: figures want it darker than words.
var sheet = color.NRGBA{R: paint.Ground.R, G: paint.Ground.G, B: paint.Ground.B, A: 0xF2}

// Heights in the strip at scale 1 (px). Design values.
const (
	plotHeight  = 168
	bigPlot     = 420 // where no robot needs the room
	tableRow    = 17
	tableHead   = 24
	tableColumn = 28
	tightMargin = 6
)

// strip lays out the tables and the plot at the bottom between the panels, the
// plot lowest, and returns their top. With measure it paints nothing.
func (r *Room) strip(at image.Rectangle, measure bool) (top int) {
	p := r.painter
	gap := p.Px(paint.Grid)
	top = at.Max.Y
	if r.class.Plot() != nil {
		height := p.Px(plotHeight)
		box := image.Rect(at.Min.X, top-height, at.Max.X, top)
		if !r.class.InSpace() {
			height = min(p.Px(bigPlot), at.Dy())
			middle := (at.Min.Y + at.Max.Y) / 2
			box = image.Rect(at.Min.X, middle-height/2, at.Max.X, middle+height/2)
		}
		if !measure {
			r.paintPlot(box)
		}
		top = box.Min.Y - gap
	}
	for i := 0; i < len(r.drawing.Tables); {
		beside := abreast(r.drawing.Tables[i:])
		height := p.Px(paint.Margin) + p.Px(tableHead) + p.Px(tableColumn) + len(r.drawing.Tables[i].Rows)*p.Px(tableRow)
		if top-height < at.Min.Y+at.Dy()/4 {
			break // the robot needs some room
		}
		for k := range beside {
			wide := at.Dx() / beside
			box := image.Rect(at.Min.X+k*wide, top-height, at.Min.X+(k+1)*wide-gap, top)
			if k == beside-1 {
				box.Max.X = at.Max.X
			}
			if !measure {
				r.paintTable(box, &r.drawing.Tables[i+k], beside > 1)
			}
		}
		top -= height + gap
		i += beside
	}
	return top
}

// mostAbreast is how many matrices stand side by side.
const mostAbreast = 3

// abreast is how many of the first tables stand side by side: matrices do.
func abreast(tables []lesson.Table) (n int) {
	for n < min(len(tables), mostAbreast) && tables[n].Pose {
		n++
	}
	return max(n, 1)
}

// paintTable draws figures in rows, large ones on a brighter ground. A tight one does
// without the names of its rows.
func (r *Room) paintTable(box image.Rectangle, t *lesson.Table, tight bool) {
	p := r.painter
	m := p.Px(paint.Margin)
	if tight {
		m = p.Px(tightMargin)
	}
	p.Card(box, sheet, paint.Hairline)
	r.spots = append(r.spots, spot{box, panelSpot, 0})
	left, right := box.Min.X+m, box.Max.X-m
	y := box.Min.Y + p.Px(paint.Grid) + p.Px(14)
	title := t.Title
	if t.Joined != "" {
		title = t.Joined + "  " + title
	}
	p.Text(left, y, paint.Small, paint.TextColor, p.Fitted(paint.Small, title, right-left))
	if t.Pose && r.class.Shows(lesson.TransformTable) && t == &r.drawing.Tables[0] {
		r.paintPair(image.Rect(left, y-p.Px(13), right, y+p.Px(6)))
	}
	y += p.Px(tableHead) - p.Px(14)
	first := 0
	for _, row := range t.Rows {
		if !tight {
			first = max(first, p.Width(paint.FigureSmall, row[0]), p.Px(12))
		}
	}
	wide := (right - left - first) / max(len(t.Columns)-1, 1)
	edge := func(j int) int { return left + first + j*wide }
	for j, name := range t.Columns {
		if j == 0 {
			p.Text(left, y+p.Px(22), paint.Small, paint.DimColor, name)
			continue
		}
		upper, lower := "", name
		if cut := strings.LastIndexAny(name, " "); cut >= 0 && t.Shade != nil {
			upper, lower = name[:cut], name[cut+1:]
		}
		p.TextRight(edge(j), y+p.Px(10), paint.Small, paint.DimColor, p.Fitted(paint.Small, upper, wide-p.Px(4)))
		p.TextRight(edge(j), y+p.Px(22), paint.Small, paint.DimColor, p.Fitted(paint.Small, lower, wide-p.Px(4)))
	}
	y += p.Px(tableColumn)
	for i, row := range t.Rows {
		for j, cell := range row {
			if j == 0 {
				if !tight {
					p.Text(left, y+p.Px(12), paint.FigureSmall, paint.DimColor, cell)
				}
				continue
			}
			if t.Shade != nil {
				ground := paint.Accent
				ground.A = uint8(150 * t.Shade[i][j-1])
				p.Fill(image.Rect(edge(j)-wide+p.Px(4), y, edge(j)+p.Px(2), y+p.Px(tableRow)-p.Px(1)), ground)
			}
			if tight {
				cell = shorter(cell)
			}
			p.TextRight(edge(j), y+p.Px(12), paint.FigureSmall, paint.TextColor, p.Fitted(paint.FigureSmall, cell, wide-p.Px(2)))
		}
		y += p.Px(tableRow)
	}
}

// shorter is a figure with three decimals cut to two.
func shorter(cell string) string {
	if dot := strings.IndexByte(cell, '.'); dot < 0 || len(cell)-dot != 4 {
		return cell
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return cell
	}
	return strconv.FormatFloat(math.Round(v*100)/100+0, 'f', 2, 64)
}

// paintPair lets both links of the transform be changed.
func (r *Room) paintPair(box image.Rectangle) {
	p := r.painter
	from, of := r.class.Pair()
	wide := min(p.Px(104), box.Dx()/3)
	r.button(image.Rect(box.Max.X-2*wide-p.Px(6), box.Min.Y, box.Max.X-wide-p.Px(6), box.Max.Y), pairSpot, 0, from+" ›", false)
	r.button(image.Rect(box.Max.X-wide, box.Min.Y, box.Max.X, box.Max.Y), pairSpot, 1, of+" ›", false)
}

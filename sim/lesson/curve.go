package lesson

import "strings"

// Curve is a line of points, as an experiment traces it.
type Curve struct {
	Name           string // as lessons write it
	Words          string // as its legend reads; the name if empty
	X, Y           []float64
	XTitle, YTitle string
	Points         bool // drawn as points, else as a line
	Square         bool // both axes have the same unit and deserve the same scale
}

// Said is the curve's legend.
func (c *Curve) Said() string { return said(c.Words, c.Name, "") }

// add appends a point.
func (c *Curve) add(x, y float64) { c.X, c.Y = append(c.X, x), append(c.Y, y) }

// unit is that of the vertical axis, empty for a number.
func (c *Curve) unit() string {
	if i := strings.LastIndex(c.YTitle, ", "); i >= 0 {
		return c.YTitle[i+2:]
	}
	return ""
}

// SharedTitle is that of the vertical axis of several curves: the one that they all
// have, or the unit that all of theirs end with, or nothing.
func SharedTitle(curves []Curve) string {
	title, unit := curves[0].YTitle, curves[0].unit()
	for _, c := range curves[1:] {
		if c.YTitle != curves[0].YTitle {
			title = unit
		}
		if c.unit() != unit {
			return ""
		}
	}
	return title
}

// Legends name the curves, with their units where these differ.
func Legends(curves []Curve) []string {
	out := make([]string, len(curves))
	shared := SharedTitle(curves) != ""
	for i := range curves {
		out[i] = curves[i].Said()
		if unit := curves[i].unit(); !shared && unit != "" && !strings.HasSuffix(out[i], ", "+unit) {
			out[i] += ", " + unit
		}
	}
	return out
}

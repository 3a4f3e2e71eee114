package classroom

import (
	"image"

	"mirrorarm/render/paint"
)

// helpLabels is the width of the keys in the list, at scale 1 (px).
const helpLabels = 76

// paintHelp lists the keys in the place of the knobs.
func (r *Room) paintHelp(at image.Rectangle) {
	p := r.painter
	m := p.Px(paint.Margin)
	all := Bindings()
	at.Max.Y = min(at.Max.Y, at.Min.Y+2*m+len(all)*p.Px(paint.Line))
	p.Panel(at)
	r.spots = append(r.spots, spot{at, panelSpot, 0})
	for i, b := range all {
		y := at.Min.Y + m + p.Px(12) + i*p.Px(paint.Line)
		p.Text(at.Min.X+m, y, paint.Figure, paint.TextColor, b.Name(r.say))
		p.Text(at.Min.X+m+p.Px(helpLabels), y, paint.Body, paint.DimColor, p.Fitted(paint.Body, r.say(b.Does), at.Dx()-2*m-p.Px(helpLabels)))
	}
}

package paint

import "image/color"

// Colours of text and panels, from the art direction.
var (
	TextColor = color.NRGBA{0xF2, 0xF4, 0xF6, 0xFF}
	DimColor  = color.NRGBA{0x8B, 0x94, 0x9E, 0xFF}
	Accent    = color.NRGBA{0x2E, 0xC4, 0xB6, 0xFF}
	Target    = color.NRGBA{0x7F, 0xD8, 0xD0, 0xFF}
	Warning   = color.NRGBA{0xF2, 0xB1, 0x34, 0xFF}
	Fault     = color.NRGBA{0xE5, 0x53, 0x3D, 0xFF}
	Ground    = color.NRGBA{0x10, 0x13, 0x18, 0xFF} // of panels, opaque
	Glass     = color.NRGBA{0x10, 0x13, 0x18, 0xE6} // of panels, over the picture: 90 %
	Hairline  = color.NRGBA{0xFF, 0xFF, 0xFF, 0x1C}
	FrameLine = color.NRGBA{0xFF, 0xFF, 0xFF, 0x30}
	TrackFill = color.NRGBA{0xFF, 0xFF, 0xFF, 0x16}
)

// Sizes of type and the grid that everything sits on, at scale 1.
const (
	SizeHeadline = 40.0
	SizeTitle    = 20.0
	sizeBody     = 13.0
	sizeFormula  = 15.0
	sizeSmall    = 11.0

	Grid   = 8
	Margin = 2 * Grid // of panels from the picture's edge, and inside them
	radius = 6        // of panels' corners
	Line   = 20       // height of a row of body text
)

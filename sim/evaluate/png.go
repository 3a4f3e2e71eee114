package evaluate

import (
	"fmt"
	"io"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// writePlots draws rows of plots, their axes aligned, as a PNG.
func writePlots(w io.Writer, plots [][]*plot.Plot) error {
	const width, rowHeight = 18 * vg.Centimeter, 9 * vg.Centimeter
	canvas := vgimg.New(width, rowHeight*vg.Length(len(plots)))
	tiles := draw.Tiles{Rows: len(plots), Cols: len(plots[0]), PadX: 4 * vg.Millimeter, PadY: 4 * vg.Millimeter,
		PadTop: 4 * vg.Millimeter, PadBottom: 4 * vg.Millimeter, PadLeft: 4 * vg.Millimeter, PadRight: 8 * vg.Millimeter}
	aligned := plot.Align(plots, tiles, draw.New(canvas))
	for i := range plots {
		for j := range plots[i] {
			plots[i][j].Draw(aligned[i][j])
		}
	}
	png := vgimg.PngCanvas{Canvas: canvas}
	if _, err := png.WriteTo(w); err != nil {
		return fmt.Errorf("evaluate: plot: %w", err)
	}
	return nil
}

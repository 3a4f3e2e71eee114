//go:build !page

package live

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quiet is the white margin around a QR code that readers need (ISO/IEC 18004, 5.3.8:
// four modules).
const quiet = 4

// QR is the QR code of a text, by rows from above, margin included; true is black.
func QR(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("live: QR code of %d bytes: %w", len(text), err)
	}
	rows := make([][]bool, code.Size+2*quiet)
	for y := range rows {
		rows[y] = make([]bool, len(rows))
		for x := range rows[y] {
			rows[y][x] = code.Black(x-quiet, y-quiet) // white beyond the code
		}
	}
	return rows, nil
}

// QRText draws a QR code for a terminal, two rows of it in a line, black on white
// whatever the terminal's colours are.
func QRText(rows [][]bool) string {
	var b strings.Builder
	for y := 0; y < len(rows); y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := range rows[y] {
			above, below := rows[y][x], y+1 < len(rows) && rows[y+1][x]
			switch {
			case above && below:
				b.WriteRune('█')
			case above:
				b.WriteRune('▀')
			case below:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

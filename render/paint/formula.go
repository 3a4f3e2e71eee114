package paint

import (
	"image/color"
	"strings"
	"unicode"
)

// Piece is a part of a formula: on the line, raised (Script 1) or lowered (−1).
type Piece struct {
	Text   string
	Script int
}

// Pieces takes a formula apart: what follows an underscore, as far as there are
// letters and digits, is lowered; what stands in brackets behind a caret is raised.
func Pieces(formula string) (out []Piece) {
	rest := []rune(formula)
	line := 0 // how much of rest is on the line
	take := func(n, drop, script int) {
		if line > 0 {
			out = append(out, Piece{string(rest[:line]), 0})
		}
		if n > 0 {
			out = append(out, Piece{string(rest[line+drop : line+drop+n]), script})
		}
	}
	for line < len(rest) {
		n := 0
		switch {
		case rest[line] == '_':
			for at := line + 1; at < len(rest) && (unicode.IsLetter(rest[at]) || unicode.IsDigit(rest[at])); at++ {
				n++
			}
			if n > 0 {
				take(n, 1, -1)
				rest, line = rest[line+1+n:], 0
				continue
			}
		case rest[line] == '^' && line+1 < len(rest) && rest[line+1] == '(':
			if n = closing(rest[line+1:]); n > 0 {
				take(n-1, 2, 1)
				rest, line = rest[line+2+n:], 0
				continue
			}
		}
		line++
	}
	take(0, 0, 0)
	return out
}

// closing is the place of the bracket that closes the first one; 0 if none does.
func closing(text []rune) int {
	depth := 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// How far a formula's scripts stand off the line, in its size.
const (
	scriptUp   = 0.38
	scriptDown = 0.20
)

// formula writes a formula, and returns its width.
func (p *Painter) formula(x, y int, c color.NRGBA, text string) int {
	from := x
	for _, piece := range Pieces(text) {
		switch piece.Script {
		case 1:
			x += p.Text(x, y-p.Px(scriptUp*sizeFormula), formulaScript, c, piece.Text)
		case -1:
			x += p.Text(x, y+p.Px(scriptDown*sizeFormula), formulaScript, c, piece.Text)
		default:
			x += p.Text(x, y, formulaLine, c, piece.Text)
		}
	}
	return x - from
}

// formulaWidth is that of a formula (px).
func (p *Painter) formulaWidth(text string) (w int) {
	if !strings.ContainsAny(text, "_^") {
		return p.types[formulaLine].width(text)
	}
	for _, piece := range Pieces(text) {
		s := formulaLine
		if piece.Script != 0 {
			s = formulaScript
		}
		w += p.types[s].width(piece.Text)
	}
	return w
}

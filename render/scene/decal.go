package scene

import (
	"image"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Decal is what is printed on the upper side of a thing: how much ink is where.
type Decal struct {
	Fine         [4]print // each half as fine as the one before
	Left, Bottom float32  // m, in the model's frame: where column 0 and the last row end
	Least        float32  // m: the print lies above this height
}

// print is a picture of ink.
type print struct {
	ink           []uint8 // by rows, 0…255
	width, height int     // texels
	perMetre      float32 // texels
}

// How names are printed on a board. Design values.
const (
	nameSize   = 0.0080 // m, of the letters' em
	nameMargin = 0.0015 // m, from the board's edge and to the thing
	decalScale = 5000   // texels per metre
)

// label prints on boards what the fixed things are made of that lie on them in a row, before
// the first thing of each row. It is called when a thing is new.
func (s *Scene) label() {
	for i := range s.things {
		board := &s.things[i]
		board.decal = nil
		if board.top == nil || board.body.Mass != 0 {
			continue
		}
		var names []name
		for k := range s.things {
			if n, ok := s.nameOn(board, &s.things[k]); ok {
				names = addName(names, n)
			}
		}
		if len(names) > 1 {
			board.decal = printed(names, board)
		}
	}
}

// name is what is printed where: in the board's frame, left of x, in the middle of y.
type name struct {
	text string
	x, y float32
}

// addName keeps the first of each row.
func addName(names []name, n name) []name {
	for i := range names {
		if abs(names[i].y-n.y) < nameSize {
			if n.x < names[i].x {
				names[i] = n
			}
			return names
		}
	}
	return append(names, n)
}

// nameOn is a fixed thing's name on the board that it lies on.
func (s *Scene) nameOn(board, t *thing) (n name, ok bool) {
	if t.body == nil || t == board || t.body.Mass != 0 || t.top != nil {
		return n, false
	}
	boardFromWorld := board.at.Inverse()
	at := boardFromWorld.Apply(t.at.T)
	half := FromR3(t.body.Parts[0].Half)
	if abs(at.Y) > float32(board.top.Half.Y) || abs(at.X) > float32(board.top.Half.X) || at.Z < 0 {
		return n, false
	}
	return name{t.body.Material.Name, at.X - half.X - nameMargin, at.Y}, true
}

// printed draws the names, each as long as there is room from the board's edge to its thing.
func printed(names []name, board *thing) *Decal {
	half := FromR3(board.top.Half)
	right := -half.X
	for _, n := range names {
		right = max(right, n.x)
	}
	d := &Decal{Left: -half.X, Bottom: -half.Y, Least: half.Z - 0.004}
	p := &d.Fine[0]
	*p = print{width: int((right + half.X) * decalScale), height: int(2 * half.Y * decalScale), perMetre: decalScale}
	size := fitting(names, right+half.X-nameMargin)
	face, err := nameFace(size)
	if err != nil || p.width < 16 {
		return nil
	}
	p.ink = make([]uint8, p.width*p.height)
	img := &image.Alpha{Stride: p.width, Rect: image.Rect(0, 0, p.width, p.height), Pix: p.ink}
	draw := font.Drawer{Dst: img, Src: image.Opaque, Face: face}
	for _, n := range names {
		x := (n.x+half.X)*decalScale - float32(draw.MeasureString(n.text))/64
		y := (half.Y - n.y + 0.3*size) * decalScale
		draw.Dot = fixed.P(int(x), int(y))
		draw.DrawString(n.text)
	}
	for i := 1; i < len(d.Fine); i++ {
		d.Fine[i] = d.Fine[i-1].halved()
	}
	return d
}

// fitting is the size of letters in which every name fits into some room (m).
func fitting(names []name, room float32) float32 {
	face, err := nameFace(nameSize)
	if err != nil {
		return nameSize
	}
	size := float32(nameSize)
	for _, n := range names {
		wide := float32(font.MeasureString(face, n.text)) / (64 * decalScale)
		size = min(size, nameSize*room/wide)
	}
	return size
}

// halved is a print half as fine.
func (p *print) halved() print {
	q := print{width: p.width / 2, height: p.height / 2, perMetre: p.perMetre / 2}
	q.ink = make([]uint8, q.width*q.height)
	for y := range q.height {
		for x := range q.width {
			a := p.ink[2*y*p.width+2*x:]
			q.ink[y*q.width+x] = uint8((int(a[0]) + int(a[1]) + int(a[p.width]) + int(a[p.width+1]) + 2) / 4)
		}
	}
	return q
}

func nameFace(size float32) (font.Face, error) {
	f, err := opentype.Parse(gomedium.TTF)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size) * decalScale, DPI: 72, Hinting: font.HintingNone})
}

// At is how much ink there is at a place of the model (m), 0…1, seen by a pixel that is so
// large (m) there: what lies between four texels has some of each.
func (d *Decal) At(x, y, pixel float32) float32 {
	level := 0
	for level < len(d.Fine)-1 && pixel*d.Fine[level].perMetre > 1.5 {
		level++
	}
	p := &d.Fine[level]
	u, v := (x-d.Left)*p.perMetre-0.5, float32(p.height)-(y-d.Bottom)*p.perMetre-0.5
	if u < 0 || v < 0 || u >= float32(p.width-1) || v >= float32(p.height-1) {
		return 0
	}
	i, j := int(u), int(v)
	fu, fv := u-float32(i), v-float32(j)
	row := p.ink[j*p.width+i:]
	a := float32(row[0]) + fu*(float32(row[1])-float32(row[0]))
	b := float32(row[p.width]) + fu*(float32(row[p.width+1])-float32(row[p.width]))
	return (a + fv*(b-a)) * (1.0 / 255)
}

// Ink is how much ink one of Fine has, by rows, how wide those are, and how many texels a metre has.
func (d *Decal) Ink(i int) (ink []uint8, width int, perMetre float32) {
	p := &d.Fine[i]
	return p.ink, p.width, p.perMetre
}

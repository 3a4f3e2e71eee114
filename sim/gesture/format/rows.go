package format

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
)

// each calls use for every frame of the table, with its line or, where a row
// cannot be read, with the reason. It tells whether the last row is cut off.
func (t *table) each(use func(s *shot, line int, bad string) error) (cut bool, err error) {
	rest, line := t.in.after(t.skip), t.skip
	var long longRows
	for len(rest) > 0 {
		var row []byte
		row, rest, _ = bytes.Cut(rest, []byte("\n"))
		line++
		row = bytes.TrimRight(row, "\r")
		if len(bytes.TrimSpace(row)) == 0 || row[0] == '#' {
			continue
		}
		if len(row) > maxNode {
			return false, t.in.fail(line, "longer than %d MB", maxNode>>20)
		}
		cells, err := t.split(string(row))
		if err != nil || len(cells) < len(t.columns) && len(rest) == 0 && !bytes.HasSuffix(t.in.data, []byte("\n")) {
			if len(rest) == 0 {
				cut = true
				break
			}
		}
		bad := ""
		switch {
		case err != nil:
			bad = "broken table: " + err.Error()
		case len(cells) < len(t.columns):
			bad = fmt.Sprintf("%d cells, want %d", len(cells), len(t.columns))
		}
		if bad == "" && t.long {
			err = long.add(t, cells, line, use)
		} else {
			s := shot{time: math.NaN(), count: math.NaN(), clock: Untold}
			if bad == "" {
				bad = t.row(cells, &s)
			}
			err = use(&s, line, bad)
		}
		if err != nil {
			return false, t.in.fail(line, "%w", err)
		}
	}
	if long.open {
		err = use(&long.shot, long.line, "")
	}
	return cut, err
}

// row reads a row that is a frame.
func (t *table) row(cells []string, s *shot) (bad string) {
	var about sight
	t.surroundings(cells, s, &about)
	for i := range t.groups {
		g := &t.groups[i]
		c := about
		c.key = fmt.Sprint(g.side, g.sided, g.number)
		if g.numbers > 0 {
			c.joints, bad = t.flatJoints(cells[g.from : g.from+g.numbers])
			if bad != "" {
				return bad
			}
			s.sights = append(s.sights, c)
			continue
		}
		c.names, c.joints = g.names, make([]joint, g.size)
		c.world, c.picture = g.world, g.picture
		if g.sided {
			c.side, c.sided = g.side, true
			c.confidence = min(c.confidence, t.scores[g.side])
		}
		for p := range c.joints {
			j, err := t.point(cells, g, p)
			if err != nil {
				return err.Error()
			}
			c.joints[p] = j
		}
		s.sights = append(s.sights, c)
	}
	return ""
}

// flatJoints reads the numbers of a row without names.
func (t *table) flatJoints(cells []string) (joints []joint, bad string) {
	n := node{kind: list, items: make([]node, len(cells))}
	for i, cell := range cells {
		x, ok := t.number(cell)
		if !ok {
			return nil, fmt.Sprintf("%q, want a number or nothing", abbreviate(cell))
		}
		if n.items[i] = (node{kind: number, num: x}); math.IsNaN(x) {
			n.items[i].kind = absent
		}
	}
	c, _ := n.flatCloud()
	return c.joints, ""
}

// point reads a point of a group.
func (t *table) point(cells []string, g *tableGroup, p int) (joint, error) {
	if at := g.whole[p]; at >= 0 {
		return cellPoint(cells[at])
	}
	var xyz [3]float64
	for axis := range xyz {
		at := g.cells[3*p+axis]
		if at < 0 {
			if axis < 2 || !g.flat {
				xyz[axis] = math.NaN()
			}
			continue
		}
		x, ok := t.number(cells[at])
		if !ok {
			return joint{}, fmt.Errorf("column %s: %q, want a number or nothing", t.title(at), abbreviate(cells[at]))
		}
		xyz[axis] = x
	}
	dims := 3
	if g.flat {
		dims = 2
	}
	return newJoint(xyz[0], xyz[1], xyz[2], dims), nil
}

// title is how a column is called.
func (t *table) title(at int) string {
	if at < len(t.columns) && t.columns[at].name != "" {
		return abbreviate(t.columns[at].name)
	}
	return strconv.Itoa(at + 1)
}

// number is a cell's number; where cells end with semicolons a comma may stand for
// the point.
func (t *table) number(cell string) (float64, bool) {
	cell = strings.TrimSpace(cell)
	if t.comma == ';' {
		cell = strings.Replace(cell, ",", ".", 1)
	}
	return parseNumber(cell)
}

// cellPoint reads [x, y, z] in one cell, in any brackets, with or without commas.
func cellPoint(cell string) (joint, error) {
	fields := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("[](){},;/ \t", r) })
	if len(fields) == 0 || len(fields) == 1 && (isNothing(fields[0]) || fields[0] == "0") {
		return unseen, nil
	}
	var xyz [3]float64
	for i := range min(len(fields), 3) {
		x, ok := parseNumber(fields[i])
		if !ok {
			return joint{}, fmt.Errorf("%q, want [x, y, z]", abbreviate(cell))
		}
		xyz[i] = x
	}
	if len(fields) < 2 {
		return joint{}, fmt.Errorf("%q, want [x, y, z]", abbreviate(cell))
	}
	return newJoint(xyz[0], xyz[1], xyz[2], min(len(fields), 3)), nil
}

// surroundings reads a row's cells that are no coordinates.
func (t *table) surroundings(cells []string, s *shot, about *sight) {
	about.confidence, about.id = 1, -1
	t.scores = [2]float64{1, 1}
	told := false // whether the time's unit is
	for i := range t.columns {
		c := &t.columns[i]
		if c.use == unused || c.use == coordinate || i >= len(cells) {
			continue
		}
		cell := strings.TrimSpace(cells[i])
		x, ok := t.number(cell)
		number := ok && !math.IsNaN(x)
		switch c.use {
		case timeColumn:
			n := textNode(cell)
			if number {
				n.num = x
			}
			if v, clock := n.clockTime(c.clock); !math.IsNaN(v) && (math.IsNaN(s.time) || !told && clock != Untold) {
				s.time, s.clock, told = v, clock, clock != Untold
			}
		case countColumn:
			if number && math.IsNaN(s.count) {
				s.count = x
			}
		case scoreColumn:
			if number && c.group.sided {
				t.scores[c.group.side] = x
			} else if number {
				about.confidence = x
			}
		case sideColumn, handColumn:
			if side, known := sideWord(cell); known {
				about.side, about.sided = side, true
			} else if number {
				about.id = int(min(max(x, -1), 1e9))
			} else if s.name == "" {
				s.name = cell
			}
		case nameColumn:
			if side, known := sideWord(cell); known && !about.sided {
				about.side, about.sided = side, true
			} else if !number && s.name == "" {
				s.name = cell
			}
		}
	}
}

// longRows collects the rows of one frame, which have a joint each.
type longRows struct {
	shot shot
	line int
	open bool
}

// add takes a row, and gives the frame before it to use if a new one begins.
func (l *longRows) add(t *table, cells []string, line int, use func(*shot, int, string) error) error {
	s := shot{time: math.NaN(), count: math.NaN(), clock: Untold}
	var about sight
	t.surroundings(cells, &s, &about)
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	if l.open && !(same(s.time, l.shot.time) && same(s.count, l.shot.count)) {
		if err := use(&l.shot, l.line, ""); err != nil {
			return err
		}
		l.open = false
	}
	if !l.open {
		l.shot, l.line, l.open = s, line, true
	}
	at, name := -1, ""
	for i, c := range t.columns {
		if c.use != pointColumn {
			continue
		}
		if x, ok := t.number(cells[i]); ok && !math.IsNaN(x) {
			at = int(min(max(x, -1), 1e6))
		} else if name == "" {
			name = strings.TrimSpace(cells[i])
		}
	}
	j, err := t.point(cells, &t.groups[0], 0)
	if err != nil {
		return use(&s, line, err.Error())
	}
	hands := l.shot.sights
	key := fmt.Sprint(about.side, about.sided, about.id)
	k := slices.IndexFunc(hands, func(h sight) bool { return h.key == key })
	if k < 0 {
		if len(hands) >= 2*maxHands {
			return nil
		}
		about.key = key
		hands = append(hands, about)
		k = len(hands) - 1
	}
	hands[k].put(at, name, j)
	l.shot.sights = hands
	return nil
}

// put adds a joint to a set by its number or, if it has none, by its name.
func (s *sight) put(at int, name string, j joint) {
	if name != "" && readName(name).role != roleNone {
		if len(s.names) < 4*hand.NumLandmarks {
			s.names, s.joints = append(s.names, name), append(s.joints, j)
		}
		return
	}
	if at < 0 || at > 64 || len(s.names) > 0 {
		return
	}
	for len(s.joints) <= at {
		s.joints = append(s.joints, joint{dims: j.dims})
	}
	s.joints[at] = j
}

package format

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
)

// table is a text of rows: coordinates of named or numbered joints side by side,
// or one joint a row; a head of names, or none where every row is a hand.
type table struct {
	in      *input
	comma   rune
	columns []column
	skip    int // lines above the first row of data
	groups  []tableGroup
	long    bool       // one joint a row
	scores  [2]float64 // of each side's hand in the row that is being read
}

// maxColumns holds every column that glove suites write for two hands, thrice.
const maxColumns = 4000

// tableGroup is a hand's columns.
type tableGroup struct {
	columnGroup
	names []string // of its points, or none where they have numbers
	size  int
	cells []int // column of coordinate 3·point + axis, or −1
	whole []int // column with all coordinates of a point, or −1
	flat  bool  // no third coordinates

	from, numbers int // of a row without names
}

// separator finds what stands between a line's cells.
func separator(line []byte) rune {
	best, most := rune(0), 0
	for _, c := range []byte{'\t', ';', ','} {
		if n := bytes.Count(line, []byte{c}); n > most {
			best, most = rune(c), n
		}
	}
	if best == 0 && len(bytes.Fields(line)) > 3 {
		return ' '
	}
	return best
}

// isTable reports whether a text is rows of cells.
func (in *input) isTable() bool {
	first, _ := in.firstLine()
	return separator(first) != 0 && !bytes.ContainsAny(first[:min(len(first), 200)], "\x00{}<>")
}

func readTable(in *input) (*Recording, error) {
	t, err := newTable(in)
	if err != nil {
		return nil, err
	}
	b := newBuilder(newKeyBook())
	sample, stride := []shot(nil), 1+bytes.Count(in.data, []byte("\n"))/sampled
	i := 0
	if _, err := t.each(func(s *shot, _ int, bad string) error {
		if i%stride == 0 && bad == "" || t.long && len(sample) < sampled {
			sample = append(sample, *s)
		}
		i++
		return nil
	}); err != nil {
		return nil, err
	}
	b.survey(sample)
	cut, err := t.each(func(s *shot, line int, bad string) error {
		if bad != "" {
			b.rec.Frames = append(b.rec.Frames, Frame{Time: math.NaN(), Bad: bad, Line: line})
			return nil
		}
		return b.add(s, line, "")
	})
	if err != nil {
		return nil, err
	}
	if cut {
		b.rec.note("cut off at its end")
	}
	if err := in.anyHand(b.rec); err != nil {
		return nil, err
	}
	return b.finish(), nil
}

// newTable reads the head.
func newTable(in *input) (*table, error) {
	first, line := in.firstLine()
	t := &table{in: in, comma: separator(first), skip: line - 1}
	for bytes.HasPrefix(first, []byte("#")) || bytes.HasPrefix(first, []byte("//")) {
		rest := &input{data: in.after(line)}
		next, n := rest.firstLine()
		if next == nil {
			break
		}
		first, line = next, line+n
		t.comma, t.skip = separator(first), line-1
	}
	if len(first) > maxNode {
		return nil, in.fail(line, "longer than %d MB", maxNode>>20)
	}
	cells, err := t.split(string(first))
	if err != nil {
		return nil, in.fail(line, "broken table: %w", err)
	}
	if len(cells) > maxColumns {
		return nil, in.fail(line, "%d columns, want at most %d", len(cells), maxColumns)
	}
	book := newKeyBook()
	if slices.ContainsFunc(cells, isWord) && !t.headless(cells) {
		t.skip = line
		seen := map[string]int{}
		for _, cell := range cells {
			name := strings.TrimSpace(cell)
			if seen[name]++; seen[name] == 2 {
				name += ".1"
			}
			t.columns = append(t.columns, book.readColumn(name))
		}
		t.checkWhole()
		t.group()
	} else {
		t.nameless(cells)
	}
	if len(t.groups) == 0 {
		return nil, in.fail(line, "a table without a hand: want columns wrist_x, index_mcp_y … or x0 to z20, or 42 or 63 numbers a row; "+ownFormat)
	}
	return t, nil
}

// checkWhole drops columns with the name of a point whose cells hold one number:
// they are something else about it.
func (t *table) checkWhole() {
	rest := &input{data: t.in.after(t.skip)}
	row, _ := rest.firstLine()
	cells, err := t.split(string(row))
	if err != nil {
		return
	}
	for i := range t.columns {
		if c := &t.columns[i]; c.use == wholePoint && i < len(cells) {
			if x, single := t.number(cells[i]); !single || math.IsNaN(x) {
				continue
			}
			c.use = unused
		}
	}
}

// after is the text after so many lines.
func (in *input) after(lines int) []byte {
	rest := in.data
	for range lines {
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	return rest
}

// isWord reports whether a cell is no number.
func isWord(cell string) bool {
	_, ok := parseNumber(strings.TrimSpace(cell))
	return !ok
}

// headless reports whether a first row with words in it is one of data all the
// same: a hand with its label.
func (t *table) headless(cells []string) bool {
	numbers := 0
	for _, c := range cells {
		if x, ok := t.number(c); ok && !math.IsNaN(x) {
			numbers++
		}
	}
	return numbers >= 2*hand.NumLandmarks
}

// split takes a row apart. Quotes are rare and cost much.
func (t *table) split(line string) ([]string, error) {
	if t.comma == ' ' {
		return strings.Fields(line), nil
	}
	if strings.IndexByte(line, '"') < 0 {
		return strings.Split(line, string(t.comma)), nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = t.comma, true, -1
	cells, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return cells, err
}

// nameless makes columns of a row of numbers: so many as make a hand, or two; what
// stands before or behind is time, frame or label.
func (t *table) nameless(cells []string) {
	for _, hands := range []int{1, 2} {
		for extra := range 4 {
			total := (len(cells) - extra) / hands
			if _, _, ok := flatShape(total); !ok || total*hands+extra != len(cells) {
				continue
			}
			lead := leading(cells, extra)
			t.columns = make([]column, len(cells))
			for i := range t.columns {
				switch {
				case i >= lead && i < lead+total*hands:
				case isWord(cells[i]):
					t.columns[i].use = sideColumn
				case i == 0 && t.rises():
					t.columns[i].use, t.columns[i].clock = timeColumn, Untold
				}
			}
			for h := range hands {
				g := tableGroup{columnGroup: columnGroup{number: strconv.Itoa(h)}, from: lead + h*total, numbers: total}
				t.groups = append(t.groups, g)
			}
			return
		}
	}
}

// rises reports whether the first numbers of the rows are times: each larger than
// the last. Others are classes.
func (t *table) rises() bool {
	rest, last := t.in.after(t.skip), math.Inf(-1)
	for range sampled {
		var row []byte
		if row, rest, _ = bytes.Cut(rest, []byte("\n")); len(bytes.TrimSpace(row)) == 0 {
			break
		}
		cells, err := t.split(string(row))
		if err != nil || len(cells) == 0 {
			break
		}
		x, ok := t.number(cells[0])
		if !ok || !(x > last) {
			return false
		}
		last = x
	}
	return true
}

// leading is how many of a row's spare cells stand before the hand: all, unless
// the last is a label.
func leading(cells []string, extra int) int {
	if extra > 0 && isWord(cells[len(cells)-1]) {
		return extra - 1
	}
	return extra
}

// group sorts the coordinates by hand and point.
func (t *table) group() {
	t.long = slices.ContainsFunc(t.columns, func(c column) bool { return c.use == pointColumn }) &&
		!slices.ContainsFunc(t.columns, func(c column) bool { return c.use == coordinate && (c.point != "" || c.index >= 0) })
	if t.long {
		g := tableGroup{size: 1, cells: []int{-1, -1, -1}, whole: []int{-1}, flat: true}
		for i, c := range t.columns {
			if c.use == coordinate && c.point == "" {
				g.cells[c.axis] = i
				g.flat = g.flat && c.axis != 2
			}
		}
		if g.cells[0] >= 0 && g.cells[1] >= 0 {
			t.groups = []tableGroup{g}
		}
		return
	}
	for i := range t.columns {
		c := &t.columns[i]
		if c.use == coordinate || c.use == wholePoint {
			t.groupOf(c).place(i, c)
		}
	}
	t.groups = slices.DeleteFunc(t.groups, func(g tableGroup) bool { return !g.complete() })
	t.shareNames()
}

// groupOf is the group of a coordinate's hand. Names and numbers are told apart.
func (t *table) groupOf(c *column) *tableGroup {
	for i := range t.groups {
		if g := &t.groups[i]; g.columnGroup == c.group && (g.names == nil) == (c.index >= 0) {
			return g
		}
	}
	g := tableGroup{columnGroup: c.group, flat: true}
	if c.index < 0 {
		g.names = []string{}
	}
	t.groups = append(t.groups, g)
	return &t.groups[len(t.groups)-1]
}

// place puts a column to its point.
func (g *tableGroup) place(i int, c *column) {
	at := c.index
	if c.index < 0 {
		if at = slices.Index(g.names, c.point); at < 0 {
			at = len(g.names)
			g.names = append(g.names, c.point)
		}
	}
	if at > 200 {
		return
	}
	for g.size <= at {
		g.size++
		g.cells, g.whole = append(g.cells, -1, -1, -1), append(g.whole, -1)
	}
	if c.use == wholePoint {
		g.whole[at], g.flat = i, false
		return
	}
	g.cells[3*at+c.axis] = i
	g.flat = g.flat && c.axis != 2
}

// complete reports whether a group's columns can show a hand. Numbers that begin
// with 1 are brought down to 0.
func (g *tableGroup) complete() bool {
	if g.names != nil {
		book := newKeyBook()
		return book.named(&cloud{names: g.names}) >= leastNamed
	}
	if g.size == hand.NumLandmarks+1 && g.cells[0] < 0 && g.whole[0] < 0 {
		g.cells, g.whole, g.size = g.cells[3:], g.whole[1:], g.size-1
	}
	return slices.Contains(cloudSizes, g.size)
}

// shareNames gives a side's hand what a table with sides has of no side: the
// columns hand_x beside left_index_x do not matter.
func (t *table) shareNames() {
	if len(t.groups) < 2 {
		return
	}
	sided := slices.ContainsFunc(t.groups, func(g tableGroup) bool { return g.sided })
	if sided {
		t.groups = slices.DeleteFunc(t.groups, func(g tableGroup) bool { return !g.sided && g.names != nil })
	}
}

package format

import (
	"slices"
	"strconv"
	"strings"

	"mirrorarm/kinematics/hand"
)

// column is what a table's column holds.
type column struct {
	name  string
	use   columnUse
	clock Clock // of a time
	axis  int   // of a coordinate
	point string
	index int // of a point that has a number and no name; else −1
	group columnGroup
}

// columnGroup is which hand of a row a coordinate belongs to.
type columnGroup struct {
	side           hand.Side
	sided          bool
	number         string // of the hand
	world, picture bool
}

// columnUse is what a column is good for.
type columnUse uint8

const (
	unused columnUse = iota
	timeColumn
	countColumn
	sideColumn  // which hand the row is about
	handColumn  // its number
	scoreColumn // the tracker's confidence
	pointColumn // which point the row is about
	nameColumn  // of a pose
	coordinate
	wholePoint // all coordinates of a point in one cell
)

// axisWords are the endings and beginnings by which columns tell their axis.
var axisWords = map[string]int{
	"x": 0, "y": 1, "z": 2, "tx": 0, "ty": 1, "tz": 2, "px": 0, "py": 1, "pz": 2, "posx": 0, "posy": 1, "posz": 2,
}

// otherQuantities have axes too, but are no places.
var otherQuantities = []string{
	"rotation", "rot", "quat", "quaternion", "orientation", "euler", "velocity", "vel", "acceleration", "accel", "acc", "gyro", "angle", "normal", "direction", "scale", "force",
}

// readColumn finds out what a column holds by its name.
func (b *keyBook) readColumn(name string) column {
	c := column{name: name, index: -1, axis: -1}
	// Pandas numbers columns of the same name: IndexTip, IndexTip.1.
	name, again := strings.CutSuffix(name, ".1")
	ws := words(name)
	if slices.ContainsFunc(ws, func(w string) bool {
		return slices.Contains(otherQuantities, w)
	}) {
		return c
	}
	var rest []string
	for i, w := range ws {
		axis, ok := axisWords[w]
		if ok && c.axis < 0 && (i == 0 || i == len(ws)-1 || len(w) > 1 || isNumber(ws[i-1])) {
			c.axis = axis
			continue
		}
		rest = append(rest, w)
	}
	if c.axis < 0 {
		c.axis, rest = gluedAxis(ws)
	}
	k := b.look(name)
	if c.axis < 0 {
		b.describeColumn(&c, k, ws)
		if again {
			c.group.number = "1"
		}
		return c
	}
	c.use = coordinate
	c.group = columnGroup{world: k.world, picture: k.picture}
	c.settlePoint(rest)
	if again {
		c.group.number = "1"
	}
	return c
}

// gluedAxis takes the axis off the end of a word: indextipx.
func gluedAxis(ws []string) (axis int, rest []string) {
	if len(ws) == 0 {
		return -1, ws
	}
	last := ws[len(ws)-1]
	if n := len(last); n > 2 && strings.ContainsRune("xyz", rune(last[n-1])) {
		trial := append(slices.Clone(ws[:len(ws)-1]), last[:n-1])
		if readWords(trial).role != roleNone && readWords(ws).role == roleNone {
			return int(last[n-1] - 'x'), trial
		}
	}
	return -1, ws
}

// settlePoint finds the point that a coordinate is of: by name, or by the last
// number, of two numbers the first being the hand's.
func (c *column) settlePoint(ws []string) {
	j := jointName{}
	plain := j.takeSide(ws)
	c.group.side, c.group.sided = j.side, j.sided
	c.point = strings.Join(plain, " ")
	if readWords(plain).role != roleNone && !isGeneric(plain) {
		return
	}
	var numbers []string
	for _, w := range plain {
		if isNumber(w) {
			numbers = append(numbers, w)
		}
	}
	if len(numbers) == 0 {
		return
	}
	c.index, _ = strconv.Atoi(numbers[len(numbers)-1])
	if len(numbers) > 1 {
		c.group.number = numbers[0]
	}
	c.point = ""
}

// isGeneric reports whether a name has only the hand's number in it: hand_12.
func isGeneric(ws []string) bool {
	j := readWords(ws)
	return !j.onHand && slices.ContainsFunc(ws, isNumber)
}

// describeColumn finds the use of a column that is no coordinate.
func (b *keyBook) describeColumn(c *column, k *keyInfo, ws []string) {
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return contains(ws, w) })
	}
	j := readWords(ws)
	switch {
	case j.onHand || has("wrist", "palm"):
		if j.role != roleNone {
			c.use, c.group = wholePoint, columnGroup{world: k.world, picture: k.picture}
			c.settlePoint(ws)
		}
	case has("landmark", "joint", "point", "keypoint", "marker", "bone", "lm") && !has("count", "score"):
		c.use = pointColumn
	case k.time:
		c.use, c.clock = timeColumn, k.clock
	case k.count || len(ws) > 0 && (ws[0] == "frame" || ws[0] == "index" && len(ws) == 1):
		c.use = countColumn
	case k.score:
		c.use, c.group.side, c.group.sided = scoreColumn, k.side, k.sided
	case has("hand") && has("id", "index", "idx", "number", "no"):
		c.use = handColumn
	case k.label:
		c.use = sideColumn
	case k.name:
		c.use = nameColumn
	}
}

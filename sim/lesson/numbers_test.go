package lesson_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/sim/lesson"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// The shipped arm as its builder would describe it, mm and degrees.
const (
	upperBone, foreBone = 300.0, 270.0
	elbowMost           = 149.0
)

func rad(degrees float64) float64 { return degrees * math.Pi / 180 }

func degrees(radians float64) float64 { return radians * 180 / math.Pi }

// apart is how far the shoulder is from the wrist at a bend of the elbow (deg).
func apart(bend float64) float64 {
	return math.Sqrt(upperBone*upperBone + foreBone*foreBone + 2*upperBone*foreBone*math.Cos(rad(bend)))
}

// volume is the manipulability at a bend of the elbow (deg), mm³.
func volume(bend float64) float64 {
	return apart(bend) * upperBone * foreBone * math.Sin(rad(bend))
}

// best is the bend (deg) with the largest manipulability.
func best() (bend float64) {
	for e := 0.0; e < 180; e += 0.01 {
		if volume(e) > volume(bend) {
			bend = e
		}
	}
	return bend
}

// rolledAndYawed is the angle (deg) between roll before yaw and yaw before roll: with
// R = Rz·Rx and S = Rx·Rz, trace RᵀS = 1 + 2·cos of it.
func rolledAndYawed(roll, yaw float64) float64 {
	about := func(axis int, angle float64) r3.Mat {
		c, s := math.Cos(rad(angle)), math.Sin(rad(angle))
		if axis == 0 {
			return *r3.NewMat([]float64{1, 0, 0, 0, c, -s, 0, s, c})
		}
		return *r3.NewMat([]float64{c, -s, 0, s, c, 0, 0, 0, 1})
	}
	x, z := about(0, roll), about(2, yaw)
	var a, b r3.Mat
	a.Mul(&z, &x)
	b.Mul(&x, &z)
	trace := 0.0
	for i := range 3 {
		for k := range 3 {
			trace += a.At(i, k) * b.At(i, k)
		}
	}
	return degrees(math.Acos((trace - 1) / 2))
}

// effusivity is that of a material of the world.
func effusivity(t *testing.T, name string) float64 {
	m, err := world.LookupMaterial(name)
	require.NoError(t, err)
	return m.Effusivity
}

// contact is the temperature at once after a touch.
func contact(skin, tSkin, thing, tThing float64) float64 {
	return (skin*tSkin + thing*tThing) / (skin + thing)
}

// shown stands for a number that only the page's own experiment knows: the text must
// tell the figure that the page shows, by its result's name.
type shown string

// numbers are those in the texts of all steps, in their order, by lesson and step: as
// formulas of their own, as what the page shows, or as what nature and history made
// them. A step without an entry tells none.
func numbers(t *testing.T) map[string][]any {
	const skin = 580.0 // W·√s/(m²·K), of the robot's
	copper, glass, aluminium := effusivity(t, "copper"), effusivity(t, "glass"), effusivity(t, "aluminium")
	halves := math.Cos(rad(45)) * math.Cos(rad(45)) // of roll and yaw: the cosine of half the one turn
	return map[string][]any{
		"rotations 1":     {70.0 - 20},
		"rotations 2":     {30.0, 1.0},
		"rotations 3":     {1775.0, 90.0, 90.0, degrees(2 * math.Acos(halves))},
		"rotations 4":     {rolledAndYawed(60, 60)},
		"forward 3":       {1955.0},
		"jacobian 4":      {20.0},
		"singularities 2": {2.0},
		"singularities 3": {best()},
		"singularities 4": {1.0},           // of 1/σ
		"ik 3":            {1.0, 1.0, 2.0}, // of 1/σ and 1/(2λ)
		"limits 1":        {700.0, upperBone + foreBone, 700 - upperBone - foreBone},
		"limits 2":        {elbowMost, apart(elbowMost), apart(140) - 100, apart(elbowMost) - apart(140) + 100},
		"limits 3":        {shown("left_deg")},
		"limits 4":        {shown("left_mm"), shown("left_deg")},
		"mirror 1":        {0.0, 0.0, 0.0},
		"mirror 2":        {-1.0},
		"mirror 3":        {1.0, -1.0, 1.0, 1.0},
		"glove 1":         {shown("channels_left"), 400.0},
		"filters 2":       {shown("lag_ms"), 1.5 * math.Sqrt(0.15/(2-0.15))},
		"filters 3":       {1.0}, // of the filter's name
		"filters 4":       {20.0, shown("lag_ms")},
		"contact 1":       {8.0, 25.0},
		"contact 3":       {shown("sliding_percent")},
		"contact 4":       {0.78, degrees(math.Atan(0.78)), 0.40, degrees(math.Atan(0.40))},
		"temperature 1":   {skin, copper, glass, 0.25, 1.5, shown("first.sensor_c"), contact(skin, 34, copper, 22)},
		"temperature 2":   {contact(skin, 34, aluminium, 22) - contact(skin, 34, copper, 22), shown("sensor_gap_k"), 0.2},
		"temperature 4":   {shown("alike_c"), 22.0},
	}
}

// number is one in a text; what stands behind a letter belongs to a name.
var number = regexp.MustCompile(`[−-]?\d+(?:\.\d+)?`)

// Every number in the text of a step is what a formula of its own says, or what the
// page shows: none is left from an arm or a program of yesterday.
func TestNumbersInTextsAreTrue(t *testing.T) {
	told := numbers(t)
	eachPage(t, func(t *testing.T, c *lesson.Class) {
		s := c.Step()
		if s == nil {
			return
		}
		at := fmt.Sprintf("%s %d", c.Lesson().Name, c.Page()+1)
		found := number.FindAllString(s.Text, -1)
		want := told[at]
		require.Len(t, found, len(want), "%s: %q", at, found)
		for i, text := range found {
			text = strings.Replace(text, "−", "-", 1)
			got, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			_, decimals, _ := strings.Cut(text, ".")
			half := 0.501 * math.Pow(10, -float64(len(decimals)))
			wanted, isNumber := want[i].(float64)
			if name, ok := want[i].(shown); ok {
				wanted, err = strconv.ParseFloat(strings.Fields(strings.NewReplacer("°", " °", "−", "-").Replace(c.Value(string(name))))[0], 64)
				require.NoError(t, err)
				isNumber = true
			}
			require.True(t, isNumber)
			require.InDelta(t, wanted, got, half, "%s: number %d", at, i+1)
		}
		delete(told, at)
	})
	require.Empty(t, told, "pages that are not there")
}

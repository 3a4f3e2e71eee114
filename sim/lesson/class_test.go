package lesson_test

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/lesson"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
	"pgregory.net/rapid"
)

func takeUp(t require.TestingT, l *lesson.Lesson, progress *lesson.Progress) *lesson.Class {
	s, err := lesson.Shipped()
	require.NoError(t, err)
	s.Posture = s.Bent()
	c, err := lesson.NewClass(l, s, progress)
	require.NoError(t, err)
	return c
}

// on is the free workbench at a page, 0 for the first.
func on(t require.TestingT, page int) *lesson.Class {
	c := takeUp(t, lesson.FreeBench(), nil)
	require.NoError(t, c.Turn(page))
	return c
}

// knobNamed is the number of a knob.
func knobNamed(t require.TestingT, c *lesson.Class, name string) int {
	for i := range c.NumKnobs() {
		if c.Knob(i).Name == name {
			return i
		}
	}
	require.FailNow(t, "no knob "+name)
	return -1
}

// A student who does everything right, by the hands' own means, solves every
// exercise of every lesson, and the file remembers it.
func TestEveryExerciseIsSolvedByHand(t *testing.T) {
	path := filepath.Join(t.TempDir(), "progress.json")
	for _, name := range lesson.Names() {
		t.Run(name, func(t *testing.T) {
			progress, _, err := lesson.OpenProgress(path)
			require.NoError(t, err)
			l, err := lesson.Shelf(lesson.English, name)
			require.NoError(t, err)
			c := takeUp(t, l, progress)
			require.Empty(t, c.LeftOut(), "the shipped arm takes all of it")
			l = c.Lesson()
			require.Equal(t, len(l.Steps)+len(l.Exercises), c.Pages())
			for page := range c.Pages() {
				require.NoError(t, c.Turn(page))
				require.NoError(t, c.Problem())
				c.Draw()
				c.Curves()
				if c.Task() == nil {
					require.Same(t, &l.Steps[page], c.Step())
					continue
				}
				require.False(t, c.Solved(page-len(l.Steps)))
				solve(t, c)
				require.NoError(t, c.Check())
				message, right := c.Verdict()
				require.True(t, right, message)
				require.True(t, c.Solved(page-len(l.Steps)))
				for _, aim := range c.Aims() {
					require.True(t, aim.Met, aim.Text)
				}
			}
			again, _, err := lesson.OpenProgress(path)
			require.NoError(t, err)
			require.Equal(t, len(l.Exercises), again.Solved(name))
		})
	}
}

// solve enters the solution with what the page offers.
func solve(t *testing.T, c *lesson.Class) {
	answer := c.Task().Solution()
	if c.Types() {
		c.Type([]rune("x" + answer))
		require.Equal(t, answer, c.Typed(), "letters are no numbers")
		c.Type([]rune("0"))
		c.Erase()
		return
	}
	if choices := c.Choices(); choices != nil {
		for _, name := range strings.Fields(answer) {
			for i, choice := range choices {
				if choice.Transform == name {
					c.Choose(i)
				}
			}
		}
		c.Choose(len(choices))
		return
	}
	for _, pair := range strings.Fields(answer) {
		name, value, _ := strings.Cut(pair, "=")
		v, err := strconv.ParseFloat(value, 64)
		require.NoError(t, err)
		c.Set(knobNamed(t, c, name), v)
	}
}

// A wrong answer is refused with a hint that gets plainer, up to the answer.
func TestWrongAnswersAreHelped(t *testing.T) {
	l, err := lesson.Shelf(lesson.English, "jacobian")
	require.NoError(t, err)
	c := takeUp(t, l, nil)
	require.NoError(t, c.Turn(len(l.Steps)))
	task := c.Task()
	require.True(t, c.Types())
	for n := 1; n <= 4; n++ {
		c.Type([]rune("1"))
		require.NoError(t, c.Check())
		_, right := c.Verdict()
		require.False(t, right)
		hint, number := c.Hint()
		require.Equal(t, min(n, lesson.NumHints), number)
		require.Equal(t, task.Hint(n), hint)
	}
	require.Empty(t, c.Revealed())
	c.Reveal()
	require.Equal(t, task.Solution(), c.Revealed())
	for range 40 {
		c.Type([]rune("8"))
	}
	require.LessOrEqual(t, len(c.Typed()), 16)
	require.Error(t, c.Turn(c.Pages()))
	require.Error(t, c.Turn(-1))
}

func TestKnobsOfAnExerciseAreOnlyThoseAskedFor(t *testing.T) {
	for _, name := range lesson.Names() {
		l, err := lesson.Shelf(lesson.English, name)
		require.NoError(t, err)
		c := takeUp(t, l, nil)
		for page := len(l.Steps); page < c.Pages(); page++ {
			require.NoError(t, c.Turn(page))
			require.Empty(t, c.Handles())
			for i := range c.NumKnobs() {
				k := c.Knob(i)
				c.Set(i, k.Upper)
				if !k.Free {
					require.Equal(t, k.Value, c.Knob(i).Value)
				}
			}
		}
	}
}

func TestKnobsStopAtTheirEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := on(t, rapid.IntRange(0, 3).Draw(t, "page"))
		i := rapid.IntRange(0, c.NumKnobs()-1).Draw(t, "knob")
		c.Set(i, rapid.Float64().Draw(t, "value"))
		c.Set(i, math.NaN())
		k := c.Knob(i)
		require.GreaterOrEqual(t, k.Value, k.Lower)
		require.LessOrEqual(t, k.Value, k.Upper)
		require.NoError(t, c.Problem())
	})
}

// A dragged tip follows, the sliders with it, and what is drawn is the robot at
// the sliders.
func TestADraggedHandleTurnsTheKnobs(t *testing.T) {
	c := on(t, 0)
	var hold lesson.Handle
	for _, h := range c.Handles() {
		if h.Name == "palm" {
			hold = h
		}
	}
	require.NoError(t, c.Grab(hold))
	to := r3.Add(hold.At, r3.Vec{X: 0.04, Y: -0.06, Z: -0.05})
	for range 20 {
		c.Drag(hold, to)
	}
	c.Release()
	require.InDelta(t, 0, r3.Norm(r3.Sub(c.Handles()[0].At, to)), 1e-4)
	twin := on(t, 0)
	for i := range c.NumKnobs() {
		twin.Set(i, c.Knob(i).Value)
	}
	require.InDelta(t, 0, r3.Norm(r3.Sub(twin.Handles()[0].At, to)), 1e-4)
	c.Reset()
	require.InDelta(t, 0, r3.Norm(r3.Sub(c.Handles()[0].At, hold.At)), 1e-12)
}

// The target of a solver is dragged, and the solver goes after it.
func TestADraggedTargetIsSolvedFor(t *testing.T) {
	for _, page := range []int{2, 3} {
		c := on(t, page)
		hold := c.Handles()[0]
		require.NoError(t, c.Grab(hold))
		to := r3.Vec{X: 0.38, Y: 0.05, Z: 0.1}
		c.Drag(hold, to)
		c.Release()
		require.InDelta(t, 380, c.Knob(knobNamed(t, c, "x_mm")).Value, 1e-9)
		require.InDelta(t, 0, r3.Norm(r3.Sub(c.Handles()[0].At, to)), 1e-12)
	}
}

func TestIteratesAreSteppedForwardsAndBack(t *testing.T) {
	for _, page := range []int{2, 3} {
		c := on(t, page)
		n := c.Iterates()
		require.Greater(t, n, 3)
		require.Equal(t, n-1, c.Iterate())
		end := c.Draw().Posture
		seen := map[float64]bool{}
		for k := range n {
			c.StepTo(k)
			require.Equal(t, k, c.Iterate())
			seen[c.Draw().Posture[3]] = true
			x, ok := c.Mark()
			require.True(t, ok)
			require.Equal(t, float64(k), x)
		}
		require.Greater(t, len(seen), 3)
		require.Equal(t, end, c.Draw().Posture)
		c.StepTo(-5)
		require.Zero(t, c.Iterate())
		require.InDelta(t, c.Knob(3).Value, c.Draw().Posture[3]*180/math.Pi, 1e-9, "iterate 0 is the start")
		c.StepTo(n + 5)
		require.Equal(t, n-1, c.Iterate())
	}
}

// Every method gets the same start and target, and gives its own name.
func TestMethodsTakeTurns(t *testing.T) {
	c := on(t, 2)
	x := c.Knob(knobNamed(t, c, "x_mm")).Value
	seen := map[string]bool{}
	for range 6 {
		seen[c.Method()] = true
		require.NoError(t, c.NextMethod(1))
		require.NoError(t, c.Problem())
		require.InDelta(t, x, c.Knob(knobNamed(t, c, "x_mm")).Value, 0)
		require.NotEmpty(t, c.Curves())
	}
	require.Len(t, seen, 6)
	require.Equal(t, "dls", c.Method())
	require.NoError(t, c.NextMethod(-1))
	require.Equal(t, "pseudo-inverse", c.Method())
	require.Empty(t, on(t, 0).Method())
}

func TestSwingMovesTheElbowAndNotTheHand(t *testing.T) {
	c := on(t, 0)
	require.True(t, c.Swings())
	elbow, ok := c.Setting().Robot.Model.LinkIndex("forearm")
	require.True(t, ok)
	hand, before := c.Handles()[0].At, c.Draw()
	require.NoError(t, c.Swing(30))
	require.InDelta(t, 0, r3.Norm(r3.Sub(c.Handles()[0].At, hand)), 1e-6)
	require.Greater(t, r3.Norm(r3.Sub(before.Links[elbow].Pos, c.Draw().Links[elbow].Pos)), 0.01)
	require.False(t, on(t, 2).Swings())
}

// The table shows the transform between any two links: the product with its
// reverse is nothing.
func TestAnyTransformIsShown(t *testing.T) {
	c := on(t, 0)
	c.Toggle(lesson.TransformTable)
	read := func() spatial.Pose {
		rows := c.Draw().Tables[0].Rows
		var v [3][4]float64
		for i, row := range rows {
			for j, cell := range row[1:] {
				x, err := strconv.ParseFloat(cell, 64)
				require.NoError(t, err)
				v[i][j] = x
			}
		}
		axis := func(j int) r3.Vec { return r3.Vec{X: v[0][j], Y: v[1][j], Z: v[2][j]} }
		return spatial.Pose{Rot: spatial.FromAxes(axis(0), axis(1), axis(2)), Pos: axis(3)}
	}
	for range 3 {
		c.NextOfPair(0, 1)
	}
	there := read()
	from, of := c.Pair()
	for c.NextOfPair(0, 1); ; c.NextOfPair(0, 1) {
		if now, _ := c.Pair(); now == of {
			break
		}
	}
	for c.NextOfPair(1, -1); ; c.NextOfPair(1, -1) {
		if _, now := c.Pair(); now == from {
			break
		}
	}
	back := there.Mul(read())
	require.InDelta(t, 0, r3.Norm(back.Pos), 1)
	require.InDelta(t, 0, r3.Norm(spatial.RotationVector(back.Rot)), 0.01)
}

// A sweep's curve passes through what the page shows at the swept knob.
func TestTheMarkLiesOnItsCurve(t *testing.T) {
	l, err := lesson.Shelf(lesson.English, "singularities")
	require.NoError(t, err)
	c := takeUp(t, l, nil)
	for page := range l.Steps {
		require.NoError(t, c.Turn(page))
		plot := c.Plot()
		if plot == nil || plot.Sweep == "" {
			continue
		}
		i := 0
		for !c.About(i) {
			i++
		}
		c.Set(i, (plot.From+plot.To)/2)
		x, ok := c.Mark()
		require.True(t, ok)
		curve := c.Curves()[0]
		middle := curve.X[len(curve.X)/2]
		require.InDelta(t, middle, x, 1e-6)
		value, err := strconv.ParseFloat(strings.Fields(c.Value(curve.Name))[0], 64)
		require.NoError(t, err)
		require.InEpsilon(t, curve.Y[len(curve.Y)/2], value, 1e-3)
	}
}

func TestViewsThatAPageLacksStayHidden(t *testing.T) {
	l, err := lesson.Shelf(lesson.English, "filters")
	require.NoError(t, err)
	c := takeUp(t, l, nil)
	require.False(t, c.InSpace())
	c.Toggle(lesson.Columns)
	require.False(t, c.Shows(lesson.Columns))
	require.Empty(t, c.Handles())
	require.NotEmpty(t, c.Curves())
}

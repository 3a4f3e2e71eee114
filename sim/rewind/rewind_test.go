package rewind_test

import (
	"math/rand/v2"
	"testing"

	"mirrorarm/sim/rewind"

	"github.com/stretchr/testify/require"
)

type book struct{ pages []int }

type node struct {
	name  string
	next  *node
	tail  []float64
	whole []float64
	rng   *rand.Rand
	any   any
	book  *book
	grid  [2]*node
}

// tangle is a ring with slices of one array, a source behind an interface and
// something that is shared.
func tangle(b *book) *node {
	whole := []float64{1, 2, 3, 4}
	n := &node{name: "a", whole: whole, tail: whole[2:3], rng: rand.New(rand.NewPCG(1, 2)), any: &node{name: "c"}, book: b}
	n.next = &node{name: "b", next: n}
	n.grid[1] = &node{tail: make([]float64, 1, 5)}
	return n
}

func TestEverythingGoesBack(t *testing.T) {
	shared := &book{[]int{1}}
	n := tangle(shared)
	point, err := rewind.Mark([]any{(*book)(nil)}, n)
	require.NoError(t, err)
	first := n.rng.Float64()
	n.name, n.next.name, n.tail[0], n.whole[0] = "x", "y", 9, 9
	n.tail = append(n.tail[:0], 7, 7)
	n.whole = nil
	n.any.(*node).name = "z"
	n.grid[1].tail = append(n.grid[1].tail, 5)
	n.next.next = nil
	n.book.pages[0] = 5
	point.Restore()
	want := tangle(shared)
	require.Equal(t, want.whole, n.whole)
	require.Equal(t, want.tail, n.tail)
	require.Equal(t, "a", n.name)
	require.Equal(t, "b", n.next.name)
	require.Same(t, n, n.next.next)
	require.Equal(t, "c", n.any.(*node).name)
	require.Len(t, n.grid[1].tail, 1)
	require.Zero(t, n.grid[1].tail[:2][1], "what lies behind a slice's end too")
	require.Equal(t, first, n.rng.Float64())
	require.Equal(t, 5, shared.pages[0], "what is shared is left alone")
}

func TestReseedingGivesEachSourceItsOwn(t *testing.T) {
	type pair struct{ a, b *rand.Rand }
	made := func() (pair, *rewind.Point) {
		p := pair{rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))}
		point, err := rewind.Mark(nil, &p)
		require.NoError(t, err)
		return p, point
	}
	p, first := made()
	q, second := made()
	p.a.Uint64()
	first.Reseed(7)
	second.Reseed(7)
	a, b := p.a.Uint64(), p.b.Uint64()
	require.NotEqual(t, a, b)
	require.Equal(t, a, q.a.Uint64())
	require.Equal(t, b, q.b.Uint64())
	first.Reseed(8)
	require.NotEqual(t, a, p.a.Uint64())
}

func TestWhatCannotGoBackIsRefused(t *testing.T) {
	type holder struct{ words map[string]int }
	_, err := rewind.Mark(nil, &holder{map[string]int{"a": 1}})
	require.ErrorContains(t, err, "words.map[string]int: cannot be put back")
	_, err = rewind.Mark(nil, &holder{})
	require.NoError(t, err)
}

func TestRestoringAllocatesNothing(t *testing.T) {
	point, err := rewind.Mark(nil, tangle(&book{}))
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(10, point.Restore))
	require.Positive(t, point.Bytes())
}

// Whatever a pointer lies in, by value, in an array or first or last of a struct, is
// looked into; of what is shared a slice is left alone as a pointer is.
func TestWhatLiesInsideGoesBackToo(t *testing.T) {
	type inner struct {
		at   *int
		mark int
	}
	type outer struct {
		first struct {
			mark int
			in   inner
		}
		rows  [2][3]inner
		list  []inner
		books []book
	}
	number := func(n int) *int { return &n }
	var o outer
	o.first.in.at = number(1)
	o.rows[1][2].at = number(2)
	o.list = []inner{{mark: 1}, {at: number(3)}}
	o.books = []book{{pages: []int{4}}}
	point, err := rewind.Mark([]any{(*book)(nil)}, &o)
	require.NoError(t, err)
	kept := [3]*int{o.first.in.at, o.rows[1][2].at, o.list[1].at}
	for _, at := range kept {
		*at += 10
	}
	o.first.in.at, o.rows[1][2].at, o.list[1].at, o.list[0].mark = nil, nil, nil, 9
	o.books[0].pages = []int{5}
	point.Restore()
	require.Equal(t, kept, [3]*int{o.first.in.at, o.rows[1][2].at, o.list[1].at})
	require.Equal(t, [3]int{1, 2, 3}, [3]int{*kept[0], *kept[1], *kept[2]})
	require.Equal(t, 1, o.list[0].mark)
	require.Equal(t, []int{5}, o.books[0].pages, "what is shared is left alone")
}

// Two simulations that put the same variable or the same array back get in each other's
// way; those that only read the same do not.
func TestWhatTwoSimulationsShare(t *testing.T) {
	type arm struct {
		joints []float64
		best   *node
		none   *struct{}
		held   *bool
		book   *book
	}
	shared := func(a, b *arm) []string {
		first, err := rewind.Mark([]any{(*book)(nil)}, a)
		require.NoError(t, err)
		second, err := rewind.Mark([]any{(*book)(nil)}, b)
		require.NoError(t, err)
		require.ElementsMatch(t, first.Shared(second), second.Shared(first))
		return first.Shared(second)
	}
	fresh := func() *arm {
		return &arm{joints: make([]float64, 3), best: &node{}, none: &struct{}{}, held: new(bool), book: &book{}}
	}
	a, b := fresh(), fresh()
	require.Empty(t, shared(a, b))
	b.book, b.none = a.book, a.none
	require.Empty(t, shared(a, b))
	b.joints = a.joints[:2]
	require.Equal(t, []string{"[]float64"}, shared(a, b))
	b.best, b.held = a.best, a.held
	require.ElementsMatch(t, []string{"[]float64", "rewind_test.node", "bool"}, shared(a, b))
	require.Equal(t, []string{"rewind_test.arm", "[]float64", "rewind_test.node", "bool"}, shared(a, a))
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// faultsIn are the faults that the operators find in a file.
func faultsIn(t *testing.T, source string) []mutant {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", source, parser.ParseComments)
	require.NoError(t, err)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.Default()}
	_, err = conf.Check("a", fset, []*ast.File{file}, info)
	require.NoError(t, err)
	return mutantsOf("a", "a.go", []byte(source), fset, file, info)
}

// Each line of a table: the code, an operator, and what it makes of it.
func TestWhatOperatorsDo(t *testing.T) {
	for _, c := range []struct {
		code string
		op   operator
		want []string
	}{
		{"func f(a, b float64) float64 { return a + b }", arithmetic, []string{"return a - b"}},
		{"func f(a, b float64) float64 { return a + b }", term, []string{"return a }", "return b }"}},
		{"func f(a, b float64) float64 { return a - b }", term, []string{"return a }"}},
		{"func f(a, b string) string { return a + b }", term, nil},
		{"func f(a, b string) string { return a + b }", arithmetic, nil},
		{"func f(a float64) float64 { a *= 3; return a }", arithmetic, []string{"a /= 3"}},
		{"func f(a int) int { a++; return a }", arithmetic, []string{"a--"}},
		{"func f(a int) int { a++; return a }", statement, []string{"{ ; return a }"}},
		{"func f(a float64) bool { return a < 2 }", comparison, []string{"a >= 2"}},
		{"func f(a int) bool { return a < 2 }", comparison, []string{"a >= 2", "a <= 2"}},
		{"func f(a *int) bool { return a == nil }", comparison, nil},
		{"func f(a float64) float64 { return -a }", negation, []string{"return a }"}},
		{"func f(a bool) bool { return !a }", negation, []string{"return a }"}},
		{"func f(a bool) int { if a { return 1 }; return 1 }", negation, []string{"if !(a) {"}},
		{"func f() float64 { return 0.3 }", constants, []string{"(0.3*7.0/6)"}},
		{"func f() float64 { return 0 }", constants, []string{"return (1.0/6)"}},
		{"func f() float64 { return 1e-9 }", constants, []string{"(1e-9*100)"}},
		{"func f() int { return 12 }", constants, []string{"return 14"}},
		{"func f() int { return 2 }", constants, []string{"return 3"}},
		{"func f() []int { return make([]int, 1, 8) }", constants, []string{"make([]int, 2, 8)"}},
		{"func f(e error) (int, error) { return 12, e }", constants, nil},
		{"func f(e error) (int, error) { return 12, nil }", constants, []string{"return 14, nil"}},
		{"func Read(e error) (int, error) { return 12, e }", constants, []string{"return 14, e"}},
		{"import \"math\"; func f() float64 { return math.Inf(-1) }", constants, nil},
		{"import \"math\"; func f(x float64) bool { return math.IsInf(x, 0) }", constants, []string{"IsInf(x, 1)"}},
		{"import \"strconv\"; func f() (float64, error) { return strconv.ParseFloat(\"1\", 64) }", constants, nil},
		{"import \"strconv\"; func f() (float64, error) { return strconv.ParseFloat(\"1\", 32) }", constants, []string{"(\"1\", 37)"}},
		{"import \"strconv\"; func f() (int64, error) { return strconv.ParseInt(\"1\", 10, 64) }", constants, []string{"11, 64)", "10, 74)"}},
		{"func f() []int { return make([]int, 0, 8<<10) }", constants, []string{"make([]int, 1, 8<<10)"}},
		{"const c = 1.5", constants, []string{"(1.5*7.0/6)"}},
		{"var table = []float64{1, 2}", constants, nil},
		{"func f() []float64 { return []float64{1, 2} }", constants, nil},
		{"func f(a int) []int { return []int{a, 2} }", constants, []string{"{a, 3}"}},
		{"func f() { panic(12) }", constants, nil},
		{"func f() { panic(12) }", statement, nil},
		{"func f(a []int) { clear(a) }", statement, []string{"{  }"}},
		{"func f(a []int) { a[0] = len(a) }", statement, []string{"_ = len(a)"}},
		{"func f(a, b bool) bool { return a && b }", term, []string{"return a }", "return b }"}},
		{"func f(a float64, b *int) { _, _ = a, b }", parameter, []string{"{ a = *new(float64);  _, _"}},
		{"func g(a, b float64) {}; func f(a, b float64) { g(a, b) }", arguments, []string{"g(b, a)"}},
		{"func g(a, b float64) {}; func f(a float64) { g(a, a) }", arguments, nil},
		{"func g(a float64, b int) {}; func f() { g(1, 2) }", arguments, nil},
		{"func max(a, b float64) {}; func f(a, b float64) { max(a, b) }", arguments, nil},
		{"func f(a []int, b int) []int { return append(a, b, 2) }", arguments, nil},
	} {
		source := "package a\n" + c.code + "\n"
		var got []string
		for _, m := range faultsIn(t, source) {
			if m.Operator == c.op {
				got = append(got, string(m.apply([]byte(source))))
			}
		}
		require.Len(t, got, len(c.want), "%s of %s: %q", c.op, c.code, got)
		for i := range got {
			require.Contains(t, got[i], c.want[i])
		}
	}
}

// A sample is the same for a seed, has no fault twice, is half by hand while there are
// such, and asks each operator equally often.
func TestSampleIsDrawnEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []mutant
		for i, op := range append(append([]operator{}, coarse...), byHand...) {
			for range rapid.IntRange(0, 40).Draw(t, string(op)) {
				all = append(all, mutant{Operator: op, From: len(all), Line: i})
			}
		}
		seed := rapid.Uint64().Draw(t, "seed")
		drawn := sample(all, seed)
		require.Equal(t, drawn, sample(all, seed))
		require.ElementsMatch(t, all, drawn)
		coarseAll := len(slices.DeleteFunc(slices.Clone(all), func(m mutant) bool { return !slices.Contains(coarse, m.Operator) }))
		byTurns := 2 * min(coarseAll, len(all)-coarseAll)
		counts := map[operator]int{}
		hand := 0
		for i, m := range drawn[:byTurns] {
			if !slices.Contains(coarse, m.Operator) {
				hand++
			}
			require.InDelta(t, float64(i+1)/2, float64(hand), 0.5)
			counts[m.Operator]++
		}
		for _, group := range [][]operator{coarse, byHand} {
			for _, a := range group {
				for _, b := range group {
					if left := slices.ContainsFunc(drawn[byTurns:], func(m mutant) bool { return m.Operator == b }); left {
						require.LessOrEqual(t, counts[a], counts[b]+1, "%s before %s", a, b)
					}
				}
			}
		}
	})
}

// The interval of Wilson's paper, worked out by an other's table: 8 of 10 is 49 to 94 %.
func TestWilson(t *testing.T) {
	low, high := wilson(8, 10)
	require.InDelta(t, 0.4902, low, 1e-4)
	require.InDelta(t, 0.9433, high, 1e-4)
	low, high = wilson(0, 10)
	require.Zero(t, low)
	require.InDelta(t, 0.2775, high, 1e-4)
	low, high = wilson(0, 0)
	require.Equal(t, [2]float64{0, 1}, [2]float64{low, high})
}

// write makes files in the working folder.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
}

// hunted runs the command and returns its scores and what it said.
func hunted(t *testing.T, args ...string) (s scores, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), append(args, "--json", "--sample", "1000"), &stdout, &stderr)
	require.Zero(t, code, stderr.String())
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &s))
	return s, stderr.String()
}

// In a small module it is known which faults are noticed, and by whom.
func TestAHuntFindsWhatTestsMiss(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, map[string]string{
		"go.mod": "module small\n\ngo 1.25\n",
		"a/a.go": `package a

func Double(x int) int { return x * 2 }

func Triple(x int) int { return x * 3 }

func Untested(x int) bool { return x > 7 }

func Sign(x int) int {
	switch {
	case x == 4:
		return 1
	case x == 3: return 5
	}
	return 0
}
`,
		"a/a_test.go": `package a

import "testing"

func TestAll(t *testing.T) {
	if Double(4) != 8 || Sign(4) != 1 || Sign(2) != 0 {
		t.Fail()
	}
	_ = Triple(1)
}
`,
		"b/b.go":      "package b\n\nimport \"small/a\"\n\nfunc Nine(x int) int { return a.Triple(a.Triple(x)) }\n",
		"b/b_test.go": "package b\n\nimport \"testing\"\n\nfunc TestNine(t *testing.T) {\n\tif Nine(2) != 18 {\n\t\tt.Fail()\n\t}\n}\n",
	})
	s, _ := hunted(t, "./a")
	lines := map[int]bool{}
	for _, m := range s.Survivors {
		lines[m.Line] = true
		require.False(t, m.Line == 13 && m.Operator == comparison, "a case is asked for, though it never is the one")
	}
	require.Equal(t, map[int]bool{7: true, 13: true}, lines, "what nobody tests, and that alone, survives: %v", s.Survivors)
	require.Equal(t, s.Packages["small/a"], &s.Pooled)
	require.Less(t, s.Pooled.Own, s.Pooled.All, "Triple is held by b's tests alone")
	require.Equal(t, s.Pooled.Faults-len(s.Survivors), s.Pooled.All)

	again, said := hunted(t, "./a")
	require.Equal(t, s, again)
	require.NotContains(t, said, "without a fault", "what is known is not tried again")

	write(t, map[string]string{"a/b_test.go": "package a\n\nimport \"testing\"\n\nfunc TestMore(t *testing.T) {\n\tif !Untested(8) || Untested(7) || Sign(3) != 5 {\n\t\tt.Fail()\n\t}\n}\n"})
	better, said := hunted(t, "./a")
	require.Contains(t, said, "without a fault")
	require.Empty(t, better.Survivors)

	constant, _ := hunted(t, "./a", "--operator", "constant,parameter")
	require.Len(t, constant.Operators, 2)
	for _, op := range []operator{constants, parameter} {
		require.Equal(t, better.Operators[op], constant.Operators[op], "the same faults, no others")
	}

	alone, _ := hunted(t, "./a", "--importer", "0s", "--results", "own.jsonl")
	require.Equal(t, alone.Pooled.Own, alone.Pooled.All)
	require.NotEmpty(t, alone.Survivors)
}

func TestAHuntThatCannotBegin(t *testing.T) {
	t.Chdir(t.TempDir())
	try := func(want string, wantCode int, args ...string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		require.Equal(t, wantCode, run(context.Background(), args, &stdout, &stderr), stderr.String())
		require.Contains(t, stderr.String(), want)
		require.Empty(t, stdout.String())
	}
	try("mutants:", 1) // no module
	write(t, map[string]string{
		"go.mod":      "module small\n\ngo 1.25\n",
		"a/a.go":      "package a\n\nfunc Double(x int) int { return x * 2 }\n",
		"a/a_test.go": "package a\n\nimport \"testing\"\n\nfunc TestNo(t *testing.T) { t.Fatal(Double(1)) }\n",
		"bad.jsonl":   "no JSON\n",
	})
	try("fail without any fault", 1, "./a")
	try("bad.jsonl", 1, "--results", "bad.jsonl", "./a")
	try("--sampel", 2, "--sampel", "3")
	try(`"constant"`, 2, "--operator", "konstant", "./a")
	try("git repository", 1, "--since", "HEAD", "./a")
}

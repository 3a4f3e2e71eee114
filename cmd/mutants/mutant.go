package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// An operator is a kind of fault.
type operator string

// The first three are what every mutation tester tries; the rest is what somebody
// does who breaks the code by hand.
const (
	arithmetic operator = "arithmetic" // + for −, × for ÷, a sum for a difference
	comparison operator = "comparison" // < for ≥; between whole numbers also < for ≤
	negation   operator = "negation"   // a sign or a "not" that is gone or too many
	constants  operator = "constant"   // off by a sixth, at least by one
	term       operator = "term"       // an operand of a sum, product, and, or that is gone
	statement  operator = "statement"  // a call, an assignment that is gone
	parameter  operator = "parameter"  // an argument that is taken for zero
	arguments  operator = "arguments"  // two neighbours of one type, swapped
)

var (
	coarse = []operator{arithmetic, comparison, negation}
	byHand = []operator{constants, term, statement, parameter, arguments}
)

// A mutant is one fault: the bytes [From, To) of a file replaced.
type mutant struct {
	Package  string   `json:"package"`
	File     string   `json:"file"` // from the module's root, with slashes
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	From     int      `json:"from"`
	To       int      `json:"to"`
	New      string   `json:"new"`
	Operator operator `json:"operator"`
	What     string   `json:"what"` // for people
}

// apply returns the file with the fault in it.
func (m *mutant) apply(source []byte) []byte {
	return bytes.Join([][]byte{source[:m.From], []byte(m.New), source[m.To:]}, nil)
}

// id tells the fault from every other one of the same file.
func (m *mutant) id() string {
	return fmt.Sprintf("%s:%d:%d:%s", m.File, m.From, m.To, m.New)
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", m.File, m.Line, m.Operator, m.What)
}

// finder collects the faults of one file.
type finder struct {
	pkg    string
	file   string
	source []byte
	fset   *token.FileSet
	info   *types.Info

	found []mutant
	path  []ast.Node // from the file to the node that is looked at
}

// mutantsOf returns every fault that the operators know in a file, in its order.
func mutantsOf(pkg, file string, source []byte, fset *token.FileSet, syntax *ast.File, info *types.Info) []mutant {
	f := &finder{pkg: pkg, file: file, source: source, fset: fset, info: info}
	if ast.IsGenerated(syntax) {
		return nil
	}
	ast.Inspect(syntax, func(n ast.Node) bool {
		if n == nil {
			f.path = f.path[:len(f.path)-1]
			return true
		}
		if f.leftOut(n) {
			return false
		}
		f.path = append(f.path, n)
		f.coarse(n)
		f.byHand(n)
		return true
	})
	return f.found
}

// leftOut reports what is not for a test of behaviour to notice: imports, types,
// messages of errors, and tables of data, which are held against what they were
// taken from.
func (f *finder) leftOut(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.ArrayType, *ast.StructType, *ast.InterfaceType, *ast.FuncType:
		return true
	case *ast.CompositeLit:
		return !f.inFunction() || f.onlyReturned()
	case *ast.CallExpr:
		name := types.ExprString(n.Fun)
		return name == "panic" || name == "errors.New" || name == "fmt.Errorf"
	}
	return false
}

func (f *finder) inFunction() bool {
	for _, n := range f.path {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return true
		}
	}
	return false
}

// onlyReturned reports whether the node is all that a function does: a table behind
// a name.
func (f *finder) onlyReturned() bool {
	n := len(f.path)
	if n < 3 {
		return false
	}
	_, returned := f.path[n-1].(*ast.ReturnStmt)
	body, ok := f.path[n-2].(*ast.BlockStmt)
	decl, whole := f.path[n-3].(*ast.FuncDecl)
	return returned && ok && whole && len(body.List) == 1 && decl.Type.Params.NumFields() == 0
}

// parent is the node around the one that is looked at.
func (f *finder) parent() ast.Node {
	if len(f.path) < 2 {
		return nil
	}
	return f.path[len(f.path)-2]
}

// add notes the fault that puts text in place of what lies between two positions.
func (f *finder) add(op operator, from, to token.Pos, text string) {
	a, b := f.fset.Position(from), f.fset.Position(to)
	old := string(f.source[a.Offset:b.Offset])
	if old == text {
		return
	}
	f.found = append(f.found, mutant{
		Package: f.pkg, File: f.file, Line: a.Line, Column: a.Column, From: a.Offset, To: b.Offset, New: text, Operator: op,
		What: fmt.Sprintf("%s → %s", brief(old), brief(text)),
	})
}

// text is a node as it is written.
func (f *finder) text(n ast.Node) string {
	return string(f.source[f.fset.Position(n.Pos()).Offset:f.fset.Position(n.End()).Offset])
}

// brief is text on one line, of bounded length.
func brief(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "nothing"
	}
	if r := []rune(text); len(r) > 60 {
		return string(r[:57]) + "…"
	}
	return text
}

// hashOf tells contents apart.
func hashOf(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d ", len(p))
		h.Write(p)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:12])
}

package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"slices"
	"strings"
)

// opposite are the operators that arithmetic swaps.
var opposite = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.MUL_ASSIGN: token.QUO_ASSIGN, token.QUO_ASSIGN: token.MUL_ASSIGN,
	token.INC: token.DEC, token.DEC: token.INC,
}

// negated are comparisons and their contraries; bounds are those that only the equal
// case tells apart, which between floats nothing can.
var (
	negated = map[token.Token]token.Token{
		token.LSS: token.GEQ, token.LEQ: token.GTR, token.GTR: token.LEQ, token.GEQ: token.LSS, token.EQL: token.NEQ, token.NEQ: token.EQL,
	}
	bounds = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR}
)

// coarse notes the faults that need no thought.
func (f *finder) coarse(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if to, ok := opposite[n.Op]; ok && f.numeric(n.X) && !f.isConstant(n) {
			f.swap(arithmetic, n.OpPos, n.Op, to)
		}
		if to, ok := negated[n.Op]; ok && !f.isNil(n.X) && !f.isNil(n.Y) {
			f.swap(comparison, n.OpPos, n.Op, to)
		}
		if to, ok := bounds[n.Op]; ok && f.whole(n.X) {
			f.swap(comparison, n.OpPos, n.Op, to)
		}
	case *ast.AssignStmt:
		if to, ok := opposite[n.Tok]; ok && f.numeric(n.Lhs[0]) {
			f.swap(arithmetic, n.TokPos, n.Tok, to)
		}
	case *ast.IncDecStmt:
		f.swap(arithmetic, n.TokPos, n.Tok, opposite[n.Tok])
	case *ast.UnaryExpr:
		if n.Op == token.NOT || n.Op == token.SUB && !f.isConstant(n.X) {
			f.add(negation, n.Pos(), n.End(), f.text(n.X))
		}
	case *ast.IfStmt:
		f.add(negation, n.Cond.Pos(), n.Cond.End(), "!("+f.text(n.Cond)+")")
	}
}

func (f *finder) swap(op operator, at token.Pos, from, to token.Token) {
	f.add(op, at, at+token.Pos(len(from.String())), to.String())
	m := &f.found[len(f.found)-1]
	m.What = fmt.Sprintf("%s, with %s", brief(f.text(f.path[len(f.path)-1])), to)
}

// byHand notes the faults that somebody would think of.
func (f *finder) byHand(n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		f.literal(n)
	case *ast.BinaryExpr:
		f.dropTerm(n)
	case *ast.ExprStmt:
		if !f.leftOut(n.X) {
			f.add(statement, n.Pos(), n.End(), "")
		}
	case *ast.AssignStmt:
		f.dropAssignment(n)
	case *ast.IncDecStmt:
		f.add(statement, n.Pos(), n.End(), "")
	case *ast.FuncDecl:
		if n.Body != nil {
			f.ignore(n.Type, n.Body)
		}
	case *ast.CallExpr:
		f.swapArguments(n)
	}
}

// guard is the size below which a number only keeps rounding away: a sixth of that
// is nothing to anybody, a hundred times it is.
const guard = 1e-6

// literal has a number off by a sixth, a whole one at least by one.
func (f *finder) literal(n *ast.BasicLit) {
	if n.Kind != token.INT && n.Kind != token.FLOAT || f.isSize() || f.isSign() || f.isBitSize(n) || f.besideError(n) {
		return
	}
	t, ok := f.info.Types[n]
	if !ok || t.Value == nil {
		return
	}
	value, _ := constant.Float64Val(t.Value)
	basic, ok := t.Type.Underlying().(*types.Basic)
	switch {
	case !ok:
	case basic.Info()&types.IsInteger != 0:
		f.add(constants, n.Pos(), n.End(), fmt.Sprintf("%.0f", value+math.Max(1, math.Floor(value/6))))
	case value == 0:
		f.add(constants, n.Pos(), n.End(), "(1.0/6)")
	case math.Abs(value) <= guard:
		f.add(constants, n.Pos(), n.End(), "("+n.Value+"*100)")
	default:
		f.add(constants, n.Pos(), n.End(), "("+n.Value+"*7.0/6)")
	}
}

// isSize reports whether a number is only how much room is made.
func (f *finder) isSize() bool {
	for i, above := range f.path[:len(f.path)-1] {
		call, ok := above.(*ast.CallExpr)
		if ok && types.ExprString(call.Fun) == "make" && call.Args[len(call.Args)-1] == f.path[i+1] {
			return true
		}
	}
	return false
}

// isSign reports whether a number only tells one infinity from the other.
func (f *finder) isSign() bool {
	for _, above := range f.path[max(0, len(f.path)-3) : len(f.path)-1] {
		if call, ok := above.(*ast.CallExpr); ok && types.ExprString(call.Fun) == "math.Inf" {
			return true
		}
	}
	return false
}

// isBitSize reports whether a number is the size that strconv.ParseFloat takes every one
// but 32 for.
func (f *finder) isBitSize(n *ast.BasicLit) bool {
	call, ok := f.parent().(*ast.CallExpr)
	return ok && types.ExprString(call.Fun) == "strconv.ParseFloat" && call.Args[1] == n && n.Value == "64"
}

// besideError reports whether a number is returned with an error, so that nobody looks
// at it; of Read and Write it counts.
func (f *finder) besideError(n ast.Node) bool {
	r, ok := f.parent().(*ast.ReturnStmt)
	if !ok || r.Results[len(r.Results)-1] == n {
		return false
	}
	for _, above := range f.path {
		if d, ok := above.(*ast.FuncDecl); ok && (d.Name.Name == "Read" || d.Name.Name == "Write") {
			return false
		}
	}
	last := r.Results[len(r.Results)-1]
	return types.Identical(f.info.TypeOf(last), types.Universe.Lookup("error").Type()) && !f.isNil(last)
}

// dropTerm leaves one operand of the two.
func (f *finder) dropTerm(n *ast.BinaryExpr) {
	if f.isConstant(n) {
		return
	}
	switch n.Op {
	case token.ADD:
		if f.numeric(n.X) {
			f.add(term, n.Pos(), n.End(), f.text(n.X))
			f.add(term, n.Pos(), n.End(), f.text(n.Y))
		}
	case token.SUB, token.MUL, token.QUO:
		f.add(term, n.Pos(), n.End(), f.text(n.X))
	case token.LAND, token.LOR:
		f.add(term, n.Pos(), n.End(), f.text(n.X))
		f.add(term, n.Pos(), n.End(), f.text(n.Y))
	}
}

// dropAssignment works out the value and keeps it nowhere.
func (f *finder) dropAssignment(n *ast.AssignStmt) {
	if n.Tok == token.DEFINE {
		return
	}
	left := make([]string, len(n.Lhs))
	for i, e := range n.Lhs {
		if left[i] = "_"; types.ExprString(e) == "_" {
			return
		}
	}
	right := make([]string, len(n.Rhs))
	for i, e := range n.Rhs {
		right[i] = f.text(e)
	}
	f.add(statement, n.Pos(), n.End(), strings.Join(left, ", ")+" = "+strings.Join(right, ", "))
}

// ignore has a function take one of its arguments for zero.
func (f *finder) ignore(t *ast.FuncType, body *ast.BlockStmt) {
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			obj := f.info.Defs[name]
			if name.Name == "_" || obj == nil || !plain(obj.Type()) {
				continue
			}
			zero := fmt.Sprintf("%s = *new(%s)", name.Name, f.text(field.Type))
			f.add(parameter, body.Lbrace+1, body.Lbrace+1, " "+zero+"; ")
			f.found[len(f.found)-1].What = fmt.Sprintf("%s ignored", name.Name)
		}
	}
}

// plain reports whether a zero of the type is a value like others, not a pointer to
// nothing.
func plain(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Struct, *types.Array:
		return true
	}
	return false
}

// symmetric are names of functions whose arguments may be swapped.
var symmetric = []string{"Dot", "Max", "Min", "max", "min", "Hypot", "Equal", "Add", "Distance", "Mul", "Join"}

// swapArguments swaps neighbours of one type.
func (f *finder) swapArguments(n *ast.CallExpr) {
	signature, ok := f.info.TypeOf(n.Fun).(*types.Signature)
	name := types.ExprString(n.Fun)
	name = name[strings.LastIndexByte(name, '.')+1:]
	if !ok || f.info.Types[n.Fun].IsBuiltin() || slices.Contains(symmetric, name) {
		return
	}
	for i := 0; i+1 < len(n.Args) && i+1 < signature.Params().Len(); i++ {
		a, b := n.Args[i], n.Args[i+1]
		if !types.Identical(signature.Params().At(i).Type(), signature.Params().At(i+1).Type()) || f.text(a) == f.text(b) {
			continue
		}
		between := string(f.source[f.fset.Position(a.End()).Offset:f.fset.Position(b.Pos()).Offset])
		f.add(arguments, a.Pos(), b.End(), f.text(b)+between+f.text(a))
	}
}

func (f *finder) basic(e ast.Expr) types.BasicInfo {
	t := f.info.TypeOf(e)
	if t == nil {
		return 0
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return 0
	}
	return b.Info()
}

func (f *finder) numeric(e ast.Expr) bool    { return f.basic(e)&types.IsNumeric != 0 }
func (f *finder) whole(e ast.Expr) bool      { return f.basic(e)&types.IsInteger != 0 }
func (f *finder) isConstant(e ast.Expr) bool { return f.info.Types[e].Value != nil }
func (f *finder) isNil(e ast.Expr) bool      { return f.info.Types[e].IsNil() }

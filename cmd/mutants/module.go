package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// module is the module around the working directory, as go list tells it.
type module struct {
	root     string
	packages map[string]*listed
}

// listed is what go list says of a package.
type listed struct {
	ImportPath   string
	Dir          string
	Export       string // compiled, for the types of what imports it
	GoFiles      []string
	CgoFiles     []string
	TestGoFiles  []string
	XTestGoFiles []string
	EmbedFiles   []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Module       *struct {
		Main bool
		Dir  string
	}
}

// load lists the module's packages and all that they import.
func load(ctx context.Context) (*module, error) {
	out, err := output(ctx, "", "go", "list", "-e", "-export", "-deps", "-json", "./...")
	if err != nil {
		return nil, err
	}
	m := &module{packages: map[string]*listed{}}
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		p := &listed{}
		if err := d.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		m.packages[p.ImportPath] = p
		if p.ours() {
			m.root = p.Module.Dir
		}
	}
	if m.root == "" {
		return nil, errors.New("no package here; want a folder inside a Go module")
	}
	return m, nil
}

func (p *listed) ours() bool   { return p.Module != nil && p.Module.Main }
func (p *listed) tested() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// choose returns the packages that patterns such as ./kinematics/... name, in order.
func (m *module) choose(ctx context.Context, patterns []string) ([]*listed, error) {
	out, err := output(ctx, "", "go", append([]string{"list", "--"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	var chosen []*listed
	for _, path := range strings.Fields(out) {
		if p := m.packages[path]; p != nil && p.ours() && len(p.GoFiles) > 0 {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}

// importers are the module's packages that import p themselves, or in their tests.
func (m *module) importers(p *listed) []*listed {
	var found []*listed
	for _, q := range m.packages {
		if q != p && q.ours() && q.tested() &&
			(slices.Contains(q.Imports, p.ImportPath) || slices.Contains(q.TestImports, p.ImportPath) || slices.Contains(q.XTestImports, p.ImportPath)) {
			found = append(found, q)
		}
	}
	slices.SortFunc(found, func(a, b *listed) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return found
}

// mutants are the faults that p's files can have; of the given ones, if there are any.
func (m *module) mutants(p *listed, only map[string]bool) ([]mutant, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	var sources [][]byte
	for _, name := range p.GoFiles {
		source, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files, sources = append(files, file), append(sources, source)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", m.export), Error: func(error) {}} // what a missing type hides is no fault
	_, _ = conf.Check(p.ImportPath, fset, files, info)
	var all []mutant
	for i, file := range files {
		path := m.relative(filepath.Join(p.Dir, p.GoFiles[i]))
		if only == nil || only[path] {
			all = append(all, mutantsOf(p.ImportPath, path, sources[i], fset, file, info)...)
		}
	}
	return all, nil
}

// export opens what the compiler says of a package.
func (m *module) export(path string) (io.ReadCloser, error) {
	if p := m.packages[path]; p != nil && p.Export != "" {
		return os.Open(p.Export)
	}
	return nil, fmt.Errorf("%s is not compiled", path)
}

func (m *module) relative(path string) string {
	r, err := filepath.Rel(m.root, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(r)
}

// state tells whether anything in the packages' folders has changed that their tests
// can see.
func (m *module) state(packages ...*listed) (string, error) {
	var parts [][]byte
	for _, p := range packages {
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles, p.EmbedFiles) {
			b, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return "", err
			}
			parts = append(parts, []byte(name), b)
		}
	}
	return hashOf(parts...), nil
}

// changed lists the files that differ from a commit, from the module's root.
func (m *module) changed(ctx context.Context, since string) (map[string]bool, error) {
	out, err := output(ctx, m.root, "git", "diff", "--name-only", "--relative", since, "--")
	if err != nil {
		return nil, err
	}
	files := map[string]bool{}
	for _, f := range strings.Fields(out) {
		files[f] = true
	}
	return files, nil
}

// sample puts faults into the order in which they are tried: coarse ones and those by
// hand by turns, each operator as often as the others while it has any left.
func sample(all []mutant, seed uint64) []mutant {
	ordered := slices.Clone(all)
	r := rand.New(rand.NewPCG(seed, uint64(len(all))))
	r.Shuffle(len(ordered), func(i, j int) { ordered[i], ordered[j] = ordered[j], ordered[i] })
	left := map[operator][]mutant{}
	for _, m := range ordered {
		left[m.Operator] = append(left[m.Operator], m)
	}
	groups := [2][]operator{slices.Clone(coarse), slices.Clone(byHand)}
	var out []mutant
	for turn := 0; len(out) < len(all); turn++ {
		ops := groups[turn%2]
		for range ops {
			op := ops[0]
			copy(ops, ops[1:]) // the one that was asked goes to the end
			ops[len(ops)-1] = op
			if n := len(left[op]); n > 0 {
				out, left[op] = append(out, left[op][n-1]), left[op][:n-1]
				break
			}
		}
	}
	return out
}

// output runs a program and returns what it prints.
func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	out, err := c.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		why, _, _ := strings.Cut(strings.TrimSpace(string(failed.Stderr)), "\n")
		return "", fmt.Errorf("%s %s: %s", name, strings.Join(args, " "), why)
	}
	return string(out), err
}

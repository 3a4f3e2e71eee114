package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ARCHITECTURE.md lists the rooms so that each imports only those above it. A room that
// is not in the list belongs to the one that it lies in.
func TestImportsGoDownTheHouse(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "ARCHITECTURE.md"))
	require.NoError(t, err)
	place := map[string]int{}
	for i, m := range regexp.MustCompile("(?m)^\\| `((?:kinematics|sensors|sim|render|cmd)/[a-z/]+)` \\|").FindAllSubmatch(text, -1) {
		place[string(m[1])] = i
	}
	require.NotEmpty(t, place)
	room := func(dir string) string {
		for ; dir != "."; dir = path.Dir(dir) {
			if _, ok := place[dir]; ok {
				return dir
			}
		}
		return ""
	}
	tree := os.DirFS(root)
	for _, top := range []string{"kinematics", "sensors", "sim", "render", "cmd"} {
		require.NoError(t, fs.WalkDir(tree, top, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "/internal/") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, filepath.FromSlash(name)), nil, parser.ImportsOnly)
			require.NoError(t, err)
			own := room(path.Dir(name))
			require.NotEmpty(t, own, "%s has no row in ARCHITECTURE.md", path.Dir(name))
			for _, i := range file.Imports {
				imported, ours := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), "mirrorarm/")
				if other := room(imported); ours && other != "" && other != own {
					require.Less(t, place[other], place[own], "%s imports %s, which ARCHITECTURE.md lists below it", name, imported)
				}
			}
			return nil
		}))
	}
}

// Package testdata finds the files that tests read: those in this folder, which
// every clone has, and a larger set of recordings, problems and faulty files that
// is not part of the repository. Tests that need the latter skip without it.
package testdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Variable names the folder of the shared set: the one that holds the folders
// data, vectors and cases. Its data folder will do as well.
const Variable = "MIRRORARM_DATA"

// Path is a file of this folder, whichever package's test asks.
func Path(parts ...string) string {
	return filepath.Join(append([]string{root(), "testdata"}, parts...)...)
}

// root is the module's folder: tests run in their package's.
func root() string {
	start, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			panic("testdata: no go.mod above " + start)
		}
	}
}

// Shared is a file or folder of the shared set: Shared(t, "data", "leap"). Where
// it is not to be found the test t is skipped, and only that.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{sharedRoot()}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("shared/%s is not here: set %s to the folder of shared data", filepath.ToSlash(filepath.Join(parts...)), Variable)
	}
	return path
}

// sharedRoot is where the variable points or, unset, the folder "shared" beside
// the clone.
func sharedRoot() string {
	named := os.Getenv(Variable)
	if named == "" {
		return filepath.Join(root(), "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(named, "leap")); err == nil {
		return filepath.Dir(filepath.Clean(named))
	}
	return named
}

// Long skips a test that takes seconds under -short, as `make race` has it: one that
// starts no goroutine which shorter tests do not start as well.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes seconds: left out with -short")
	}
}

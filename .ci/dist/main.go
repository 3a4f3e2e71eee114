// Command dist builds what one hands out: an archive for each system with the program,
// README, licence and the notices of everything that is built in, and their checksums.
// The same commit gives the same bytes.
//
//	go run ./.ci/dist [-out dist] [-only windows/amd64,…] [-twice]
package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	out := flag.String("out", "dist", "folder that the archives go to")
	only := flag.String("only", "", "of all targets only these, such as windows/amd64,linux/arm64")
	twice := flag.Bool("twice", false, "build once more from a clone in another folder, with nothing cached, and compare")
	flag.Parse()
	if err := run(*out, *only, *twice); err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

func run(out, only string, twice bool) error {
	wanted, err := choose(targets(), only)
	if err != nil {
		return err
	}
	if out, err = filepath.Abs(out); err != nil {
		return err
	}
	c, err := readCommit(".")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	sums, err := build(c, out, wanted, nil)
	if err != nil {
		return err
	}
	fmt.Print(sums)
	if twice {
		return again(c, wanted, sums)
	}
	return nil
}

// again builds the same commit elsewhere, from nothing, and compares.
func again(c commit, wanted []target, sums string) error {
	other, err := os.MkdirTemp("", "mirrorarm dist ")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(other) }() // a scratch folder
	found, err := build(c, other, wanted, []string{"GOCACHE=" + filepath.Join(other, "cache")})
	if err != nil {
		return err
	}
	if found != sums {
		return fmt.Errorf("built again in another folder, the archives differ:\n%s", found)
	}
	fmt.Fprintln(os.Stderr, "built again in another folder, with nothing cached: the same bytes")
	return nil
}

// build makes the archives of a commit, from a clone of its own in a new folder, and
// returns their checksums as sha256sum writes them.
func build(c commit, out string, wanted []target, env []string) (string, error) {
	scratch, err := os.MkdirTemp("", "mirrorarm-dist-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(scratch) }() // a scratch folder
	source := filepath.Join(scratch, "source")
	if _, err := git(".", "clone", "--quiet", "--no-checkout", ".", source); err != nil {
		return "", err
	}
	if _, err := git(source, "checkout", "--quiet", "--detach", c.hash); err != nil {
		return "", err
	}
	var lines []string
	for _, t := range wanted {
		t.window = t.canHaveWindow(scratch)
		name := t.name(c)
		fmt.Fprintln(os.Stderr, "building", name)
		content, err := t.archive(source, scratch, c, env)
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return "", err
		}
		lines = append(lines, fmt.Sprintf("%x  %s\n", sha256.Sum256(content), name))
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	sums := strings.Join(lines, "")
	return sums, os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums), 0o644)
}

// commit is what is built.
type commit struct {
	hash    string
	version string // a tag, or date and hash
	time    time.Time
	files   []string // that it holds
}

var errChanged = errors.New("the tree has changes that are in no commit; commit them, or build from a clone")

func readCommit(source string) (commit, error) {
	changes, err := git(source, "status", "--porcelain")
	if err != nil {
		return commit{}, err
	}
	if changes != "" {
		return commit{}, errChanged
	}
	stamp, err := git(source, "show", "-s", "--format=%ct %H", "HEAD")
	if err != nil {
		return commit{}, err
	}
	seconds, hash, _ := strings.Cut(stamp, " ")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return commit{}, fmt.Errorf("commit's time %q: %w", seconds, err)
	}
	c := commit{hash: hash, time: time.Unix(unix, 0).UTC()}
	c.version = c.time.Format("20060102") + "-" + hash[:12]
	if tag, err := git(source, "describe", "--tags", "--exact-match", "HEAD"); err == nil {
		c.version = tag
	}
	list, err := git(source, "ls-tree", "-r", "-z", "--name-only", "HEAD")
	c.files = strings.Split(strings.TrimRight(list, "\x00"), "\x00")
	return c, err
}

func git(dir string, args ...string) (string, error) {
	return output(exec.Command("git", append([]string{"-C", dir}, args...)...))
}

// output is what a command prints; its error says what it complained of.
func output(cmd *exec.Cmd) (string, error) {
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args[:min(len(cmd.Args), 4)], " "), err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimRight(string(text), "\n"), nil
}

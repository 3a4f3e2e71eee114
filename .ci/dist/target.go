package main

import (
	"bytes"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// target is a machine that the program is built for.
type target struct {
	system, arch string
	compiler     string // for C; "" where the window needs none
	window       bool
}

func (t target) String() string { return t.system + "/" + t.arch }

// targets are all machines. On Windows the window needs no C compiler; on Linux it
// needs one for that architecture, with the headers of X11 and GL; on macOS it needs a
// Mac.
func targets() []target {
	return []target{
		{system: "windows", arch: "amd64"},
		{system: "linux", arch: "amd64", compiler: crossCompiler("amd64", "x86_64-linux-gnu-gcc")},
		{system: "linux", arch: "arm64", compiler: crossCompiler("arm64", "aarch64-linux-gnu-gcc")},
		{system: "darwin", arch: "arm64", compiler: "clang"},
		{system: "darwin", arch: "amd64", compiler: "clang"},
	}
}

func crossCompiler(arch, cross string) string {
	if runtime.GOOS == "linux" && runtime.GOARCH == arch {
		return "cc"
	}
	return cross
}

// choose finds targets by their names; all of them if there are none.
func choose(all []target, names string) ([]target, error) {
	if names == "" {
		return all, nil
	}
	var chosen []target
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(t target) bool { return t.String() == name })
		if i < 0 {
			return nil, fmt.Errorf("target %q: unknown, want some of %v", name, all)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// canHaveWindow tries to build against what Ebitengine needs.
func (t target) canHaveWindow(scratch string) bool {
	switch t.system {
	case "windows":
		return true
	case "darwin":
		return runtime.GOOS == "darwin"
	}
	const program = "#include <X11/Xlib.h>\n#include <X11/extensions/Xrandr.h>\n#include <GL/gl.h>\nint main(void) { return XOpenDisplay(0) == 0; }\n"
	source := filepath.Join(scratch, "window.c")
	if err := os.WriteFile(source, []byte(program), 0o644); err != nil {
		return false
	}
	cmd := exec.Command(t.compiler, "-o", filepath.Join(scratch, "window"), source,
		"-lX11", "-lXrandr", "-lXxf86vm", "-lXi", "-lXcursor", "-lXinerama", "-lGL")
	return cmd.Run() == nil
}

// stem is the archive's folder: it says where there is no window.
func (t target) stem(c commit) string {
	system := t.system
	if system == "darwin" {
		system = "macos"
	}
	s := fmt.Sprintf("mirrorarm-%s-%s-%s", c.version, system, t.arch)
	if !t.window {
		s += "-nowindow"
	}
	return s
}

func (t target) name(c commit) string {
	if t.system == "windows" {
		return t.stem(c) + ".zip"
	}
	return t.stem(c) + ".tar.gz"
}

// environment is what go builds with.
func (t target) environment(extra []string) []string {
	cgo := "0"
	if t.window && t.compiler != "" {
		cgo = "1"
	}
	env := append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOOS="+t.system, "GOARCH="+t.arch, "CGO_ENABLED="+cgo,
		"GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=", "CGO_CFLAGS=", "CGO_LDFLAGS=")
	if cgo == "1" && t.system == "linux" {
		env = append(env, "CC="+t.compiler)
	}
	return append(env, extra...)
}

// archive is the whole of what is handed out for the target.
func (t target) archive(source, scratch string, c commit, extra []string) ([]byte, error) {
	program := "mirrorarm"
	if t.system == "windows" {
		program += ".exe"
	}
	binary := filepath.Join(scratch, program)
	env := t.environment(extra)
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w", "-o", binary, "./cmd/mirrorarm")
	cmd.Dir, cmd.Env = source, env
	if _, err := output(cmd); err != nil {
		return nil, err
	}
	if err := knowsItself(binary, c); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	notices, err := notices(source, env)
	if err != nil {
		return nil, err
	}
	files := []file{{program, content, true}, {"NOTICES.txt", notices, false}}
	readme, err := os.ReadFile(filepath.Join(source, "README.md"))
	if err != nil {
		return nil, err
	}
	files = append(files, file{"README.md", append([]byte(t.preface()), readme...), false})
	for _, name := range append(mentioned(readme, c.files), "LICENSE") {
		content, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, content, false})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	files = slices.CompactFunc(files, func(a, b file) bool { return a.name == b.name })
	var out bytes.Buffer
	if t.system == "windows" {
		err = writeZip(&out, t.stem(c), files, c.time)
	} else {
		err = writeTar(&out, t.stem(c), files, c.time)
	}
	return out.Bytes(), err
}

// knowsItself makes sure that a program can tell which commit it is, and that it is.
func knowsItself(program string, c commit) error {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return err
	}
	told := map[string]string{}
	for _, s := range info.Settings {
		told[s.Key] = s.Value
	}
	if told["vcs.revision"] != c.hash || told["vcs.modified"] != "false" {
		return fmt.Errorf("the program says it is commit %q, changed %q, want %s unchanged", told["vcs.revision"], told["vcs.modified"], c.hash)
	}
	return nil
}

// preface tells what is special about the archive.
func (t target) preface() string {
	words := "*This archive holds the built program, `mirrorarm`, which needs no installing; what the examples below build or `go run`, it does.*\n\n"
	if !t.window {
		words += "*It was built without its window, since its system's compiler was not at hand: `demo` writes a picture instead of opening one, `teach` works with `--text`; everything else is complete.*\n\n"
	}
	return words
}

var pathLike = regexp.MustCompile(`[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*`)

// mentioned are the commit's files that a text speaks of, by their names or by their
// folders' under testdata, so that its examples and links work beside it.
func mentioned(text []byte, files []string) []string {
	named := map[string]bool{}
	for _, word := range pathLike.FindAllString(string(text), -1) {
		named[strings.TrimRight(word, ".")] = true
	}
	var out []string
	for _, name := range files {
		folder := path.Dir(name)
		if named[name] || strings.HasPrefix(folder, "testdata/") && named[folder] {
			out = append(out, name)
		}
	}
	return out
}

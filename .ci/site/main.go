// Command site builds what a browser shows: the program for js/wasm, compressed copies,
// and the page that loads it, as a folder that any static host can serve.
//
//	go run ./.ci/site -first WIDE.jpg -upright HIGH.jpg [-out bin/site] [-tracker FOLDER] [-fast]
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	out := flag.String("out", "bin/site", "folder that the site goes to; what is in it is replaced")
	fast := flag.Bool("fast", false, "for tests: compressed quickly, and no brotli")
	first := flag.String("first", "", "picture that is shown while the program loads, a JPEG")
	upright := flag.String("upright", "", "the same for screens that stand upright")
	tracker := flag.String("tracker", "", "folder of the hand tracker, as mirrorarm camera install leaves it, to be handed out as well; 25 MB")
	flag.Parse()
	if err := run(*out, *first, *upright, *tracker, *fast); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// The program's file, the folder of those that are written by hand, and that of the
// camera, whose worker is the camera page's.
const (
	wasm   = "page.wasm"
	hands  = "cmd/page/site"
	camera = "camera"
	worker = "sim/live/page/worker.js"
)

// run builds the site beside the old one, and puts it in that one's place when it is whole.
func run(out, first, upright, tracker string, fast bool) error {
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(out), ".site-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	goroot := strings.TrimSpace(string(root))
	program, err := build(goroot, filepath.Join(fresh, wasm))
	if err != nil {
		return err
	}
	files, err := gather(goroot, first, upright)
	if err != nil {
		return err
	}
	sizes, err := pack(fresh, program, fast)
	if err != nil {
		return err
	}
	files = fill(files, program, sizes)
	if err := os.MkdirAll(filepath.Join(fresh, filepath.FromSlash(camera)), 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(fresh, filepath.FromSlash(name)), content, 0o644); err != nil {
			return err
		}
	}
	if tracker != "" {
		if err := os.CopyFS(filepath.Join(fresh, filepath.FromSlash(camera), "tracker"), os.DirFS(tracker)); err != nil {
			return err
		}
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.Rename(fresh, out); err != nil {
		return err
	}
	report(out, files, sizes)
	return nil
}

// build compiles the page's program, without what a debugger would want of it.
func build(root, path string) ([]byte, error) {
	scratch, err := os.MkdirTemp("", "mirrorarm-site-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	lean, err := overlay(root, scratch)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "build", "-overlay", lean, "-tags", "page", "-trimpath", "-ldflags=-s -w -buildid=", "-o", path, "./cmd/page")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go build: %w", err)
	}
	return os.ReadFile(path)
}

// gather reads the files that are there already.
func gather(root, first, upright string) (map[string][]byte, error) {
	entries, err := os.ReadDir(hands)
	if err != nil {
		return nil, err
	}
	from := map[string]string{
		"first.jpg":   first,
		"upright.jpg": upright,

		camera + "/worker.js": worker,

		"wasm_exec.js": filepath.Join(root, "lib", "wasm", "wasm_exec.js"),
	}
	for _, e := range entries {
		from[e.Name()] = filepath.Join(hands, e.Name())
	}
	files := map[string][]byte{}
	for name, path := range from {
		if files[name], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// sizes are those of the program in bytes: as it is, and by what it is compressed with; 0
// where there is no such copy.
type sizes struct{ plain, gzip, brotli int }

// pack writes compressed copies of the program. Brotli is Debian's: without it the copy is
// left out, and said so.
func pack(folder string, program []byte, fast bool) (s sizes, err error) {
	s.plain = len(program)
	level := gzip.BestCompression
	if fast {
		level = gzip.BestSpeed
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, level)
	if err != nil {
		return s, err
	}
	if _, err := w.Write(program); err != nil {
		return s, err
	}
	if err := w.Close(); err != nil {
		return s, err
	}
	s.gzip = packed.Len()
	path := filepath.Join(folder, wasm)
	if err := os.WriteFile(path+".gz", packed.Bytes(), 0o644); err != nil || fast {
		return s, err
	}
	err = exec.Command("brotli", "--best", "--lgwin=24", "--output="+path+".br", path).Run()
	if errors.Is(err, exec.ErrNotFound) {
		fmt.Fprintln(os.Stderr, "left out: the copy for hosts that send brotli (no brotli)")
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("brotli: %w", err)
	}
	info, err := os.Stat(path + ".br")
	if err == nil {
		s.brotli = int(info.Size())
	}
	return s, err
}

// fill writes into the files which build they belong to: the first letters of a digest of
// everything in it.
func fill(files map[string][]byte, program []byte, s sizes) map[string][]byte {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %d\n", name, len(files[name]))
		h.Write(files[name])
	}
	h.Write(program)
	values := strings.NewReplacer(
		"%VERSION%", fmt.Sprintf("%x", h.Sum(nil))[:16],
		"%PLAIN%", strconv.Itoa(s.plain), "%GZIP%", strconv.Itoa(s.gzip), "%BROTLI%", strconv.Itoa(s.brotli),
	)
	out := map[string][]byte{}
	for name, content := range files {
		if ext := filepath.Ext(name); ext == ".js" || ext == ".html" {
			content = []byte(values.Replace(string(content)))
		}
		out[name] = content
	}
	return out
}

// report tells how large it has become.
func report(out string, files map[string][]byte, s sizes) {
	rest := 0
	for _, content := range files {
		rest += len(content)
	}
	mb := func(n int) string { return fmt.Sprintf("%.2f MB", float64(n)/1e6) }
	fmt.Printf("%s: %s %s, gzip %s", out, wasm, mb(s.plain), mb(s.gzip))
	if s.brotli > 0 {
		fmt.Printf(", brotli %s", mb(s.brotli))
	}
	fmt.Printf("; the rest %s\n", mb(rest))
}

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licenceName matches the files in which a module tells its terms, and the folders in
// which some keep those of others.
var licenceName = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|copyright|notice|patents|ofl|third[_-]party[_-]licen[cs]es?)([._-].*)?$`)

// notices are the terms of everything that is in the program: of Go and of each module
// of which a package is built in, from the files beside that package and above it.
func notices(source string, env []string) ([]byte, error) {
	cmd := exec.Command("go", "list", "-deps", "-f",
		"{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", "./cmd/mirrorarm")
	cmd.Dir, cmd.Env = source, env
	list, err := output(cmd)
	if err != nil {
		return nil, err
	}
	folders := map[string][]string{} // of each module, by its title
	for line := range strings.Lines(list) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 4 {
			continue // a package of Go's own
		}
		title := f[0] + " " + f[1]
		for dir := f[3]; ; dir = filepath.Dir(dir) {
			if !slices.Contains(folders[title], dir) {
				folders[title] = append(folders[title], dir)
			}
			if dir == f[2] || len(dir) <= len(f[2]) {
				break
			}
		}
	}
	root := exec.Command("go", "env", "GOROOT")
	root.Env = env
	goroot, err := output(root)
	if err != nil {
		return nil, err
	}
	folders["Go"] = []string{goroot}
	folders["Noto Sans CJK SC"] = []string{filepath.Join(source, "render", "paint")}
	var out bytes.Buffer
	fmt.Fprintln(&out, "mirrorarm contains the following software, under these terms.")
	titles := make([]string, 0, len(folders))
	for title := range folders {
		titles = append(titles, title)
	}
	slices.Sort(titles)
	for _, title := range titles {
		if err := writeTerms(&out, title, folders[title]); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func writeTerms(out *bytes.Buffer, title string, dirs []string) error {
	fmt.Fprintf(out, "\n%s\n%s\n", strings.Repeat("=", 80), title)
	slices.Sort(dirs)
	found := 0
	for _, dir := range dirs {
		files, err := licences(dir)
		if err != nil {
			return err
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			part, err := filepath.Rel(dirs[0], name)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "\n--- %s\n\n%s\n", filepath.ToSlash(part), bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
			found++
		}
	}
	if found == 0 {
		return fmt.Errorf("%s: no licence found, so that it must not be handed out", title)
	}
	return nil
}

// licences are the files of a folder that hold terms.
func licences(dir string) (files []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case !licenceName.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go"):
		case !e.IsDir():
			files = append(files, name)
		default:
			inside, err := os.ReadDir(name)
			if err != nil {
				return nil, err
			}
			for _, in := range inside {
				if !in.IsDir() {
					files = append(files, filepath.Join(name, in.Name()))
				}
			}
		}
	}
	return files, nil
}

package mesh

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"gonum.org/v1/gonum/spatial/r3"
)

// Library opens the meshes that a robot description names. It belongs to one goroutine.
// A file that cannot be had is told once, in Missing, and is no error: the robot is drawn
// without it.
type Library struct {
	// Dir is the description's own folder, from which relative names count.
	Dir string
	// Dirs are the folders in which packages and names are looked for: those that a user
	// gives, then those of the environment.
	Dirs []string
	// Files are where all of that is looked for, by paths below its root; nil is the system.
	Files fs.FS
	// Missing are the names that could not be opened, and why.
	Missing []string

	meshes map[string]*Mesh
}

// Near is a library for a description in a file: beside it, in the given folders, and where
// ROS has its packages, ROS_PACKAGE_PATH and AMENT_PREFIX_PATH as env gives them.
func Near(description string, dirs []string, env func(string) string) *Library {
	l := &Library{Dir: filepath.Dir(description), Dirs: dirs, meshes: map[string]*Mesh{}}
	l.Dirs = append(l.Dirs[:len(l.Dirs):len(l.Dirs)], filepath.SplitList(env("ROS_PACKAGE_PATH"))...)
	for _, prefix := range filepath.SplitList(env("AMENT_PREFIX_PATH")) {
		l.Dirs = append(l.Dirs, filepath.Join(prefix, "share"))
	}
	return l
}

// Open is a mesh by the name that a description gives; nil if it cannot be had.
func (l *Library) Open(name string) *Mesh {
	if m, ok := l.meshes[name]; ok {
		return m
	}
	m, err := l.read(name)
	if err != nil {
		l.Missing = append(l.Missing, err.Error())
	}
	if l.meshes == nil {
		l.meshes = map[string]*Mesh{}
	}
	l.meshes[name] = m
	return m
}

func (l *Library) read(name string) (*Mesh, error) {
	path, err := l.find(name)
	if err != nil {
		return nil, err
	}
	data, err := l.readFile(path)
	if err != nil {
		return nil, err
	}
	return Read(path, data, func(other string) ([]byte, error) {
		if !filepath.IsLocal(other) {
			return nil, fmt.Errorf("mesh: %s names %s, which is not beside it", filepath.Base(path), other)
		}
		return l.readFile(filepath.Join(filepath.Dir(path), other))
	})
}

// find is the file that a name means: package://PACKAGE/PATH, model://…, file://PATH, a
// relative or an absolute path.
func (l *Library) find(name string) (string, error) {
	var tried []string
	for _, path := range l.places(name) {
		if info, err := l.stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		tried = append(tried, path)
	}
	const shown = 3
	if len(tried) > shown {
		tried = append(tried[:shown], "…")
	}
	return "", fmt.Errorf("mesh: %s: not found at %s; --mesh-dir names its folder or that of its package", name, strings.Join(tried, ", "))
}

// places are the paths that a name may mean, the likeliest first.
func (l *Library) places(name string) []string {
	for _, scheme := range []string{"package://", "model://"} {
		if rest, ok := strings.CutPrefix(name, scheme); ok {
			return l.inPackage(filepath.FromSlash(rest))
		}
	}
	path := filepath.FromSlash(strings.TrimPrefix(name, "file://"))
	if filepath.IsAbs(path) {
		return []string{path}
	}
	places := []string{filepath.Join(l.Dir, path)}
	for _, d := range l.Dirs {
		places = append(places, filepath.Join(d, path))
	}
	return places
}

// upward is how many folders above a description its package may begin.
const upward = 5

// inPackage looks for PACKAGE/PATH: in the given folders, and where the description's own
// package, of that name or not, begins above it.
func (l *Library) inPackage(rest string) []string {
	name, path, _ := strings.Cut(rest, string(filepath.Separator))
	var places []string
	for _, d := range l.Dirs {
		places = append(places, filepath.Join(d, rest))
		if filepath.Base(d) == name {
			places = append(places, filepath.Join(d, path))
		}
	}
	dir := l.Dir
	for range upward {
		places = append(places, filepath.Join(dir, rest), filepath.Join(dir, path))
		dir = filepath.Join(dir, "..")
	}
	for _, d := range l.Dirs {
		places = append(places, filepath.Join(d, path))
	}
	return places
}

// mostPoints of a mesh are handed out: enough to span it.
const mostPoints = 4000

// Points are points of a mesh that span it; none if it cannot be had.
func (l *Library) Points(name string) []r3.Vec {
	m := l.Open(name)
	if m == nil {
		return nil
	}
	step := max(1, len(m.Positions)/mostPoints)
	var out []r3.Vec
	for i := 0; i < len(m.Positions); i += step {
		p := m.Positions[i]
		out = append(out, r3.Vec{X: float64(p[0]), Y: float64(p[1]), Z: float64(p[2])})
	}
	return out
}

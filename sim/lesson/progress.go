package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Progress is which exercises a student has solved, kept in a file.
type Progress struct {
	path    string
	entries []progressEntry
}

const (
	progressFormat  = "mirrorarm-lessons"
	progressVersion = 1
	maxProgress     = 1 << 20 // bytes
)

// progressFile is the file: JSON, version 1; unknown keys count as damage.
type progressFile struct {
	Format    string          `json:"format"`
	Version   int             `json:"version"`
	Exercises []progressEntry `json:"exercises"`
}

type progressEntry struct {
	Lesson   string `json:"lesson"`
	Exercise string `json:"exercise"`
	Tries    int    `json:"tries"`
	Solved   bool   `json:"solved"`
}

// OpenProgress reads the file at path; one that does not exist is empty. A file
// that cannot be read, because it is damaged or of a newer version, is set aside
// under another name, which the notice tells, and never overwritten.
func OpenProgress(path string) (p *Progress, notice string, err error) {
	p = &Progress{path: path}
	problem, err := p.read()
	if err != nil || problem == "" {
		return p, "", err
	}
	aside, err := setAside(path)
	if err != nil {
		return nil, "", err
	}
	return p, fmt.Sprintf("%s: %s; set aside as %s", path, problem, aside), nil
}

// read fills in the entries; problem says why the file's content is of no use.
func (p *Progress) read() (problem string, err error) {
	f, err := os.Open(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("lesson: progress: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(f, maxProgress+1))
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return "", fmt.Errorf("lesson: progress: %w", err)
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	switch {
	case len(content) > maxProgress:
		return fmt.Sprintf("longer than %d bytes", maxProgress), nil
	case json.Unmarshal(content, &head) != nil || head.Format != progressFormat:
		return "damaged", nil
	case head.Version != progressVersion:
		return fmt.Sprintf("version %d, this program knows %d", head.Version, progressVersion), nil
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	var file progressFile
	if decoder.Decode(&file) != nil {
		return "damaged", nil
	}
	p.entries = file.Exercises
	return "", nil
}

// setAside renames a file to the first free of its numbered names.
func setAside(path string) (string, error) {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.aside-%d", path, n)
		_, err := os.Lstat(aside)
		if err == nil {
			continue
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("lesson: progress: %w", err)
		}
		if err := os.Rename(path, aside); err != nil {
			return "", fmt.Errorf("lesson: progress: %w", err)
		}
		return aside, nil
	}
}

// find is the entry of an exercise, made if need be.
func (p *Progress) find(lesson, exercise string) *progressEntry {
	for i := range p.entries {
		if e := &p.entries[i]; e.Lesson == lesson && e.Exercise == exercise {
			return e
		}
	}
	p.entries = append(p.entries, progressEntry{Lesson: lesson, Exercise: exercise})
	return &p.entries[len(p.entries)-1]
}

// Record counts an answer; what was solved once stays solved.
func (p *Progress) Record(lesson, exercise string, accepted bool) {
	e := p.find(lesson, exercise)
	e.Tries++
	e.Solved = e.Solved || accepted
}

// Has tells whether an exercise is solved. A nil Progress has none.
func (p *Progress) Has(lesson, exercise string) bool {
	if p == nil {
		return false
	}
	for _, e := range p.entries {
		if e.Lesson == lesson && e.Exercise == exercise && e.Solved {
			return true
		}
	}
	return false
}

// Solved counts the exercises of a lesson that are solved.
func (p *Progress) Solved(lesson string) (n int) {
	for _, e := range p.entries {
		if e.Lesson == lesson && e.Solved {
			n++
		}
	}
	return n
}

// Reset forgets everything.
func (p *Progress) Reset() { p.entries = nil }

// Save writes the file whole or not at all: beside its name, then renamed.
func (p *Progress) Save() error {
	if err := os.MkdirAll(filepath.Dir(p.path), 0o755); err != nil {
		return fmt.Errorf("lesson: progress: %w", err)
	}
	content, err := json.MarshalIndent(progressFile{Format: progressFormat, Version: progressVersion, Exercises: p.entries}, "", " ")
	if err != nil {
		return fmt.Errorf("lesson: progress: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(p.path), ".lessons-*")
	if err != nil {
		return fmt.Errorf("lesson: progress: %w", err)
	}
	_, err = f.Write(append(content, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), p.path)
	}
	if err != nil {
		// The first error is the one to tell; what is left is only a spare name.
		_ = os.Remove(f.Name())
		return fmt.Errorf("lesson: progress: %w", err)
	}
	return nil
}

package lesson

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Progress is which exercises a student has solved, kept in a file or wherever else a
// Store is. Several windows may have the same one open: each adds what was answered in
// it, and what any of them solved stays solved. Without a store nothing is kept.
type Progress struct {
	store   Store           // nil keeps nothing
	entries []progressEntry // the store's, as it was last read or written
	fresh   []progressEntry // answers that it does not have yet
	emptied bool            // it is to be forgotten before they are added
}

const (
	progressFormat  = "mirrorarm-lessons"
	progressVersion = 1
	maxProgress     = 1 << 20 // bytes
)

// progressFile is what is kept: JSON, version 1; unknown keys count as damage.
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
	if path == "" {
		return &Progress{}, "", nil
	}
	return ProgressIn(file(path))
}

// ProgressIn is OpenProgress for any other store.
func ProgressIn(s Store) (p *Progress, notice string, err error) {
	p = &Progress{store: s}
	problem, err := p.read() // what is kept is put in place whole, so reading needs no lock
	if err != nil {
		return nil, "", fmt.Errorf("lesson: progress: %w", err)
	}
	if problem == "" {
		return p, "", nil
	}
	release, err := s.Lock()
	if err != nil {
		return nil, "", fmt.Errorf("lesson: progress: %w", err)
	}
	defer release()
	if notice, err = p.reread(); err != nil {
		return nil, "", fmt.Errorf("lesson: progress: %w", err)
	}
	return p, notice, nil
}

// reread takes what the store has for what is known of the past; the notice says what
// became of content that is of no use. It belongs inside the lock.
func (p *Progress) reread() (notice string, err error) {
	p.entries = nil
	problem, err := p.read()
	if err != nil || problem == "" {
		return "", err
	}
	aside, err := p.store.SetAside()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %s; set aside as %s", p.store.Name(), problem, aside), nil
}

// read fills in the entries; problem says why what is kept is of no use.
func (p *Progress) read() (problem string, err error) {
	content, err := p.store.Read(maxProgress + 1)
	if err != nil || content == nil {
		return "", err
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
	var kept progressFile
	if decoder.Decode(&kept) != nil {
		return "damaged", nil
	}
	p.entries = kept.Exercises
	return "", nil
}

// entryOf is the entry of an exercise in a list, made if need be.
func entryOf(list *[]progressEntry, lesson, exercise string) *progressEntry {
	for i := range *list {
		if e := &(*list)[i]; e.Lesson == lesson && e.Exercise == exercise {
			return e
		}
	}
	*list = append(*list, progressEntry{Lesson: lesson, Exercise: exercise})
	return &(*list)[len(*list)-1]
}

// Record counts an answer; what was solved once stays solved.
func (p *Progress) Record(lesson, exercise string, accepted bool) {
	for _, list := range []*[]progressEntry{&p.entries, &p.fresh} {
		e := entryOf(list, lesson, exercise)
		e.Tries++
		e.Solved = e.Solved || accepted
	}
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

// Reset forgets everything, what other windows solved as well.
func (p *Progress) Reset() { p.entries, p.fresh, p.emptied = nil, nil, true }

// Try tells whether Save will be able to write, so that a class learns of it before
// the first answer.
func (p *Progress) Try() error {
	if p.store == nil {
		return nil
	}
	if err := p.store.Try(); err != nil {
		return fmt.Errorf("lesson: progress: %w", err)
	}
	return nil
}

// Save adds what was answered here to what the store has by now, and writes that whole
// or not at all.
func (p *Progress) Save() error {
	if p.store == nil {
		return nil
	}
	if err := p.save(); err != nil {
		return fmt.Errorf("lesson: progress: %w", err)
	}
	p.fresh, p.emptied = nil, false
	return nil
}

func (p *Progress) save() error {
	release, err := p.store.Lock()
	if err != nil {
		return err
	}
	defer release()
	if err := p.merge(); err != nil {
		return err
	}
	content, err := json.MarshalIndent(progressFile{Format: progressFormat, Version: progressVersion, Exercises: p.entries}, "", " ")
	if err != nil {
		return err
	}
	return p.store.Write(append(content, '\n'))
}

// merge makes the entries those of the store and what was answered here since. Of one
// that was damaged meanwhile, what this window knows of it is kept.
func (p *Progress) merge() error {
	known := p.entries
	notice, err := p.reread()
	if err != nil || notice != "" {
		p.entries = known
		return err
	}
	if p.emptied {
		p.entries = nil
	}
	for _, e := range p.fresh {
		old := entryOf(&p.entries, e.Lesson, e.Exercise)
		old.Tries += e.Tries
		old.Solved = old.Solved || e.Solved
	}
	return nil
}

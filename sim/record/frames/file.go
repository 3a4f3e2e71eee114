package frames

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// noteKey is where a file of one episode says in its footer what that is.
const noteKey = "mirrorarm.episode"

// note is what it says.
type note struct {
	Number   int       `json:"number"`
	Task     string    `json:"task"`
	Facts    []Fact    `json:"facts"`
	Features []Feature `json:"features"`
}

// Save writes an episode as a whole file of its own.
func (e *Episode) Save(w io.Writer) error {
	text, err := json.Marshal(note{e.Number, e.Task, e.Facts, e.Features()})
	if err != nil {
		return err
	}
	out := Create(w, e.Features())
	if err := out.Write(e); err != nil {
		return err
	}
	out.Note(noteKey, string(text))
	return out.Close()
}

// Bytes is what Save writes.
func (e *Episode) Bytes() ([]byte, error) {
	var b bytes.Buffer
	err := e.Save(&b)
	return b.Bytes(), err
}

// Head is what is told of an episode without its rows.
type Head struct {
	Number, Rows int
	Task         string
	Facts        []Fact
}

// Head is the episode's.
func (e *Episode) Head() Head { return Head{e.Number, e.Rows(), e.Task, e.Facts} }

// ReadHead reads the head of an episode's file.
func ReadHead(path string) (Head, error) {
	var h Head
	err := WithFile(path, func(f io.ReaderAt, size int64) error {
		return guarded(func() error {
			var e Episode
			r, err := openEpisode(&e, f, size)
			if err == nil {
				h = Head{e.Number, r.Rows(0), e.Task, e.Facts}
			}
			return err
		})
	})
	return h, err
}

// Load reads what Save wrote into e, reusing its memory. A file that is not whole, or
// not such a one, is an error.
func (e *Episode) Load(from io.ReaderAt, size int64) error {
	return guarded(func() error {
		r, err := openEpisode(e, from, size)
		if err != nil {
			return err
		}
		return r.Read(e, 0)
	})
}

// guarded makes an error of what a damaged file makes the Parquet library panic of.
func guarded(read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("is damaged: %v", r)
		}
	}()
	return read()
}

// LoadFile is Load of a file at a path.
func (e *Episode) LoadFile(path string) error { return WithFile(path, e.Load) }

// WithFile opens a file to read anywhere in it.
func WithFile(path string, do func(f io.ReaderAt, size int64) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := do(f, info.Size()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func openEpisode(e *Episode, from io.ReaderAt, size int64) (r *Reader, err error) {
	file, err := openFile(from, size)
	if err != nil {
		return nil, err
	}
	text, ok := file.Lookup(noteKey) // which has the features
	if !ok {
		return nil, errNoEpisode
	}
	var n note
	if err := json.Unmarshal([]byte(text), &n); err != nil {
		return nil, fmt.Errorf("its note: %w", err)
	}
	for i := range n.Features {
		if err := n.Features[i].Check(); err != nil {
			return nil, fmt.Errorf("its note: %s %w", n.Features[i].Name, err)
		}
	}
	e.Number, e.Task, e.Facts = n.Number, n.Task, n.Facts
	if r, err = newReader(file, n.Features); err != nil {
		return nil, err
	}
	if r.Groups() != 1 {
		return nil, fmt.Errorf("%d episodes, want one", r.Groups())
	}
	return r, nil
}

var errNoEpisode = errors.New("is no episode of mirrorarm generate")

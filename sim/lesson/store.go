package lesson

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mirrorarm/sim/atomicfile"
)

// Store is where a Progress is kept: a file, or what a browser keeps for a page.
type Store interface {
	// Name is what notices call it.
	Name() string
	// Read is what is kept, or as much of it; nil for nothing.
	Read(most int64) ([]byte, error)
	// Write puts something in its place, whole or not at all.
	Write([]byte) error
	// SetAside keeps what is there under another name, which it tells.
	SetAside() (name string, err error)
	// Lock keeps other windows from it until release is called.
	Lock() (release func(), err error)
	// Try tells whether Write will be able to.
	Try() error
}

// file is a store at a path.
type file string

func (f file) Name() string { return string(f) }

func (f file) Read(most int64) ([]byte, error) {
	info, err := os.Stat(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.Mode().IsRegular() { // who opens a pipe may wait for ever
		return nil, fmt.Errorf("%s is not a regular file", f)
	}
	in, err := os.Open(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(in, most))
	if closing := in.Close(); err == nil {
		err = closing
	}
	return content, err
}

func (f file) Write(content []byte) error {
	return atomicfile.Write(string(f), func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// SetAside renames the file to the first free of its numbered names.
func (f file) SetAside() (string, error) {
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.aside-%d", f, n)
		_, err := os.Lstat(aside)
		if err == nil {
			continue
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		return aside, os.Rename(string(f), aside)
	}
}

// Lock makes the file's folder first, which the lock is in.
func (f file) Lock() (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o755); err != nil {
		return nil, err
	}
	return lockBeside(string(f))
}

func (f file) Try() error {
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o755); err != nil {
		return err
	}
	return atomicfile.Try(string(f))
}

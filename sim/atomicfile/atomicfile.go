// Package atomicfile writes files, and folders of them, whole or not at all: under a
// temporary name beside their own, which is changed when everything is written. Until
// then nothing is created under that name, and nothing there is touched.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf16"
)

// File is a file being written. It becomes visible with Commit.
type File struct {
	*os.File
	path      string
	committed bool
}

// Create begins the file at path. It fails where the file could not be put in
// its place later, so that a program learns of it before its work and not after.
func Create(path string) (*File, error) {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("cannot write %s: it is a folder", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, failed(path, err) // such as a name that is too long, of which the temporary one is not
	case len(utf16.Encode([]rune(filepath.Base(path)))) > longest:
		return nil, fmt.Errorf("cannot write %s: its name is longer than %d letters", path, longest)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+shortened(filepath.Base(path))+"-*")
	if err != nil {
		return nil, failed(path, err)
	}
	return &File{File: f, path: path}, nil
}

// longest is how many letters of 16 bits a name may have on Windows and macOS, where
// not every system tells of one that is longer before it is written; Linux allows as
// many bytes.
const longest = 255

// shortened leaves room for the temporary name's own letters within the 255
// bytes that file systems allow.
func shortened(name string) string {
	const most = 200
	if len(name) > most {
		return name[:most]
	}
	return name
}

// Try tells whether a file could be written at path, and leaves no trace.
func Try(path string) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	f.Discard()
	return nil
}

// TryFolder tells whether files could be written into a folder at path, which may
// have to be made first, and leaves no trace.
func TryFolder(path string) error {
	at := filepath.Clean(path)
	for {
		info, err := os.Stat(at)
		if err == nil && !info.IsDir() {
			return fmt.Errorf("cannot write into %s: %s is no folder", path, at)
		}
		if up := filepath.Dir(at); errors.Is(err, fs.ErrNotExist) && up != at {
			at = up
			continue
		}
		if err != nil {
			return failed(path, err)
		}
		break
	}
	f, err := os.CreateTemp(at, ".mirrorarm-*")
	if err != nil {
		return failed(path, err)
	}
	(&File{File: f}).Discard()
	return nil
}

// Commit puts the whole file in its place, readable by everyone, on the disk
// and not only in the system's memory.
func (f *File) Commit() error { return f.CommitAs(0o644) }

// CommitAs is Commit with permissions of the caller's choice.
func (f *File) CommitAs(perm os.FileMode) error {
	err := f.finish(perm)
	if err == nil {
		err = os.Rename(f.Name(), f.path)
	}
	if err != nil {
		f.Discard()
		return failed(f.path, err)
	}
	f.committed = true
	return nil
}

// finish ends the temporary file, on the disk.
func (f *File) finish(perm os.FileMode) error {
	err := f.Chmod(perm)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// Discard cleans up after an error that is already on its way to the caller, so
// its own errors are of no interest; after Commit it does nothing.
func (f *File) Discard() {
	if f.committed {
		return
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// Write writes a whole file.
func Write(path string, write func(io.Writer) error) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	defer f.Discard()
	if err := write(f); err != nil {
		return failed(path, err)
	}
	return f.Commit()
}

// failed names the file and not the temporary one, which would only confuse.
func failed(path string, err error) error {
	var one *os.PathError
	var both *os.LinkError
	switch {
	case errors.As(err, &one):
		err = one.Err
	case errors.As(err, &both):
		err = both.Err
	}
	return fmt.Errorf("cannot write %s: %w", path, err)
}

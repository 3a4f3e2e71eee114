package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// mostNames bounds how many names are tried.
const mostNames = 1000

// WriteNew writes a whole file where there is none yet: at path, or where that is taken
// with −2, −3 and so on before its ending. It gives the name that it has.
func WriteNew(path string, write func(io.Writer) error) (string, error) {
	f, err := Create(path)
	if err != nil {
		return "", err
	}
	defer f.Discard()
	if err := write(f); err != nil {
		return "", failed(path, err)
	}
	if err := f.finish(0o644); err != nil {
		return "", failed(path, err)
	}
	name, err := unused(path, f.appear)
	if err != nil {
		return "", failed(path, err)
	}
	f.committed = true
	return name, nil
}

// OpenNew creates an empty file where there is none yet, by the same rule, to be written
// at leisure.
func OpenNew(path string) (*os.File, error) {
	var file *os.File
	_, err := unused(path, func(name string) (err error) {
		file, err = os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		return err
	})
	if err != nil {
		return nil, failed(path, err)
	}
	return file, nil
}

// unused tries names until one is not taken.
func unused(path string, try func(name string) error) (string, error) {
	ending := filepath.Ext(path)
	name := path
	for n := 2; ; n++ {
		err := try(name)
		if err == nil {
			return name, nil
		}
		if !errors.Is(err, fs.ErrExist) || n > mostNames {
			return "", err
		}
		name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, ending), n, ending)
	}
}

// appear gives the whole file its name, unless that is taken.
func (f *File) appear(name string) error {
	err := os.Link(f.Name(), name)
	if err == nil {
		_ = os.Remove(f.Name()) // it is whole under the other name
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without links: the name is taken first, and then replaced.
	taken, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_ = taken.Close() // empty
	if err := os.Rename(f.Name(), name); err != nil {
		_ = os.Remove(name)
		return err
	}
	return nil
}

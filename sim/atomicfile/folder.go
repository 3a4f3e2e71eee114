package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Folder is a folder being filled. It becomes visible, whole, with Commit.
type Folder struct {
	path, temporary string
	committed       bool
}

// CreateFolder begins the folder at path, which must not be there or be empty. It
// fails where the folder could not be put in its place later.
func CreateFolder(path string) (*Folder, error) {
	if err := TryNewFolder(path); err != nil {
		return nil, err
	}
	path = filepath.Clean(path)
	above := filepath.Dir(path)
	if err := os.MkdirAll(above, 0o755); err != nil {
		return nil, failed(path, err)
	}
	temporary, err := os.MkdirTemp(above, "."+shortened(filepath.Base(path))+"-*")
	if err != nil {
		return nil, failed(path, err)
	}
	return &Folder{path: path, temporary: temporary}, nil
}

// TryNewFolder tells whether a folder could be filled at path: as TryFolder does, and
// whether there is anything in it already.
func TryNewFolder(path string) error {
	if err := TryFolder(path); err != nil {
		return err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failed(path, err)
	}
	names, err := f.Readdirnames(1)
	_ = f.Close() // only read from, and what is open cannot be replaced everywhere
	switch {
	case errors.Is(err, io.EOF):
		return givesWay(path)
	case err != nil:
		return failed(path, err)
	default:
		return fmt.Errorf("cannot write into %s: it is not empty (it has %s)", path, names[0])
	}
}

// givesWay tells whether an empty folder can be replaced, which one that is mounted
// cannot.
func givesWay(path string) error {
	err := os.Remove(path)
	if err == nil {
		err = os.Mkdir(path, 0o755)
	}
	if err != nil {
		return fmt.Errorf("cannot write into %s: it cannot be replaced; name a folder inside it: %w", path, err)
	}
	return nil
}

// Path is where a file of the folder is until Commit; folders above it are made.
func (f *Folder) Path(name string) (string, error) {
	path := filepath.Join(f.temporary, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", failed(f.path, err)
	}
	return path, nil
}

// Create begins a file of the folder.
func (f *Folder) Create(name string) (*os.File, error) {
	path, err := f.Path(name)
	if err != nil {
		return nil, err
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, failed(f.path, err)
	}
	return file, nil
}

// Write writes a whole file of the folder.
func (f *Folder) Write(name string, write func(io.Writer) error) error {
	file, err := f.Create(name)
	if err != nil {
		return err
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return failed(f.path, err)
	}
	return nil
}

// Commit puts the folder in its place when everything in it is on the disk.
func (f *Folder) Commit() error {
	err := filepath.WalkDir(f.temporary, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(file.Sync(), file.Close())
	})
	if err == nil {
		err = os.Chmod(f.temporary, 0o755)
	}
	if err == nil {
		// An empty folder gives way; one that has been filled meanwhile does not.
		if gone := os.Remove(f.path); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = gone
		}
	}
	if err == nil {
		err = os.Rename(f.temporary, f.path)
	}
	if err != nil {
		f.Discard()
		return failed(f.path, err)
	}
	f.committed = true
	return nil
}

// Discard cleans up after an error; after Commit it does nothing.
func (f *Folder) Discard() {
	if f.committed {
		return
	}
	// One by one, the deepest first: not every system removes within an open folder.
	var all []string
	_ = filepath.WalkDir(f.temporary, func(path string, _ fs.DirEntry, _ error) error {
		all = append(all, path)
		return nil
	})
	for _, path := range slices.Backward(all) {
		_ = os.Remove(path)
	}
}

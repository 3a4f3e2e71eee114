package mesh

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// stat looks at a path of the library's files: the system's, or those of Files.
func (l *Library) stat(path string) (fs.FileInfo, error) {
	if l.Files == nil {
		return os.Stat(path)
	}
	return fs.Stat(l.Files, filepath.ToSlash(path))
}

// open opens one.
func (l *Library) open(path string) (fs.File, error) {
	if l.Files == nil {
		return os.Open(path)
	}
	return l.Files.Open(filepath.ToSlash(path))
}

// readFile reads a regular file that is not too large, whatever its size is said to be.
func (l *Library) readFile(path string) ([]byte, error) {
	info, err := l.stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("mesh: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("mesh: %s: no regular file", path)
	case info.Size() > MaxBytes:
		return nil, fmt.Errorf("mesh: %s: %d bytes, want at most %d", filepath.Base(path), info.Size(), MaxBytes)
	}
	f, err := l.open(path)
	if err != nil {
		return nil, fmt.Errorf("mesh: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err == nil && len(data) > MaxBytes {
		err = fmt.Errorf("more than %d bytes", MaxBytes)
	}
	if err != nil {
		return nil, fmt.Errorf("mesh: %s: %w", filepath.Base(path), err)
	}
	return data, nil
}

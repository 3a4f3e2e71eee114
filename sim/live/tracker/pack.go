package tracker

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/sim/atomicfile"
)

// maxPart (bytes) is more than any file of an installation has.
const maxPart = 64 << 20

// Pack writes the installation in dir into one file, to be carried to a machine
// that has no network.
func Pack(dir, path string) error {
	if _, err := Status(dir); err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for _, f := range files {
			entry, err := archive.Create(f.name)
			if err != nil {
				return err
			}
			if err := copyFile(entry, filepath.Join(dir, f.name)); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // read only
	_, err = io.Copy(w, f)
	return err
}

// InstallFrom installs what Pack wrote, if it is what must be in it.
func InstallFrom(path, dir string) error {
	archive, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) {
		return fmt.Errorf("tracker: %s is no zip file, want one of mirrorarm camera pack", path)
	}
	if err != nil {
		return fmt.Errorf("tracker: %w", err)
	}
	defer archive.Close() //nolint:errcheck // read only
	built := map[string][]byte{}
	for _, f := range files {
		if built[f.name], err = readPart(&archive.Reader, f.name); err != nil {
			return fmt.Errorf("tracker: %s: %s: %w", path, f.name, err)
		}
	}
	return put(dir, built)
}

func readPart(archive *zip.Reader, name string) ([]byte, error) {
	f, err := archive.Open(name)
	if err != nil {
		return nil, errors.New("not in the archive")
	}
	defer f.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(io.LimitReader(f, maxPart+1))
	if err != nil {
		return nil, errors.New("damaged")
	}
	if len(content) > maxPart {
		return nil, fmt.Errorf("larger than %d MB", maxPart>>20)
	}
	return content, nil
}

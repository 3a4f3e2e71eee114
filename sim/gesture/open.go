package gesture

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/sim/gesture/format"
)

// maxFile (bytes) holds ten minutes of any tracker.
const maxFile = 64 << 20

// Open reads a recording and prepares it for playing. Errors name the file, the
// line and what was expected there.
func Open(path string, opt Options) (Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("gesture: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return Read(filepath.Base(path), f, opt)
}

// Read is Open for content that is already at hand; name stands for the file
// in reports and errors.
func Read(name string, content io.Reader, opt Options) (Source, error) {
	data, err := io.ReadAll(io.LimitReader(content, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("gesture: %s: %w", name, err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("gesture: %s: larger than %d MB", name, maxFile>>20)
	}
	rec, err := parse(name, data, opt)
	if err != nil {
		return nil, err
	}
	return play(rec, opt)
}

// parse reads a file's content, whatever its format, and gives it a clock and a
// unit.
func parse(name string, data []byte, opt Options) (*recording, error) {
	raw, err := format.Read(data, format.Options{Axes: opt.Axes, Aspect: opt.Aspect})
	if err != nil {
		return nil, fmt.Errorf("gesture: %s: %w", name, err)
	}
	return prepare(name, raw, opt)
}

package gesture

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mirrorarm/sim/gesture/format"
)

// Frames reads a recording as a tracker would have sent it: frames in rising
// time (s), in metres and right-handed axes, with nothing decided about sides,
// bones or postures.
func Frames(path string, opt Options) (*format.Recording, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("gesture: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("gesture: %w", err)
	}
	rec, err := parse(filepath.Base(path), data, opt)
	if err != nil {
		return nil, err
	}
	return rec.Recording, nil
}

package gesture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mirrorarm/sim/gesture/format"
)

// maxFile (bytes) holds ten minutes of two hands by any tracker: a Leap's service
// writes 13 kB a frame, 110 times a second.
const maxFile = 1 << 30

// Open reads a recording and prepares it for playing. Errors name the file, the
// line and what was expected there.
func Open(path string, opt Options) (Source, error) {
	rec, err := openRecording(path, opt)
	if err != nil {
		return nil, err
	}
	return play(rec, opt)
}

// openRecording reads a file that has an end.
func openRecording(path string, opt Options) (*recording, error) {
	name := filepath.Base(path)
	// Before it is opened: to open a pipe waits for who writes into it.
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if kind := kindOf(info.Mode()); kind != "" {
		return nil, fmt.Errorf("gesture: %s: %s, want a file", path, kind)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("gesture: %s: %d MB, want at most %d MB", name, info.Size()>>20, maxFile>>20)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	data := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	return readRecording(name, f, data, opt)
}

// missingFile is the error of a path under which there is nothing: every system has
// its own words for that.
type missingFile struct{ path string }

func (e missingFile) Error() string        { return fmt.Sprintf("gesture: %s: no such file", e.path) }
func (e missingFile) Is(target error) bool { return target == fs.ErrNotExist }

// unreadable is why a path cannot be opened, without the name of the system's call.
func unreadable(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return missingFile{path}
	}
	if of := (*fs.PathError)(nil); errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("gesture: %s: %w", path, err)
}

// kindOf is what stands under a name if it is no file.
func kindOf(mode os.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&os.ModeNamedPipe != 0:
		return "a pipe, which need not end"
	case mode&os.ModeDevice != 0:
		return "a device"
	case mode&os.ModeSocket != 0:
		return "a socket"
	case !mode.IsRegular():
		return "no regular file"
	}
	return ""
}

// Read is Open for content that is already at hand; name stands for the file
// in reports and errors.
func Read(name string, content io.Reader, opt Options) (Source, error) {
	rec, err := readRecording(name, content, &bytes.Buffer{}, opt)
	if err != nil {
		return nil, err
	}
	return play(rec, opt)
}

// readRecording reads content into a buffer, but no more than a file may have.
func readRecording(name string, content io.Reader, data *bytes.Buffer, opt Options) (*recording, error) {
	n, err := data.ReadFrom(io.LimitReader(content, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("gesture: %s: %w", name, err)
	}
	if n > maxFile {
		return nil, fmt.Errorf("gesture: %s: larger than %d MB", name, maxFile>>20)
	}
	return parse(name, data.Bytes(), opt)
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

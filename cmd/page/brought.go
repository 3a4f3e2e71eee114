package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
)

// Bounds of what a visitor brings: of a file, and of what a zip says that is in it.
const (
	mostBytes    = 64 << 20
	mostUnpacked = 256 << 20
	mostFiles    = 4000
	mostText     = 8 << 20 // of a description
)

// kind is what a file is, by its content.
type kind int

const (
	aRecording kind = iota // of a hand, in any format
	aRobot                 // a URDF
	aZip
	aSession
)

// byteOrderMark is what some editors write before the text.
var byteOrderMark = []byte("\xef\xbb\xbf")

// kindOf looks at the first bytes: the formats of recordings are told apart when one is read.
func kindOf(content []byte) kind {
	head := content[:min(len(content), 4<<10)]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return aZip
	case bytes.HasPrefix(head, []byte("\x89MCAP0\r\n")):
		return aSession
	case bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(head, byteOrderMark)), []byte("<")):
		return aRobot
	}
	return aRecording
}

// checkSize refuses what is too large to be read in a browser.
func checkSize(content []byte) error {
	if len(content) > mostBytes {
		return fmt.Errorf("%d MB, want at most %d MB", len(content)>>20, mostBytes>>20)
	}
	return nil
}

// readRecording reads a hand's recording.
func readRecording(name string, content []byte) (gesture.Source, error) {
	if kindOf(content) == aSession {
		return nil, fmt.Errorf("%s: a recorded session, which a page does not play; mirrorarm demo %s does", name, name)
	}
	return gesture.Read(name, bytes.NewReader(content), gesture.Options{Seed: seed})
}

// brought is a robot that a visitor has brought: a description, and the files that it
// names. A zip never leads out of itself: names that would are not in it.
type brought struct {
	name  string // in the zip, if it came in one
	text  []byte
	files *zip.Reader
}

// readRobot reads a URDF, or a zip of one with its meshes.
func readRobot(name string, content []byte) (*brought, error) {
	if kindOf(content) != aZip {
		return &brought{name, content, &zip.Reader{}}, nil
	}
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("%s: not a whole zip: %w", name, err)
	}
	if len(files.File) > mostFiles {
		return nil, fmt.Errorf("%s: %d files, want at most %d", name, len(files.File), mostFiles)
	}
	b, total := &brought{files: files}, uint64(0)
	var found []string
	for _, f := range files.File {
		if total += f.UncompressedSize64; total > mostUnpacked || f.UncompressedSize64 > mostUnpacked {
			return nil, fmt.Errorf("%s: more than %d MB when unpacked", name, mostUnpacked>>20)
		}
		if strings.EqualFold(path.Ext(f.Name), ".urdf") && !strings.HasPrefix(f.Name, "__MACOSX/") {
			found = append(found, f.Name)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%s: %d files that end in .urdf, want one", name, len(found))
	}
	b.name = found[0]
	f, err := files.Open(b.name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer f.Close() //nolint:errcheck // only read from
	if b.text, err = io.ReadAll(io.LimitReader(f, mostText+1)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(b.text) > mostText {
		return nil, errors.New(name + ": the description is too long")
	}
	return b, nil
}

// forSide is the robot of a side.
func (b *brought) forSide(side hand.Side) (*robot.Robot, error) {
	r, err := robot.ReadURDF(b.name, bytes.NewReader(b.text), robot.Fit{
		Want: side.String(), Meshes: &mesh.Library{Dir: path.Dir(b.name), Files: b.files},
	})
	if err != nil {
		return nil, err
	}
	return r.ForSide(side)
}

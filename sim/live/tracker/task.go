package tracker

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// member is one model of a task: the name that the tracker looks for, and what
// the model wants of a picture.
type member struct {
	name string
	want Normalisation
}

// The models of the tasks. Hands are found in pixels of 0…1, bodies in pixels of
// −1…1 (as the graphs of the older packages feed them).
var (
	unit   = Normalisation{Mean: 0, Std: 255}
	signed = Normalisation{Mean: 127.5, Std: 127.5}
)

// Task is a kind of task file.
type Task struct{ detector, landmarks member }

// HandTask and PoseTask are what the tracker calls a hand landmarker and a pose
// landmarker.
func HandTask() Task {
	return Task{member{"hand_detector.tflite", unit}, member{"hand_landmarks_detector.tflite", unit}}
}

// PoseTask is the one for bodies.
func PoseTask() Task {
	return Task{member{"pose_detector.tflite", signed}, member{"pose_landmarks_detector.tflite", unit}}
}

// WriteTask writes the task file of two models: a zip archive that is not
// compressed, since the tracker reads it in place.
func WriteTask(w io.Writer, task Task, detector, landmarks []byte) error {
	archive := zip.NewWriter(w)
	for _, m := range []struct {
		member
		model []byte
	}{{task.detector, detector}, {task.landmarks, landmarks}} {
		model, err := WithNormalisation(m.model, m.want)
		if err != nil {
			return fmt.Errorf("tracker: %s: %w", m.name, err)
		}
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Store})
		if err != nil {
			return err
		}
		if _, err := entry.Write(model); err != nil {
			return err
		}
	}
	return archive.Close()
}

// packedFiles finds the list of files in the script that loads a packed file.
var packedFiles = regexp.MustCompile(`"files":\s*(\[\{[^\]]*\}\])`)

// Unpack cuts the file whose path ends in name out of a packed file, as its
// loader script says.
func Unpack(loader, packed []byte, name string) ([]byte, error) {
	found := packedFiles.FindSubmatch(loader)
	if found == nil {
		return nil, fmt.Errorf("tracker: no list of files in the loader of %s", name)
	}
	var files []struct {
		Filename   string
		Start, End int
	}
	if err := json.Unmarshal(found[1], &files); err != nil {
		return nil, fmt.Errorf("tracker: list of files: %w", err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Filename, "/"+name) {
			continue
		}
		if f.Start < 0 || f.End < f.Start || f.End > len(packed) {
			return nil, fmt.Errorf("tracker: %s: bytes %d to %d of %d", name, f.Start, f.End, len(packed))
		}
		return packed[f.Start:f.End], nil
	}
	return nil, fmt.Errorf("tracker: %s is not in the packed file", name)
}

package tracker

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"mirrorarm/sim/atomicfile"
)

//go:embed npm/package.json npm/package-lock.json
var npmFiles embed.FS

// Version is the tracker's.
const Version = "0.10.35"

// file is a part of an installation. Packages are pinned by the lock file and
// models are built from them the same way everywhere, so that what must come of
// it is known.
type file struct{ name, sha256 string }

var files = []file{
	{"vision_bundle.mjs", "55d7ab624fbb70dcc5adc4ae6d7ea9cfcb569139d3dbfbf2b1deafcb966bc0fe"},
	{"vision_wasm_module_internal.js", "1f1d6215324a1fe62f6742d49a3db911170987ca18ad8c1b75f1a1c82acf2b44"},
	{"vision_wasm_module_internal.wasm", "617b8e0248dbd27e9d7ece4218004eae4cefb499196d1bb4fa0e3fef21708756"},
	{"hand.task", "54f1c5d67b4668b11e2cb0e1ba7805da84cc8fa55050b1ba31d819baec5685a3"},
	{"pose.task", "966e8dcf76515888c6b9fe921543322f369eef25849505f7bf68ba4120ee1e8f"},
	{"LICENSE", "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"},
	{"NOTICE", "b1d348c978aa41d7e7aae0e088fac9b7cf13987791c63e012d4d9f74cd0ea927"},
}

// DefaultDir is where the tracker is kept unless somebody names another place:
// the user's cache folder.
func DefaultDir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("tracker: no cache folder: %w", err)
	}
	return filepath.Join(cache, "mirrorarm", "tracker-"+Version), nil
}

// ErrAbsent says that no tracker is installed.
var ErrAbsent = errors.New("tracker: not installed: run mirrorarm camera install")

// Status is what is installed in dir; an error says what is missing or damaged.
func Status(dir string) (names []string, err error) {
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(dir, f.name))
		switch {
		case errors.Is(err, fs.ErrNotExist) && len(names) == 0:
			return nil, ErrAbsent
		case err != nil:
			return nil, fmt.Errorf("tracker: %w", err)
		}
		if err := f.check(content); err != nil {
			return nil, err
		}
		names = append(names, f.name)
	}
	return names, nil
}

func (f file) check(content []byte) error {
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.sha256 {
		return fmt.Errorf("tracker: %s is not that of version %s: run mirrorarm camera install again", f.name, Version)
	}
	return nil
}

// Install fetches the packages with npm and builds the tracker's files in dir.
// Where they are already there and whole, nothing is fetched. tell reports
// progress in words.
func Install(ctx context.Context, dir string, tell func(string)) error {
	if _, err := Status(dir); err == nil {
		return nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("tracker: npm, which fetches it, is not installed: install Node.js, or use mirrorarm camera install --from FILE.zip on a packed one")
	}
	work, err := os.MkdirTemp("", "mirrorarm-tracker-*")
	if err != nil {
		return fmt.Errorf("tracker: %w", err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // a temporary folder
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := npmFiles.ReadFile("npm/" + name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(work, name), content, 0o644); err != nil {
			return fmt.Errorf("tracker: %w", err)
		}
	}
	tell("fetching the hand tracker with npm, 60 MB, once")
	if err := runNPM(ctx, npm, work); err != nil {
		return err
	}
	tell("building its models")
	built, err := build(filepath.Join(work, "node_modules", "@mediapipe"))
	if err != nil {
		return err
	}
	return put(dir, built)
}

func runNPM(ctx context.Context, npm, work string) error {
	cmd := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier",
		"--fetch-retries=1", "--fetch-retry-mintimeout=1000") // without a network it says so soon
	cmd.Dir = work
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("tracker: npm could not fetch it (%s); without a network use mirrorarm camera install --from FILE.zip", firstComplaint(said.String(), err))
	}
	return nil
}

// firstComplaint is the first line of what npm says that tells something.
func firstComplaint(said string, err error) string {
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		for _, head := range []string{"npm error ", "npm ERR! "} {
			if rest, ok := strings.CutPrefix(line, head); ok && !strings.HasPrefix(rest, "code ") && !strings.HasPrefix(rest, "errno ") {
				return rest
			}
		}
	}
	return err.Error()
}

// build makes the installation's files from the packages'.
func build(packages string) (map[string][]byte, error) {
	var failure error
	read := func(parts ...string) []byte {
		content, err := os.ReadFile(filepath.Join(append([]string{packages}, parts...)...))
		if err != nil && failure == nil {
			failure = fmt.Errorf("tracker: %w", err)
		}
		return content
	}
	built := map[string][]byte{
		"vision_bundle.mjs":                read("tasks-vision", "vision_bundle.mjs"),
		"vision_wasm_module_internal.js":   read("tasks-vision", "wasm", "vision_wasm_module_internal.js"),
		"vision_wasm_module_internal.wasm": read("tasks-vision", "wasm", "vision_wasm_module_internal.wasm"),
		"LICENSE":                          []byte(license),
		"NOTICE":                           []byte(notice),
	}
	handLoader, handPacked := read("hands", "hands_solution_packed_assets_loader.js"), read("hands", "hands_solution_packed_assets.data")
	poseLoader, posePacked := read("pose", "pose_solution_packed_assets_loader.js"), read("pose", "pose_solution_packed_assets.data")
	handLandmarks, poseLandmarks := read("hands", "hand_landmark_full.tflite"), read("pose", "pose_landmark_lite.tflite")
	if failure != nil {
		return nil, failure
	}
	for _, t := range []struct {
		name, detector            string
		task                      Task
		loader, packed, landmarks []byte
	}{
		{"hand.task", "palm_detection_full.tflite", HandTask(), handLoader, handPacked, handLandmarks},
		{"pose.task", "pose_detection.tflite", PoseTask(), poseLoader, posePacked, poseLandmarks},
	} {
		detector, err := Unpack(t.loader, t.packed, t.detector)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		if err := WriteTask(&out, t.task, detector, t.landmarks); err != nil {
			return nil, err
		}
		built[t.name] = out.Bytes()
	}
	return built, nil
}

// put writes the files, each whole, after all of them were found right.
func put(dir string, built map[string][]byte) error {
	for _, f := range files {
		if err := f.check(built[f.name]); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("tracker: %w", err)
	}
	for _, f := range files {
		err := atomicfile.Write(filepath.Join(dir, f.name), func(w io.Writer) error {
			_, err := w.Write(built[f.name])
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Remove takes the installation away.
func Remove(dir string) error {
	found := false
	for _, f := range files {
		err := os.Remove(filepath.Join(dir, f.name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tracker: %w", err)
		}
		found = found || err == nil
	}
	if !found {
		return ErrAbsent
	}
	_ = os.Remove(dir) // unless the user keeps something of their own there
	return nil
}

// Names are those of the files that an installation consists of.
func Names() []string {
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	return names
}

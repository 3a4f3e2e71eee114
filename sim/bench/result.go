package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"mirrorarm/sim/figure"
)

// Format and version of a file of results. The version rises when a figure
// changes its meaning or a key its name.
const (
	resultFormat  = "mirrorarm-bench"
	resultVersion = 1
)

// Result is what a suite measured: what --json prints and compare reads.
type Result struct {
	Format      string           `json:"format"`
	Version     int              `json:"version"`
	Program     string           `json:"program"`
	Started     string           `json:"started"` // RFC 3339
	Machine     Machine          `json:"machine"`
	Build       Build            `json:"build"`
	Settings    Settings         `json:"settings"`
	Interrupted bool             `json:"interrupted"`
	Cases       map[string]*Case `json:"cases"`
}

// Machine is where it was measured.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	CPU    string `json:"cpu"` // the model's name
	Cores  int    `json:"cores"`
	Kernel string `json:"kernel,omitempty"`
	// ClockResolutionUS is how finely its clock counts.
	ClockResolutionUS float64 `json:"clock_resolution_us"`
	// Load is the mean number of other programs that wanted a processor in the
	// minute before; −1 where that is not known.
	Load float64 `json:"load"`
}

// Build is what was measured.
type Build struct {
	Go       string `json:"go"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified"` // the working tree differed from the revision
	Tags     string `json:"settings"` // of the compiler, those that matter for speed
}

// Settings are how it was measured.
type Settings struct {
	Seed            uint64  `json:"seed"`
	DurationSeconds float64 `json:"duration_seconds"`
	Repeats         int     `json:"repeats"`
	GOMAXPROCS      int     `json:"gomaxprocs"`
	Pin             int     `json:"pin"` // −1: none
	Source          string  `json:"source"`
	Scene           string  `json:"scene,omitempty"` // none of results before there were any
}

// Case is one case's outcome. Which parts there are depends on the case.
type Case struct {
	*Measurement
	Points   []Point    `json:"points,omitempty"` // one per size
	Fits     []Fit      `json:"fits,omitempty"`   // of cost against size
	Accuracy *Accuracy  `json:"accuracy,omitempty"`
	Gestures []Tracking `json:"gestures,omitempty"`
	Faults   []Tracking `json:"faults,omitempty"`
	Realtime *Realtime  `json:"realtime,omitempty"`
	Contest  *Contest   `json:"contest,omitempty"`

	SetupSeconds figure.Value `json:"setup_seconds"` // building stages, calibration included
	// PeakMemory is the most that the process held up to the end of the case.
	PeakMemory  uint64 `json:"peak_memory_bytes"`
	Digest      string `json:"digest,omitempty"` // of what was computed
	Interrupted bool   `json:"interrupted"`
}

// empty tells whether nothing was measured.
func (c *Case) empty() bool {
	return c == nil || (c.Measurement == nil || len(c.Repeats) == 0) && c.Accuracy == nil && c.Realtime == nil && c.Contest == nil &&
		len(c.Points)+len(c.Gestures)+len(c.Faults) == 0
}

// Point is a measurement at one size.
type Point struct {
	Size int    `json:"size"`
	Unit string `json:"unit"` // what is counted: channels, taxels, arms
	*Measurement
	JointRMSEDeg float64 `json:"joint_rmse_deg,omitempty"` // of the decoder

	// SimPerSecond is how many seconds all mirrors together simulate in one.
	SimPerSecond float64 `json:"sim_seconds_per_second,omitempty"`
}

// NewResult is an empty result.
func NewResult() *Result {
	return &Result{Format: resultFormat, Version: resultVersion, Cases: map[string]*Case{}}
}

// maxResult bounds the file that is read.
const maxResult = 256 << 20

// ReadResult reads what --json printed; name stands for the file in errors.
func ReadResult(name string, content io.Reader) (*Result, error) {
	data, err := io.ReadAll(io.LimitReader(content, maxResult+1))
	if err != nil {
		return nil, fmt.Errorf("bench: %s: %w", name, err)
	}
	if len(data) > maxResult {
		return nil, fmt.Errorf("bench: %s: larger than %d MiB", name, maxResult>>20)
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("bench: %s: want the JSON object that bench --json prints: %w", name, position(data, err))
	}
	if head.Format != resultFormat {
		return nil, fmt.Errorf("bench: %s: format %q, want %q", name, head.Format, resultFormat)
	}
	if head.Version != resultVersion {
		return nil, fmt.Errorf("bench: %s: version %d of the result format, this program reads version %d", name, head.Version, resultVersion)
	}
	r := NewResult()
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("bench: %s: %w", name, position(data, err))
	}
	for key, c := range r.Cases {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("bench: %s: case %q: %w", name, key, err)
		}
	}
	return r, nil
}

// position adds the line to an error of package json.
func position(data []byte, err error) error {
	var offset int64
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		offset = syntax.Offset
	} else if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
		offset = kind.Offset
	} else {
		return err
	}
	line := 1
	for _, b := range data[:min(int(offset), len(data))] {
		if b == '\n' {
			line++
		}
	}
	return fmt.Errorf("line %d: %w", line, err)
}

// check reports what a comparison could not use.
func (c *Case) check() error {
	if c == nil {
		return errors.New("null, want an object")
	}
	if err := c.Measurement.check(); err != nil {
		return err
	}
	for _, p := range c.Points {
		if p.Measurement == nil {
			return fmt.Errorf("point of %d %s: nothing measured", p.Size, p.Unit)
		}
		if err := p.check(); err != nil {
			return fmt.Errorf("point of %d %s: %w", p.Size, p.Unit, err)
		}
	}
	return nil
}

func (m *Measurement) check() error {
	if m == nil {
		return nil
	}
	for i, r := range m.Repeats {
		if ns := r.ReferenceNS; ns.Measured() && !(ns.Float() > 0) || len(r.ProfileNS) > 0 && !ns.Measured() {
			return fmt.Errorf("repeat %d: reference_ns %g, want above 0", i+1, ns)
		}
	}
	return nil
}

package environment

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"mirrorarm/sim/task"
)

// Limits of what one client may ask for.
const (
	maxMirrors   = 4096
	maxMessage   = 16 << 20 // bytes
	minPicture   = 16       // pixels
	maxPicture   = 2048
	mostObserved = 16
)

// The ways to go on after an episode's end.
const (
	// NextStep: the step after an episode's last one ignores the mirror's action and
	// begins its next episode; its reward is 0 and its info says reset.
	NextStep = "next-step"
	// Disabled: a mirror whose episode is over stays as it is until it is reset.
	Disabled = "disabled"
)

// request is what a client asks.
type request struct {
	Op string `json:"op"` // tasks, make, reset, step, render

	// make
	Task      string   `json:"task"`
	Scene     string   `json:"scene"`
	Action    string   `json:"action"`
	Observe   []string `json:"observe"`
	Mirrors   int      `json:"mirrors"`
	FrameSkip int      `json:"frame_skip"`
	Seed      uint64   `json:"seed"`  // of the hardware
	Seeds     []uint64 `json:"seeds"` // of the mirrors; also of reset
	Autoreset string   `json:"autoreset"`
	Format    string   `json:"format"` // json or binary

	Only    []int        `json:"only"`    // of reset: these mirrors
	Actions [][]*float64 `json:"actions"` // of step

	// render
	Mirror int `json:"mirror"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// reply is what is answered.
type reply struct {
	Op    string      `json:"op"` // the request's, or error
	Error string      `json:"error,omitempty"`
	Tasks []task.Task `json:"tasks,omitempty"`
	*made
	Observation map[string][][]float32 `json:"observation,omitempty"`
	Reward      []float64              `json:"reward,omitempty"`
	Terminated  []bool                 `json:"terminated,omitempty"`
	Truncated   []bool                 `json:"truncated,omitempty"`
	Info        map[int]info           `json:"info,omitempty"` // of the mirrors that have something to say
	PNG         []byte                 `json:"png,omitempty"`
}

// made describes the environment that was made.
type made struct {
	Task             string       `json:"task"`
	Scene            string       `json:"scene"`
	Runs             string       `json:"runs"`
	Mirrors          int          `json:"mirrors"`
	FrameSkip        int          `json:"frame_skip"`
	StepSeconds      float64      `json:"step_seconds"`
	Autoreset        string       `json:"autoreset"`
	Format           string       `json:"format"`
	ActionSpace      task.Space   `json:"action_space"`
	ObservationSpace []task.Space `json:"observation_space"` // in the order of binary answers
	Bytes            int          `json:"bytes"`             // of memory, about
}

// info is what is said of one mirror.
type info struct {
	Seed    uint64  `json:"seed"`
	Time    float64 `json:"time_s"`
	Success bool    `json:"success"`
	Clipped int     `json:"clipped,omitempty"`
	Reset   bool    `json:"reset,omitempty"`
}

// decode reads a request: one JSON object with known keys.
func decode(data []byte) (request, error) {
	var r request
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return r, fmt.Errorf("the message is no request: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return r, errors.New("the message goes on after its object")
	}
	return r, nil
}

// actionsOf reads a batch of actions of n elements.
func (r *request) actionsOf(mirrors, n int) ([][]float32, error) {
	if len(r.Actions) != mirrors {
		return nil, fmt.Errorf("actions: %d of them, want one for each of %d mirrors", len(r.Actions), mirrors)
	}
	out := make([][]float32, mirrors)
	for i, row := range r.Actions {
		if len(row) != n {
			return nil, fmt.Errorf("actions[%d]: %d elements, want %d", i, len(row), n)
		}
		out[i] = make([]float32, n)
		for j, v := range row {
			if v == nil {
				return nil, fmt.Errorf("actions[%d][%d]: null, want a number", i, j)
			}
			out[i][j] = float32(*v)
		}
	}
	return out, nil
}

// binaryActions reads the same from little-endian float32.
func binaryActions(data []byte, mirrors, n int) ([][]float32, error) {
	if len(data) != 4*mirrors*n {
		return nil, fmt.Errorf("actions: %d bytes, want %d: float32 of shape [%d, %d]", len(data), 4*mirrors*n, mirrors, n)
	}
	out := make([][]float32, mirrors)
	for i := range out {
		out[i] = make([]float32, n)
		for j := range out[i] {
			out[i][j] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*(i*n+j):]))
		}
	}
	return out, nil
}

// framed is a binary answer's beginning: the length of a JSON object, the object,
// filled up with spaces to a multiple of 8 bytes, and room for more.
func framed(r reply, more int) ([]byte, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	for (4+len(text))%8 != 0 {
		text = append(text, ' ')
	}
	out := make([]byte, 0, 4+len(text)+more)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(text)))
	return append(out, text...), nil
}

package format

import (
	"bytes"
	"encoding/json"
)

// wristFrameRate (Hz) is supposed where a file of frames in the wrist frame
// does not tell: that of the cameras such files come from.
const wristFrameRate = 30

// readWristFrames reads landmarks whose wrist pose was taken out.
func readWristFrames(in *input) (*Recording, error) {
	rec := &Recording{Format: "landmarks in the wrist frame", Clock: Counted, Axes: axesNamed("palm")}
	var rate any
	var order []string
	header := map[string]any{"frame_rate": &rate, "landmarkOrder": &order}
	err := eachElement(in, "frames", header, func(i int, points *[][]float64) error {
		s := newHand()
		if err := landmarks(&s.Seen, *points); err != nil {
			return err
		}
		rec.Frames = append(rec.Frames, Frame{Time: float64(i), Hands: []Hand{s}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	hz, told := rate.(float64)
	if !told {
		hz = wristFrameRate
		rec.note("no frame rate, taken as %d Hz", wristFrameRate)
	}
	if !(hz >= 1 && hz <= 1000) {
		return nil, in.fail(1, "frame_rate %g Hz, want 1 to 1000", hz)
	}
	rec.Rate = hz
	if want := "wrist"; len(order) == 0 || order[0] != want {
		return nil, in.fail(1, "landmarkOrder does not begin with %q", want)
	}
	return rec, nil
}

// decodeDocument decodes the file's one JSON object.
func decodeDocument(in *input, dst any) error {
	dec := json.NewDecoder(bytes.NewReader(in.data))
	if err := dec.Decode(dst); err != nil {
		return in.jsonError(0, err)
	}
	if dec.More() {
		return in.fail(in.lineAt(dec.InputOffset()), "more than one JSON object")
	}
	return nil
}

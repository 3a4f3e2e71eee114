package format

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// input is a file being read.
type input struct {
	data []byte
}

// newInput is data without the mark that some editors put before a text.
func newInput(data []byte) *input {
	return &input{data: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))}
}

// fail is an error at a line, which counts from 1.
func (in *input) fail(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
}

// lineAt is the line of a byte offset.
func (in *input) lineAt(offset int64) int {
	offset = min(max(offset, 0), int64(len(in.data)))
	return 1 + bytes.Count(in.data[:offset], []byte("\n"))
}

// firstLine is the first line that is not blank, and its number.
func (in *input) firstLine() ([]byte, int) {
	rest, line := in.data, 1
	for len(rest) > 0 {
		head, tail, _ := bytes.Cut(rest, []byte("\n"))
		if len(bytes.TrimSpace(head)) > 0 {
			return bytes.TrimSpace(head), line
		}
		rest, line = tail, line+1
	}
	return nil, line
}

// reader turns a file into a recording.
type reader func(*input) (*Recording, error)

// sniff finds the reader. JSON lines have a whole object on their first line;
// other JSON is one document, told apart by its keys.
func (in *input) sniff() (reader, error) {
	first, line := in.firstLine()
	if first == nil {
		return nil, errors.New("empty, want a recording of a hand")
	}
	if first[0] != '{' {
		if bytes.Contains(first, []byte("_X,")) {
			return readMarkers, nil
		}
		return nil, in.fail(line, "neither JSON nor a table of markers (columns NAME_X, NAME_Y, NAME_Z)")
	}
	keys, err := topLevelKeys(in.data)
	if err != nil {
		return nil, in.jsonError(0, err)
	}
	switch {
	case keys["format"]:
		return readNative, nil
	case keys["hands"]:
		return readCamera, nil
	case keys["joints"]:
		return readWebXRPose, nil
	case keys["poses"]:
		return readWebXRList, nil
	case keys["frames"] && keys["landmarkOrder"]:
		return readWristFrames, nil
	case keys["frames"]:
		return readLeap, nil
	}
	return nil, in.fail(line, "unknown JSON: want a key format, hands, joints, poses or frames at the top")
}

// topLevelKeys are the keys of the first JSON object in data.
func topLevelKeys(data []byte) (map[string]bool, error) {
	keys := map[string]bool{}
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		keys[name] = true
		var skipped json.RawMessage
		if err := dec.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	return keys, err
}

// jsonError is a decoding error in a reader's words; offset is where the
// decoded value began.
func (in *input) jsonError(offset int64, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return in.fail(in.lineAt(offset+syntax.Offset), "broken JSON: %s", syntax)
	case errors.As(err, &kind):
		return in.fail(in.lineAt(offset+kind.Offset), "%s is a %s, want %s", kind.Field, kind.Value, jsonKind(kind))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return in.fail(in.lineAt(int64(len(bytes.TrimSpace(in.data)))), "JSON ends too early: the file is cut off")
	}
	return in.fail(in.lineAt(offset), "%s", strings.TrimPrefix(err.Error(), "json: "))
}

// jsonKind is what JSON calls the wanted Go type.
func jsonKind(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "float64", "int", "int64":
		return "a number"
	case "slice", "array":
		return "a list"
	case "string":
		return "a string"
	}
	return "an object"
}

// eachLine decodes every line but blank ones into a fresh T.
func eachLine[T any](in *input, use func(line int, value *T) error) error {
	scanner := bufio.NewScanner(bytes.NewReader(in.data))
	scanner.Buffer(make([]byte, 0, 1<<16), maxLine)
	line := 0
	for scanner.Scan() {
		line++
		text := bytes.TrimSpace(scanner.Bytes())
		if len(text) == 0 {
			continue
		}
		value := new(T)
		dec := json.NewDecoder(bytes.NewReader(text))
		if _, strict := any(value).(*nativeLine); strict {
			dec.DisallowUnknownFields()
		}
		if err := dec.Decode(value); err != nil {
			return in.lineError(line, err)
		}
		if dec.More() {
			return in.fail(line, "more than one JSON object on the line")
		}
		if err := use(line, value); err != nil {
			return in.fail(line, "%w", err)
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return in.fail(line+1, "longer than %d MB", maxLine>>20)
	}
	return scanner.Err()
}

// lineError is jsonError for a text of one line.
func (in *input) lineError(line int, err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return in.fail(line, "%s is a %s, want %s", kind.Field, kind.Value, jsonKind(kind))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return in.fail(line, "JSON ends too early: the line is cut off")
	}
	return in.fail(line, "broken JSON: %s", strings.TrimPrefix(err.Error(), "json: "))
}

// eachElement decodes, one after another, the elements of the list under a
// top-level key, and what stands beside it into header.
func eachElement[T any](in *input, key string, header map[string]any, use func(i int, value *T) error) error {
	dec := json.NewDecoder(bytes.NewReader(in.data))
	if _, err := dec.Token(); err != nil {
		return in.jsonError(0, err)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return in.jsonError(0, err)
		}
		start := dec.InputOffset()
		if name != key {
			if target, ok := header[name.(string)]; ok {
				err = dec.Decode(target)
			} else {
				var skipped json.RawMessage
				err = dec.Decode(&skipped)
			}
			if err != nil {
				return in.jsonError(start, err)
			}
			continue
		}
		if err := eachOf(in, dec, key, use); err != nil {
			return err
		}
	}
	return nil
}

// eachOf decodes the elements of the list that dec stands before.
func eachOf[T any](in *input, dec *json.Decoder, key string, use func(i int, value *T) error) error {
	start := dec.InputOffset()
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		return in.fail(in.lineAt(start), "%s: want a list", key)
	}
	for i := 0; dec.More(); i++ {
		if i >= maxFrames {
			return in.fail(in.lineAt(dec.InputOffset()), "%s: more than %d", key, maxFrames)
		}
		start := dec.InputOffset()
		value := new(T)
		if err := dec.Decode(value); err != nil {
			return in.jsonError(start, err)
		}
		if err := use(i, value); err != nil {
			return in.fail(in.lineAt(dec.InputOffset()), "%s %d: %w", key, i, err)
		}
	}
	_, err := dec.Token()
	return err
}

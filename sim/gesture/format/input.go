package format

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
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

// sniff finds the reader.
func (in *input) sniff() (reader, error) {
	if err := in.noText(); err != nil {
		return nil, err
	}
	first, line := in.firstLine()
	if first == nil {
		return nil, errors.New("empty, want a recording of a hand")
	}
	if isProtoText(in.data) {
		return readProtoText, nil
	}
	if value, ok := in.script(); ok {
		in.data = value
		return readJSON, nil
	}
	if first[0] != '{' && first[0] != '[' {
		if bytes.Contains(first, []byte("hand_top_X,")) {
			return readMarkers, nil
		}
		if read := in.sniffText(first); read != nil {
			return read, nil
		}
		if json, ok := in.unpacked(first); ok {
			return (&input{data: json}).sniffed()
		}
		if in.isTable() {
			return readTable, nil
		}
		return nil, in.unknownText(line, first)
	}
	head := in.data[:min(len(in.data), 1<<16)]
	has := func(key string) bool { return bytes.Contains(head, []byte(`"`+key+`"`)) }
	switch {
	case has(nativeFormat) || has("format") && has("landmarks_m"):
		return readNative, nil
	case isActions(in.topKeys()):
		return readActions, nil
	case isLeap(has):
		return readLeap, nil
	}
	return readJSON, nil
}

// topKeys are the keys of a document that is an object.
func (in *input) topKeys() map[string]bool {
	keys := map[string]bool{}
	p := parser{text: in.data}
	if p.kind() != object {
		return keys
	}
	value{text: in.data, at: p.at}.each(func(key string, _ value) bool {
		keys[key] = true
		return len(keys) < maxBook
	})
	return keys
}

// noText refuses what is packed or encoded in a way that it can name.
func (in *input) noText() error {
	for _, kind := range []struct{ magic, what string }{
		{"\x1f\x8b", "packed by gzip: unpack it first"},
		{"PK\x03\x04", "a zip archive: unpack it first (an .npz holds .npy files)"},
		{"BZh", "packed by bzip2: unpack it first"},
		{"\xfd7zXZ", "packed by xz: unpack it first"},
		{"(\xb5/\xfd", "packed by zstd: unpack it first"},
		{"\x80\x03", "a Python pickle: save it as .npy or JSON"},
		{"\x80\x04", "a Python pickle: save it as .npy or JSON"},
		{"\x80\x05", "a Python pickle: save it as .npy or JSON"},
		{"\x89HDF", "an HDF5 file: save the joints as .npy or JSON"},
		{"Kaydara FBX", "an FBX file: export it as BVH"},
		{"\xff\xfe", "text in UTF-16: save it as UTF-8"},
		{"\xfe\xff", "text in UTF-16: save it as UTF-8"},
	} {
		if bytes.HasPrefix(in.data, []byte(kind.magic)) {
			return errors.New(kind.what)
		}
	}
	if head := in.data[:min(len(in.data), 64)]; len(head) > 8 && bytes.Count(head, []byte{0}) >= len(head)/2-1 && !isNumpy(head) {
		return errors.New("text in UTF-16: save it as UTF-8")
	}
	return nil
}

// scriptHead is how a JavaScript file begins that assigns a value.
var scriptHead = regexp.MustCompile(`^(?:\s+|//[^\n]*\n|/\*(?s:.*?)\*/)*(?:export\s+)?(?:const|let|var|module\.exports|export\s+default)\b[^=\n;{\[]*=?\s*`)

// script is the value that a JavaScript file assigns, behind as many blank lines
// as stood for it, so that lines stay what they are.
func (in *input) script() ([]byte, bool) {
	head := scriptHead.Find(in.data[:min(len(in.data), 1<<14)])
	if head == nil {
		return nil, false
	}
	p := parser{text: in.data, at: len(head)}
	if k := p.kind(); k != list && k != object {
		return nil, false
	}
	start := p.at
	p.skip()
	out := bytes.Repeat([]byte("\n"), bytes.Count(in.data[:start], []byte("\n")))
	return append(out, in.data[start:p.at]...), true
}

// sniffText finds the reader of a text that is neither JSON nor a table.
func (in *input) sniffText(first []byte) reader {
	switch {
	case isNumpy(in.data):
		return readNumpy
	case isBVH(first):
		return readBVH
	case IsStreamer(in.data):
		return readStreamer
	}
	return nil
}

// base64Letters are what base64 is written in.
const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// unpacked is what an LZString text holds, if it is one that holds JSON.
func (in *input) unpacked(first []byte) ([]byte, bool) {
	const enough = 64
	if len(first) < enough || len(bytes.Trim(first[:enough], base64Letters)) > 0 {
		return nil, false
	}
	out, err := unpackLZ(first)
	if err != nil || len(out) == 0 || out[0] != '{' && out[0] != '[' {
		return nil, false
	}
	return out, true
}

// sniffed makes the reader of what is in a packed file.
func (in *input) sniffed() (reader, error) {
	read, err := in.sniff()
	if err != nil {
		return nil, err
	}
	return func(*input) (*Recording, error) {
		rec, err := read(in)
		if err == nil {
			rec.Format += ", packed"
		}
		return rec, err
	}, nil
}

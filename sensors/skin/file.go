package skin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/spatial/r3"
)

// layoutFile is a layout as a JSON file holds it: millimetres and degrees.
type layoutFile struct {
	Version int         `json:"version"`
	Name    string      `json:"name"`
	Solids  []solidFile `json:"solids"`
	Pads    []padFile   `json:"pads"`
	Patches []patchFile `json:"patches"`
}

type solidFile struct {
	Name     string     `json:"name"`
	Link     string     `json:"link"`
	FromMM   [3]float64 `json:"from_mm"`
	ToMM     [3]float64 `json:"to_mm"`
	RadiusMM [2]float64 `json:"radius_mm"`
}

type padFile struct {
	Region     string          `json:"region"`
	Rows       int             `json:"rows"`
	Columns    int             `json:"columns"`
	Wrap       *wrapFile       `json:"wrap,omitempty"`
	Projection *projectionFile `json:"projection,omitempty"`
}

type wrapFile struct {
	Solid     string     `json:"solid"`
	Zero      [3]float64 `json:"zero"`
	AlongMM   [2]float64 `json:"along_mm"`
	AroundDeg [2]float64 `json:"around_deg"`
}

type projectionFile struct {
	Link     string     `json:"link"`
	OriginMM [3]float64 `json:"origin_mm"`
	Along    [3]float64 `json:"along"`
	Across   [3]float64 `json:"across"`
	Outward  [3]float64 `json:"outward"`
	LengthMM float64    `json:"length_mm"`
	StartMM  [2]float64 `json:"start_mm"`
	EndMM    [2]float64 `json:"end_mm"`
}

type patchFile struct {
	Region string `json:"region"`
	Row    int    `json:"row"`
	Column int    `json:"column"`
}

const (
	layoutVersion = 1
	maxFile       = 16 << 20 // bytes
	perMM         = 1e-3     // m
	perDeg        = math.Pi / 180
)

// ReadLayout reads a layout from JSON: version 1, lengths in mm and angles in
// degrees, as WriteLayout writes it. Unknown keys, wrong types and anything that
// Check refuses are errors.
func ReadLayout(r io.Reader) (*Layout, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("skin: layout: %w", err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("skin: layout: longer than %d bytes", maxFile)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var f layoutFile
	if err := decoder.Decode(&f); err != nil {
		return nil, fmt.Errorf("skin: layout: line %d: %w", lineOf(text, decoder.InputOffset(), err), err)
	}
	if f.Version != layoutVersion {
		return nil, fmt.Errorf("skin: layout: version %d, want %d", f.Version, layoutVersion)
	}
	l := f.layout()
	if err := l.Check(); err != nil {
		return nil, err
	}
	return l, nil
}

// lineOf is the line of the text at which decoding stopped.
func lineOf(text []byte, offset int64, err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	} else if errors.As(err, &kind) {
		offset = kind.Offset
	}
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

func (f *layoutFile) layout() *Layout {
	l := &Layout{Name: f.Name}
	for _, s := range f.Solids {
		l.Solids = append(l.Solids, Solid{
			Name: s.Name, Link: s.Link, A: vec(s.FromMM, perMM), B: vec(s.ToMM, perMM),
			Ra: s.RadiusMM[0] * perMM, Rb: s.RadiusMM[1] * perMM,
		})
	}
	for _, p := range f.Pads {
		pad := Pad{Region: p.Region, Rows: p.Rows, Columns: p.Columns}
		if w := p.Wrap; w != nil {
			pad.Wrap = &Wrap{Solid: w.Solid, Zero: vec(w.Zero, 1), Along: scaled(w.AlongMM, perMM), Around: scaled(w.AroundDeg, perDeg)}
		}
		if q := p.Projection; q != nil {
			pad.Projection = &Projection{
				Link: q.Link, Origin: vec(q.OriginMM, perMM), Along: vec(q.Along, 1), Across: vec(q.Across, 1),
				Outward: vec(q.Outward, 1), Length: q.LengthMM * perMM,
				Start: scaled(q.StartMM, perMM), End: scaled(q.EndMM, perMM),
			}
		}
		l.Pads = append(l.Pads, pad)
	}
	for _, p := range f.Patches {
		l.Patches = append(l.Patches, PatchPlace(p))
	}
	return l
}

// WriteLayout writes a layout as JSON that ReadLayout reads.
func WriteLayout(w io.Writer, l *Layout) error {
	f := layoutFile{Version: layoutVersion, Name: l.Name}
	for _, s := range l.Solids {
		f.Solids = append(f.Solids, solidFile{
			Name: s.Name, Link: s.Link, FromMM: array(s.A, perMM), ToMM: array(s.B, perMM),
			RadiusMM: [2]float64{s.Ra / perMM, s.Rb / perMM},
		})
	}
	for _, p := range l.Pads {
		pad := padFile{Region: p.Region, Rows: p.Rows, Columns: p.Columns}
		if v := p.Wrap; v != nil {
			pad.Wrap = &wrapFile{Solid: v.Solid, Zero: array(v.Zero, 1), AlongMM: scaled(v.Along, 1/perMM), AroundDeg: scaled(v.Around, 1/perDeg)}
		}
		if q := p.Projection; q != nil {
			pad.Projection = &projectionFile{
				Link: q.Link, OriginMM: array(q.Origin, perMM), Along: array(q.Along, 1), Across: array(q.Across, 1),
				Outward: array(q.Outward, 1), LengthMM: q.Length / perMM,
				StartMM: scaled(q.Start, 1/perMM), EndMM: scaled(q.End, 1/perMM),
			}
		}
		f.Pads = append(f.Pads, pad)
	}
	for _, p := range l.Patches {
		f.Patches = append(f.Patches, patchFile(p))
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(&f); err != nil {
		return fmt.Errorf("skin: layout: %w", err)
	}
	return nil
}

func vec(a [3]float64, unit float64) r3.Vec {
	return r3.Vec{X: a[0] * unit, Y: a[1] * unit, Z: a[2] * unit}
}

func array(v r3.Vec, unit float64) [3]float64 {
	return [3]float64{v.X / unit, v.Y / unit, v.Z / unit}
}

func scaled(a [2]float64, unit float64) [2]float64 { return [2]float64{a[0] * unit, a[1] * unit} }

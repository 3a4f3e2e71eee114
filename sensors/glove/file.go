package glove

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"mirrorarm/kinematics/hand"
)

// A calibration file is one JSON object: what it is, its version, the SHA-256
// of the calibration's bytes as they stand in the file, and these.
const (
	fileFormat  = "mirrorarm glove calibration"
	fileVersion = 1
	// A file of the largest glove has some 40 MB.
	maxFileBytes = 128 << 20
)

type calibrationFile struct {
	Format      string          `json:"format"`
	Version     int             `json:"version"`
	SHA256      string          `json:"sha256"`
	Calibration json.RawMessage `json:"calibration"`
}

// Save writes the calibration as a file.
func (c *Calibration) Save(w io.Writer) error {
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("glove: calibration: %w", err)
	}
	sum := sha256.Sum256(body)
	err = json.NewEncoder(w).Encode(calibrationFile{fileFormat, fileVersion, hex.EncodeToString(sum[:]), body})
	if err != nil {
		return fmt.Errorf("glove: calibration: %w", err)
	}
	return nil
}

// LoadCalibration reads a calibration file of the given layout. It refuses
// files of another version, of another layout, and such that were changed.
func LoadCalibration(r io.Reader, l *Layout) (*Calibration, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("glove: calibration file: %w", err)
	}
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("glove: calibration file: more than %d bytes", maxFileBytes)
	}
	var f calibrationFile
	if err := strictJSON(data, &f); err != nil {
		return nil, fmt.Errorf("glove: calibration file: %w", err)
	}
	if f.Format != fileFormat || f.Version != fileVersion {
		return nil, fmt.Errorf("glove: calibration file: format %q version %d, want %q version %d", f.Format, f.Version, fileFormat, fileVersion)
	}
	if sum := sha256.Sum256(f.Calibration); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, errors.New("glove: calibration file: checksum does not match, the file was changed or cut")
	}
	c := &Calibration{}
	if err := strictJSON(f.Calibration, c); err != nil {
		return nil, fmt.Errorf("glove: calibration file: %w", err)
	}
	return c, c.validate(l)
}

func strictJSON(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// validate checks that the calibration is one of the layout and that a decoder
// can live with its numbers.
func (c *Calibration) validate(l *Layout) error {
	if f := l.Fingerprint(); c.Fingerprint != f {
		return fmt.Errorf("glove: calibration is of layout %s, want %s (%d channels, %s)", c.Fingerprint, f, l.Len(), l.profile.Name)
	}
	if len(c.Channels) != l.Len() {
		return fmt.Errorf("glove: calibration of %d channels, want %d", len(c.Channels), l.Len())
	}
	const largest = 1e3 // of any strain or gain: far beyond what a fabric does
	for i, ch := range c.Channels {
		for _, x := range [...]float64{ch.Offset, ch.Play, ch.Noise, ch.Level, ch.Gain[0], ch.Gain[1], ch.Gain[2], ch.Gain[3]} {
			if !(math.Abs(x) <= largest) {
				return fmt.Errorf("glove: calibration of channel %d: %g is out of bounds ±%g", i, x, largest)
			}
		}
		for p := range numLocal {
			if !(math.Abs(ch.Own[p]) <= largest && ch.OwnSigma[p] >= 0) {
				return fmt.Errorf("glove: calibration of channel %d: deviation %g ± %g is out of bounds ±%g", i, ch.Own[p], ch.OwnSigma[p], largest)
			}
		}
		if ch.Health > DriftingChannel || ch.Play < 0 {
			return fmt.Errorf("glove: calibration of channel %d: health %d, play %g, want 0 to %d and ≥ 0", i, ch.Health, ch.Play, DriftingChannel)
		}
	}
	for a, b := range c.Bow {
		if !(math.Abs(b.Quadratic) < 0.5 && math.Abs(b.Cubic) < 0.5) || !(c.Predicted[a] >= 0) {
			return fmt.Errorf("glove: calibration of %s: bow %g, %g, predicted error %g rad out of bounds", hand.Angle(a), b.Quadratic, b.Cubic, c.Predicted[a])
		}
	}
	return nil
}

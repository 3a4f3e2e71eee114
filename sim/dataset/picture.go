package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strconv"
	"strings"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record/frames"
)

// Camera draws what stands before it. It belongs to one goroutine.
type Camera interface {
	// Take is a picture of a moment, valid until the next one. The moments of an episode
	// come in their order; one that is earlier than the last begins another episode.
	Take(s *mirror.Snapshot) *image.RGBA
	Close()
}

// Optics is a new camera before what a description names: with the person who leads the
// robot, or before the robot alone. The simulation knows nothing of how pictures are
// drawn.
type Optics func(d mirror.Description, alone bool, size Size) (Camera, error)

// PictureColumn is the column of pictures.
const PictureColumn = "observation.images.front"

// Bounds of a picture's sides (px).
const (
	minSide = 16
	maxSide = 1920
)

// Size is a picture's, in pixels; zero for no pictures.
type Size struct{ Width, Height int }

// ParseSize reads WIDTHxHEIGHT; nothing stands for no pictures.
func ParseSize(text string) (Size, error) {
	if text == "" {
		return Size{}, nil
	}
	w, h, _ := strings.Cut(strings.ToLower(text), "x")
	width, err := strconv.Atoi(w)
	height, err2 := strconv.Atoi(h)
	if err != nil || err2 != nil || min(width, height) < minSide || max(width, height) > maxSide {
		return Size{}, fmt.Errorf("pictures %q: want WIDTHxHEIGHT in pixels, %d to %d each, such as 320x240", text, minSide, maxSide)
	}
	return Size{width, height}, nil
}

// CheckPictures reports what a set in a format cannot have of pictures, or of films that
// are made of them.
func CheckPictures(pictures string, film bool, to string) error {
	size, err := ParseSize(pictures)
	switch {
	case err != nil:
		return err
	case film && pictures == "":
		return errors.New("video: want pictures as well, such as 320x240, which it is made of")
	case film && to != "lerobot":
		return fmt.Errorf("video: a set in the format %s has none; want lerobot", to)
	case film && (size.Width%2 != 0 || size.Height%2 != 0):
		return fmt.Errorf("video of %s: want an even width and height", pictures)
	case pictures != "" && to == "csv":
		return errors.New("pictures: a table in CSV has none; want lerobot or parquet")
	}
	return nil
}

// Feature is the column's of pictures of this size.
func (s Size) Feature() frames.Feature { return frames.Picture(PictureColumn, s.Width, s.Height) }

// Encode is a picture as a PNG. A row's is made more often than it is read, and speed
// counts.
func Encode(img *image.RGBA) ([]byte, error) {
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img)
	return out.Bytes(), err
}

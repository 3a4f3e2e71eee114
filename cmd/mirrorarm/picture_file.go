package main

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"mirrorarm/sim/atomicfile"
)

// maxSide bounds a picture: 8K is more than any wall at an exhibition has.
const maxSide = 8192

// pictureSize is a size in pixels, written 1280x720.
type pictureSize struct{ width, height int }

// UnmarshalText reads WIDTHxHEIGHT.
func (s *pictureSize) UnmarshalText(text []byte) error {
	w, h, ok := strings.Cut(strings.ToLower(string(text)), "x")
	if ok {
		width, errW := strconv.Atoi(w)
		height, errH := strconv.Atoi(h)
		if errW == nil && errH == nil && min(width, height) >= 16 && max(width, height) <= maxSide {
			s.width, s.height = width, height
			return nil
		}
	}
	return fmt.Errorf("size %q: want WIDTHxHEIGHT in pixels, 16 to %d each, such as 1280x720", text, maxSide)
}

// pictureQuality is that of a JPEG: the lines of the panels stay clean.
const pictureQuality = 92

// writePicture writes a picture in the format that the file's name asks for: a
// JPEG (.jpg, .jpeg) or else a PNG, unless ctx ends before that is done.
func writePicture(ctx context.Context, path string, img image.Image) error {
	return atomicfile.Write(path, func(to io.Writer) error {
		w := interruptibleWriter{ctx, to}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".jpg", ".jpeg":
			return jpeg.Encode(w, img, &jpeg.Options{Quality: pictureQuality})
		}
		return png.Encode(w, img)
	})
}

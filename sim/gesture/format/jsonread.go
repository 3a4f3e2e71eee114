package format

import (
	"errors"
	"math"
)

// readJSON reads every kind of JSON that has sets of joints somewhere in its
// frames.
func readJSON(in *input) (*Recording, error) {
	d := newDocument(in)
	d.book.about(&d.header)
	b := newBuilder(d.book)
	b.survey(d.sample())
	b.mirrored(d)
	for i := range d.frames {
		f := &d.frames[i]
		n, err := f.read()
		if err != nil {
			if d.lines && i == len(d.frames)-1 && ended(err) {
				d.cut = true
				break
			}
			b.rec.Frames = append(b.rec.Frames, Frame{Time: math.NaN(), Bad: brokenJSON(err), Line: f.line})
			continue
		}
		s := d.book.walk(&n)
		if i == 0 && d.lines && len(s.sights) == 0 && s.odd == 0 && math.IsNaN(s.time) {
			d.header = n
			continue
		}
		if err := b.add(&s, f.line, f.name()); err != nil {
			return nil, in.fail(f.line, "%w", err)
		}
	}
	if d.cut {
		b.rec.note("cut off at its end")
	}
	if err := in.anyHand(b.rec); errors.Is(err, errNoHand) {
		return nil, in.unknownJSON(d)
	} else if err != nil {
		return nil, err
	}
	rec := b.finish()
	d.describe(rec)
	return rec, nil
}

// sample reads frames that are spread over the document.
func (d *document) sample() []shot {
	var out []shot
	stride := 1 + len(d.frames)/sampled
	for i := 0; i < len(d.frames); i += stride {
		if n, err := d.frames[i].read(); err == nil {
			out = append(out, d.book.walk(&n))
		}
	}
	return out
}

// ended reports whether broken JSON only lacks its end.
func ended(err error) bool {
	var syntax *syntaxError
	return errors.As(err, &syntax) && syntax.what == cutOff
}

// brokenJSON is a frame's error in words.
func brokenJSON(err error) string {
	if ended(err) {
		return "JSON ends too early: the line is cut off"
	}
	return "broken JSON: " + err.Error()
}

// anyHand refuses a recording in which nothing was read.
func (in *input) anyHand(rec *Recording) error {
	for i := range rec.Frames {
		if len(rec.Frames[i].Hands) > 0 {
			return nil
		}
	}
	for i := range rec.Frames {
		if f := &rec.Frames[i]; f.Bad != "" {
			return in.fail(f.Line, "%s", f.Bad)
		}
	}
	return errNoHand
}

var errNoHand = errors.New("no hand found in it; " + ownFormat)

// mirrored finds out whether the writer's labels are those of the mirror image.
func (b *builder) mirrored(d *document) {
	for i := range min(len(d.frames), peeked) {
		if n, err := d.frames[i].read(); err == nil {
			b.flipBy(&n)
		}
	}
}

// flipBy makes the labels those of the hand where a frame is of a kind whose
// labels are those of its mirror image: this project's camera files and MediaPipe's
// older results.
func (b *builder) flipBy(n *node) {
	if b.dialect.format != cameraDialect.format && b.dialect.format != pictureDialect.format {
		return
	}
	hands := n.get("hands")
	ours := hands.kind == list && len(hands.items) > 0 && hands.items[0].get("world").kind == list
	if ours || n.first("multiHandedness", "multi_handedness").kind != absent {
		b.dialect.flip = true
	}
}

// describe takes from what stands beside the frames what it tells about all.
func (d *document) describe(rec *Recording) {
	h := &d.header
	for i, key := range h.keys {
		item := &h.items[i]
		ws := words(key)
		if item.kind == number && (key == "fps" || contains(ws, "fps") || contains(ws, "framerate") || contains(ws, "rate") || key == "hz") && item.num >= 1 && item.num <= 1000 {
			rec.Rate = item.num
		}
	}
	width, height := h.find("width"), h.find("height")
	if width > 0 && height > 0 && rec.Picture {
		rec.Aspect = width / height
	}
}

// find is the number under a key that has a word, at the top or one level down.
func (n *node) find(word string) float64 {
	for i, key := range n.keys {
		item := &n.items[i]
		if item.kind == number && contains(words(key), word) {
			return item.num
		}
		if item.kind == object {
			if x := item.find(word); !math.IsNaN(x) {
				return x
			}
		}
	}
	return math.NaN()
}

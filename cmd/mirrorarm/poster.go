package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"mirrorarm/render/picture"
	"mirrorarm/render/poster"
	"mirrorarm/render/window"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"

	"golang.org/x/image/font/opentype"
)

// posterLink is a link on a poster: one that phones open, or none. In place of {state}
// stands the posture, as a query that the page of the program understands.
type posterLink string

// UnmarshalText checks the link.
func (l *posterLink) UnmarshalText(text []byte) error {
	const longest = 300 // characters, beside the posture's: more make a code that phones fail to read
	link := string(text)
	at, err := url.Parse(strings.ReplaceAll(link, postureMark, ""))
	switch {
	case len(link) > longest:
		return fmt.Errorf("%d characters, want at most %d", len(link), longest)
	case err != nil, at.Scheme != "http" && at.Scheme != "https", at.Host == "":
		return fmt.Errorf("%q is no link, want one like https://example.org/arm?{state}", link)
	}
	*l = posterLink(link)
	return nil
}

const postureMark = "{state}"

// of is the link for a posture (rad), whose joints are told to a hundredth.
func (l posterLink) of(joints []float64) string {
	var query strings.Builder
	query.WriteString("q=")
	for i, q := range joints {
		if i > 0 {
			query.WriteByte(',')
		}
		query.WriteString(strconv.FormatFloat(q, 'f', 2, 64))
	}
	return strings.ReplaceAll(string(l), postureMark, query.String())
}

// typed is the link for those who type: without the posture.
func (l posterLink) typed() string {
	bare := strings.TrimRight(strings.ReplaceAll(string(l), postureMark, ""), "?&/#")
	return strings.TrimPrefix(strings.TrimPrefix(bare, "https://"), "http://")
}

// mostPosters is how many files a folder of posters may hold: some 350 MB of posters, and
// beside each a moving picture of 8 MB at most.
const mostPosters = 1000

// posters makes and keeps the posters of an exhibit, and moving pictures beside them.
type posters struct {
	link posterLink
	mark poster.Mark
	han  *opentype.Font // that its line needs; nil for none
	dir  string
	tell func(string) // the operator

	still, moving problems
}

// problems are told once in a row.
type problems struct {
	mu   sync.Mutex
	told string // last
}

// of tells what went wrong; nil is nothing.
func (p *problems) of(err error, tell func(string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && text != p.told {
		tell(text)
	}
	p.told = text
}

// print makes a poster of a visit, and keeps it where there is a folder for it. What keeps
// it from being kept is told once.
func (p *posters) print(v *window.Visit) (*image.RGBA, error) {
	img, err := p.draw(v)
	if err != nil {
		p.still.of(err, p.tell)
		return nil, err
	}
	if p.dir != "" {
		v.Kept, err = p.keep(img)
		p.still.of(err, p.tell)
	}
	return img, nil
}

func (p *posters) draw(v *window.Visit) (*image.RGBA, error) {
	c, err := contentOf(v, p.link)
	if err != nil {
		return nil, err
	}
	c.Date, c.Mark = clock.Wall(), p.mark
	return poster.Draw(v.Robot, &v.Snapshot, c, 1, p.han)
}

// contentOf is what a poster tells of a visit.
func contentOf(v *window.Visit, link posterLink) (c poster.Content, err error) {
	c = poster.Content{
		Language: v.Language, Gesture: gestureWords(v.Language, v.Gesture), Material: v.Material, Warmth: v.Warmth,
	}
	if link != "" {
		c.Link = link.typed()
		c.Code, err = live.QR(link.of(v.Snapshot.Arm.Coordinates))
	}
	return c, err
}

// keep writes a poster into the folder, if that has room for it and its moving picture.
func (p *posters) keep(img *image.RGBA) (string, error) {
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return "", fmt.Errorf("posters: %w", err)
	}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return "", fmt.Errorf("posters: %w", err)
	}
	if len(entries)+2 > mostPosters {
		return "", fmt.Errorf("posters: %s holds %d files; no more are kept", p.dir, len(entries))
	}
	name := filepath.Join(p.dir, clock.Wall().Format("mirrorarm-20060102-150405.png"))
	name, err = atomicfile.WriteNew(name, func(w io.Writer) error { return png.Encode(w, img) })
	return name, into(p.dir, err)
}

// into says of which folder an error is, in place of the file, which has another name every
// time: what goes wrong is the same.
func into(dir string, err error) error {
	if err == nil {
		return nil
	}
	if cause := errors.Unwrap(err); cause != nil {
		err = cause
	}
	return fmt.Errorf("posters: cannot write into %s: %w", dir, err)
}

// film makes a moving picture of a visit's last seconds, and keeps it beside its poster,
// under the same name; without that one there is none.
func (p *posters) film(v *window.Visit, goOn func(share float64) error) {
	if v.Kept == "" {
		return
	}
	name := strings.TrimSuffix(v.Kept, filepath.Ext(v.Kept)) + ".gif"
	_, err := atomicfile.WriteNew(name, func(w io.Writer) error {
		return picture.Animate(w, v.Last, picture.Moving{
			Width: picture.MovingWidth, Height: picture.MovingHeight, Limit: picture.MovingLimit,
			Warmth: v.Warmth, Workers: 1, Tell: goOn,
		})
	})
	if goOn(1) != nil {
		return // given up: the exhibit has ended
	}
	p.moving.of(into(p.dir, err), p.tell)
}

// gestureWords are a gesture's name in words; what is none has none, nor has a hand that was
// led: it made whatever the visitor wanted.
func gestureWords(l locale.Language, name string) string {
	k, which := locale.Gesture(name)
	if k == locale.Nothing || k == locale.Leading {
		return ""
	}
	return strings.TrimSpace(l.Text(k) + " " + strings.ToUpper(which))
}

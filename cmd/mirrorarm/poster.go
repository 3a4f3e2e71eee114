package main

import (
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

	"mirrorarm/render/poster"
	"mirrorarm/render/window"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/clock"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
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

// mostPosters is how many posters a folder may hold: some 700 MB.
const mostPosters = 1000

// posters makes and keeps the posters of an exhibit.
type posters struct {
	link posterLink
	dir  string
	tell func(string) // the operator

	mu   sync.Mutex
	told string // last
}

// print makes a poster of a visit, and keeps it where there is a folder for it. What keeps
// it from being kept is told once.
func (p *posters) print(v *window.Visit) (*image.RGBA, error) {
	img, err := p.draw(v)
	if err != nil {
		p.problem(err)
		return nil, err
	}
	if p.dir != "" {
		p.problem(p.keep(img))
	}
	return img, nil
}

func (p *posters) draw(v *window.Visit) (*image.RGBA, error) {
	c, err := contentOf(v, p.link)
	if err != nil {
		return nil, err
	}
	c.Date = clock.Wall()
	return poster.Draw(v.Robot, &v.Snapshot, c, 1, nil)
}

// contentOf is what a poster tells of a visit.
func contentOf(v *window.Visit, link posterLink) (c poster.Content, err error) {
	c = poster.Content{
		Language: v.Language, Gesture: gestureWords(v.Language, v.Gesture), Material: v.Material, Warmth: v.Warmth,
	}
	if c.Link = link.of(v.Snapshot.Arm.Coordinates); c.Link != "" {
		c.Code, err = live.QR(c.Link)
	}
	return c, err
}

func (p *posters) keep(img *image.RGBA) error {
	if err := os.MkdirAll(p.dir, 0o755); err != nil {
		return fmt.Errorf("posters: %w", err)
	}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return fmt.Errorf("posters: %w", err)
	}
	if len(entries) >= mostPosters {
		return fmt.Errorf("posters: %s holds %d files; no more are kept", p.dir, len(entries))
	}
	name := filepath.Join(p.dir, clock.Wall().Format("mirrorarm-20060102-150405.png"))
	_, err = atomicfile.WriteNew(name, func(w io.Writer) error { return png.Encode(w, img) })
	return err
}

// problem tells the operator, once in a row, what went wrong.
func (p *posters) problem(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && text != p.told {
		p.tell(text)
	}
	p.told = text
}

// gestureWords are a gesture's name in words; what is none has none.
func gestureWords(l locale.Language, name string) string {
	k, which := locale.Gesture(name)
	if k == locale.Nothing {
		return ""
	}
	return strings.TrimSpace(l.Text(k) + " " + strings.ToUpper(which))
}

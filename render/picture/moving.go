package picture

import (
	"errors"
	"image"
	"io"

	"mirrorarm/render/animation"
	"mirrorarm/render/hud"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"
)

// Take is what a moving picture is made of: moments that follow each other at MovingRate.
type Take interface {
	Len() int
	// ShowTo copies moment i out, and tells what it is of: the same pointer for the same
	// mirror.
	ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error)
}

// Staged is a take that tells what else a moment's picture depends on: the light of an exhibit's
// opening, what is broken.
type Staged interface {
	Take
	State(i int) hud.State
}

// Of a moving picture as a demo saves it.
const (
	MovingWidth  = 480             // px
	MovingHeight = 270             // px
	MovingRate   = 15              // a second
	MovingLimit  = 8_000_000       // bytes
	paletteOf    = 12              // moments, evenly over the take
	finer        = 2               // times the size that it is drawn at, for smooth edges
	mostMoments  = 60 * MovingRate // of a take
)

// Moving is how a moving picture is made.
type Moving struct {
	Width, Height int          // px
	Limit         int          // bytes
	View          *scene.Orbit // where from; nil leaves it to the director
	Warmth        bool         // temperature in place of pressure
	Workers       int          // of the renderer; one takes least from whatever else goes on
	// Tell, if not nil, hears how much is done, and may end it.
	Tell func(share float64) error
}

// Animate makes a GIF of a take, without panels, with a palette of its own. The take is
// gone through twice: at some moments for its colours, and then all along.
func Animate(to io.Writer, take Take, o Moving) error {
	n := min(take.Len(), mostMoments)
	if n == 0 {
		return errors.New("picture: nothing to make a moving picture of")
	}
	p := &projector{take: take, opt: o, out: image.NewRGBA(image.Rect(0, 0, o.Width, o.Height))}
	defer p.close()
	var colours animation.Histogram
	samples := min(paletteOf, n)
	for i := range samples {
		img, err := p.draw(i * n / samples)
		if err != nil {
			return err
		}
		colours.Add(img)
		if err := p.tell(i, samples+n); err != nil {
			return err
		}
	}
	e, err := animation.NewEncoder(to, animation.Options{
		Width: o.Width, Height: o.Height, Rate: MovingRate, Frames: n, Limit: o.Limit, Palette: colours.Palette(animation.MostColours),
	})
	if err != nil {
		return err
	}
	for i := range n {
		img, err := p.draw(i)
		if err == nil {
			err = e.Add(img)
		}
		if err == nil {
			err = p.tell(samples+i, samples+n)
		}
		if err != nil {
			return err
		}
	}
	return e.Close()
}

// projector draws the moments of a take.
type projector struct {
	take    Take
	opt     Moving
	of      *mirror.Description
	picture *Picture
	snap    mirror.Snapshot
	state   hud.State
	out     *image.RGBA
}

func (p *projector) tell(done, all int) error {
	if p.opt.Tell == nil {
		return nil
	}
	return p.opt.Tell(float64(done) / float64(all))
}

func (p *projector) close() {
	if p.picture != nil {
		p.picture.Close()
	}
}

// draw draws a moment, smaller than it is rendered.
func (p *projector) draw(i int) (*image.RGBA, error) {
	desc, err := p.take.ShowTo(i, &p.snap)
	switch {
	case err != nil:
	case p.picture == nil:
		p.picture, err = New(*desc, Options{Width: finer * p.opt.Width, Height: finer * p.opt.Height, Workers: p.opt.Workers})
	case desc != p.of:
		err = p.picture.Describe(*desc)
	}
	if err != nil {
		return nil, err
	}
	p.of = desc
	p.picture.ShowTemperature(p.opt.Warmth)
	view := p.opt.View
	if view == nil {
		p.state = hud.State{}
		if s, ok := p.take.(Staged); ok {
			p.state = s.State(i)
		}
		p.state.Hidden = true
		directed := p.picture.Direct(&p.snap, &p.state)
		view = &directed
	}
	halve(p.out, p.picture.Scene(&p.snap, *view))
	return p.out, nil
}

// halve makes one pixel of four.
func halve(dst, src *image.RGBA) {
	for y := range dst.Rect.Dy() {
		out := dst.Pix[y*dst.Stride:][:4*dst.Rect.Dx()]
		a, b := src.Pix[finer*y*src.Stride:], src.Pix[(finer*y+1)*src.Stride:]
		for x := 0; x < len(out); x += 4 {
			for c := range 4 {
				i := finer*x + c
				out[x+c] = uint8((int(a[i]) + int(a[i+4]) + int(b[i]) + int(b[i+4]) + 2) / 4)
			}
		}
	}
}

// Track is where the bar is that a pointer may take hold of, in the output's pixels;
// nothing if there is none.
func (p *Picture) Track(s hud.State) image.Rectangle { return p.hud.Track(&s) }

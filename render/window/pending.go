//go:build cgo || windows || js

package window

import (
	"image"
	"image/color"
	"time"

	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"

	"github.com/hajimehoshi/ebiten/v2"
)

// then is done by the window's own goroutine with what has been prepared beside it.
type then func() error

// pending is something that gets ready beside the window, which shows a word and a
// bar meanwhile.
type pending struct {
	word  locale.Key
	say   locale.Language
	scale float64
	first bool // there is nothing else to show
	since time.Time
	done  chan prepared // nil for nothing

	painter *paint.Painter
	card    *image.RGBA
	image   *ebiten.Image
}

// prepared is what came of it.
type prepared struct {
	then then
	err  error
}

// A wait that is over sooner is not shown: a card that flashes tells nothing.
const patience = 150 * time.Millisecond

// Of the card, at scale 1. Design values.
const (
	cardWidth, cardHeight = 360, 96
	cardTitle, cardWord   = 34, 58
	cardBar               = 4
)

// background is the scene's own, where there is no scene yet.
var background = color.RGBA{0x18, 0x1C, 0x22, 0xFF}

// prepare has something made beside the window; of two at once the second is left.
func (g *game) prepare(word locale.Key, work func() (then, error)) {
	if g.pending.done != nil {
		return
	}
	done := make(chan prepared, 1)
	g.pending = pending{word: word, say: g.opt.Language, scale: g.uiScale(), first: g.act == nil, since: time.Now(), done: done}
	go func() {
		next, err := work()
		done <- prepared{next, err}
	}()
}

// finishPending takes what is ready. Without an act there is nothing to go on with
// where that failed; otherwise it is told.
func (g *game) finishPending() error {
	select {
	case p := <-g.pending.done:
		g.images.drop(g.pending.image)
		g.pending = pending{}
		if p.err == nil {
			p.err = p.then()
		}
		if p.err != nil && g.act != nil {
			g.tell(p.err.Error())
			p.err = nil
		}
		return p.err
	default:
		return nil
	}
}

// drawPending shows the word and the bar in the middle of the screen.
func (g *game) drawPending(screen *ebiten.Image) error {
	p := &g.pending
	waited := time.Since(p.since)
	if p.done == nil || (!p.first && waited < patience) {
		return nil
	}
	if p.painter == nil {
		var err error
		if p.painter, err = paint.NewPainter(p.scale, g.han); err != nil {
			return err
		}
		p.card = image.NewRGBA(image.Rect(0, 0, p.painter.Px(cardWidth), p.painter.Px(cardHeight)))
		p.image = g.images.take(p.card.Rect.Size())
	}
	p.paint(waited)
	p.image.WritePixels(p.card.Pix)
	var o ebiten.DrawImageOptions
	off := screen.Bounds().Size().Sub(p.card.Rect.Size()).Div(2)
	o.GeoM.Translate(float64(off.X), float64(off.Y))
	screen.DrawImage(p.image, &o)
	return nil
}

func (p *pending) paint(waited time.Duration) {
	at := p.painter
	clear(p.card.Pix)
	at.Begin(p.card)
	r := p.card.Rect
	if !p.first {
		at.Panel(r)
	}
	left, right := at.Px(2*paint.Margin), r.Max.X-at.Px(2*paint.Margin)
	at.Text(left, at.Px(cardTitle), paint.Title, paint.TextColor, "mirrorarm")
	at.Text(left, at.Px(cardWord), paint.Body, paint.DimColor, p.say.Text(p.word))
	at.Waiting(image.Rect(left, at.Px(cardWord+paint.Grid+4), right, at.Px(cardWord+paint.Grid+4+cardBar)), waited.Seconds())
}

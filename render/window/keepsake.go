//go:build cgo || windows || js

package window

import (
	"image"
	"time"

	"mirrorarm/sim/mirror"

	"github.com/hajimehoshi/ebiten/v2"
	"golang.org/x/image/draw"
)

// Keepsake is what an exhibit's visitor takes home: the last moment in which he did
// something is kept, and a poster made of it when he has gone, beside the pictures; then a
// moving picture of his last seconds.
type Keepsake struct {
	print  Poster
	visit  Visit
	taken  bool
	later  Visit // of a hand before a camera: a moment that counts when the next is there
	waits  bool  // later is one
	looked time.Duration
	made   chan *image.RGBA // nil while none is being made

	animate Film // nil where nobody is filmed
	film    *film
	spare   *film         // nil while a moving picture is being made of it
	filmed  chan *film    // from which one is being made; nil for none
	ends    chan struct{} // is closed with the window
}

// NewKeepsake keeps what posters, and moving pictures if film is not nil, are to be made of.
func NewKeepsake(print Poster, film Film) *Keepsake {
	k := &Keepsake{print: print, animate: film, ends: make(chan struct{})}
	if film != nil {
		k.film, k.spare = newFilm(), newFilm()
	}
	return k
}

// Look keeps the present moment, if a visitor does something in it.
func (k *Keepsake) Look(now time.Duration, desc mirror.Description, snap *mirror.Snapshot, status *Status, lively bool) {
	if status.Attract || !lively {
		return
	}
	switch {
	case !status.Following || !k.taken:
		k.visit.take(desc, snap, status)
		k.taken, k.waits, k.looked = true, false, now
	case now-k.looked >= leaving:
		if k.waits {
			k.visit, k.later = k.later, k.visit
		}
		k.later.take(desc, snap, status)
		k.waits, k.looked = true, now
	}
	if k.film != nil {
		k.film.look(now, desc, snap, status.Version)
	}
}

// leaving is how long a hand before a camera takes to be drawn back: a poster shows what it
// did before.
const leaving = time.Second

// take makes it the present moment; its memory is used again.
func (v *Visit) take(desc mirror.Description, snap *mirror.Snapshot, status *Status) {
	kept := v.Snapshot
	snap.CopyTo(&kept)
	*v = VisitOf(desc, status)
	v.Snapshot = kept
}

// Gone has a poster made of what was kept, and made to fit a screen (px). What fails has
// been told by who makes it.
func (k *Keepsake) Gone(screen image.Point) {
	if !k.taken {
		return
	}
	if k.made != nil { // the last visitor's poster is still being made: this one goes without
		k.taken, k.waits = false, false
		if k.film != nil {
			k.film.rest()
		}
		return
	}
	made, visit := make(chan *image.RGBA, 1), k.visit
	for i := range visit.Snapshot.Things { // they go on changing
		body := *visit.Snapshot.Things[i].Body
		visit.Snapshot.Things[i].Body = &body
	}
	lent, filmed := k.lend(&visit)
	k.made, k.taken, k.visit, k.later, k.waits = made, false, Visit{}, Visit{}, false
	aside(func() {
		standBack()
		img, err := k.print(&visit)
		if err != nil {
			made <- nil
		} else {
			made <- forScreen(img, screen)
		}
		if lent == nil {
			return
		}
		if err == nil {
			k.animate(&visit, k.goOn)
		}
		filmed <- lent
	})
}

// Made gives a poster for the screen, once, when it has been made.
func (k *Keepsake) Made() *image.RGBA {
	select {
	case img := <-k.made:
		k.made = nil
		return img
	default:
		return nil
	}
}

// lend gives a visit its film, and takes another for the next visitor. Who leaves while
// the last one's is still being made goes without.
func (k *Keepsake) lend(v *Visit) (*film, chan<- *film) {
	if k.film == nil {
		return nil, nil
	}
	k.takeBack()
	if k.spare == nil || k.film.Len() < leastFilm {
		k.film.rest()
		return nil, nil
	}
	lent := k.film
	lent.settle()
	v.Last = lent
	k.film, k.spare, k.filmed = k.spare, nil, make(chan *film, 1)
	return lent, k.filmed
}

// takeBack takes a film of which the moving picture has been made.
func (k *Keepsake) takeBack() {
	select {
	case k.spare = <-k.filmed:
		k.spare.rest()
		k.filmed = nil
	default:
	}
}

// goOn tells who makes a moving picture whether to go on.
func (k *Keepsake) goOn(float64) error {
	select {
	case <-k.ends:
		return errStopped
	default:
		return nil
	}
}

// Close waits for a poster that is being made and gives up a moving picture, so that
// nothing is left half.
func (k *Keepsake) Close() {
	if k.made != nil {
		<-k.made
	}
	close(k.ends)
	if k.filmed != nil {
		<-k.filmed
	}
}

// A poster is shown for so long, at so much of the screen's height.
const (
	keepsakeTime  = 10 * time.Second
	keepsakeShare = 0.92
)

// posterSize is a poster's on a screen (px).
func posterSize(size, screen image.Point) image.Point {
	height := keepsakeShare * min(float64(screen.Y), float64(screen.X)*float64(size.Y)/float64(size.X))
	return image.Pt(max(int(height*float64(size.X)/float64(size.Y)), 1), max(int(height), 1))
}

// forScreen is a poster made to fit a screen: finely, since its code is read from there, and
// small, since the engine keeps memory for the largest picture that it was given.
func forScreen(img *image.RGBA, screen image.Point) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: posterSize(img.Rect.Size(), screen)})
	draw.CatmullRom.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	return out
}

// posterLayer shows posters.
type posterLayer struct {
	shown *image.RGBA
	until time.Duration
	layer layer
}

// draw shows a poster that has been made, until its time is up or somebody comes.
func (l *posterLayer) draw(screen *ebiten.Image, made *image.RGBA, now time.Duration, attract bool) {
	if made != nil {
		l.shown, l.until = made, now+keepsakeTime
	}
	if l.shown == nil {
		return
	}
	if now >= l.until || !attract {
		l.shown = nil
		l.layer.close()
		return
	}
	fit := posterSize(l.shown.Rect.Size(), screen.Bounds().Size())
	corner := screen.Bounds().Size().Sub(fit).Div(2)
	at := image.Rectangle{Min: corner, Max: corner.Add(fit)}
	if l.layer.part == nil || made != nil {
		l.layer.show(screen, l.shown, at)
	} else {
		l.layer.again(screen, at)
	}
}

//go:build cgo || windows || js

package window

import (
	"image"
	"time"

	"mirrorarm/sim/mirror"

	"github.com/hajimehoshi/ebiten/v2"
)

// A poster is shown for so long, at so much of the screen's height.
const (
	keepsakeTime  = 10 * time.Second
	keepsakeShare = 0.92
)

// keepsake is what an exhibit's visitor takes home: the last moment in which he did
// something is kept, and a poster made of it when he has gone, beside the pictures.
type keepsake struct {
	print Poster
	visit Visit
	taken bool
	made  chan *image.RGBA // nil while none is being made
	shown *image.RGBA
	until time.Duration
	layer layer

	animate Film // nil where nobody is filmed
	film    *film
	spare   *film         // while none is being made of it
	filmed  chan *film    // from which one is being made; nil for none
	ends    chan struct{} // is closed with the window
}

// look keeps the present moment, if a visitor does something in it.
func (k *keepsake) look(now time.Duration, desc mirror.Description, snap *mirror.Snapshot, status *Status, active bool) {
	if k.print == nil || status.Attract || !active {
		return
	}
	kept := k.visit.Snapshot // its slices are used again
	snap.CopyTo(&kept)
	k.visit = VisitOf(desc, status)
	k.visit.Snapshot, k.taken = kept, true
	if k.animate == nil {
		return
	}
	if k.film == nil {
		k.film, k.spare, k.ends = &film{}, &film{}, make(chan struct{})
	}
	k.film.look(now, desc, snap, status.Version)
}

// gone has a poster made of what was kept. What fails has been told by who makes it.
func (k *keepsake) gone() {
	if k.print == nil || !k.taken || k.made != nil {
		return
	}
	made, visit := make(chan *image.RGBA, 1), k.visit
	for i := range visit.Snapshot.Things { // they go on changing
		body := *visit.Snapshot.Things[i].Body
		visit.Snapshot.Things[i].Body = &body
	}
	take := k.lend(&visit)
	k.made, k.taken, k.visit = made, false, Visit{}
	go func() {
		img, err := k.print(&visit)
		if err != nil {
			img = nil
		}
		made <- img
		if take != nil {
			if err == nil {
				k.animate(&visit, k.goOn)
			}
			k.filmed <- take
		}
	}()
}

// lend gives a visit its film, and takes another for the next visitor. Who leaves while
// the last one's is still being made goes without.
func (k *keepsake) lend(v *Visit) *film {
	k.again()
	switch {
	case k.film == nil:
		return nil
	case k.spare == nil || k.film.Len() < leastFilm:
		k.film.rest()
		return nil
	}
	taken := k.film
	taken.settle()
	k.film, k.spare, k.filmed = k.spare, nil, make(chan *film, 1)
	v.Last = taken
	return taken
}

// again takes a film back of which the moving picture has been made.
func (k *keepsake) again() {
	select {
	case k.spare = <-k.filmed:
		k.spare.rest()
		k.filmed = nil
	default:
	}
}

// goOn tells who makes a moving picture whether to go on.
func (k *keepsake) goOn(float64) error {
	select {
	case <-k.ends:
		return errStopped
	default:
		return nil
	}
}

// draw shows a poster that has been made, until its time is up or somebody comes.
func (k *keepsake) draw(screen *ebiten.Image, now time.Duration, attract bool) {
	select {
	case k.shown = <-k.made:
		k.made, k.until = nil, now+keepsakeTime
	default:
	}
	if k.shown == nil {
		return
	}
	if now >= k.until || !attract {
		k.shown = nil
		k.layer.close()
		return
	}
	size, room := k.shown.Rect.Size(), screen.Bounds().Size()
	height := min(keepsakeShare*float64(room.Y), keepsakeShare*float64(room.X)*float64(size.Y)/float64(size.X))
	fit := image.Pt(int(height*float64(size.X)/float64(size.Y)), int(height))
	corner := room.Sub(fit).Div(2)
	at := image.Rectangle{Min: corner, Max: corner.Add(fit)}
	if k.layer.part == nil {
		k.layer.show(screen, k.shown, at)
	} else {
		k.layer.again(screen, at)
	}
}

// close waits for a poster that is being made and gives up a moving picture, so that
// nothing is left half.
func (k *keepsake) close() {
	if k.made != nil {
		<-k.made
	}
	if k.ends != nil {
		close(k.ends)
	}
	if k.filmed != nil {
		<-k.filmed
	}
	k.layer.close()
}

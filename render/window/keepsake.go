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
}

// look keeps the present moment, if a visitor does something in it.
func (k *keepsake) look(desc mirror.Description, snap *mirror.Snapshot, status *Status, active bool) {
	if k.print == nil || status.Attract || !active {
		return
	}
	kept := k.visit.Snapshot // its slices are used again
	snap.CopyTo(&kept)
	k.visit = VisitOf(desc, status)
	k.visit.Snapshot, k.taken = kept, true
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
	k.made, k.taken, k.visit = made, false, Visit{}
	go func() {
		img, err := k.print(&visit)
		if err != nil {
			img = nil
		}
		made <- img
	}()
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

// close waits for what is being made, so that nothing is left half.
func (k *keepsake) close() {
	if k.made != nil {
		<-k.made
	}
	k.layer.close()
}

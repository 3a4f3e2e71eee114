package picture_test

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
	"testing"

	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/draw"
)

// postures is a take in which a hand shows one posture after the other.
type postures struct {
	desc  []*mirror.Description
	snaps []*mirror.Snapshot
	each  int // moments of a posture
}

func posturesOf(t *testing.T, each int, names ...string) *postures {
	p := &postures{each: each}
	for _, name := range names {
		desc, snap := rendertest.Named(name).Mirrored(t)
		p.desc, p.snaps = append(p.desc, &desc), append(p.snaps, snap)
	}
	return p
}

func (p *postures) Len() int { return p.each * len(p.snaps) }

func (p *postures) ShowTo(i int, dst *mirror.Snapshot) (*mirror.Description, error) {
	p.snaps[i/p.each].CopyTo(dst)
	return p.desc[i/p.each], nil
}

func moving() picture.Moving {
	view := scene.DefaultOrbit()
	return picture.Moving{Width: 240, Height: 136, Limit: picture.MovingLimit, View: &view, Workers: 1}
}

// A moving picture shows what single pictures show, each for its time.
func TestAMovingPictureShowsTheTake(t *testing.T) {
	take := posturesOf(t, 5, "open", "fist", "point")
	var out bytes.Buffer
	var told []float64
	o := moving()
	o.Tell = func(share float64) error { told = append(told, share); return nil }
	require.NoError(t, picture.Animate(&out, take, o))
	require.IsIncreasing(t, told)
	g, err := gif.DecodeAll(&out)
	require.NoError(t, err)
	require.Less(t, len(g.Image), 15, "what stands is not drawn again")
	screen, next, shown := image.NewRGBA(image.Rect(0, 0, 240, 136)), 0, 0 // 1/100 s
	for i := range take.snaps {
		for until := 100 * (i + 1) / 3; next < len(g.Image) && shown < until; next++ {
			frame := g.Image[next]
			draw.Draw(screen, frame.Rect, frame, frame.Rect.Min, draw.Over)
			shown += g.Delay[next]
		}
		p, err := picture.New(*take.desc[i], picture.Options{Width: 480, Height: 272})
		require.NoError(t, err)
		single := p.Compose(take.snaps[i], scene.DefaultOrbit(), hud.State{Hidden: true})
		want := image.NewRGBA(screen.Rect)
		draw.BiLinear.Scale(want, want.Rect, single, single.Rect, draw.Src, nil)
		p.Close()
		sum := 0.0
		for k := range want.Pix {
			d := float64(want.Pix[k]) - float64(screen.Pix[k])
			sum += d * d
		}
		require.Less(t, sum/float64(len(want.Pix)), 40.0, "picture %d", i)
	}
	require.Equal(t, 100, shown)
}

func TestAMovingPictureCanBeGivenUp(t *testing.T) {
	enough := errors.New("enough")
	o := moving()
	o.Tell = func(share float64) error {
		if share > 0.3 {
			return enough
		}
		return nil
	}
	require.ErrorIs(t, picture.Animate(&bytes.Buffer{}, posturesOf(t, 20, "open"), o), enough)
	require.ErrorContains(t, picture.Animate(&bytes.Buffer{}, &postures{}, moving()), "nothing to make")
}

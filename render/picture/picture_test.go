package picture_test

import (
	"image"
	"math"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/render/hud"
	"mirrorarm/render/internal/rendertest"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// Every level draws the same picture, coarser: its mean colour stays.
func TestLevelsDrawTheSamePicture(t *testing.T) {
	desc, snap := rendertest.Named("point").Mirrored(t)
	p, err := picture.New(desc, picture.Options{Width: 640, Height: 360})
	require.NoError(t, err)
	defer p.Close()
	var want float64
	for l := range picture.Level(picture.NumLevels) {
		p.SetLevel(l)
		img := p.Compose(snap, scene.DefaultOrbit(), hud.State{Hidden: true})
		require.Equal(t, image.Pt(640, 360), img.Rect.Size())
		mean := 0.0
		for _, v := range img.Pix {
			mean += float64(v) / float64(len(img.Pix))
		}
		if l == picture.High {
			want = mean
		}
		require.InDelta(t, want, mean, 0.6, l.String())
	}
}

func TestComposeShowsPanelsAndCloseUp(t *testing.T) {
	desc, snap := rendertest.Named("point").Mirrored(t)
	p, err := picture.New(desc, picture.Options{})
	require.NoError(t, err)
	defer p.Close()
	bare := append([]uint8(nil), p.Compose(snap, scene.DefaultOrbit(), hud.State{Hidden: true}).Pix...)
	full := p.Compose(snap, scene.DefaultOrbit(), hud.State{Source: "synth:open"})
	differ := 0
	for i := 0; i < len(bare); i += 4 {
		if bare[i] != full.Pix[i] || bare[i+1] != full.Pix[i+1] {
			differ++
		}
	}
	require.Greater(t, differ, 60_000, "the overview and the close-up")
	_, at := p.CloseUp()
	require.NotEqual(t, bare[full.PixOffset(at.Min.X, at.Min.Y)], full.Pix[full.PixOffset(at.Min.X, at.Min.Y)])
}

// The close-up moves with every picture at the better levels, with every other one
// below.
func TestCloseUpFollows(t *testing.T) {
	desc, snap := rendertest.Named("point").Mirrored(t)
	p, err := picture.New(desc, picture.Options{Width: 640, Height: 360})
	require.NoError(t, err)
	defer p.Close()
	for l := range picture.Level(picture.NumLevels) {
		p.SetLevel(l)
		var last []uint8
		changes := 0
		for i := range 9 {
			snap.Time = float64(i)
			snap.Arm.WorldFromLink[desc.Robot.Palm].Pos.Z += 0.01
			p.Scene(snap, scene.DefaultOrbit())
			img, _ := p.CloseUp()
			if last != nil && !slices.Equal(last, img.Pix) {
				changes++
			}
			last = append(last[:0], img.Pix...)
		}
		want := 8
		if l >= picture.Low {
			want = 4
		}
		require.Equal(t, want, changes, l.String())
	}
}

// A picture that is given another mirror draws what a new one does, and nothing of
// the last one; nor does a close-up that was hidden for a while show what was then.
func TestAnotherMirrorLeavesNothingBehind(t *testing.T) {
	right, snap := rendertest.Named("point").Mirrored(t)
	posture := rendertest.Named("fist")
	posture.Side = hand.Left
	left, other := posture.Mirrored(t)
	for l := range picture.Level(picture.NumLevels) {
		o := picture.Options{Width: 640, Height: 360, Level: l}
		fresh, err := picture.New(left, o)
		require.NoError(t, err)
		used, err := picture.New(right, o)
		require.NoError(t, err)
		closeUp := func(p *picture.Picture, s *mirror.Snapshot) []uint8 {
			p.Scene(s, scene.DefaultOrbit())
			img, _ := p.CloseUp()
			return slices.Clone(img.Pix)
		}
		first := closeUp(used, snap)
		require.NoError(t, used.Describe(left))
		want := closeUp(fresh, other)
		require.True(t, slices.Equal(want, closeUp(used, other)), l.String())
		require.False(t, slices.Equal(first, want))
		require.True(t, slices.Equal(fresh.Compose(other, scene.DefaultOrbit(), hud.State{}).Pix, used.Compose(other, scene.DefaultOrbit(), hud.State{}).Pix), l.String())

		fresh.Scene(other, scene.DefaultOrbit()) // without a close-up
		moved := closeUp(fresh, other)
		fresh.Scene(other, scene.DefaultOrbit())
		fresh.Scene(other, scene.DefaultOrbit())
		other.Arm.WorldFromLink[left.Robot.Palm].Pos.Z += 0.05
		other.Time += 0.2
		require.False(t, slices.Equal(moved, closeUp(fresh, other)), l.String())
		fresh.Close()
		used.Close()
	}
}

func TestAnySizeIsDrawn(t *testing.T) {
	desc, snap := rendertest.Named("point").Mirrored(t)
	p, err := picture.New(desc, picture.Options{})
	require.NoError(t, err)
	defer p.Close()
	for _, size := range []image.Point{{1, 1}, {16, 16}, {17, 400}, {333, 51}, {640, 480}} {
		require.NoError(t, p.Resize(picture.Options{Width: size.X, Height: size.Y}))
		for l := range picture.Level(picture.NumLevels) {
			p.SetLevel(l)
			img := p.Compose(snap, scene.DefaultOrbit(), hud.State{Help: true})
			require.Equal(t, max(size.X, 16), img.Rect.Dx())
			require.Equal(t, max(size.Y, 16), img.Rect.Dy())
		}
	}
}

// A pose that is not a number hides what it places, and nothing else.
func TestBrokenPoseDoesNotStopThePicture(t *testing.T) {
	desc, snap := rendertest.Named("point").Mirrored(t)
	p, err := picture.New(desc, picture.Options{Width: 320, Height: 180})
	require.NoError(t, err)
	defer p.Close()
	view := scene.DefaultOrbit()
	whole := append([]uint8(nil), p.Compose(snap, view, hud.State{Hidden: true}).Pix...)
	for i := range snap.Arm.WorldFromLink {
		snap.Arm.WorldFromLink[i].Pos.X = math.NaN()
	}
	snap.Person.WorldFromForearm.Rot.Real = math.Inf(1)
	img := p.Compose(snap, view, hud.State{Hidden: true})
	require.NotEqual(t, whole, img.Pix)
	require.Equal(t, whole[:4*320], img.Pix[:4*320], "the backdrop")
}

// A machine with a given cost per level settles on the best level that fits, and
// stays there.
func TestGovernorSettlesOnWhatFits(t *testing.T) {
	const vsync = 1.0 / 60
	for _, machine := range []struct {
		name string
		cost [picture.NumLevels]float64 // s, to make a picture
		show [picture.NumLevels]float64 // s, to show it besides
		want picture.Level
	}{
		{name: "fast", cost: [picture.NumLevels]float64{0.004, 0.003, 0.002, 0.001}, want: picture.High},
		{name: "middling", cost: [picture.NumLevels]float64{0.013, 0.010, 0.008, 0.005}, want: picture.Default},
		{name: "slow", cost: [picture.NumLevels]float64{0.030, 0.024, 0.012, 0.009}, want: picture.Low},
		{name: "hopeless", cost: [picture.NumLevels]float64{0.09, 0.08, 0.07, 0.06}, want: picture.Floor},
		{
			name: "no GPU", cost: [picture.NumLevels]float64{0.006, 0.005, 0.004, 0.003},
			show: [picture.NumLevels]float64{0.03, 0.03, 0.008, 0.008}, want: picture.Low,
		},
	} {
		t.Run(machine.name, func(t *testing.T) {
			g := picture.NewGovernor()
			changes, pictures := 0, [picture.NumLevels]int{}
			for i := range 20_000 {
				cost := machine.cost[g.Level()]
				if i%97 == 0 {
					cost += 0.2 // a hiccup is not a reason
				}
				pictures[g.Level()]++
				if g.Spent(cost, max(cost+machine.show[g.Level()], vsync)) {
					changes++
				}
			}
			require.Greater(t, pictures[machine.want], 18_500, "pictures per level: %v", pictures)
			require.LessOrEqual(t, changes, 16)
		})
	}
}

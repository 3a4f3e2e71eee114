package skin_test

import (
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// The grid lies on the palm's side of whatever links are named, by whatever names, and on
// nothing else; a ball and a segment that looks along itself get none.
func TestTheGridOfAnyHand(t *testing.T) {
	model, err := chain.New("any", "carpus", []chain.Joint{
		{Name: "j1", Kind: chain.Fixed, Parent: "carpus", Child: "palm", Origin: spatial.At(r3.Vec{X: 0.1})},
		{Name: "j2", Kind: chain.Fixed, Parent: "palm", Child: "thumb_distal", Origin: spatial.At(r3.Vec{X: 0.05})},
		{Name: "j3", Kind: chain.Fixed, Parent: "carpus", Child: "ball", Origin: spatial.At(r3.Vec{Y: 0.1})},
	})
	require.NoError(t, err)
	rod := func(link int) skin.Capsule {
		return skin.Capsule{Link: link, B: r3.Vec{Z: 0.04}, Ra: 0.008, Rb: 0.008}
	}
	shapes := []skin.Capsule{rod(0), rod(1), rod(2), {Link: 3, Ra: 0.01, Rb: 0.01}}
	towards := r3.Vec{X: 1}
	layout := skin.Laid("any", model, shapes, []skin.Segment{
		{Shape: 1, Palmward: towards}, {Shape: 2, Palmward: towards, Tip: true}, {Shape: 3, Palmward: towards}, {Shape: 0, Palmward: r3.Vec{Z: 1}},
	}, false)
	require.NoError(t, layout.Check())
	require.Len(t, layout.Solids, 4)
	require.Equal(t, 8*6+12*8, layout.Taxels())
	require.Len(t, layout.Patches, 4)
	surface, err := skin.NewSurface(model, layout)
	require.NoError(t, err)
	for i := range surface.Taxels {
		n := surface.Elements[i].Normal
		require.Positive(t, r3.Dot(n, towards)+0.6*n.Z, "it looks to the palm's side, or over the tip")
	}
}

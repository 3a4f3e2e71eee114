package chain_test

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/spatial/r3"
)

func ExampleState_JacobianTo() {
	// A planar arm of 0.4 m and 0.3 m whose second joint turns by 60°.
	z := r3.Vec{Z: 1}
	model, err := chain.New("planar", "base", []chain.Joint{
		{Name: "shoulder", Kind: chain.Revolute, Parent: "base", Child: "upper", Origin: spatial.Identity(), Axis: z, Limit: chain.Unlimited()},
		{Name: "elbow", Kind: chain.Revolute, Parent: "upper", Child: "fore", Origin: spatial.At(r3.Vec{X: 0.4}), Axis: z, Limit: chain.Unlimited()},
		{Name: "grip", Kind: chain.Fixed, Parent: "fore", Child: "hand", Origin: spatial.At(r3.Vec{X: 0.3})},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	hand, _ := model.LinkIndex("hand")
	state := chain.NewState(model)
	state.SetCoordinates([]float64{0, math.Pi / 3})
	at := state.RootFromLink(hand).Pos
	fmt.Printf("hand at %.2f %.2f m\n", at.X, at.Y)

	var j mat.Dense
	state.JacobianTo(&j, chain.InRoot, hand)
	for row, name := range []string{"x", "y"} {
		fmt.Printf("%s: %+.2f %+.2f m/s per rad/s\n", name, j.At(row, 0), j.At(row, 1))
	}
	// Output:
	// hand at 0.55 0.26 m
	// x: -0.26 -0.26 m/s per rad/s
	// y: +0.55 +0.15 m/s per rad/s
}

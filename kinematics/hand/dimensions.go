package hand

import (
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Bones are one finger's measures. For a finger, Base is the MCP joint's frame
// and the lengths are those of the proximal, middle and distal phalanx; for the
// thumb, Base is the CMC joint's frame and they are those of the metacarpal,
// the proximal and the distal phalanx. The last one reaches to the end of the
// pulp. Base is given in the palm frame of a right hand, +X along the bone when
// the finger's angles are zero, +Y its flexion axis.
type Bones struct {
	Base   spatial.Pose
	Length [3]float64 // m
	Radius [4]float64 // m: half the finger's thickness at its three joints and at the tip
}

// Dimensions are the measures of one person's hand.
type Dimensions [NumFingers]Bones

// Nominal is the mean adult hand. Bone lengths are the means of Buryanov and
// Kotiuk, Proportions of Hand Segments, Int. J. Morphol. 28(3), 2010, n = 66;
// where the metacarpals start, how they fan out, and the radii are design
// values.
func Nominal() Dimensions {
	const mm, deg = 1e-3, math.Pi / 180
	// carpus: where the metacarpal starts in the palm frame; fan: its yaw; rest: the
	// finger's own rest direction; drop: how far the palm's arch lowers the knuckle.
	finger := func(carpusX, carpusY, fan, metacarpal, rest, drop float64, length [3]float64, pulp float64, radius [4]float64) Bones {
		s, c := math.Sincos(fan * deg)
		length[2] += pulp
		b := Bones{Base: spatial.Pose{
			Rot: spatial.FromRPY(0, 0, rest*deg),
			Pos: r3.Vec{X: (carpusX + metacarpal*c) * mm, Y: (carpusY + metacarpal*s) * mm, Z: -drop * mm},
		}, Length: length, Radius: radius}
		for i := range b.Length {
			b.Length[i] *= mm
		}
		for i := range b.Radius {
			b.Radius[i] *= mm
		}
		return b
	}
	return Dimensions{
		Thumb: {
			Base:   spatial.Pose{Rot: spatial.FromRPY(-55*deg, 15*deg, 40*deg), Pos: r3.Vec{X: 0.021, Y: 0.022, Z: -0.008}},
			Length: [3]float64{46.2 * mm, 31.6 * mm, (21.7 + 4.5) * mm},
			Radius: [4]float64{13 * mm, 11 * mm, 9.5 * mm, 7.5 * mm},
		},
		Index:  finger(26, 12, 12, 68.1, 3, 0, [3]float64{39.8, 22.4, 15.8}, 3.8, [4]float64{10.5, 8.8, 7.6, 6.3}),
		Middle: finger(27, 2, 2, 64.6, 0, -2, [3]float64{44.6, 26.3, 17.4}, 3.9, [4]float64{10.5, 9.0, 7.8, 6.5}),
		Ring:   finger(25, -8, -8, 58.0, -4, 0, [3]float64{41.4, 25.7, 17.3}, 4.0, [4]float64{10, 8.5, 7.3, 6.1}),
		Little: finger(22, -16, -17, 53.7, -9, 4, [3]float64{32.7, 18.1, 16.0}, 3.7, [4]float64{9, 7.4, 6.4, 5.4}),
	}
}

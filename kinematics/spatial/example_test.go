package spatial_test

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

const degree = math.Pi / 180

// whole rounds a vector to whole units of the given size, say 1e-3 for mm.
func whole(v r3.Vec, unit float64) [3]int {
	round := func(x float64) int { return int(math.Round(x / unit)) }
	return [3]int{round(v.X), round(v.Y), round(v.Z)}
}

// Where is a fingertip in the world, and where does the palm see a point of the
// world? Adjacent names match: world←palm · palm←tip = world←tip.
func ExamplePose_Mul() {
	// The palm points along the world's +Y: turned by 90° about the vertical.
	worldFromPalm := spatial.Pose{
		Rot: spatial.AxisAngle(r3.Vec{Z: 1}, 90*degree),
		Pos: r3.Vec{X: 0.3, Z: 1.2},
	}
	// A straight finger: its tip 180 mm before the wrist, 20 mm to its side.
	palmFromTip := spatial.At(r3.Vec{X: 0.18, Y: 0.02})

	// The turn takes (180, 20) to (−20, 180); then the palm's place is added.
	worldFromTip := worldFromPalm.Mul(palmFromTip)
	fmt.Println("tip in the world, mm:", whole(worldFromTip.Pos, 1e-3))

	palmFromWorld := worldFromPalm.Inverse()
	fmt.Println("and back in the palm:", whole(palmFromWorld.Apply(worldFromTip.Pos), 1e-3))

	// Products do not commute: the other order turns nothing but adds the offset.
	fmt.Println("the wrong way round: ", whole(palmFromTip.Mul(worldFromPalm).Pos, 1e-3))
	// Output:
	// tip in the world, mm: [280 180 1200]
	// and back in the palm: [180 20 0]
	// the wrong way round:  [480 20 1200]
}

// A mirror turns a right-handed frame into a left-handed one, which no robot
// can take. Reflecting the body as well makes it a proper left hand.
func ExamplePlane_ReflectPose() {
	mirror := spatial.Plane{Normal: r3.Vec{X: 1}}
	right := spatial.At(r3.Vec{X: -0.3, Y: 0.1, Z: 1.2}) // flat, pointing to the mirror

	// det[x y z] = (x × y)·z is +1 for a rotation, −1 for a reflection.
	det := func(x, y, z r3.Vec) float64 { return r3.Dot(r3.Cross(x, y), z) }
	x, y, z := spatial.Axes(right.Rot)
	fmt.Printf("axes in the mirror: det %+.0f\n", det(mirror.ReflectVec(x), mirror.ReflectVec(y), mirror.ReflectVec(z)))

	left := mirror.ReflectPose(right)
	x, y, z = spatial.Axes(left.Rot)
	fmt.Printf("a left hand's axes: det %+.0f\n", det(x, y, z))
	fmt.Println("it is at", whole(left.Pos, 1e-3), "mm and points along", whole(x, 1))

	// The thumb of a right hand is at +Y of its palm, that of a left hand at −Y:
	// both point the same way in the world, as an image does.
	fmt.Println("thumbs:", whole(right.Rotate(r3.Vec{Y: 1}), 1), whole(left.Rotate(r3.Vec{Y: -1}), 1))
	// Output:
	// axes in the mirror: det -1
	// a left hand's axes: det +1
	// it is at [300 100 1200] mm and points along [-1 0 0]
	// thumbs: [0 1 0] [0 1 0]
}

// What is left between where a palm is and where it should be: the error that a
// solver drives to zero, as a small displacement and a rotation vector.
func ExampleDifference() {
	here := spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Z: 1}, 20*degree), Pos: r3.Vec{X: 0.30, Z: 1.2}}
	there := spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Z: 1}, 50*degree), Pos: r3.Vec{X: 0.30, Y: 0.04, Z: 1.2}}

	d := spatial.Difference(here, there)
	fmt.Println("move by", whole(d.Lin, 1e-3), "mm, turn by", whole(d.Ang, degree), "degrees")

	// Both are in the world's frame, so the turn stands on the left.
	turned := quat.Mul(spatial.FromRotationVector(d.Ang), here.Rot)
	fmt.Printf("then %.0f° are left to turn\n", spatial.AngleBetween(turned, there.Rot)/degree)
	// Output:
	// move by [0 40 0] mm, turn by [0 0 30] degrees
	// then 0° are left to turn
}

// Do two fingers touch? Their bones are segments; where these come closest, the
// distance must not be less than both half thicknesses.
func ExampleClosestOnSegments() {
	// One along X, the other crosses it 15 mm higher, a quarter of the way.
	p, q := r3.Vec{}, r3.Vec{X: 0.040}
	r, s := r3.Vec{X: 0.010, Y: -0.020, Z: 0.015}, r3.Vec{X: 0.010, Y: 0.020, Z: 0.015}

	u, v := spatial.ClosestOnSegments(p, q, r, s)
	onPQ := r3.Add(p, r3.Scale(u, r3.Sub(q, p)))
	onRS := r3.Add(r, r3.Scale(v, r3.Sub(s, r)))
	fmt.Printf("u = %.2f, v = %.2f, %.0f mm apart\n", u, v, r3.Norm(r3.Sub(onPQ, onRS))/1e-3)

	const thickness = 8e-3 // m: half of a finger's
	fmt.Println("they touch:", r3.Norm(r3.Sub(onPQ, onRS)) < 2*thickness)
	// Output:
	// u = 0.25, v = 0.50, 15 mm apart
	// they touch: true
}

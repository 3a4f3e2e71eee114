package hand_test

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

const degree = math.Pi / 180

// A finger is a planar chain that flexes about +Y of its own base frame, which
// takes its bones from +X towards −Z, the palm's side.
func ExampleHand_PalmFromSegment() {
	dims := hand.Nominal()
	length := dims[hand.Index].Length // 39.8, 22.4 and 15.8 + 3.8 mm of pulp
	h := hand.New(hand.Right, dims)
	tip := func(mcp, pip, dip float64) r3.Vec {
		h.SetAngles(hand.Angles{hand.IndexMCP: mcp * degree, hand.IndexPIP: pip * degree, hand.IndexDIP: dip * degree})
		return h.PalmFromSegment(hand.Index, 3).Pos
	}
	base := dims[hand.Index].Base.Pos
	fmt.Printf("straight:  %.1f mm from the knuckle\n", r3.Norm(r3.Sub(tip(0, 0, 0), base))/1e-3)
	fmt.Printf("MCP 90°:   %.1f mm below it\n", (base.Z-tip(90, 0, 0).Z)/1e-3)

	// Bone i points down by the sum of the angles before it: 50°, 110°, 150°.
	depth := 0.0
	for i, down := range []float64{50, 50 + 60, 50 + 60 + 40} {
		depth += length[i] * math.Sin(down*degree)
	}
	fmt.Printf("curled in: %.1f mm below it, by hand %.1f mm\n", (base.Z-tip(50, 60, 40).Z)/1e-3, depth/1e-3)
	// Output:
	// straight:  81.8 mm from the knuckle
	// MCP 90°:   81.8 mm below it
	// curled in: 61.3 mm below it, by hand 61.3 mm
}

// Equal angles on a left and a right hand are mirror images: only y changes sign.
func ExampleHand_LandmarksTo() {
	posture := hand.Angles{hand.IndexSpread: 10 * degree, hand.IndexMCP: 40 * degree, hand.ThumbAbduction: 30 * degree}
	landmarks := func(side hand.Side) (points hand.Landmarks) {
		h := hand.New(side, hand.Nominal())
		h.SetAngles(posture)
		h.LandmarksTo(&points)
		return points
	}
	right, left := landmarks(hand.Right), landmarks(hand.Left)
	worst := 0.0
	for i, p := range right {
		image := r3.Vec{X: p.X, Y: -p.Y, Z: p.Z}
		worst = max(worst, r3.Norm(r3.Sub(image, left[i])))
	}
	// +Y is the thumb's side of a right hand, −Y that of a left hand.
	knuckle := hand.Landmark(hand.Index, 0)
	fmt.Printf("index knuckle at y = %+.0f mm and %+.0f mm\n", right[knuckle].Y/1e-3, left[knuckle].Y/1e-3)
	fmt.Printf("%d landmarks, images within %.0f µm\n", len(right), worst/1e-6)
	// Output:
	// index knuckle at y = +26 mm and -26 mm
	// 21 landmarks, images within 0 µm
}

// A camera gives 21 points in its own frame; the fitter gives back joint angles
// and the palm's pose, and says which angles it had to guess.
func ExampleFitter_Fit() {
	truth := hand.Rest()
	truth[hand.IndexMCP], truth[hand.MiddlePIP], truth[hand.MiddleDIP] = 45*degree, 72*degree, 60*degree
	h := hand.New(hand.Right, hand.Nominal())
	h.SetAngles(truth)
	var points hand.Landmarks
	h.LandmarksTo(&points)
	worldFromPalm := spatial.Pose{Rot: spatial.FromRPY(0.3, -0.2, 1), Pos: r3.Vec{X: -0.2, Y: 0.1, Z: 1.1}}
	for i := range points {
		points[i] = worldFromPalm.Apply(points[i])
	}
	seen := hand.Seen(points)
	seen.Weight[hand.Landmark(hand.Middle, 3)] = 0 // the middle finger's tip is hidden

	var fit hand.Fit
	fitter := hand.NewFitter(hand.Right, hand.Nominal())
	for range 20 { // frames: what is not seen is held back by the frame before
		if !fitter.Fit(&fit, &seen) {
			fmt.Println("no palm to be seen")
			return
		}
	}
	// Tendons couple a free DIP joint to its PIP joint: the guess is ⅔ · 72°.
	for _, a := range []hand.Angle{hand.IndexMCP, hand.MiddlePIP, hand.MiddleDIP} {
		fmt.Printf("%-10s %.0f°, true %.0f°: %s\n", a, fit.Angles[a]/degree, truth[a]/degree, fit.Doubts[a])
	}
	fmt.Printf("the palm is %.0f mm off\n", r3.Norm(r3.Sub(fit.WorldFromPalm.Pos, worldFromPalm.Pos))/1e-3)
	// Output:
	// index_mcp  45°, true 45°: sure
	// middle_pip 72°, true 72°: sure
	// middle_dip 48°, true 60°: occluded
	// the palm is 0 mm off
}

// Horn's absolute orientation: the turn, the shift and the scale that bring one
// set of points onto another.
func ExampleAlign() {
	triangle := []r3.Vec{{}, {X: 0.10}, {Y: 0.05}}
	// Seen by a tracker: turned by 90° about Z, twice as large, 1 m away.
	seen := []r3.Vec{{X: 1}, {X: 1, Y: 0.20}, {X: 0.90}}
	pose, scale, ok := hand.Align(triangle, seen, []float64{1, 1, 1})
	turn := spatial.RotationVector(pose.Rot)
	fmt.Printf("%t: scale %.1f, turned by %.0f° about Z\n", ok, scale, turn.Z/degree)

	// Points on one line leave the turn about it open, and are refused.
	_, _, ok = hand.Align([]r3.Vec{{}, {X: 1}, {X: 2}}, []r3.Vec{{}, {X: 1}, {X: 2}}, []float64{1, 1, 1})
	fmt.Println(ok)
	// Output:
	// true: scale 2.0, turned by 90° about Z
	// false
}

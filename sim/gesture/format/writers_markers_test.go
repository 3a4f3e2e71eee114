package format_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Where markers are glued (mm): on the back of the hand in its palm's frame, on a
// finger's first bone, and so high over bones and tips.
const (
	markerAlongBone = 0.6 // share of it
	markerOverBone  = 9.0
	markerOverTip   = 6.0
)

// markerWriters are the forms of motion capture by markers. They do not tell where
// joints are, and the palm under them is known from when the hand is open: there
// their sample begins.
func markerWriters() []writer {
	return []writer{{name: "optical-markers.csv", format: "optical markers", gesture: "open 550ms hold 750ms, point 550ms hold 3s", fitMM: 5, write: markers}}
}

// markers is a table of optical markers: mm, z up, on a straight wrist and an arm
// whose shoulder rests.
func markers(_ testing.TB, k take) string {
	head, rows := "Frame,Time", make([]string, len(k.ticks))
	shoulder := r3.Add(upright(k.ticks[0].points[0]), r3.Vec{X: -350, Z: 200})
	for i := range k.ticks {
		rows[i] = fmt.Sprintf("%d,%.5f", i+1, k.ticks[i].t)
		put := func(name string, p r3.Vec) {
			if i == 0 {
				head += fmt.Sprintf(",%[1]s_X,%[1]s_Y,%[1]s_Z", name)
			}
			rows[i] += fmt.Sprintf(",%.3f,%.3f,%.3f", p.X, p.Y, p.Z)
		}
		var points hand.Landmarks
		for j, p := range k.ticks[i].points {
			points[j] = upright(p)
		}
		palm := palmFrame(&points)
		if k.side == hand.Left {
			palm.Rot = quat.Mul(palm.Rot, spatial.AxisAngle(r3.Vec{X: 1}, math.Pi))
		}
		put("hand_top", palm.Apply(r3.Vec{X: 60, Z: 20}))
		put("hand_left", palm.Apply(r3.Vec{X: 20, Y: 20, Z: 20}))
		put("hand_right", palm.Apply(r3.Vec{X: 20, Y: -20, Z: 20}))
		for f, name := range []string{"thumb", "index", "middle", "ring", "little"} {
			middle, tip := gluedOn(hand.Finger(f), &points, palm.Rotate(r3.Vec{Z: 1}))
			put(name+"_middle", middle)
			put(name+"_tip", tip)
		}
		put(k.side.String()+"_elbow", palm.Apply(r3.Vec{X: -250}))
		put(k.side.String()+"_shoulder", shoulder)
	}
	return head + "\n" + strings.Join(rows, "\n") + "\n"
}

// gluedOn are a finger's two markers: on the back's side, square to the line through
// both; a thumb's are at its joint and tip.
func gluedOn(f hand.Finger, points *hand.Landmarks, back r3.Vec) (middle, tip r3.Vec) {
	base, tip := points[hand.Landmark(f, 0)], points[hand.Landmark(f, 3)]
	if f == hand.Thumb {
		return points[hand.Landmark(f, 2)], tip
	}
	middle = r3.Add(base, r3.Scale(markerAlongBone, r3.Sub(points[hand.Landmark(f, 1)], base)))
	ahead := r3.Unit(r3.Sub(tip, middle))
	up := r3.Unit(r3.Sub(back, r3.Scale(r3.Dot(back, ahead), ahead)))
	return r3.Add(middle, r3.Scale(markerOverBone, up)), r3.Add(tip, r3.Scale(markerOverTip, up))
}

// upright is a point of a take (m, y up) in mm, z up.
func upright(p r3.Vec) r3.Vec { return r3.Scale(1000, r3.Vec{X: -p.Z, Y: -p.X, Z: p.Y}) }

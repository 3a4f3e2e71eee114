// Package student is a scripted student who works through the shipped lessons
// with a pocket calculator: every answer comes from a formula of a textbook and
// from what can be measured on the arm with a ruler, and from none of this
// program's packages. So an answer that a lesson accepts is right twice.
//
// Units are those of the answers: mm and degrees, as the names say. The bones
// and limits are those of the shipped arm, rewritten here by hand.
package student

import (
	"fmt"
	"math"
)

// Script is what the student says to one exercise.
type Script struct {
	Lesson, Exercise string
	Right            string
	Wrong            [3]string
}

// Of the arm: the bones in mm, the elbow's limit in degrees.
const (
	upperArm   = 300.0
	forearm    = 270.0
	elbowLimit = 2.6 * 180 / math.Pi
)

const rad = math.Pi / 180

func sin(deg float64) float64     { return math.Sin(deg * rad) }
func cos(deg float64) float64     { return math.Cos(deg * rad) }
func asin(x float64) float64      { return math.Asin(x) / rad }
func acos(x float64) float64      { return math.Acos(x) / rad }
func atan2(y, x float64) float64  { return math.Atan2(y, x) / rad }
func number(v float64) string     { return fmt.Sprintf("%.7g", v) }
func square(x float64) float64    { return x * x }
func hypot(x, y float64) float64  { return math.Hypot(x, y) }
func reach(elbow float64) float64 { return sideOf(upperArm, forearm, elbow) }

// sideOf is the law of cosines for bones that meet with a bend.
func sideOf(a, b, bend float64) float64 { return math.Sqrt(a*a + b*b + 2*a*b*cos(bend)) }

// bendFor is the elbow's bend at which the wrist is at a distance.
func bendFor(distance float64) float64 {
	return acos((square(distance) - square(upperArm) - square(forearm)) / (2 * upperArm * forearm))
}

// twoBones are the shoulder's flexion, which lowers the arm, and the elbow's,
// which raises the forearm, for a wrist at x and z.
func twoBones(x, z float64) (shoulder, elbow float64) {
	elbow = bendFor(hypot(x, z))
	return atan2(forearm*sin(elbow), upperArm+forearm*cos(elbow)) - atan2(z, x), elbow
}

// Scripts are the student's answers to every exercise of every lesson, in the
// lessons' order.
func Scripts() []Script {
	var all []Script
	for _, part := range [][]Script{frames(), motion(), spare(), solving(), reflecting(), sensing(), touching()} {
		all = append(all, part...)
	}
	return all
}

// frames answers the lessons rotations, composition and forward.
func frames() []Script {
	// A roll and a yaw at right angles: only the real parts multiply.
	half := acos(cos(30) * cos(30))
	shoulder, elbow := twoBones(420, 150)
	return []Script{
		{"rotations", "trace", number(1 + 2*cos(50)), [3]string{number(cos(50)), "3", number(2 * cos(50))}},
		{"rotations", "one-turn", number(2 * half), [3]string{"120", number(2 * half * rad), "60"}},
		{"rotations", "half-turn", "pitch_deg=0 yaw_deg=180", [3]string{"yaw_deg=90", "pitch_deg=90", "pitch_deg=45 yaw_deg=45"}},
		{"rotations", "fixed-axes", "Rz(60) Rx(30)", [3]string{"Rx(30) Rz(60)", "Rz(60) Ry(30)", "Rz(60)"}},
		{"composition", "to-the-fingertip", "baseFromForearm forearmFromPalm palmFromIndexTip", [3]string{
			"palmFromIndexTip forearmFromPalm baseFromForearm", "baseFromForearm palmFromIndexTip", "baseFromForearm palmFromForearm palmFromIndexTip",
		}},
		{"composition", "from-the-palm", "palmFromForearm forearmFromUpperArm upperArmFromBase", [3]string{
			"upperArmFromBase forearmFromUpperArm palmFromForearm", "baseFromPalm", "palmFromForearm upperArmFromBase",
		}},
		{"composition", "height", number(upperArm*sin(40) + forearm*sin(40+50)), [3]string{
			number(upperArm*sin(40) + forearm*sin(50)), number(-upperArm*sin(40) - forearm), number((upperArm*sin(40) + forearm) / 1000),
		}},
		{"forward", "wrist-x", number(upperArm*cos(30) + forearm*cos(30-75)), [3]string{
			number(upperArm*cos(30) + forearm*cos(30+75)), number(upperArm*cos(30) + forearm*cos(75)), "0.4507",
		}},
		{"forward", "four-factors", "Rx(90) Tx(50) Rz(30) Tz(270)", [3]string{
			"Rz(30) Tz(270) Tx(50) Rx(90)", "Rx(90) Rz(30) Tx(50) Tz(270)", "Tx(50) Rz(30) Tz(270)",
		}},
		{"forward", "bone-in-the-table", number(upperArm), [3]string{"0", number(forearm), number(upperArm / 1000)}},
		{"forward", "two-bones", set("shoulder_flexion elbow_flexion", shoulder, elbow), [3]string{
			set("shoulder_flexion elbow_flexion", -shoulder, elbow), set("shoulder_flexion", shoulder), set("elbow_flexion", elbow),
		}},
	}
}

// motion answers the lessons jacobian and singularities.
func motion() []Script {
	step := math.Sqrt(2*1/forearm) / rad // the gap of 1 mm is half of lever times angle squared
	volume := hypot(upperArm, forearm) * upperArm * forearm * 1e-9
	return []Script{
		{"jacobian", "lever", number(reach(100)), [3]string{number(upperArm + forearm), number(reach(100) / 1000), number(forearm)}},
		{"jacobian", "elbow-step", number(-forearm * 2 * rad), [3]string{number(forearm * 2 * rad), number(-forearm * 2), "0"}},
		{"jacobian", "square-law", number(square(4) / square(2)), [3]string{"2", "0.25", "8"}},
		{"jacobian", "allowed-step", set("step", step), [3]string{set("step", step*rad), set("step", 1), set("step", 2*step)}},
		{"singularities", "lose-a-direction", "elbow_flexion=0", [3]string{"elbow_flexion=90", "elbow_flexion=30", "elbow_flexion=140"}},
		{"singularities", "most-dexterous", set("elbow_flexion", bestElbow()), [3]string{"elbow_flexion=90", "elbow_flexion=0", "elbow_flexion=45"}},
		{"singularities", "volume", number(volume), [3]string{number(volume * 1e3), "0", number(upperArm * forearm * 1e-6)}},
		{"singularities", "rank", number(6 - 1), [3]string{"6", "7", "3"}},
	}
}

// bestElbow maximises ρ²·sin²e by going uphill in hundredths of a degree.
func bestElbow() float64 {
	best, most := 0.0, 0.0
	for e := 0.0; e <= 140; e += 0.01 {
		if w := reach(e) * sin(e); w > most {
			best, most = e, w
		}
	}
	return best
}

// spare answers the lesson redundancy.
func spare() []Script {
	return []Script{
		{"redundancy", "count", number(7 - (6 - 1)), [3]string{"1", "0", "7"}},
		{"redundancy", "with-a-finger", number(7 + 3 - 6), [3]string{"5", "1", "10"}},
		{"redundancy", "raise-the-elbow", raisedElbow(85), [3]string{
			set("shoulder_flexion", 10), raisedElbow(10), set("shoulder_abduction", -60),
		}},
	}
}

// raisedElbow swings the elbow by an angle about the line from the shoulder to
// the wrist of the exercise, and finds the shoulder's three angles from where
// the two bones then point.
func raisedElbow(swing float64) string {
	wrist := vec{
		upperArm*cos(40) + forearm*cos(40-90), 0,
		-upperArm*sin(40) - forearm*sin(40-90),
	}
	elbow := vec{upperArm * cos(40), 0, -upperArm * sin(40)}
	elbow = elbow.about(wrist.unit(), swing)
	upper := elbow.unit()
	fore := wrist.less(elbow).unit()
	flexion, abduction := atan2(-upper[2], upper[0]), asin(upper[1])
	// Where the forearm points as seen from the upper arm before it turns about
	// itself: at bend e and turn c it is (cos e, −sin e·sin c, sin e·cos c).
	seen := fore.about(vec{0, 1, 0}, -flexion).about(vec{0, 0, 1}, -abduction)
	return set("shoulder_flexion shoulder_abduction shoulder_rotation elbow_flexion", flexion, abduction, atan2(-seen[1], seen[2]), acos(seen[0]))
}

// Package student is a scripted student who works through the shipped lessons
// with a pocket calculator: every answer comes from a formula of a textbook, from
// the numbers in the question and from what can be measured on the arm with a
// ruler, and from none of this program's packages. So an answer that a lesson
// accepts is right twice.
//
// Units are those of the answers: mm and degrees, as the names say. The bones
// and limits of the shipped arm are rewritten here by hand.
package student

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Arm is what the student has measured on an arm, in mm and degrees.
type Arm struct {
	Joints      int
	Upper, Fore float64 // the two bones; 0 where there is no such pair
	Raises      bool    // whether the elbow's bend raises the tip
	ElbowMost   float64 // its largest bend

	Shoulder, Elbow, Wrist, Hinge Joint
	Names                         []string // of the joints

	// What transforms call the links that the questions speak of.
	Base, UpperLink, ForeLink, Tip, A, B, C string
}

// Joint is a joint and how its value makes the angle that is spoken of: angle =
// Sign·value + Zero.
type Joint struct {
	Name         string
	Sign, Zero   float64
	Lower, Upper float64
}

// at is the answer that puts the joint at an angle; what lies beyond its limits stops
// there.
func (j Joint) at(angle float64) string {
	v := j.Sign * (angle - j.Zero)
	for _, turn := range []float64{-360, 360} {
		if (v < j.Lower || v > j.Upper) && v+turn >= j.Lower && v+turn <= j.Upper {
			v += turn
		}
	}
	return j.Name + "=" + number(math.Min(math.Max(v, j.Lower), j.Upper))
}

// Shipped is the arm that mirrorarm ships, with the index finger beyond its palm.
func Shipped() *Arm {
	joint := func(name string, lower, upper float64) Joint {
		return Joint{Name: name, Sign: 1, Lower: lower / rad, Upper: upper / rad}
	}
	elbow := joint("elbow_flexion", 0, 2.6)
	return &Arm{
		Joints: 7, Upper: 300, Fore: 270, Raises: true, ElbowMost: 2.6 / rad,
		Shoulder: joint("shoulder_pitch", -2.8, 2.8), Elbow: elbow, Wrist: joint("wrist_flexion", -2, 2), Hinge: elbow,
		Names: []string{"shoulder_pitch", "shoulder_yaw", "shoulder_rotation", "elbow_flexion", "forearm_rotation", "wrist_deviation", "wrist_flexion"},
		Base:  "base", UpperLink: "upperArm", ForeLink: "forearm", Tip: "palm", A: "forearm", B: "palm", C: "indexTip",
	}
}

// Script is what the student says to one exercise.
type Script struct {
	Lesson, Exercise string
	// Answers are the right answer to a question and three wrong ones.
	Answers func(ask string) (right string, wrong [3]string)
}

// says are answers that need nothing from the question.
func says(lesson, exercise, right string, wrong ...string) Script {
	return Script{lesson, exercise, func(string) (string, [3]string) { return right, [3]string(wrong) }}
}

// reads are answers that are made of the numbers in the question, or of those that a
// unit follows.
func reads(lesson, exercise, unit string, answer func(n []float64) (string, []string)) Script {
	return Script{lesson, exercise, func(ask string) (string, [3]string) {
		right, wrong := answer(numbers(ask, unit))
		return right, [3]string(wrong)
	}}
}

var figures = regexp.MustCompile(`[−-]?[0-9]+(?:\.[0-9]+)?`)

// numbers are those in a text, or those that a unit follows.
func numbers(text, unit string) (out []float64) {
	for _, at := range figures.FindAllStringIndex(text, -1) {
		if !strings.HasPrefix(text[at[1]:], unit) {
			continue
		}
		v, err := strconv.ParseFloat(strings.Replace(text[at[0]:at[1]], "−", "-", 1), 64)
		if err == nil {
			out = append(out, v)
		}
	}
	return out
}

const rad = math.Pi / 180

func sin(deg float64) float64    { return math.Sin(deg * rad) }
func cos(deg float64) float64    { return math.Cos(deg * rad) }
func asin(x float64) float64     { return math.Asin(x) / rad }
func acos(x float64) float64     { return math.Acos(x) / rad }
func atan2(y, x float64) float64 { return math.Atan2(y, x) / rad }
func number(v float64) string    { return fmt.Sprintf("%.7g", v) }
func square(x float64) float64   { return x * x }
func hypot(x, y float64) float64 { return math.Hypot(x, y) }

// reach is the law of cosines for the two bones that meet with a bend.
func (a *Arm) reach(bend float64) float64 {
	return math.Sqrt(square(a.Upper) + square(a.Fore) + 2*a.Upper*a.Fore*cos(bend))
}

// fore is how far above the level the lower bone points.
func (a *Arm) fore(below, bend float64) float64 {
	if a.Raises {
		return bend - below
	}
	return -bend - below
}

// twoBones are how far below the level the upper bone points, and the elbow's bend, for
// a tip so far out from the shoulder and above it.
func (a *Arm) twoBones(out, up float64) (below, bend float64) {
	bend = acos((square(out) + square(up) - square(a.Upper) - square(a.Fore)) / (2 * a.Upper * a.Fore))
	below = atan2(a.Fore*sin(bend), a.Upper+a.Fore*cos(bend))
	if !a.Raises {
		below = -below
	}
	return below - atan2(up, out), bend
}

// Scripts are the student's answers to every exercise of every lesson on an arm, in the
// lessons' order. Those that the arm cannot take are there too, and make no sense.
func Scripts(a *Arm) []Script {
	var all []Script
	for _, part := range [][]Script{frames(a), motion(a), spare(a), solving(a), reflecting(), sensing(), touching()} {
		all = append(all, part...)
	}
	return all
}

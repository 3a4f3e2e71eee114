// Package ik finds the coordinates that bring the tip of an arm to a pose.
//
// An arm is the serial chain from a model's root to one link, of any geometry:
// turning and sliding joints in any order, mimics, up to MaxJoints joints.
// Targets are poses of the tip in the root frame: metres and unit quaternions.
// Coordinates are rad or m, one per coordinate of the arm in the order that
// Solver.Coordinates gives, proximal first.
//
// Solver is the one to use: restarts, hard limits by construction, and a choice
// of what the spare joints do. Tracker follows a path of poses, in real time and
// with a bounded step. Textbook are the methods that it is measured against, for
// teaching; each reports every iteration. SRS is the closed form for arms with
// spherical shoulder and wrist.
//
// Solver, Tracker and SRS allocate nothing after construction. Nothing here reads
// a clock or keeps a random state between questions: the same question gets the
// same answer.
package ik

import (
	"errors"
	"fmt"
	"math"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
)

// MaxJoints is the most moving joints that an arm may have; the solver's scratch
// is sized by it.
const MaxJoints = 16

// ErrUnreachable says that the pose was not reached: what is returned with it is
// the closest configuration found, and its residual.
var ErrUnreachable = errors.New("ik: pose not reached")

// Method solves one pose. dst and seed have one entry per coordinate of the arm
// and may be the same slice. On ErrUnreachable dst holds the closest
// configuration that the method found; after any other error it is untouched.
type Method interface {
	Solve(dst []float64, target spatial.Pose, seed []float64) (Result, error)
}

// Result says how well a pose was reached.
type Result struct {
	Position   float64 // distance left, m
	Rotation   float64 // angle left, rad
	Iterations int     // over all tries
	Tries      int     // starting points used
}

// Tolerance is how close counts as reached.
type Tolerance struct {
	Position float64 // m, default 1e-6
	Rotation float64 // rad, default 1e-6
}

func (t Tolerance) orDefault() Tolerance {
	if t.Position == 0 {
		t.Position = 1e-6
	}
	if t.Rotation == 0 {
		t.Rotation = 1e-6
	}
	return t
}

// farthest (m) is where the squares in the solver are still far from overflow.
const farthest = 1e9

// checkTarget rejects what is no pose, and brings the quaternion of one to unit
// length.
func checkTarget(target spatial.Pose) (spatial.Pose, error) {
	if !target.IsFinite() {
		return target, fmt.Errorf("ik: target %v %v: not finite", target.Pos, target.Rot)
	}
	if far := max(math.Abs(target.Pos.X), math.Abs(target.Pos.Y), math.Abs(target.Pos.Z)); far > farthest {
		return target, fmt.Errorf("ik: target is %g m away, want at most %g", far, float64(farthest))
	}
	if n := quat.Abs(target.Rot); n < 1e-6 || math.IsInf(n, 0) {
		return target, fmt.Errorf("ik: target quaternion has length %g, want 1", n)
	}
	return target.Normalized(), nil
}

func (a *arm) lengthError(what string, n int) error {
	return fmt.Errorf("ik: %s: %d coordinates given, the arm has %d", what, n, a.coords)
}

// checkSeed rejects coordinates that the arm cannot take; what is the name that
// the error gives them.
func (a *arm) checkSeed(what string, seed []float64) error {
	if len(seed) != a.coords {
		return a.lengthError(what, len(seed))
	}
	for i, v := range seed {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("ik: %s: coordinate %q: %g, want a finite number", what, a.names[i], v)
		}
	}
	return nil
}

// checkQuestion checks what every method is asked, and returns the target with
// its quaternion at unit length.
func (a *arm) checkQuestion(dst []float64, target spatial.Pose, seed []float64) (spatial.Pose, error) {
	target, err := checkTarget(target)
	if err != nil {
		return target, err
	}
	if err := a.checkSeed("seed", seed); err != nil {
		return target, err
	}
	if len(dst) != a.coords {
		return target, a.lengthError("dst", len(dst))
	}
	return target, nil
}

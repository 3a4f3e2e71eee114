package task

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// A hand action: where the palm goes, as far as the bounds from where it is at home,
// and how the hand closes. Design values.
const (
	palmRange  = 0.35        // m, along each axis of the world
	turnRange  = math.Pi / 2 // rad, of the rotation vector in the world
	handPose   = 6
	synergies  = 7 // the thumb's closing, then each finger's; the thumb's opposition; the fingers' spread
	handAction = handPose + synergies
)

// open and closed are the ends of each finger's closing (rad), from the root on; the
// thumb's abduction is its opposition, the fingers' spread the last synergy.
var (
	openThumb, closedThumb   = [4]float64{0.1, -0.3, -0.05, -0.05}, [4]float64{0.9, 0.55, 0.75, 0.9}
	openFinger, closedFinger = [4]float64{0, -0.15, 0, 0}, [4]float64{0, 1.45, 1.75, 1.1}
	fan                      = [hand.NumFingers]float64{0, 0.16, 0.02, -0.1, -0.22} // rad, fully spread
)

// handAngles are the person's angles of seven synergies of −1 … 1.
func handAngles(synergy func(i int) float64) (a hand.Angles) {
	for f := range hand.Finger(hand.NumFingers) {
		from, to := openFinger, closedFinger
		if f == hand.Thumb {
			from, to = openThumb, closedThumb
		}
		for j := range 4 {
			u := (synergy(int(f)) + 1) / 2
			if f == hand.Thumb && j == 0 {
				u = (synergy(5) + 1) / 2
			}
			a[hand.FingerAngle(f, j)] = from[j] + u*(to[j]-from[j])
		}
		if f != hand.Thumb {
			a[hand.FingerAngle(f, 0)] = synergy(6) * fan[f]
		}
	}
	return a.Clamped()
}

// follow is what the retargeter is asked for, so that the robot's palm goes to a pose.
func (k *Kit) follow(worldFromPalm spatial.Pose, a hand.Angles, dt float64) retarget.Input {
	forearmFromPalm := hand.ForearmFromPalm(k.info.Side, 0, 0)
	a[hand.WristFlexion], a[hand.WristDeviation] = 0, 0
	return retarget.Input{
		Angles: a, WorldFromForearm: retarget.Mirror.Pose(worldFromPalm).Mul(forearmFromPalm.Inverse()), Dt: dt,
	}
}

// palmAt is where the robot's palm is in a posture.
func (k *Kit) palmAt(q []float64) spatial.Pose {
	state := chain.NewState(k.arm.Model)
	state.SetCoordinates(q)
	return k.body.Config().WorldFromBase.Mul(state.RootFromLink(k.arm.Palm)).Mul(k.arm.LinkFromPalm)
}

// aimHand lets the retargeter find the targets.
func (e *Env) aimHand(unit func(i int) float64) {
	home := e.kit.homePalm
	pose := spatial.Pose{
		Pos: r3.Add(home.Pos, r3.Scale(palmRange, r3.Vec{X: unit(0), Y: unit(1), Z: unit(2)})),
		Rot: spatial.Unit(quat.Mul(spatial.FromRotationVector(r3.Scale(turnRange, r3.Vec{X: unit(3), Y: unit(4), Z: unit(5)})), home.Rot)),
	}
	e.angles = handAngles(func(i int) float64 { return unit(handPose + i) })
	e.retarget.Step(e.target, e.kit.follow(pose, e.angles, e.kit.period()))
}

// Package robot is the bionic arm that mirrorarm ships, a seven-joint arm with
// a five-finger hand, and the fitting of other people's robots into its place.
//
// The shipped URDF is a right arm; the left one is its reflection, made by
// code, such that equal joint numbers are mirror images. Root link "base" has
// its origin at the shoulder. The palm frame is the human one: origin at the
// wrist, +X to the fingers, +Y to the thumb side of a right hand (−Y of a
// left), +Z out of the back of the hand. Lengths are metres, angles radians.
package robot

import (
	_ "embed" // for the URDF

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"
)

// Robot is an arm with a hand: a joint tree and what its links are for. It
// does not change after it was made, and may be shared.
type Robot struct {
	Model *chain.Model
	Side  hand.Side

	// Palm is the link that carries the fingers, and LinkFromPalm where in it the
	// palm frame is: the identity for the shipped robot.
	Palm         int
	LinkFromPalm spatial.Pose

	// Tips are the fingertips' links, thumb first; −1 where a finger is missing.
	Tips [hand.NumFingers]int

	// Knuckles are the links of somebody's fingers at their first flexions; −1 of the thumb,
	// of missing fingers, and of all of the shipped robot.
	Knuckles [hand.NumFingers]int

	// Middles are the links at the fingers' middle joints (the thumb's MCP, the
	// others' PIP); −1 where a finger is missing.
	Middles [hand.NumFingers]int

	// Base is the link that the arm begins at, 0 where that is the root, and
	// RootFromShoulder what stands at the arm's place in the world.
	Base             int
	RootFromShoulder spatial.Pose

	// Flat are all coordinates with the hand flat; nil where that is zero, or as near to it
	// as the limits allow.
	Flat []float64

	// Arm are the coordinates between the base and the palm, Fingers those
	// between the palm and each fingertip, proximal first.
	Arm     []int
	Fingers [hand.NumFingers][]int

	// Shapes are the solid surface of the links.
	Shapes []Capsule

	// Visuals are how the links look, as the file has it; none of the shipped robot.
	Visuals []Visual

	// LinkNames are the names of links in somebody's file, where they have other ones here;
	// nil where they have not.
	LinkNames []string

	// Found is what was found of somebody's robot; nil of the shipped one. Fit says all of it
	// to the last bit, so that the robot can be made again without its meshes.
	Found *Found
	Fit   Fit

	// Notes are what its file's reader let pass.
	Notes []string

	// Meshes opens what Visuals name; nil if nothing does.
	Meshes *mesh.Library
}

// Visual is a shape that a link is drawn with. The mirror image of one has Mirrored set:
// its points are those of the shape across y = 0 of the link's frame.
type Visual struct {
	Link     int
	Shape    urdf.Shape
	Mirrored bool
}

// FlatHand is the robot with its hand flat.
func (r *Robot) FlatHand() *chain.State {
	s := chain.NewState(r.Model)
	if r.Flat != nil {
		s.SetCoordinates(r.Flat)
	}
	return s
}

//go:embed bionic.urdf
var bionicURDF string

// BionicURDF is the text of the shipped right arm's URDF.
func BionicURDF() string { return bionicURDF }

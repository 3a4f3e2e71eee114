// Package skin is the tactile grid on the robot's hand: where each taxel lies,
// how the soft pad under it is pressed, and what its electronics report.
//
// Points and normals of a layout are in the frame of the link that carries
// them; contact is computed in the world frame; a taxel's own frame has X along
// its link towards the fingertip, Z out of the skin and Y = Z × X. Lengths are
// metres, forces newtons, pressures pascals, temperatures °C. Loads are positive
// where the skin is pressed.
//
// A Layout says what a hand is made of and where its taxels and patches are; it
// is data, as a JSON file (ReadLayout) or by Default. NewSurface resolves it
// against a robot's links, and New makes the living skin. Once a step, in a loop
// without objects:
//
//	s.Step(t, worldFromLink)
//
// and with them, where package world adds what they press:
//
//	w.Step(dt, worldFromLink)
//	s.Sense(t)
//
// The skin has two views that never mix. Truth is physics: it acts on bodies
// and serves tests. Measured is counts times the nominal gain of the hardware:
// all that perception, reflexes and displays may read.
package skin

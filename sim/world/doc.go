// Package world is the physics around the mirror: the motors of the robot, the
// objects that it touches and the contact between them.
//
// Coordinates are those of the robot's chain.Model: radians or metres, their
// rates per second, their forces in N·m or N. Everything else is in the world
// frame (+X from the person to the arm, +Y away from the viewer, +Z up), in SI
// units. Nothing here owns a clock, starts a goroutine or allocates in a step.
package world

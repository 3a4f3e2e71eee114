// Package mirror is the loop that ties the stages together: a person's hand,
// the glove that reads it, the decoder, the mirror and its inverse kinematics,
// the robot's motors and its skin.
//
// One goroutine owns one Mirror. Step advances it by one millisecond of
// simulated time; it owns no clock, starts no goroutine and allocates nothing.
// The world frame has +X from the person to the arm, +Z up and +Y away from the
// viewer; the mirror plane is x = 0. Lengths are metres, angles radians, times
// seconds.
package mirror

// Package task holds the tasks that the robot can be set, for learners and for data
// sets alike: what is seen, what can be done, what it is worth, when it has been done
// and how well a script does it.
//
// A Kit is made once per task and holds all that its environments share; an Env is
// one robot in one episode. The same seed and the same actions give the same
// episode, in a new environment and in one that was reset. There is no clock and no
// goroutine in here.
//
// The robot is the left arm that mirrors a right-handed person, where it stands for
// the mirror. Lengths are metres, angles radians, times seconds; a pose is seven
// numbers: x, y, z in the world, then the quaternion w, x, y, z with w ≥ 0.
package task

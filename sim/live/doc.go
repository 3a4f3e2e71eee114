// Package live leads the mirror by a person who is there: trackers that send
// what they see while it runs. It does causally what package gesture does to a
// recording: one hand is followed, its side decided, its person measured, its
// posture fitted, its tremble calmed, and, since every frame is late by the time
// that camera, tracker and transport took, its movement predicted to the present.
//
// A Follower takes frames as they come and knows the hand at any later time. A
// Source is what a mirror sees of it: a gesture.Source that only knows the past.
//
// Times are seconds on one clock, the simulation's; lengths are metres.
package live

// Package record keeps sessions of the mirror on disk and has them again.
//
// A Recorder writes an MCAP file (sim/record/mcap) of ROS 2 messages (sim/record/ros):
// every channel of a mirror at its own rate, on simulated time. Step copies what a step left
// behind into memory that is there already; another goroutine encodes and writes.
//
// A mirror is a function of its Config, the samples of its source, the targets of its
// pilot and the acts that are done to it. A file holds all of these, each number in all
// its bits, so that Replay makes the mirror again and compares what it does step by step
// with what it did. Whatever else there is to a session, such as who dragged what, shows in
// these and nowhere else.
//
// The topics:
//
//	/person/hand     each step   what the source gave: all that decides the rest
//	/steps           each step   its time, and hashes of what each stage came to
//	/joint_states    each step   the robot's joints
//	/joint_commands  each step   what the solver or a pilot wants of them
//	/glove           as it comes counts of the person's glove
//	/skin            as it comes force on every taxel
//	/contacts        with /skin  what each region makes of it
//	/patches         100 Hz      temperature, flux, and vibration at 2 kHz
//	/tf              100 Hz      links, the person's arm, things
//	/verdict         on change   what a thing that is explored is taken to be
//	/events          on acts     what was done from outside, before its step
//
// Metadata named "mirrorarm" tell who wrote the file, those named "mirrorarm.mirror.N" what
// mirror N was made of, "mirrorarm.end" how the recording ended. Scenes, the robot's URDF
// and the recorded hand are attachments.
package record

// Package sound makes audible what the robot does and feels: a hum of the joints that
// move, the vibration that a fingertip's patch measures while it strokes a surface, a
// tick where something is touched, and a chime when a material is named. What is heard
// is what is felt: the patch's own samples, transposed by one stated factor. Where nothing
// moves and nothing is felt there is silence.
//
// It is pure: samples are made when they are asked for, and no device is known here.
package sound

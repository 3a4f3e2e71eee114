// Package classroom is the picture of a lesson: the robot alone in the studio,
// what a step draws over it, and the panels round it with the step's words, its
// knobs, tables and plots. It takes a student's pointer and keys, and lets them act
// on a lesson.Class, which holds all that is not looks.
//
// It is pure and needs no display: the window presents what Room draws, a single
// picture and a printed page take its parts. Pixels have y pointing down; world
// frame and metres are the scene's.
package classroom

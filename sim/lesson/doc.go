// Package lesson is the class in kinematics: lessons as data, the experiments
// that they show, and exercises that check themselves.
//
// A lesson is a YAML file of steps and exercises. Both name an experiment: one
// of a fixed set of computations with parameters and results, each run by the
// packages that run the mirror. The arm itself is the first of them: its
// parameters are its joints, its results where the tip is and what its Jacobian
// says. So whatever a lesson shows follows from sliders, and an exercise is a
// question about them:
//
//	predict  a result, before it is shown
//	find     parameters (a configuration) at which results meet goals
//	choose   parameters (settings) at which results meet goals
//	reach    joint values that bring the tip to a pose
//	order    transforms whose product is another transform
//
// No answer is stored: a lesson is opened on a robot, and opening it solves
// every exercise there. One without a solution is refused. Nor are numbers typed in
// its texts: they are asked of the page's experiment and of the arm.
//
// Lessons speak of joints by what they do, which an arm's geometry tells (anatomy.go, needs.go).
// What an arm lacks for a page leaves the page out, and for a lesson refuses it, with a
// line that says what is missing.
//
// Lengths in files and answers are mm and angles degrees, and the names say so;
// joints alone go by their names, in degrees if they turn and mm if they slide.
// Inside it is SI and radians. Drawings are in the frame of the robot's root
// link. lessons/example.yaml documents the format; Example is its text.
package lesson

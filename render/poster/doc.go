// Package poster draws what a visitor takes home: one upright picture of his gesture and the
// robot's, what the robot's skin felt, the date, and a code that leads to a page of the
// organiser's choice. Nothing of a camera's picture is in it. It is pure.
package poster

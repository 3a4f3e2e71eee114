// Package scene turns a snapshot of the mirror into a picture's worth of
// triangles, points of light and lines.
//
// It is pure: it reads a snapshot and a camera and fills a Frame; it draws
// nothing, owns no clock and allocates nothing after New. The world frame is
// that of package mirror: +X from the person to the arm, +Z up, +Y away from the
// viewer, metres. Colours are linear RGB.
package scene

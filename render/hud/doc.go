// Package hud draws the panels that lie over the picture: text, figures and
// plots, into an RGBA image.
//
// It is pure: what a panel shows is in State, its words are of package locale,
// and how large it is, is in the painter's scale. Lengths are in units of one
// pixel at scale 1, which is what a picture of 720 lines has; y points down.
// Colours are display values (sRGB), images have premultiplied alpha.
package hud

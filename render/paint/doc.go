// Package paint draws text and plain shapes into an RGBA image: the one family of
// type, the colours and the grid of everything that lies over the picture.
//
// Lengths are in units of one pixel at scale 1, which is what a picture of 720
// lines has; Px turns them into pixels, y points down. Colours are display values
// (sRGB), images have premultiplied alpha.
package paint

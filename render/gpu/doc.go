// Package gpu draws a scene.Frame by the shaders of Ebitengine, as package raster draws it
// without a GPU: the same frame gives the same picture but for rounding. The raster is the
// reference, and tests compare the two.
//
// Where things are in the picture and in the light is found by raster.Placement; shaders/ has
// the equations of what a pixel shows, each beside the name of the raster's file that it
// repeats. What both have in common, design values and what is constant over a frame, comes out
// of raster by name (raster.Constants, raster.Uniforms).
//
// The engine has no depth buffer. What is seen is found by a key of 16 bits that is linear in
// 1 ÷ distance, in three passes: the high byte by blending with the maximum, the low byte
// likewise among what has that high byte, and then what has the key is lit. Whatever varies
// over a triangle travels in the twelve numbers of the engine's vertex, multiplied by 1 ÷
// distance where it is linear in the world, since the engine interpolates on the screen.
//
// Pixel (i, j) has its centre at (i + ½, j + ½), y down. A Renderer belongs to the goroutine of
// the game's Draw.
package gpu

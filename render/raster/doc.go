// Package raster draws a scene.Frame into an RGBA buffer with no display and no
// GPU.
//
// The picture is cut into bands of rows that the cores take in turn. Geometry
// is resolved first, by depth and triangle number per pixel; each pixel is then
// lit once. Edges are smoothed afterwards, from the exact distance between a
// mesh's silhouette and the pixel's centre, so that smoothing costs what the
// outline is long and not what the picture is large.
//
// No band reads what another one writes in the same phase, so the bytes do not
// depend on the number of cores. Depth is 1 ÷ distance along the view direction
// (1/m, larger is nearer, 0 is infinitely far). Pixel (i, j) has its centre at
// (i + ½, j + ½), y down.
package raster

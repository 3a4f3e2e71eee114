// Package material turns what a skin measured into what it touched: contact,
// grip, slip, temperature, and the material's name when the readings allow it.
//
// All input is the Measured view of package skin: newtons, pascals, degrees
// Celsius, seconds; forces are in the taxels' own frames unless a function says
// otherwise. Nothing here knows a material's constants: a classifier has only
// seen recordings of touches and their names.
package material

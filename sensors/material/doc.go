// Package material turns what a skin measured into what it touched: contact,
// grip, slip, temperature, and the material's name when the readings allow it.
//
// All input is the Measured view of package skin: newtons, pascals, degrees
// Celsius, seconds; forces are in the taxels' own frames unless a function says
// otherwise. Nothing here knows a material's constants: a classifier has only
// seen recordings of touches and their names.
//
// Two ways lead through it. In the running world an Observer tells contact, force,
// slip and temperature of every region, at once, and a Reflex acts on it. For a
// name, an Exploration of one sample by two fingertips becomes Features, and a
// Classifier gives each material's probability.
package material

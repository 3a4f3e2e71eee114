// Package touch is the study behind the command feel: robot fingertips explore
// samples of known material, a classifier is trained on some of the touches and
// asked about others.
//
// Only the contact with the sample is simulated, by the same taxel, patch, heat
// and perception code as in the running world. Frames are those of package
// world, the sample's surface being the plane z = 0; everything is SI, but
// temperatures, which are in °C.
package touch

package tracker

import _ "embed"

// license is the text of the Apache License 2.0, under which the packages are.
//
//go:embed LICENSE.apache
var license string

const notice = `The files beside this one are the hand tracker that mirrorarm's camera page uses.

vision_bundle.mjs, vision_wasm_module_internal.*   from the npm package @mediapipe/tasks-vision ` + Version + `
hand.task    made from models of the npm package @mediapipe/hands 0.4.1675469240
pose.task    made from models of the npm package @mediapipe/pose 0.5.1675469404

MediaPipe is by The MediaPipe Authors and licensed under the Apache License,
Version 2.0, see LICENSE. Changed: the models were put into .task archives, and
metadata that states how a picture's values are normalised was added to them.
`

// Package tracker keeps the files of the hand tracker that runs in a browser:
// the tracker itself and its models. They come from public npm packages by a
// lock file with hashes, through the user's own npm, into the user's cache
// folder; nothing of them is part of this program.
//
// The tracker (@mediapipe/tasks-vision) wants its models as .task files: stored
// zip archives of two TensorFlow Lite models, each with metadata that says how
// pixels are normalised. The older packages @mediapipe/hands and
// @mediapipe/pose hold the same models without that metadata, half of them
// inside a packed file. WriteTask makes the one out of the other.
package tracker

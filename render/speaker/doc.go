// Package speaker plays frames of sound on the machine's own device, as they are made. It
// is never in anybody's way: where no device is, where it is taken away, or where the
// program was built without one, there is silence, and Err says why.
//
// Windows has what is needed; macOS where cgo is; Linux where the program is built with
// cgo, the tag "sound" and ALSA's headers (libasound2-dev and pkg-config on Debian), and has
// libasound.so.2 when it runs.
package speaker

import "errors"

// Source makes the next frames at Rate: left and right by turns. It is called on another
// goroutine than Open.
type Source interface{ Render(dst []float32) }

// ErrNotBuiltIn is the error of a speaker that the program was built without.
var ErrNotBuiltIn = errors.New("speaker: not built in; see the README on sound")

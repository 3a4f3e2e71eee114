//go:build cgo && sound

package speaker

// #cgo pkg-config: alsa
// #include <alsa/asoundlib.h>
//
// static void nothing(const char *file, int line, const char *function, int err, const char *format, ...) {}
// static void quiet(void) { snd_lib_error_set_handler(nothing); }
import "C"

// quiet keeps off stderr what ALSA's library says of every device that it does not find.
func quiet() { C.quiet() }

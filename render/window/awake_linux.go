//go:build linux && cgo

package window

/*
#include <X11/Xlib.h>

static void nudge(void) {
	static Display *d;
	if (d == NULL) d = XOpenDisplay(NULL);
	if (d == NULL) return;
	XResetScreenSaver(d);
	XFlush(d);
}
*/
import "C"

// nudgeScreen resets the X server's count of the time without input, which its screen
// saver and its power saving go by.
func nudgeScreen() { C.nudge() }

// wakefulHelper holds a lock of logind's, which desktops go by, for as long as its
// input stays open.
func wakefulHelper() []string {
	return []string{"systemd-inhibit", "--what=idle:sleep", "--who=mirrorarm", "--why=an exhibit is running", "cat"}
}

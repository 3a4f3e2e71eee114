//go:build linux && cgo

package window

// Ebitengine 2.8 opens the display while packages are initialised and panics
// where there is none (hajimehoshi/ebiten#1498), before main could decide to do
// without a window; everything that needs no window would fail on a server. So
// the linker puts these functions before GLFW's own: with a display they pass
// every call on; without one they pretend a monitor until Run reports the truth.

/*
#cgo LDFLAGS: -lX11
#cgo LDFLAGS: -Wl,--wrap=glfwInit -Wl,--wrap=glfwGetMonitors -Wl,--wrap=glfwGetMonitorPos
#cgo LDFLAGS: -Wl,--wrap=glfwGetMonitorContentScale -Wl,--wrap=glfwGetVideoMode
#cgo LDFLAGS: -Wl,--wrap=glfwGetMonitorName -Wl,--wrap=glfwCreateStandardCursor
#cgo LDFLAGS: -Wl,--wrap=glfwSetMonitorCallback
#include <X11/Xlib.h>
#include <stddef.h>

typedef struct { int width, height, red, green, blue, rate; } mode;

static int absent; // no display answers
static int nobody; // its address stands for the monitor that is not there
static void *pretended[1] = {&nobody};

int __real_glfwInit(void);
void **__real_glfwGetMonitors(int *count);
void __real_glfwGetMonitorPos(void *m, int *x, int *y);
void __real_glfwGetMonitorContentScale(void *m, float *x, float *y);
const mode *__real_glfwGetVideoMode(void *m);
const char *__real_glfwGetMonitorName(void *m);
void *__real_glfwCreateStandardCursor(int shape);
void *__real_glfwSetMonitorCallback(void *callback);

extern void quietX(void);

int __wrap_glfwInit(void) {
	quietX();
	Display *d = XOpenDisplay(NULL);
	absent = d == NULL;
	if (absent) return 1;
	int done = __real_glfwInit();
	XCloseDisplay(d); // last: an X server restarts when it loses its only client
	return done;
}

void **__wrap_glfwGetMonitors(int *count) {
	if (!absent) return __real_glfwGetMonitors(count);
	*count = 1;
	return pretended;
}

void __wrap_glfwGetMonitorPos(void *m, int *x, int *y) {
	if (!absent) __real_glfwGetMonitorPos(m, x, y);
	else *x = *y = 0;
}

void __wrap_glfwGetMonitorContentScale(void *m, float *x, float *y) {
	if (!absent) __real_glfwGetMonitorContentScale(m, x, y);
	else *x = *y = 1;
}

const mode *__wrap_glfwGetVideoMode(void *m) {
	static const mode pretendedMode = {1280, 720, 8, 8, 8, 60};
	return absent ? &pretendedMode : __real_glfwGetVideoMode(m);
}

const char *__wrap_glfwGetMonitorName(void *m) {
	return absent ? "none" : __real_glfwGetMonitorName(m);
}

void *__wrap_glfwCreateStandardCursor(int shape) {
	return absent ? NULL : __real_glfwCreateStandardCursor(shape);
}

void *__wrap_glfwSetMonitorCallback(void *callback) {
	return absent ? NULL : __real_glfwSetMonitorCallback(callback);
}

static int displayAbsent(void) { return absent; }
*/
import "C"

// hasDisplay tells whether there is a display to open a window on.
func hasDisplay() bool { return C.displayAbsent() == 0 }

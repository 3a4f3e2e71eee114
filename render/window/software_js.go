package window

import (
	"strings"
	"syscall/js"
)

// softwareGL tells whether a browser says that its GL is none of a GPU: then the trial, which
// costs some pictures' time, need not be made. One that does not tell is tried.
func softwareGL() bool {
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	gl := canvas.Call("getContext", "webgl2")
	if !gl.Truthy() {
		return true
	}
	name := gl.Get("RENDERER")
	if info := gl.Call("getExtension", "WEBGL_debug_renderer_info"); info.Truthy() {
		name = info.Get("UNMASKED_RENDERER_WEBGL")
	}
	said := strings.ToLower(gl.Call("getParameter", name).String())
	if lose := gl.Call("getExtension", "WEBGL_lose_context"); lose.Truthy() {
		lose.Call("loseContext") // browsers have few to give
	}
	for _, none := range []string{"swiftshader", "llvmpipe", "software", "basic render"} {
		if strings.Contains(said, none) {
			return true
		}
	}
	return false
}

package window

import "syscall/js"

// mayFill tells whether the screen may be filled now: browsers let a page do so only just
// after somebody has touched it. Those that do not tell are asked.
func mayFill() bool {
	touched := js.Global().Get("navigator").Get("userActivation")
	return touched.IsUndefined() || touched.Get("isActive").Bool()
}

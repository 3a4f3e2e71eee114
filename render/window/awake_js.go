package window

import "syscall/js"

// nudgeScreen asks the browser for its wake lock, which is lost whenever the page is
// hidden.
func nudgeScreen() {
	if lock := js.Global().Get("navigator").Get("wakeLock"); lock.Truthy() {
		ignore := js.FuncOf(func(js.Value, []js.Value) any { return nil })
		lock.Call("request", "screen").Call("then", ignore, ignore)
	}
}

func wakefulHelper() []string { return nil }

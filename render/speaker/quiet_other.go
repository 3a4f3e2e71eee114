//go:build windows || (darwin && cgo)

package speaker

// quiet does nothing: these systems' libraries return their errors.
func quiet() {}

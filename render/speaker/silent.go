//go:build !windows && !(darwin && cgo) && !(linux && cgo && sound)

package speaker

// Speaker is silent.
type Speaker struct{}

// Open gives a silent speaker.
func Open(Source) *Speaker { return &Speaker{} }

// Err is ErrNotBuiltIn.
func (*Speaker) Err() error { return ErrNotBuiltIn }

// Close does nothing.
func (*Speaker) Close() {}

//go:build cgo || windows || js

package window

// Missing is why no window can be opened; nil where one can.
func Missing() error {
	if !hasDisplay() {
		return ErrNoDisplay
	}
	return nil
}

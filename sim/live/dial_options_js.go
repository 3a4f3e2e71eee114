//go:build !page

package live

import "github.com/coder/websocket"

// dialOptions ask for our protocol; a browser calls by itself, and follows nobody to
// another address.
func dialOptions() *websocket.DialOptions {
	return &websocket.DialOptions{Subprotocols: []string{Protocol}}
}

//go:build !js

package live

import (
	"net/http"

	"github.com/coder/websocket"
)

// dialOptions ask for our protocol at the address that was named, and at no other.
func dialOptions() *websocket.DialOptions {
	return &websocket.DialOptions{
		Subprotocols: []string{Protocol},
		HTTPClient:   &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

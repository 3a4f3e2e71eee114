//go:build !page

package live

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Kinds of addresses at which live hands are.
const (
	kindStreamer = "hts"
	kindLeap     = "leap"
	kindOurs     = "ws"
	kindOursTLS  = "wss"
	pipe         = "-"
)

// Ports where an address has none.
const (
	streamerPort = "9000"
	leapPort     = "6437"
)

// examples are said where an address is wrong.
const examples = "hts://0.0.0.0:9000, leap://localhost:6437, ws://HOST:PORT/PATH or - for a pipe"

// IsAddress reports whether a source is one whose hands come live: an address, or
// "-" for what is piped in.
func IsAddress(source string) bool { return source == pipe || strings.Contains(source, "://") }

// address is where a live tracker is.
type address struct {
	kind string
	host string // with its port
	url  string // that is dialled
}

// parseAddress checks an address.
func parseAddress(source string) (address, error) {
	if source == pipe {
		return address{kind: pipe}, nil
	}
	a, err := splitAddress(source)
	if err != nil {
		return a, fmt.Errorf("source %q: %w", short(source), err)
	}
	return a, nil
}

func splitAddress(source string) (a address, err error) {
	u, err := url.Parse(source)
	if err != nil {
		return a, fmt.Errorf("not an address, want %s", examples)
	}
	port := ""
	switch u.Scheme {
	case kindStreamer:
		port = streamerPort
	case kindLeap:
		port = leapPort
	case kindOurs:
		port = "80"
	case kindOursTLS:
		port = "443"
	default:
		return a, fmt.Errorf("%s:// is no kind of tracker, want %s", short(u.Scheme), examples)
	}
	if u.Hostname() == "" {
		return a, fmt.Errorf("no host, want %s", examples)
	}
	if u.User != nil || u.Fragment != "" {
		return a, errors.New("no user and no # is wanted in it")
	}
	if u.Port() != "" {
		port = u.Port()
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 && u.Scheme != kindStreamer {
		return a, fmt.Errorf("port %s, want 1 to 65535", short(port))
	}
	a = address{kind: u.Scheme, host: net.JoinHostPort(u.Hostname(), port), url: u.String()}
	if u.Scheme == kindStreamer || u.Scheme == kindLeap {
		if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return a, fmt.Errorf("%q after the port, want nothing there", short(u.RequestURI()))
		}
		a.url = "ws://" + a.host + "/v6.json"
	}
	return a, nil
}

//go:build !page

package live

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// policy forbids the page everything but what it needs: its own files, and a
// camera.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
	"connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// NewToken is a password that nobody guesses: 128 bits, for one run.
func NewToken() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// tokenKey is what the token is called in a link.
const tokenKey = "t"

// guard refuses requests that a page of somebody else's has a browser make, those
// under another name than ours or of another origin; and those without the token,
// where there is one.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.ours(r) {
			http.Error(w, "this server is for the pages that it serves", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		if s.opt.Token != "" && !s.admitted(r) {
			if !s.lettersIn(w, r) {
				http.Error(w, "the password is missing or wrong: open the link, or scan the code, that mirrorarm shows", http.StatusUnauthorized)
			}
			return
		}
		next.ServeHTTP(w, r)
	})
}

// cookie is the name of what holds the token; browsers share cookies between ports.
func (s *Server) cookie() string { return "mirrorarm-" + s.port() }

func (s *Server) port() string {
	_, port, _ := net.SplitHostPort(s.addr.String()) // it has one
	return port
}

// isToken compares in a time that tells nothing.
func (s *Server) isToken(word string) bool {
	return subtle.ConstantTimeCompare([]byte(word), []byte(s.opt.Token)) == 1
}

// admitted reports whether a request has the token: in its cookie or, of a program,
// in its Authorization.
func (s *Server) admitted(r *http.Request) bool {
	if word, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return s.isToken(word)
	}
	c, err := r.Cookie(s.cookie())
	return err == nil && s.isToken(c.Value)
}

// lettersIn takes the token of a link, keeps it in a cookie and leads to the page
// without it. It reports false where there is none or it is wrong.
func (s *Server) lettersIn(w http.ResponseWriter, r *http.Request) bool {
	query := r.URL.Query()
	if r.Method != http.MethodGet || r.URL.Path != "/" || !s.isToken(query.Get(tokenKey)) {
		return false
	}
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie(), Value: s.opt.Token, Path: "/",
		HttpOnly: true, Secure: s.opt.TLS != nil, SameSite: http.SameSiteLaxMode,
	})
	query.Del(tokenKey)
	to := "/"
	if rest := query.Encode(); rest != "" {
		to += "?" + rest
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return true
}

// ours reports whether a request is made to us by name or number, and by a page
// of ours or a program on this machine.
func (s *Server) ours(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	host = strings.Trim(host, "[]")
	address, err := netip.ParseAddr(host)
	byNumber := err == nil && (address.IsLoopback() || !s.onLoopback())
	if !byNumber && host != "localhost" && !s.certified(host) {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		return err == nil && (from.Addr().Unmap().IsLoopback() || r.URL.Path != handsPath)
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == s.scheme() && u.Host == r.Host
}

// certified reports whether a name is one of those that the certificate is for.
func (s *Server) certified(host string) bool {
	return s.opt.TLS != nil && s.opt.TLS.Leaf != nil && s.opt.TLS.Leaf.VerifyHostname(host) == nil
}

func (s *Server) scheme() string {
	if s.opt.TLS != nil {
		return "https"
	}
	return "http"
}

func (s *Server) onLoopback() bool {
	tcp, ok := s.addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// URL is where the page is, on this machine.
func (s *Server) URL() string { return s.link(s.host()) }

func (s *Server) host() string {
	if tcp, ok := s.addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return "127.0.0.1"
	}
	host, _, _ := net.SplitHostPort(s.addr.String())
	return host
}

func (s *Server) link(host string) string {
	return fmt.Sprintf("%s://%s/", s.scheme(), net.JoinHostPort(host, s.port()))
}

// Links are where other machines find the page, with the token: at each address that
// this machine has, those of a home or a school first.
func (s *Server) Links() []string {
	var links []string
	for _, host := range Hosts(s.addr) {
		link := s.link(host)
		if s.opt.Token != "" {
			link += "?" + tokenKey + "=" + s.opt.Token
		}
		links = append(links, link)
	}
	return links
}

// Hosts are the addresses at which a listener is found: each that this machine has, those
// of a home or a school first, where it listens on all.
func Hosts(of net.Addr) (hosts []string) {
	if tcp, ok := of.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		for _, a := range ownAddresses() {
			hosts = append(hosts, a.String())
		}
		if hosts == nil {
			hosts = []string{"127.0.0.1"}
		}
		return hosts
	}
	host, _, _ := net.SplitHostPort(of.String())
	return []string{host}
}

// ownAddresses are those of this machine's networks, IPv4 alone: what people can
// type, and phones reach.
func ownAddresses() []netip.Addr {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var private, public []netip.Addr
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue
		}
		switch ip := prefix.Addr().Unmap(); {
		case !ip.Is4() || ip.IsLoopback() || ip.IsLinkLocalUnicast():
		case ip.IsPrivate():
			private = append(private, ip)
		default:
			public = append(public, ip)
		}
	}
	return append(private, public...)
}

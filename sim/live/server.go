//go:build !page

package live

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"mirrorarm/sim/live/page"
	"mirrorarm/sim/live/tracker"

	"github.com/coder/websocket"
)

// Limits of what one tracker may send.
const (
	maxRate     = 240              // messages a second
	answerEvery = 4                // messages
	writeWithin = time.Second      // a peer that does not read is let go
	silentFor   = 30 * time.Second // and one that does not speak
)

// handsPath is where hands are sent to.
const handsPath = "/hands"

// ServerOptions are what a server is told.
type ServerOptions struct {
	Listen  string         // address; default "127.0.0.1:0"
	Tracker string         // folder of the tracker's files for the page; none: no page
	FOV     float64        // degrees, of cameras that do not say; default DefaultFOV
	Now     func() float64 // s, the clock that frames are put on
	Keep    io.Writer      // gets every message of the leader's hands, one a line; nil keeps none

	// Beyond loopback a server wants both: a certificate, and a token that its visitors
	// must have.
	TLS   *tls.Certificate
	Token string

	// Use takes what a tracker saw, and says what became of it. It is called by one
	// goroutine at a time. A new tracker comes with its settings.
	Use   func(p *Packet) Verdict
	Begin func(s Settings)
	State func(s State) // of the camera of the tracker that leads; nil is nobody
}

// Server takes hands from trackers over WebSocket or as posts, and serves the camera
// page. The tracker that came first leads until it goes or falls silent; others wait.
type Server struct {
	opt  ServerOptions
	http *http.Server
	addr net.Addr
	done chan struct{}

	mu      sync.Mutex // guards the rest, and calls of Use, Begin and Keep
	closed  bool
	queue   []*client // that have sent hands, the one that leads first
	leader  *client   // whose settings Begin was told last
	teller  *client   // whose camera's state State was told last
	sockets int
	posters map[string]*poster
}

// Serve starts a server. It listens on loopback unless told otherwise.
func Serve(opt ServerOptions) (*Server, error) {
	if opt.Listen == "" {
		opt.Listen = "127.0.0.1:0"
	}
	if opt.FOV == 0 {
		opt.FOV = DefaultFOV
	}
	listener, err := net.Listen("tcp", opt.Listen)
	if err != nil {
		return nil, fmt.Errorf("live: cannot listen on %s: %w", opt.Listen, err)
	}
	s := &Server{opt: opt, addr: listener.Addr(), done: make(chan struct{}), posters: map[string]*poster{}}
	if !s.onLoopback() && (opt.TLS == nil || opt.Token == "") {
		_ = listener.Close()
		return nil, fmt.Errorf("live: %s can be reached by other machines: want a certificate and a token", opt.Listen)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+handsPath, s.hands)
	mux.HandleFunc("POST "+handsPath, s.posted)
	mux.HandleFunc("GET /tracker/{name}", s.trackerFile)
	mux.Handle("GET /", http.FileServerFS(page.Files()))
	s.http = &http.Server{
		Handler: s.guard(mux), MaxHeaderBytes: 16 << 10,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: 2 * silentFor,
		ErrorLog: log.New(io.Discard, "", 0), // a browser that doubts the certificate is no news
	}
	if opt.TLS != nil {
		s.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*opt.TLS}, MinVersion: tls.VersionTLS12}
	}
	go func() {
		defer close(s.done)
		if opt.TLS != nil {
			_ = s.http.ServeTLS(listener, "", "") // it ends with Close
			return
		}
		_ = s.http.Serve(listener)
	}()
	return s, nil
}

// Address is where trackers on this machine send to.
func (s *Server) Address() string { return strings.Replace(s.URL(), "http", "ws", 1) + handsPath[1:] }

// Close ends the server and every connection.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.http.Close()
	<-s.done
}

// trackerFile serves one of the tracker's files.
func (s *Server) trackerFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if s.opt.Tracker == "" || !slices.Contains(tracker.Names(), name) {
		http.NotFound(w, r)
		return
	}
	f, err := os.Open(filepath.Join(s.opt.Tracker, name))
	if err != nil {
		http.Error(w, tracker.ErrAbsent.Error(), http.StatusNotFound)
		return
	}
	defer f.Close() //nolint:errcheck // read only
	switch filepath.Ext(name) {
	case ".mjs", ".js":
		w.Header().Set("Content-Type", "text/javascript")
	case ".wasm":
		w.Header().Set("Content-Type", "application/wasm")
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
	}
	http.ServeContent(w, r, "", time.Time{}, f)
}

// hands is one tracker's connection.
func (s *Server) hands(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		http.Error(w, "too many trackers", http.StatusServiceUnavailable)
		return
	}
	defer s.leave()
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:       []string{Protocol},
		InsecureSkipVerify: true, // guard has looked at the origin
	})
	if err != nil {
		return // Accept has answered
	}
	defer ws.CloseNow() //nolint:errcheck // the connection is over
	c := &client{server: s}
	defer s.gone(c)
	if err := newLink(s.opt.FOV, c).converse(r.Context(), ws, s.opt.Now, silentFor); err != nil {
		_ = ws.Close(websocket.StatusPolicyViolation, short(err.Error()))
	}
}

func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sockets >= mostClients {
		return false
	}
	s.sockets++
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets--
}

package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
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

// ServerOptions are what a server is told.
type ServerOptions struct {
	Listen  string         // address; default "127.0.0.1:0"
	Tracker string         // folder of the tracker's files for the page; none: no page
	FOV     float64        // degrees, of cameras that do not say; default DefaultFOV
	Now     func() float64 // s, the clock that frames are put on
	Keep    io.Writer      // gets every message of hands, one a line; nil keeps none

	// Use takes what a tracker saw, and says what became of it. It is called by one
	// goroutine at a time. A new tracker comes with its settings.
	Use   func(p *Packet) Verdict
	Begin func(s Settings)
	State func(s State) // of the heard tracker's camera; nil is nobody
}

// Server takes hands from trackers over WebSocket, and serves the camera page.
// The tracker that spoke up last is the one that is heard.
type Server struct {
	opt  ServerOptions
	http *http.Server
	addr net.Addr
	done chan struct{}

	mu   sync.Mutex // guards the rest, and calls of Use, Begin and Keep
	turn int        // of the tracker that is heard
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
	s := &Server{opt: opt, addr: listener.Addr(), done: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hands", s.hands)
	mux.HandleFunc("GET /tracker/{name}", s.trackerFile)
	mux.Handle("GET /", http.FileServerFS(page.Files()))
	s.http = &http.Server{Handler: s.guard(mux), ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() {
		defer close(s.done)
		_ = s.http.Serve(listener) // it ends with Close
	}()
	return s, nil
}

// URL is where the page is.
func (s *Server) URL() string { return "http://" + s.addr.String() + "/" }

// Address is where trackers send to.
func (s *Server) Address() string { return "ws://" + s.addr.String() + "/hands" }

// Close ends the server and every connection.
func (s *Server) Close() {
	s.mu.Lock()
	s.turn = -1 // nobody is heard any more
	s.mu.Unlock()
	_ = s.http.Close()
	<-s.done
}

// policy forbids the page everything but what it needs: its own files, and a
// camera.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; " +
	"connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard refuses requests that a page of somebody else's has a browser make: those
// under another name than ours, or of another origin.
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
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a request is made to us by name or number, and by a page
// of ours or a program on this machine.
func (s *Server) ours(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	byNumber := err == nil && (address.IsLoopback() || !s.onLoopback())
	if !byNumber && host != "localhost" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		return err == nil && (from.Addr().Unmap().IsLoopback() || r.URL.Path != "/hands")
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Host == r.Host
}

func (s *Server) onLoopback() bool {
	tcp, ok := s.addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
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
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:       []string{Protocol},
		InsecureSkipVerify: true, // guard has looked at the origin
	})
	if err != nil {
		return // Accept has answered
	}
	defer c.CloseNow() //nolint:errcheck // the connection is over
	c.SetReadLimit(MaxMessage)
	conn := &connection{server: s, ws: c, feed: NewFeed(s.opt.FOV)}
	err = conn.serve(r.Context())
	conn.tell(Gone)
	if err != nil {
		_ = c.Close(websocket.StatusPolicyViolation, short(err.Error()))
	}
}

// connection is a tracker that is connected.
type connection struct {
	server *Server
	ws     *websocket.Conn
	feed   *Feed
	turn   int // 0 until it has spoken
	count  int

	second float64 // s, the one in which messages are counted
	within int
}

// answer is what a tracker is told.
type answer struct {
	Type    string   `json:"type"`
	Seq     uint64   `json:"seq,omitempty"`
	Hand    bool     `json:"hand"`
	Side    string   `json:"side,omitempty"`
	FitMM   *float64 `json:"fit_mm,omitempty"`
	AgeMS   *float64 `json:"age_ms,omitempty"`
	Refused string   `json:"refused,omitempty"`
	SentMS  *float64 `json:"sent_ms,omitempty"`
	NowMS   *float64 `json:"now_ms,omitempty"`
}

// serve reads until the tracker goes or breaks the rules.
func (c *connection) serve(ctx context.Context) error {
	for {
		reading, cancel := context.WithTimeout(ctx, silentFor)
		kind, data, err := c.ws.Read(reading)
		cancel()
		if err != nil {
			return nil // it has gone
		}
		now := c.server.opt.Now()
		if c.tooOften(now) {
			return fmt.Errorf("more than %d messages a second", maxRate)
		}
		parse := ParseMessage
		if kind == websocket.MessageBinary {
			parse = ParseBinary
		}
		m, err := parse(data)
		if err != nil {
			if err := c.say(ctx, &answer{Type: "refused", Refused: err.Error()}); err != nil {
				return nil
			}
			continue
		}
		a, err := c.take(m, data, kind == websocket.MessageText, now)
		if err != nil {
			return err
		}
		if a != nil {
			if err := c.say(ctx, a); err != nil {
				return nil // it does not read
			}
		}
	}
}

func (c *connection) tooOften(now float64) bool {
	if now-c.second >= 1 {
		c.second, c.within = now, 0
	}
	c.within++
	return c.within > maxRate
}

func (c *connection) say(ctx context.Context, a *answer) error {
	content, err := json.Marshal(a)
	if err != nil {
		return err
	}
	writing, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	return c.ws.Write(writing, websocket.MessageText, content)
}

// errReplaced ends a tracker after whom another has spoken up.
var errReplaced = errors.New("another tracker has taken over")

// take acts on a message and gives what to answer.
func (c *connection) take(m *Message, data []byte, text bool, now float64) (*answer, error) {
	switch m.Type {
	case typeClock:
		ms := now * 1000
		return &answer{Type: typeClock, SentMS: m.Sent, NowMS: &ms}, nil
	case typeHello:
		if err := c.feed.Hello(m); err != nil {
			return nil, err
		}
		return nil, c.begin()
	case typeState:
		c.tell(m.State)
		return nil, nil
	}
	if c.turn == 0 {
		if err := c.begin(); err != nil {
			return nil, err
		}
	}
	packet := c.feed.Packet(m, now)
	s := c.server
	s.mu.Lock()
	if s.turn != c.turn {
		s.mu.Unlock()
		return nil, errReplaced
	}
	if s.opt.Keep != nil && text {
		keep(s.opt.Keep, data)
	}
	v := s.opt.Use(&packet)
	s.mu.Unlock()
	c.count++
	if c.count%answerEvery != 1 {
		return nil, nil
	}
	return answerTo(m.Sequence, &v, packet.Timed), nil
}

// keep writes a message as one line.
func keep(w io.Writer, data []byte) {
	line := make([]byte, 0, len(data)+1)
	for _, b := range data {
		if b != '\n' && b != '\r' {
			line = append(line, b)
		}
	}
	_, _ = w.Write(append(line, '\n')) // the writer keeps its first error
}

func answerTo(seq uint64, v *Verdict, timed bool) *answer {
	a := &answer{Type: "state", Seq: seq, Hand: v.Hand, Refused: v.Refused}
	if v.Hand {
		a.Side = v.Side.String()
	}
	if v.Fit > 0 {
		fit := 1000 * v.Fit
		a.FitMM = &fit
	}
	if timed {
		age := 1000 * v.Age
		a.AgeMS = &age
	}
	return a
}

// tell passes on how the camera of the tracker that is heard stands.
func (c *connection) tell(state State) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn == c.turn && s.opt.State != nil {
		s.opt.State(state)
	}
}

// begin makes this the tracker that is heard.
func (c *connection) begin() error {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn < 0 {
		return errors.New("the program ends")
	}
	s.turn++
	c.turn = s.turn
	if s.opt.Begin != nil {
		s.opt.Begin(c.feed.Settings())
	}
	return nil
}

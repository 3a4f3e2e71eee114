package environment

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/task"

	"github.com/coder/websocket"
)

// path is where environments are asked for.
const path = "/env"

// writeWithin is the time after which a client that does not read is let go.
const writeWithin = 30 * time.Second

// Options are what a server is told.
type Options struct {
	Listen    string // address; default 127.0.0.1:8765
	Token     string // that clients must have; wanted beyond loopback
	FrameSkip int    // default of make
	Clients   int    // at the same time; default 4
	Memory    int    // bytes, of one client's mirrors; default 1 GiB

	// Render draws what one mirror does, as PNG; nil for servers without.
	Render func(desc mirror.Description, snap *mirror.Snapshot, width, height int) ([]byte, error)

	// Log takes a line for whoever runs the server; nil takes none.
	Log func(line string)
}

// defaultListen is where a server listens unless told otherwise.
const defaultListen = "127.0.0.1:8765"

// Server serves environments.
type Server struct {
	opt      Options
	ctx      context.Context
	listener net.Listener
	http     *http.Server

	mu      sync.Mutex // guards the rest
	clients int
	kits    []*task.Kit // the latest ones, newest first
	open    sync.WaitGroup
}

// mostKits are kept for the next client.
const mostKits = 4

// ErrOpen is what Listen says of an address that other machines reach without a
// token.
var ErrOpen = errors.New("can be reached by other machines: want --token")

// Listen prepares a server, which Serve starts.
func Listen(ctx context.Context, opt Options) (*Server, error) {
	if opt.Listen == "" {
		opt.Listen = defaultListen
	}
	if opt.Clients == 0 {
		opt.Clients = 4
	}
	if opt.Memory == 0 {
		opt.Memory = 1 << 30
	}
	listener, err := net.Listen("tcp", opt.Listen)
	if err != nil {
		return nil, fmt.Errorf("environment: cannot listen on %s: %w", opt.Listen, err)
	}
	s := &Server{opt: opt, ctx: ctx, listener: listener}
	if !s.onLoopback() && opt.Token == "" {
		_ = listener.Close()
		return nil, fmt.Errorf("environment: %s %w", opt.Listen, ErrOpen)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path, s.serve)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "mirrorarm: environments to learn in, over WebSocket, at "+path+"\n")
	})
	s.http = &http.Server{
		Handler: s.guard(mux), MaxHeaderBytes: 16 << 10, ReadHeaderTimeout: 5 * time.Second,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	return s, nil
}

// URL is where clients connect to.
func (s *Server) URL() string { return "ws://" + s.listener.Addr().String() + path }

func (s *Server) onLoopback() bool {
	tcp, ok := s.listener.Addr().(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// Serve serves until the context ends, and then ends every connection.
func (s *Server) Serve() error {
	stopped := context.AfterFunc(s.ctx, func() { _ = s.http.Close() })
	defer stopped()
	err := s.http.Serve(s.listener)
	s.open.Wait()
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return fmt.Errorf("environment: %w", err)
}

// guard refuses those without the token, and requests under another name than ours:
// a page of somebody else's that a browser on this machine shows. Accept looks at the
// origin.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.onLoopback() && !isLocal(r.Host) {
			http.Error(w, "this server is for this machine", http.StatusForbidden)
			return
		}
		word, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if s.opt.Token != "" && subtle.ConstantTimeCompare([]byte(word), []byte(s.opt.Token)) != 1 {
			http.Error(w, "the token is missing or wrong: want the header Authorization: Bearer TOKEN", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isLocal(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && address.IsLoopback()
}

// serve is one client's connection.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer ws.CloseNow() //nolint:errcheck // the connection is over
	if !s.enter() {
		_ = ws.Close(websocket.StatusTryAgainLater, fmt.Sprintf("taken: %d clients are connected already", s.opt.Clients))
		return
	}
	defer s.leave()
	ws.SetReadLimit(maxMessage)
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	s.log("a client has come")
	err = s.converse(ctx, cancel, ws)
	switch {
	case s.ctx.Err() != nil:
		_ = ws.Close(websocket.StatusGoingAway, "the server ends")
	case err != nil:
		s.log("a client has gone: " + brief(err.Error()))
	}
}

// converse answers until the client goes: even in the midst of a step, which then ends.
func (s *Server) converse(ctx context.Context, gone context.CancelFunc, ws *websocket.Conn) error {
	type message struct {
		kind websocket.MessageType
		data []byte
	}
	messages := make(chan message)
	var readErr error
	go func() {
		defer close(messages)
		for {
			kind, data, err := ws.Read(ctx)
			if err != nil {
				readErr = err
				gone()
				return
			}
			select {
			case messages <- message{kind, data}:
			case <-ctx.Done():
				return
			}
		}
	}()
	c := &conversation{opt: &s.opt, kits: func(o task.Options) (*task.Kit, error) { return s.kit(ctx, o) }}
	for m := range messages {
		asBinary, out, err := c.answer(ctx, m.kind == websocket.MessageBinary, m.data)
		if err != nil {
			break
		}
		kind := websocket.MessageText
		if asBinary {
			kind = websocket.MessageBinary
		}
		within, done := context.WithTimeout(ctx, writeWithin)
		err = ws.Write(within, kind, out)
		done()
		if err != nil {
			return err
		}
	}
	gone()
	for range messages { // until the reader has ended
	}
	return readErr
}

// kit makes a kit, or takes one that an earlier client has had made. One whose client
// has gone is made to its end, for the next.
func (s *Server) kit(ctx context.Context, o task.Options) (*task.Kit, error) {
	o, err := o.Resolved()
	if err != nil {
		return nil, fmt.Errorf("task: %w", err)
	}
	s.mu.Lock()
	for _, k := range s.kits {
		if same(k.Options(), o) {
			s.mu.Unlock()
			return k, nil
		}
	}
	s.mu.Unlock()
	type outcome struct {
		kit *task.Kit
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		k, err := task.NewKit(o)
		if err == nil {
			s.mu.Lock()
			s.kits = append([]*task.Kit{k}, s.kits...)
			s.kits = s.kits[:min(len(s.kits), mostKits)]
			s.mu.Unlock()
		}
		done <- outcome{k, err}
	}()
	select {
	case made := <-done:
		return made.kit, made.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// same tells whether two options, resolved, ask for the same kit.
func same(a, b task.Options) bool {
	return a.Task == b.Task && a.Action == b.Action && a.FrameSkip == b.FrameSkip &&
		a.Seed == b.Seed && a.Scene.Name == b.Scene.Name && slices.Equal(a.Observe, b.Observe)
}

func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.clients >= s.opt.Clients || s.ctx.Err() != nil {
		return false
	}
	s.clients++
	s.open.Add(1)
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clients--
	s.open.Done()
}

func (s *Server) log(line string) {
	if s.opt.Log != nil {
		s.opt.Log(line)
	}
}

//go:build !page

package live

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"mirrorarm/sim/gesture/format"
)

// RemoteOptions are what the hands that come from an address are for.
type RemoteOptions struct {
	FOV    float64        // degrees, of cameras that do not say; default DefaultFOV
	Format format.Options // what the caller knows better than the messages
	Input  io.Reader      // what "-" reads
	Now    func() float64 // s, the clock that frames are put on
	Keep   io.Writer      // gets every message, a line each; nil keeps none

	// Use takes what the tracker saw and says what became of it; Begin takes what
	// kind of tracker it is, before. Say is given what the person should know: how to
	// set up the other side, that it has gone, why it is refused. None is called
	// beside another.
	Use   func(p *Packet) Verdict
	Begin func(s Settings)
	Say   func(text string)
}

// Remote is a tracker at an address, whose hands come until it is closed.
type Remote struct {
	opt    RemoteOptions
	cancel context.CancelFunc
	ended  chan struct{}
	wait   bool // whether Close can end what is read
	listen string

	mu     sync.Mutex // guards the rest, and calls of Use, Begin, Say and Keep
	closed bool
	begun  bool
	set    Settings // what Begin was told
	said   rate
}

// Open begins to take hands from a source that IsAddress: hts:// listens to Hand
// Tracking Streamer, leap:// asks a Leap's service, ws:// and wss:// a tracker that
// speaks our protocol, "-" reads any known form from Input, line by line. A peer that
// is not there yet, or has gone, is tried again; only an address that is wrong or
// cannot be listened at is an error.
func Open(source string, opt RemoteOptions) (*Remote, error) {
	a, err := parseAddress(source)
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	if opt.FOV == 0 {
		opt.FOV = DefaultFOV
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &Remote{opt: opt, cancel: cancel, ended: make(chan struct{}), wait: true}
	run := func() {}
	switch a.kind {
	case kindStreamer:
		s, err := r.listenStreamer(a.host)
		if err != nil {
			cancel()
			return nil, fmt.Errorf("live: source %q: %w", short(source), err)
		}
		r.listen = s.address()
		run = func() { s.run(ctx) }
	case kindLeap:
		run = func() { r.redial(ctx, source, a.url, r.leapSession, leapHint) }
	case pipe:
		if opt.Input == nil {
			cancel()
			return nil, errors.New("live: source -: there is nothing to read from")
		}
		r.wait = false
		run = r.readPipe
	default:
		run = func() { r.redial(ctx, source, a.url, r.ourSession, oursHint) }
	}
	go func() {
		defer close(r.ended)
		run()
	}()
	return r, nil
}

// Ended is closed when nothing comes any more: a pipe has an end.
func (r *Remote) Ended() <-chan struct{} { return r.ended }

// Listening is the address (host and port) at which a tracker is waited for, empty
// for one that is called.
func (r *Remote) Listening() string { return r.listen }

// Close has nothing come any more.
func (r *Remote) Close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	if r.wait {
		<-r.ended
	}
}

// say tells the person something, once a second at most: a peer must not fill a
// screen.
func (r *Remote) say(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.opt.Now()
	if r.closed || r.opt.Say == nil || r.said.within > 0 && now-r.said.second < 1 {
		return
	}
	r.said = rate{second: now, within: 1}
	r.opt.Say(text)
}

var errClosed = errors.New("the program ends")

// begin and use make a Remote the audience of a link.
func (r *Remote) begin(s Settings, hello []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return errClosed
	}
	if r.opt.Keep != nil && hello != nil {
		keep(r.opt.Keep, hello)
	}
	r.beginLocked(s)
	return nil
}

func (r *Remote) beginLocked(s Settings) {
	r.begun, r.set = true, s
	if r.opt.Begin != nil {
		r.opt.Begin(s)
	}
}

func (r *Remote) use(p *Packet, raw []byte) (Verdict, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return Verdict{}, false, errClosed
	}
	if r.opt.Keep != nil {
		keep(r.opt.Keep, raw)
	}
	return r.opt.Use(p), true, nil
}

// keepLines keeps a message that may be of several lines, each for itself.
func (r *Remote) keepLines(raw []byte) {
	if r.opt.Keep == nil {
		return
	}
	for line := range bytes.Lines(raw) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			keep(r.opt.Keep, line)
		}
	}
}

// take gives the frames of a message that is of a tracker's own form to the user. It
// gives why the message was refused, if it was; errClosed ends everything.
func (r *Remote) take(from *reader, message []byte) error {
	now := r.opt.Now()
	packets, refused := from.read(message, now)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return errClosed
	}
	if refused == nil {
		r.keepLines(message)
	}
	for i := range packets {
		if set := from.settings(); !r.begun || set != r.set {
			r.beginLocked(set)
		}
		r.opt.Use(&packets[i])
	}
	return refused
}

// readPipe reads lines of any known form. A line that is too long is left out; more
// of them in a second than a tracker may send are too.
func (r *Remote) readPipe() {
	in := bufio.NewReaderSize(r.opt.Input, MaxMessage)
	from, own := newReader(r.opt.Format), newLink(r.opt.FOV, r)
	var often rate
	for n := 1; ; n++ {
		line, whole, err := readLine(in)
		if err != nil && len(line) == 0 {
			return
		}
		if !whole {
			r.say(fmt.Sprintf("line %d: longer than %d bytes: left out", n, MaxMessage))
			continue
		}
		var refused error
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0:
		case often.tooOften(r.opt.Now()):
			refused = errTooOften
		case ours(line):
			own.rate = rate{}
			var a *answer
			if a, refused = own.hear(line, false, r.opt.Now()); a != nil && a.Type == "refused" {
				refused = errors.New(a.Refused)
			}
		default:
			refused = r.take(from, line)
		}
		if errors.Is(refused, errClosed) {
			return
		}
		if refused != nil {
			r.say(fmt.Sprintf("line %d: %s", n, refused))
		}
	}
}

// readLine reads a line of at most the reader's size; of a longer one it gives what
// there is of the end, and false.
func readLine(in *bufio.Reader) (line []byte, whole bool, err error) {
	line, err = in.ReadSlice('\n')
	whole = true
	for errors.Is(err, bufio.ErrBufferFull) {
		whole = false
		line, err = in.ReadSlice('\n')
	}
	return line, whole, err
}

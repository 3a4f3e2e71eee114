//go:build !page

package live

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/gesture/format"
)

// streamerHint says what to set in the headset.
const streamerHint = "in Hand Tracking Streamer set %s of this machine as the address (its default, 255.255.255.255, is a broadcast that many networks drop) and port %s, UDP or TCP"

// senderForgotten is how long the sender that was heard first must be silent until
// another is heard.
const senderForgotten = 10 * time.Second

// streamerServer waits for Hand Tracking Streamer, by UDP and by TCP. It is locked to
// the first machine that sends a hand.
type streamerServer struct {
	remote *Remote
	udp    *net.UDPConn
	tcp    *net.TCPListener

	mu     sync.Mutex
	sender netip.Addr
	heard  float64 // s, when the sender was last
	reader *reader
	hands  rate
	lines  rate
	conn   net.Conn // of the sender, by TCP
}

// listenStreamer opens both sockets at the same port.
func (r *Remote) listenStreamer(host string) (*streamerServer, error) {
	const expectation = "want an address of this machine, 0.0.0.0 for all of them, and a free port"
	const tries = 8 // where the port is free for the choosing
	var err error
	for range tries {
		var at *net.UDPAddr
		if at, err = net.ResolveUDPAddr("udp", host); err != nil {
			break
		}
		s := &streamerServer{remote: r}
		if s.udp, err = net.ListenUDP("udp", at); err != nil {
			break
		}
		port := s.udp.LocalAddr().(*net.UDPAddr).Port
		if s.tcp, err = net.ListenTCP("tcp", &net.TCPAddr{IP: at.IP, Zone: at.Zone, Port: port}); err == nil {
			return s, nil
		}
		_ = s.udp.Close()
		if at.Port != 0 {
			break
		}
	}
	return nil, fmt.Errorf("cannot listen: %w; %s", err, expectation)
}

func (s *streamerServer) address() string { return s.udp.LocalAddr().String() }

// run takes what comes until ctx ends.
func (s *streamerServer) run(ctx context.Context) {
	_, port, _ := net.SplitHostPort(s.address()) // it has one
	s.remote.say("waiting for a headset: " + fmt.Sprintf(streamerHint, "the IP", port))
	var both sync.WaitGroup
	both.Go(s.datagrams)
	both.Go(func() { s.streams(ctx) })
	<-ctx.Done()
	_ = s.udp.Close()
	_ = s.tcp.Close()
	both.Wait()
}

// datagrams takes what comes by UDP.
func (s *streamerServer) datagrams() {
	buffer := make([]byte, MaxMessage+1)
	for {
		n, from, err := s.udp.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			s.take(from.Addr(), buffer[:n])
		}
	}
}

// streams takes connections; each has a goroutine of its own, and the sender's newest
// is heard.
func (s *streamerServer) streams(ctx context.Context) {
	var open sync.WaitGroup
	defer open.Wait()
	const most = 8 // at a time
	places := make(chan struct{}, most)
	for {
		c, err := s.tcp.Accept()
		if err != nil {
			return
		}
		select {
		case places <- struct{}{}:
		default:
			_ = c.Close()
			continue
		}
		open.Go(func() {
			stop := context.AfterFunc(ctx, func() { _ = c.Close() })
			s.stream(c)
			stop()
			<-places
		})
	}
}

// stream reads a connection's lines until it ends or is silent.
func (s *streamerServer) stream(c net.Conn) {
	defer c.Close() //nolint:errcheck // it is over
	from, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return
	}
	in := bufio.NewReaderSize(idle{c}, MaxMessage)
	for {
		line, whole, err := readLine(in)
		if whole && len(line) > 0 && s.take(from.Addr(), line) {
			s.replace(c)
		}
		if err != nil {
			return
		}
	}
}

// replace makes a connection the sender's; its one before is over.
func (s *streamerServer) replace(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil && s.conn != c {
		_ = s.conn.Close()
	}
	s.conn = c
}

// idle reads from a connection that must not be silent.
type idle struct{ net.Conn }

func (c idle) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(clock.Wall().Add(silentFor)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

// take hears a message if it is the sender's, or the first one with a hand in it. It
// reports whether it was heard.
func (s *streamerServer) take(from netip.Addr, message []byte) bool {
	now := s.remote.opt.Now()
	from = from.Unmap()
	s.mu.Lock()
	defer s.mu.Unlock()
	if from != s.sender {
		if s.sender.IsValid() && now-s.heard < senderForgotten.Seconds() || !format.IsStreamer(message) {
			return false
		}
		s.sender, s.reader = from, newReader(s.remote.opt.Format)
	}
	s.heard = now
	// A hand comes in two lines, and the head's in between.
	if s.lines.over(now, 4*maxRate) || bytes.Contains(message, []byte("landmarks")) && s.hands.tooOften(now) {
		s.remote.say("hts: " + errTooOften.Error() + ": left out")
		return true
	}
	if !format.IsStreamer(message) {
		return true // the head's
	}
	if err := s.remote.take(s.reader, message); err != nil && !errors.Is(err, errClosed) {
		s.remote.say("hts: " + err.Error())
	}
	return true
}

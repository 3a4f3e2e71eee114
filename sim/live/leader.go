//go:build !page

package live

import "slices"

// client is a tracker of a server's, which leads or waits. It is the audience of its
// link.
type client struct {
	server *Server
	set    Settings
	hello  []byte  // as it came; nil if it did not
	at     float64 // s, when it last sent hands
	state  State   // of its camera
}

// leadSilence (s) is how long a leader may send nothing until the next one leads:
// less than a second, and longer than two frames of the slowest tracker.
const leadSilence = 0.8

// mostClients are connected at a time.
const mostClients = 16

func (c *client) begin(set Settings, hello []byte) error {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	c.set, c.hello = set, hello
	if s.leader == c {
		s.leader = nil // it is another tracker now
	}
	return nil
}

// tell has a tracker told how its camera stands.
func (c *client) tell(state State) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	c.state = state
	if s.leader == nil || s.leader == c {
		s.telling(c)
	}
}

// telling passes on how a tracker's camera stands.
func (s *Server) telling(c *client) {
	if s.opt.State != nil && !s.closed {
		s.teller = c
		s.opt.State(c.state)
	}
}

func (c *client) use(p *Packet, raw []byte) (Verdict, bool, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return Verdict{}, false, errClosed
	}
	if !s.leads(c, p.Came) {
		return Verdict{}, false, nil
	}
	if s.leader != c {
		s.leader = c
		if s.opt.Begin != nil {
			s.opt.Begin(c.set)
		}
		s.telling(c)
		if s.opt.Keep != nil && c.hello != nil {
			keep(s.opt.Keep, c.hello)
		}
	}
	if s.opt.Keep != nil {
		keep(s.opt.Keep, raw)
	}
	return s.opt.Use(p), true, nil
}

// leads has a client sent hands at time now, and reports whether it leads: whoever
// came first does, until they go or are silent.
func (s *Server) leads(c *client, now float64) bool {
	c.at = now
	if !slices.Contains(s.queue, c) {
		s.queue = append(s.queue, c)
	}
	for s.queue[0] != c && now-s.queue[0].at > leadSilence {
		s.queue = s.queue[1:]
	}
	return s.queue[0] == c
}

// gone takes a client out.
func (s *Server) gone(c *client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(c)
}

// forget is gone for whoever holds mu.
func (s *Server) forget(c *client) {
	s.queue = slices.DeleteFunc(s.queue, func(other *client) bool { return other == c })
	if s.leader == c {
		s.leader = nil
	}
	if s.teller == c {
		c.state = Gone
		s.telling(c)
		s.teller = nil
	}
}

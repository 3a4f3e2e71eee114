//go:build !page

package live

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"sync"
)

// Posting is for browsers that refuse WebSockets to a certificate that nobody vouches
// for, though the person has accepted it (iOS): each message is a request to the
// page's own origin, answered as over a WebSocket.

// poster is a page that posts.
type poster struct {
	mu     sync.Mutex // posts may overlap
	link   *link
	client *client
	at     float64 // s, of the last post; guarded by the server's mu
}

// posted takes one message.
func (s *Server) posted(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		http.Error(w, "want Content-Type: application/json", http.StatusUnsupportedMediaType)
		return
	}
	id := r.URL.Query().Get("client")
	if len(id) < 8 || len(id) > 64 {
		http.Error(w, "want ?client=, 8 to 64 characters of the page's choosing", http.StatusBadRequest)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxMessage))
	if err != nil {
		http.Error(w, "message of more than 64 KiB, or cut off", http.StatusRequestEntityTooLarge)
		return
	}
	now := s.opt.Now()
	p, status := s.poster(id, data, now)
	switch status {
	case http.StatusConflict:
		http.Error(w, "say hello first", status)
		return
	case http.StatusServiceUnavailable:
		http.Error(w, "too many trackers", status)
		return
	}
	p.mu.Lock()
	a, err := p.link.hear(data, false, now)
	p.mu.Unlock()
	if err != nil {
		status = http.StatusBadRequest
		if errors.Is(err, errTooOften) {
			status = http.StatusTooManyRequests
		}
		http.Error(w, err.Error(), status)
		return
	}
	if a == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	content, err := json.Marshal(a)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(content) // a page that does not read has gone
}

// poster is the page of an id; a new one says hello first. Pages that have long been
// silent are forgotten.
func (s *Server) poster(id string, data []byte, now float64) (*poster, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, p := range s.posters {
		if now-p.at > silentFor.Seconds() {
			s.forget(p.client)
			delete(s.posters, other)
		}
	}
	p := s.posters[id]
	if p == nil {
		var m struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(data, &m) != nil || m.Type != typeHello {
			return nil, http.StatusConflict
		}
		if len(s.posters) >= mostClients {
			return nil, http.StatusServiceUnavailable
		}
		c := &client{server: s}
		p = &poster{client: c, link: newLink(s.opt.FOV, c)}
		s.posters[id] = p
	}
	p.at = now
	return p, http.StatusOK
}

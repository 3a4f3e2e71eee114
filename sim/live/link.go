//go:build !page

package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/coder/websocket"
)

// rate holds a peer to maxRate messages a second.
type rate struct {
	second float64 // s, the one in which messages are counted
	within int
}

// tooOften counts a message that came at time now.
func (r *rate) tooOften(now float64) bool { return r.over(now, maxRate) }

// over is tooOften for another number a second.
func (r *rate) over(now float64, most int) bool {
	if now-r.second >= 1 {
		r.second, r.within = now, 0
	}
	r.within++
	return r.within > most
}

var errTooOften = fmt.Errorf("more than %d messages a second", maxRate)

// audience is what a tracker's messages of our protocol are for.
type audience interface {
	// begin has a tracker said what it is, with the message in which it did, if it did.
	begin(s Settings, hello []byte) error
	// use takes a frame, with the message that it came in. It reports false where
	// another tracker leads and this one waits.
	use(p *Packet, raw []byte) (v Verdict, leads bool, err error)
}

// link is a tracker that speaks our protocol, by whatever way its messages come. It
// belongs to one goroutine.
type link struct {
	feed  *Feed
	to    audience
	begun bool
	count int
	rate  rate
}

func newLink(fov float64, to audience) *link { return &link{feed: NewFeed(fov), to: to} }

// answer is what a tracker is told.
type answer struct {
	Type    string   `json:"type"`
	Seq     uint64   `json:"seq,omitempty"`
	Hand    bool     `json:"hand"`
	Side    string   `json:"side,omitempty"`
	FitMM   *float64 `json:"fit_mm,omitempty"`
	AgeMS   *float64 `json:"age_ms,omitempty"`
	Waiting bool     `json:"waiting,omitempty"` // whether another tracker leads
	Refused string   `json:"refused,omitempty"`
	SentMS  *float64 `json:"sent_ms,omitempty"`
	NowMS   *float64 `json:"now_ms,omitempty"`
}

// hear takes a message that came at time now and gives what to answer, nil for
// nothing; an error ends the tracker.
func (l *link) hear(data []byte, binary bool, now float64) (*answer, error) {
	if l.rate.tooOften(now) {
		return nil, errTooOften
	}
	parse := ParseMessage
	if binary {
		parse = ParseBinary
	}
	m, err := parse(data)
	if err != nil {
		return &answer{Type: "refused", Refused: err.Error()}, nil
	}
	if binary {
		if data, err = json.Marshal(m); err != nil {
			return nil, err
		}
	}
	return l.take(m, data, now)
}

// take acts on a message.
func (l *link) take(m *Message, data []byte, now float64) (*answer, error) {
	switch m.Type {
	case typeClock:
		ms := now * 1000
		return &answer{Type: typeClock, SentMS: m.Sent, NowMS: &ms}, nil
	case typeHello:
		if err := l.feed.Hello(m); err != nil {
			return nil, err
		}
		l.begun = true
		return nil, l.to.begin(l.feed.Settings(), data)
	case typeState:
		if to, ok := l.to.(interface{ tell(s State) }); ok {
			to.tell(m.State)
		}
		return nil, nil
	}
	if !l.begun {
		l.begun = true
		if err := l.to.begin(l.feed.Settings(), nil); err != nil {
			return nil, err
		}
	}
	packet := l.feed.Packet(m, now)
	if m.Captured == nil { // what is kept has a time of its own
		data = fmt.Appendf(nil, `{"t_ms":%.3f,%s`, 1000*now, bytes.TrimSpace(data)[1:])
	}
	v, leads, err := l.to.use(&packet, data)
	if err != nil {
		return nil, err
	}
	l.count++
	if l.count%answerEvery != 1 {
		return nil, nil
	}
	if !leads {
		return &answer{Type: "state", Seq: m.Sequence, Waiting: true}, nil
	}
	return answerTo(m.Sequence, &v, packet.Timed), nil
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

// converse hears a WebSocket until its peer goes, breaks the rules, or is silent for a
// time. It gives what the peer has done wrong, nil where it has only gone.
func (l *link) converse(ctx context.Context, ws *websocket.Conn, now func() float64, silence time.Duration) error {
	ws.SetReadLimit(MaxMessage)
	for {
		reading, cancel := context.WithTimeout(ctx, silence)
		kind, data, err := ws.Read(reading)
		cancel()
		if err != nil {
			return nil // it has gone
		}
		a, err := l.hear(data, kind == websocket.MessageBinary, now())
		if err != nil {
			return err
		}
		if a == nil {
			continue
		}
		if say(ctx, ws, a) != nil {
			return nil // it does not read
		}
	}
}

func say(ctx context.Context, ws *websocket.Conn, a *answer) error {
	content, err := json.Marshal(a)
	if err != nil {
		return err
	}
	writing, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	return ws.Write(writing, websocket.MessageText, content)
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

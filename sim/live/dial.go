//go:build !page

package live

import (
	"context"
	"fmt"
	"time"

	"mirrorarm/sim/clock"

	"github.com/coder/websocket"
)

// How a peer that is not there is tried again.
const (
	dialWithin   = 3 * time.Second
	firstBackoff = 250 * time.Millisecond
	longBackoff  = 4 * time.Second
	peerSilent   = 10 * time.Second // then it is gone, though nobody has said so
)

// What the person may have to do on the other side.
const (
	leapHint = "start the Leap service; newer ones need Ultraleap's tracking WebSocket helper (UltraleapTrackingWebSocket) beside it, older ones \"Allow Web Apps\" in their settings"
	oursHint = "start the tracker: a WebSocket server that sends " + Protocol
)

// redial calls a tracker and hears it, again and again: soon where it had spoken, else
// after a pause that doubles.
func (r *Remote) redial(ctx context.Context, source, url string, session func(context.Context, *websocket.Conn) (bool, error), hint string) {
	pause, told := firstBackoff, false
	for ctx.Err() == nil {
		spoke, err := r.call(ctx, url, session)
		if spoke {
			pause, told = firstBackoff, false
		}
		if ctx.Err() != nil {
			return
		}
		switch {
		case err != nil && !spoke && !told:
			r.say(fmt.Sprintf("%s does not answer: %s; trying again", source, hint))
			told = true
		case spoke && err != nil:
			r.say(fmt.Sprintf("%s: %s; calling again", source, err))
		case spoke:
			r.say(source + " has gone: calling again")
		}
		wait := clock.Alarm(pause)
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
		pause = min(2*pause, longBackoff)
	}
}

// call has one conversation; it reports whether the peer has said anything.
func (r *Remote) call(ctx context.Context, url string, session func(context.Context, *websocket.Conn) (bool, error)) (spoke bool, err error) {
	dialling, cancel := context.WithTimeout(ctx, dialWithin)
	ws, _, err := websocket.Dial(dialling, url, dialOptions()) // nobody need close the answer
	cancel()
	if err != nil {
		return false, err
	}
	defer ws.CloseNow() //nolint:errcheck // the connection is over
	ws.SetReadLimit(MaxMessage)
	return session(ctx, ws)
}

// ourSession hears a tracker that speaks our protocol.
func (r *Remote) ourSession(ctx context.Context, ws *websocket.Conn) (bool, error) {
	l := newLink(r.opt.FOV, r)
	err := l.converse(ctx, ws, r.opt.Now, peerSilent)
	if err != nil {
		_ = ws.Close(websocket.StatusPolicyViolation, short(err.Error()))
	}
	return l.begun, err
}

// leapSession hears a Leap's service, v6: it sends frames to who has asked for them,
// in the background as well.
func (r *Remote) leapSession(ctx context.Context, ws *websocket.Conn) (spoke bool, err error) {
	for _, wish := range []string{`{"background":true}`, `{"focused":true}`} {
		writing, cancel := context.WithTimeout(ctx, writeWithin)
		err := ws.Write(writing, websocket.MessageText, []byte(wish))
		cancel()
		if err != nil {
			return false, nil
		}
	}
	from := newReader(r.opt.Format)
	var often rate
	for {
		reading, cancel := context.WithTimeout(ctx, peerSilent)
		_, data, err := ws.Read(reading)
		cancel()
		if err != nil {
			return spoke, nil
		}
		spoke = true
		if often.tooOften(r.opt.Now()) {
			return true, errTooOften
		}
		if err := r.take(from, data); err != nil {
			if ctx.Err() != nil {
				return true, nil
			}
			r.say("leap: " + err.Error())
		}
	}
}

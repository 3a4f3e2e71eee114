package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"mirrorarm/sim/clock"
	"mirrorarm/sim/dataset"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Names at the server.
const (
	streamName   = "MIRRORARM"
	subjectRoot  = "mirrorarm.episode."
	consumerName = "workers"
	failureName  = "failure" // an object that tells why a job cannot be done
)

// Times of the conversation. Design values.
const (
	heartbeat   = 4 // InProgress so many times in an order's patience
	usualWait   = 30 * time.Second
	callPatient = 10 * time.Second       // for one answer of the server
	retryPause  = 500 * time.Millisecond // before what failed is tried again
	lookPause   = 250 * time.Millisecond // between two looks at what has been stored
	fetchWait   = 2 * time.Second        // for an order, before asking again
	connectWait = 5 * time.Second        // for a server at the start
)

// Options say which server, and how it is talked to.
type Options struct {
	URL  string
	Wait time.Duration     // that an order's worker may be silent, until it is given out again; default 30 s
	Log  func(line string) // of outages; may be nil

	Optics dataset.Optics // of workers that take pictures
}

// order is a message of the queue.
type order struct {
	Job    string         `json:"job"`
	Number int            `json:"number"`
	Recipe dataset.Recipe `json:"recipe"`
}

// jobOf names a recipe's job.
func jobOf(r *dataset.Recipe) (string, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

func bucketOf(job string) string         { return "mirrorarm-" + job }
func subjectOf(job string, n int) string { return fmt.Sprintf("%s%s.%d", subjectRoot, job, n) }

// line is a connection to the server, with the queue set up.
type line struct {
	Options
	conn *nats.Conn
	js   jetstream.JetStream
}

// Shown is a server's address without what opens it, a password or a token.
func Shown(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return address
	}
	u.User = url.User("xxxxx") // a token stands in the place of a name
	return u.String()
}

// connect reaches a server that must be there now; later it may go and come back.
func connect(ctx context.Context, o Options) (*line, error) {
	if o.Wait == 0 {
		o.Wait = usualWait
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	conn, err := nats.Connect(o.URL, nats.Name("mirrorarm"), nats.Timeout(connectWait), nats.MaxReconnects(-1), nats.ReconnectWait(retryPause),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				o.Log(fmt.Sprintf("%s is gone (%v); waiting for it", Shown(o.URL), err))
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { o.Log(Shown(o.URL) + " is back") }))
	if err != nil {
		return nil, fmt.Errorf("%s: no NATS server answers: %w", Shown(o.URL), err)
	}
	l := &line{Options: o, conn: conn}
	if l.js, err = jetstream.New(conn, jetstream.WithDefaultTimeout(callPatient)); err == nil {
		err = l.setUp(ctx)
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s: %w", Shown(o.URL), err)
	}
	return l, nil
}

// setUp has the stream of orders and its workers' consumer there, whoever comes first.
// An order that stands in the queue already is not queued again.
func (l *line) setUp(ctx context.Context) error {
	_, err := l.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: streamName, Subjects: []string{subjectRoot + ">"}, Retention: jetstream.WorkQueuePolicy,
		MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true,
	})
	if errors.Is(err, jetstream.ErrJetStreamNotEnabled) || errors.Is(err, nats.ErrNoResponders) {
		return errors.New("this NATS server has no JetStream: start it with nats-server -js")
	}
	if err == nil {
		_, err = l.consumer(ctx)
	}
	return err
}

func (l *line) consumer(ctx context.Context) (jetstream.Consumer, error) {
	return l.js.CreateOrUpdateConsumer(ctx, streamName, jetstream.ConsumerConfig{
		Durable: consumerName, AckPolicy: jetstream.AckExplicitPolicy, AckWait: l.Wait, MaxDeliver: -1, MaxAckPending: -1,
	})
}

// insist does something at the server until it succeeds, or fails for good: through
// outages, until ctx ends.
func insist(ctx context.Context, do func(ctx context.Context) error, forGood ...error) error {
	for {
		err := once(ctx, do)
		if err == nil {
			return nil
		}
		for _, final := range forGood {
			if errors.Is(err, final) {
				return err
			}
		}
		if err := pause(ctx, retryPause); err != nil {
			return err
		}
	}
}

func once(ctx context.Context, do func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, callPatient)
	defer cancel()
	return do(ctx)
}

// pause waits, or for the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := clock.Alarm(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

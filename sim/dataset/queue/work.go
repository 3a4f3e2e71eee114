package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/record/frames"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"
)

// Work makes episodes of whatever job, several at a time, until ctx ends, and tells of
// each, one at a time. Jobs that another build of the program handed out are refused.
func Work(ctx context.Context, o Options, build string, workers int, tell func(h frames.Head)) error {
	l, err := connect(ctx, o)
	if err != nil {
		return err
	}
	defer l.conn.Close()
	s := &shop{line: l, build: build, tell: tell}
	work, ctx := errgroup.WithContext(ctx)
	for range workers {
		work.Go(func() error { return s.serve(ctx) })
	}
	return work.Wait()
}

// shop is what the workers of one program share.
type shop struct {
	*line
	build string

	telling sync.Mutex
	tell    func(h frames.Head)

	mu    sync.Mutex
	job   string // whose maker this is
	maker *dataset.Maker
}

// serve takes order after order.
func (s *shop) serve(ctx context.Context) error {
	var last *dataset.Maker
	var w *dataset.Worker
	defer func() {
		if w != nil {
			w.Close()
		}
	}()
	for {
		msg, err := s.next(ctx)
		if err != nil {
			return err
		}
		var o order
		if err := json.Unmarshal(msg.Data(), &o); err != nil {
			_ = msg.Term() // nobody's
			continue
		}
		if o.Recipe.Build != s.build {
			_ = msg.Nak()
			return fmt.Errorf("the orders are for the build %q, and this is %q: a set of both would not be the same bytes", o.Recipe.Build, s.build)
		}
		maker, err := s.makerOf(&o)
		if err == nil {
			if maker != last {
				if w != nil {
					w.Close()
				}
				last, w = maker, maker.Worker()
			}
			err = s.fill(ctx, msg, &o, w)
		}
		switch {
		case ctx.Err() != nil:
			_ = msg.Nak() // another one takes it at once
			return ctx.Err()
		case errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, jetstream.ErrStreamNotFound):
			_ = msg.Term() // the job is over
		case err != nil:
			return errors.Join(err, s.fail(ctx, &o, err), msg.Term())
		}
	}
}

// next waits for an order, through outages.
func (s *shop) next(ctx context.Context) (msg jetstream.Msg, err error) {
	for ctx.Err() == nil {
		msg, err = s.ask(ctx)
		switch {
		case err == nil:
			return msg, nil
		case errors.Is(err, nats.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, jetstream.ErrNoMessages):
			continue // nothing is queued
		case errors.Is(err, jetstream.ErrStreamNotFound) || errors.Is(err, jetstream.ErrConsumerNotFound):
			_ = once(ctx, s.setUp) // at a server that has lost everything
		}
		_ = pause(ctx, retryPause)
	}
	return nil, ctx.Err()
}

func (s *shop) ask(ctx context.Context) (jetstream.Msg, error) {
	consumer, err := s.js.Consumer(ctx, streamName, consumerName)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchWait)
	defer cancel()
	return consumer.Next(jetstream.FetchContext(ctx))
}

// makerOf prepares a job's recipe, once for all workers.
func (s *shop) makerOf(o *order) (*dataset.Maker, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.maker != nil && s.job == o.Job {
		return s.maker, nil
	}
	maker, err := dataset.NewMaker(o.Recipe, s.Optics)
	if err != nil {
		return nil, err
	}
	s.job, s.maker = o.Job, maker
	return maker, nil
}

// fill makes an order's episode, stores and then acknowledges it.
func (s *shop) fill(ctx context.Context, msg jetstream.Msg, o *order, w *dataset.Worker) error {
	beating, stop := context.WithCancel(ctx)
	var beat sync.WaitGroup
	beat.Go(func() {
		for pause(beating, s.Wait/heartbeat) == nil {
			_ = msg.InProgress()
		}
	})
	defer beat.Wait()
	defer stop()
	e, err := w.Make(ctx, o.Number)
	if err != nil {
		return err
	}
	text, err := e.Bytes()
	if err != nil {
		return err
	}
	if err := s.put(ctx, o.Job, dataset.EpisodeFile(o.Number), text); err != nil {
		return err
	}
	s.telling.Lock()
	s.tell(e.Head())
	s.telling.Unlock()
	// Without an answer the order is given out again, and made again: no harm.
	_ = once(ctx, msg.DoubleAck)
	return nil
}

// put stores an object of a job, through outages.
func (s *shop) put(ctx context.Context, job, name string, text []byte) error {
	return insist(ctx, func(ctx context.Context) error {
		store, err := s.js.ObjectStore(ctx, bucketOf(job))
		if err != nil {
			return err
		}
		_, err = store.PutBytes(ctx, name, text)
		return err
	}, jetstream.ErrBucketNotFound, jetstream.ErrStreamNotFound)
}

// fail tells whoever handed the job out why it cannot be done.
func (s *shop) fail(ctx context.Context, o *order, why error) error {
	return s.put(ctx, o.Job, failureName, []byte(why.Error()))
}

package queue_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/dataset/queue"
	"mirrorarm/sim/record/frames"
	"mirrorarm/testdata"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// natsServer is the real one, in this process, on a port and a disk of its own.
type natsServer struct {
	*server.Server
	options server.Options
}

func startServer(t *testing.T, stream bool) *natsServer {
	t.Helper()
	s := &natsServer{options: server.Options{Host: "127.0.0.1", Port: -1, JetStream: stream, StoreDir: t.TempDir(), NoSigs: true, NoLog: true}}
	s.start(t)
	s.options.Port = s.Addr().(*net.TCPAddr).Port // the same one when it comes back
	t.Cleanup(s.stop)
	return s
}

func (s *natsServer) start(t *testing.T) {
	t.Helper()
	options := s.options
	made, err := server.NewServer(&options)
	require.NoError(t, err)
	made.Start()
	require.True(t, made.ReadyForConnections(patience))
	s.Server = made
}

func (s *natsServer) stop() {
	s.Shutdown()
	s.WaitForShutdown()
}

const (
	build    = "test"
	patience = 5 * time.Minute // for one that is hung: other work and the race detector make it wait
)

// recipe is a set that is made quickly.
func recipe(episodes int) dataset.Recipe {
	return dataset.Recipe{
		Task: "reach", Episodes: episodes, Seed: 5, Vary: []string{dataset.VarySeed}, FPS: 10,
		State: []string{dataset.StateJoints}, Observe: []string{}, To: "lerobot", Build: build,
	}
}

func newPart(t *testing.T, r dataset.Recipe) *dataset.Part {
	t.Helper()
	r, err := r.Resolved()
	require.NoError(t, err)
	p, err := dataset.CreatePart(filepath.Join(t.TempDir(), "part"), r)
	require.NoError(t, err)
	return p
}

// requireAsAlone: the part has the files that one machine makes, to the byte.
func requireAsAlone(t *testing.T, part *dataset.Part) {
	t.Helper()
	r := part.Recipe()
	m, err := dataset.NewMaker(r, nil)
	require.NoError(t, err)
	alone := newPart(t, r)
	numbers := dataset.Shard{N: 1}.Numbers(r.Episodes)
	require.NoError(t, dataset.Generate(t.Context(), m, alone, numbers, 2, func(frames.Head, bool) {}))
	got, err := part.Numbers()
	require.NoError(t, err)
	require.Equal(t, numbers, got)
	for _, n := range numbers {
		want, err := os.ReadFile(alone.Path(n))
		require.NoError(t, err)
		text, err := os.ReadFile(part.Path(n))
		require.NoError(t, err)
		require.True(t, string(want) == string(text), "episode %d", n)
	}
}

// crew are workers in the background.
type crew struct {
	stop context.CancelFunc
	wait sync.WaitGroup
	made atomic.Int64
	err  error
}

func hire(t *testing.T, o queue.Options, workers int) *crew {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	c := &crew{stop: stop}
	c.wait.Go(func() { c.err = queue.Work(ctx, o, build, workers, func(frames.Head) { c.made.Add(1) }) })
	t.Cleanup(c.dismiss)
	return c
}

func (c *crew) dismiss() {
	c.stop()
	c.wait.Wait()
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	t.Cleanup(stop)
	return ctx
}

// A worker that took an order and died, an outage of the server, and workers that come
// before and after whoever hands out: everything is made, and once.
func TestEveryEpisodeIsMadeOnce(t *testing.T) {
	const n = 30
	s := startServer(t, true)
	o := queue.Options{URL: s.ClientURL(), Wait: time.Second}
	early := hire(t, o, 1)
	dead := takeAnOrder(t, s)
	part := newPart(t, recipe(n))
	seen := map[int]int{}
	var late *crew
	err := queue.HandOut(within(t), o, part, func(h frames.Head, made bool) {
		require.True(t, made)
		if seen[h.Number]++; len(seen) == n/10 {
			s.stop()
			s.start(t)
			late = hire(t, o, 2)
		}
	})
	require.NoError(t, err)
	require.Len(t, seen, n)
	for number, times := range seen {
		require.Equal(t, 1, times, "episode %d", number)
	}
	require.Equal(t, subjectIn(<-dead), "mirrorarm.episode.", "an order was held and never acknowledged")
	early.dismiss()
	late.dismiss()
	require.ErrorIs(t, early.err, context.Canceled)
	require.Positive(t, early.made.Load())
	require.Positive(t, late.made.Load())
	requireAsAlone(t, part)
	requireNothingLeft(t, s)
}

func subjectIn(subject string) string { return subject[:min(len(subject), len("mirrorarm.episode."))] }

// takeAnOrder is a worker that takes the first order that it gets, and is not heard of
// again.
func takeAnOrder(t *testing.T, s *natsServer) <-chan string {
	t.Helper()
	conn, err := nats.Connect(s.ClientURL())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	took := make(chan string, 1)
	ctx := within(t)
	go func() {
		for ctx.Err() == nil {
			consumer, err := js.Consumer(ctx, "MIRRORARM", "workers")
			if err != nil {
				continue
			}
			if msg, err := consumer.Next(jetstream.FetchMaxWait(time.Second)); err == nil {
				took <- msg.Subject()
				conn.Close()
				return
			}
		}
	}()
	return took
}

// requireNothingLeft: a job that is over takes no room at the server.
func requireNothingLeft(t *testing.T, s *natsServer) {
	t.Helper()
	conn, err := nats.Connect(s.ClientURL())
	require.NoError(t, err)
	defer conn.Close()
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	for info := range js.ListStreams(t.Context()).Info() {
		require.Equal(t, "MIRRORARM", info.Config.Name)
		require.Zero(t, info.State.Msgs)
	}
}

// ordersAt is what stands in the queue, being worked on or not.
func ordersAt(t *testing.T, s *natsServer) jetstream.StreamState {
	t.Helper()
	conn, err := nats.Connect(s.ClientURL())
	require.NoError(t, err)
	defer conn.Close()
	js, err := jetstream.New(conn)
	require.NoError(t, err)
	stream, err := js.Stream(t.Context(), "MIRRORARM")
	require.NoError(t, err)
	return stream.CachedInfo().State
}

// Whoever hands out may be interrupted, and everything be lost with a server's disk, then
// or while it waits.
func TestHandingOutGoesOn(t *testing.T) {
	const n = 12
	s := startServer(t, true)
	o := queue.Options{URL: s.ClientURL(), Wait: time.Second}
	part := newPart(t, recipe(n))
	ctx, interrupt := context.WithCancel(within(t))
	first := hire(t, o, 1)
	err := queue.HandOut(ctx, o, part, func(frames.Head, bool) { interrupt() })
	require.ErrorIs(t, err, context.Canceled)
	first.dismiss()
	had, err := part.Numbers()
	require.NoError(t, err)
	require.NotEmpty(t, had)

	s.stop()
	s.options.StoreDir = t.TempDir()
	s.start(t)
	hire(t, o, 2)
	found, lost := 0, 0
	require.NoError(t, queue.HandOut(within(t), o, part, func(_ frames.Head, made bool) {
		if !made {
			found++
		} else if lost++; lost == 2 {
			s.stop()
			s.options.StoreDir = t.TempDir()
			s.start(t)
		}
	}))
	require.Equal(t, len(had), found)
	requireAsAlone(t, part)
}

func TestWorkersOfAnotherBuildAreRefused(t *testing.T) {
	s := startServer(t, true)
	o := queue.Options{URL: s.ClientURL(), Wait: time.Second}
	r := recipe(2)
	r.Build = "a newer one"
	ctx, stop := context.WithCancel(within(t))
	defer stop()
	go func() { _ = queue.HandOut(ctx, o, newPart(t, r), func(frames.Head, bool) {}) }()
	err := queue.Work(within(t), o, build, 1, func(frames.Head) {})
	require.ErrorContains(t, err, `the orders are for the build "a newer one", and this is "test"`)
}

func TestServersThatWillNotDoAreNamed(t *testing.T) {
	s := startServer(t, false)
	err := queue.Work(within(t), queue.Options{URL: s.ClientURL()}, build, 1, func(frames.Head) {})
	require.ErrorContains(t, err, "has no JetStream: start it with nats-server -js")
	url := s.ClientURL()
	s.stop()
	err = queue.HandOut(within(t), queue.Options{URL: url}, newPart(t, recipe(1)), func(frames.Head, bool) {})
	require.ErrorContains(t, err, "no NATS server answers")
}

// An order that takes longer than a worker may be silent stays with its worker, who says
// that it is at work, and stays in the queue until its episode is stored.
func TestABusyWorkerKeepsItsOrder(t *testing.T) {
	testdata.Long(t)
	s := startServer(t, true)
	o := queue.Options{URL: s.ClientURL(), Wait: 2 * time.Second}
	r := recipe(1)
	r.Task = "explore" // seconds of work, and more of learning before
	ctx, dismiss := context.WithCancel(within(t))
	var left jetstream.StreamState
	looked := make(chan struct{})
	var workers sync.WaitGroup
	workers.Go(func() {
		_ = queue.Work(ctx, o, build, 3, func(frames.Head) {
			left = ordersAt(t, s)
			close(looked) // twice panics: it is made once
		})
	})
	err := queue.HandOut(within(t), o, newPart(t, r), func(frames.Head, bool) { <-looked })
	dismiss()
	workers.Wait()
	require.NoError(t, err)
	require.EqualValues(t, 1, left.Msgs, "stored, and not yet acknowledged")
	require.EqualValues(t, 1, left.LastSeq, "nor ordered anew")
}

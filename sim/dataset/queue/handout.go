package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/record/frames"

	"github.com/nats-io/nats.go/jetstream"
)

// HandOut has the part's missing episodes made by workers, and fetches them into it. It
// tells of every episode when it is there. Interrupted, it leaves its orders in the
// queue; the next call goes on.
func HandOut(ctx context.Context, o Options, part *dataset.Part, tell func(h frames.Head, made bool)) error {
	l, err := connect(ctx, o)
	if err != nil {
		return err
	}
	defer l.conn.Close()
	recipe := part.Recipe()
	j := &job{line: l, part: part, tell: tell, recipe: recipe, missing: map[int]bool{}}
	if j.name, err = jobOf(&recipe); err != nil {
		return err
	}
	for n := range recipe.Episodes {
		if h, err := part.Head(n); err == nil {
			tell(h, false)
		} else {
			j.missing[n] = true
		}
	}
	if err := j.open(ctx); err != nil {
		return err
	}
	if err := j.collect(ctx); err != nil {
		return err
	}
	return j.clear(ctx)
}

// job is a set that is being made by workers.
type job struct {
	*line
	name    string
	part    *dataset.Part
	recipe  dataset.Recipe
	tell    func(h frames.Head, made bool)
	missing map[int]bool
	store   jetstream.ObjectStore
}

// open makes the job's object store, and queues what is missing.
func (j *job) open(ctx context.Context) error {
	if len(j.missing) == 0 {
		return nil
	}
	err := insist(ctx, func(ctx context.Context) (err error) {
		j.store, err = j.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: bucketOf(j.name)})
		return err
	})
	if err != nil {
		return err
	}
	// What an earlier call could not do may be possible now.
	_ = once(ctx, func(ctx context.Context) error { return j.store.Delete(ctx, failureName) })
	return j.queue(ctx)
}

// queue queues what is missing, in the order of the numbers.
func (j *job) queue(ctx context.Context) error {
	for n := range j.recipe.Episodes {
		if !j.missing[n] {
			continue
		}
		text, err := json.Marshal(order{j.name, n, j.recipe})
		if err != nil {
			return err
		}
		err = insist(ctx, func(ctx context.Context) error {
			_, err := j.js.Publish(ctx, subjectOf(j.name, n), text)
			if isQueued(err) {
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// isQueued tells whether an order was refused since it stands in the queue.
func isQueued(err error) bool {
	const perSubject = 10077 // the server's error code
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == perSubject
}

// collect fetches episodes until none is missing.
func (j *job) collect(ctx context.Context) error {
	idle := 0
	for len(j.missing) > 0 {
		found, err := j.look(ctx)
		if err != nil {
			return err
		}
		if idle++; found > 0 {
			idle = 0
		}
		// Orders may be gone for good, with a server's disk, and the object store with them.
		if idle > 1 && j.nothingQueued(ctx) {
			if err := j.open(ctx); err != nil {
				return err
			}
			idle = 0
		}
		if err := pause(ctx, lookPause); err != nil {
			return err
		}
	}
	return nil
}

// look fetches what is in the object store, and tells how many episodes there were. An
// outage is waited for in the next look.
func (j *job) look(ctx context.Context) (found int, err error) {
	var stored []*jetstream.ObjectInfo
	err = once(ctx, func(ctx context.Context) (err error) {
		stored, err = j.store.List(ctx)
		return err
	})
	if err != nil {
		return 0, ctx.Err()
	}
	for _, info := range stored {
		var text []byte
		err := once(ctx, func(ctx context.Context) (err error) {
			text, err = j.store.GetBytes(ctx, info.Name)
			return err
		})
		if err != nil {
			continue
		}
		if info.Name == failureName {
			return found, errors.New(string(text))
		}
		n, err := j.keep(info.Name, text)
		if err != nil {
			return found, err
		}
		found += n
		// What is on this disk is not needed there any more.
		_ = once(ctx, func(ctx context.Context) error { return j.store.Delete(ctx, info.Name) })
	}
	return found, ctx.Err()
}

// keep stores an episode in the part, unless it is there.
func (j *job) keep(name string, text []byte) (found int, err error) {
	var e frames.Episode
	if err := e.Load(bytes.NewReader(text), int64(len(text))); err != nil || dataset.EpisodeFile(e.Number) != name {
		return 0, nil // not one of ours, or damaged: its order is queued again
	}
	if !j.missing[e.Number] {
		return 0, nil
	}
	if err := j.part.Put(e.Number, text); err != nil {
		return 0, err
	}
	delete(j.missing, e.Number)
	j.tell(e.Head(), true)
	return 1, nil
}

// nothingQueued tells whether no order of the job is in the queue or being worked on.
func (j *job) nothingQueued(ctx context.Context) bool {
	queued := -1
	_ = once(ctx, func(ctx context.Context) error {
		stream, err := j.js.Stream(ctx, streamName)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			queued = 0
			return j.setUp(ctx)
		}
		if err != nil {
			return err
		}
		info, err := stream.Info(ctx, jetstream.WithSubjectFilter(subjectRoot+j.name+".>"))
		if err == nil {
			queued = len(info.State.Subjects)
		}
		return err
	})
	return queued == 0
}

// clear removes the job from the server. What cannot be removed costs space there, and
// the set is whole.
func (j *job) clear(ctx context.Context) error {
	_ = once(ctx, func(ctx context.Context) error {
		stream, err := j.js.Stream(ctx, streamName)
		if err != nil {
			return err
		}
		return stream.Purge(ctx, jetstream.WithPurgeSubject(subjectRoot+j.name+".>"))
	})
	if err := once(ctx, func(ctx context.Context) error { return j.js.DeleteObjectStore(ctx, bucketOf(j.name)) }); err != nil &&
		!errors.Is(err, jetstream.ErrBucketNotFound) && !errors.Is(err, jetstream.ErrStreamNotFound) {
		j.Log(fmt.Sprintf("the object store %s is left at the server: %v", bucketOf(j.name), err))
	}
	return ctx.Err()
}

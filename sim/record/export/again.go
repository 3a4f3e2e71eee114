package export

import (
	"context"
	"fmt"
	"iter"
	"os"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/frames"
)

// again has a session a second time, for its pictures: of what the arm, the person and
// the things look like, its file has no more than what makes them. A mirror is at the
// step that was taken last.
type again struct {
	path     string
	file     *os.File
	replayed record.Replayed
	err      error
	next     func() (*mirror.Mirror, bool)
	stop     func()

	optics dataset.Optics
	size   dataset.Size
	mirror *mirror.Mirror // the latest
	of     *mirror.Mirror // whom the camera looks at
	camera dataset.Camera
	snap   mirror.Snapshot
}

// openAgain begins a session again; it is to be closed.
func openAgain(ctx context.Context, path string, o *Options) (*again, error) {
	a := &again{path: path, optics: o.Optics, size: o.size}
	var err error
	if a.file, err = os.Open(path); err != nil {
		return nil, err
	}
	a.next, a.stop = iter.Pull(func(yield func(*mirror.Mirror) bool) {
		on := true
		a.replayed, a.err = record.Replay(a.file, record.ReplayOptions{
			Building: func(float64) error { return ctx.Err() },
			Look:     func(m *mirror.Mirror) { on = on && yield(m) },
			Tell: func(uint64) error {
				if !on {
					return context.Canceled
				}
				return ctx.Err()
			},
		})
	})
	return a, nil
}

// step goes on by one step. A session that does not come out as it was has no pictures.
func (a *again) step() (err error) {
	var ok bool
	if a.mirror, ok = a.next(); ok {
		return nil
	}
	if d := a.replayed.FirstDifference; a.err == nil && d != nil {
		return fmt.Errorf("step %d differs when it is had again (%s, %s), of which pictures are made; without them that does not matter", d.Step, d.Stage, d.Channel)
	}
	if a.err == nil {
		a.err = fmt.Errorf("ends after %d steps when it is had again", a.replayed.Steps)
	}
	return a.err
}

// take adds a picture of the present to a column.
func (a *again) take(c *frames.Column) (err error) {
	if a.of != a.mirror {
		a.closeCamera()
		if a.camera, err = a.optics(a.mirror.Describe(), false, a.size); err != nil {
			return err
		}
		a.of = a.mirror
	}
	a.mirror.SnapshotTo(&a.snap)
	picture, err := dataset.Encode(a.camera.Take(&a.snap))
	c.Images = append(c.Images, picture)
	return err
}

func (a *again) closeCamera() {
	if a.camera != nil {
		a.camera.Close()
		a.camera = nil
	}
}

func (a *again) close() {
	a.stop()
	a.closeCamera()
	_ = a.file.Close() // only read from
}

package dataset

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/task"
	"mirrorarm/sim/world"
)

// Maker makes episodes of a recipe. Several goroutines may use it.
type Maker struct {
	recipe   Recipe
	task     task.Task
	scenes   []*world.Scene
	things   []int // the movable objects that are observed, by their number in the world
	features []frames.Feature
	optics   Optics
	size     Size

	mu   sync.Mutex
	kits map[kitKey]*lazyKit
}

// kitKey tells kits apart.
type kitKey struct{ person, scene int }

// lazyKit is a kit that is made when it is first asked for.
type lazyKit struct {
	once sync.Once
	kit  *task.Kit
	err  error
}

// NewMaker prepares a recipe. Pictures are taken by the optics, which may be nil where
// none are asked for.
func NewMaker(r Recipe, optics Optics) (*Maker, error) {
	r, err := r.Resolved()
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	m := &Maker{recipe: r, optics: optics, kits: map[kitKey]*lazyKit{}}
	if m.size, err = ParseSize(r.Pictures); err == nil && r.Pictures != "" && optics == nil {
		err = errors.New("dataset: pictures are asked for, and nobody takes any")
	}
	if err != nil {
		return nil, err
	}
	if m.task, err = task.Lookup(r.Task); err != nil {
		return nil, err
	}
	if m.scenes, err = r.scenes(); err != nil {
		return nil, err
	}
	kit, err := m.plainKit(kitKey{})
	if err != nil {
		return nil, err
	}
	env, err := kit.New(0)
	if err != nil {
		return nil, err
	}
	for i, o := range env.Body().World().Objects {
		if o != nil && !o.Fixed() {
			m.things = append(m.things, i)
		}
	}
	m.features = m.newRecorder(env, nil).features()
	return m, nil
}

// Recipe is what is made.
func (m *Maker) Recipe() Recipe { return m.recipe }

// Features are those of every episode.
func (m *Maker) Features() []frames.Feature { return m.features }

// plainKit is a kit whose script has not been prepared.
func (m *Maker) plainKit(k kitKey) (*task.Kit, error) {
	see := []string{}
	if m.seesGlove() {
		see = append(see, task.SeeGlove)
	}
	return task.NewKit(task.Options{
		Task: m.recipe.Task, Scene: m.scenes[k.scene], Observe: see, FrameSkip: m.recipe.skip(), Seed: m.recipe.hardware(k.person),
	})
}

// seesGlove tells whether the glove is simulated: somebody looks at it, if only the
// task's script.
func (m *Maker) seesGlove() bool {
	return slices.Contains(m.recipe.Observe, SeeGlove) || slices.Contains(m.recipe.State, StateGlove) ||
		slices.Contains(m.task.Observe, task.SeeGlove)
}

func (m *Maker) kit(k kitKey) (*task.Kit, error) {
	m.mu.Lock()
	lazy, ok := m.kits[k]
	if !ok {
		lazy = new(lazyKit)
		m.kits[k] = lazy
	}
	m.mu.Unlock()
	lazy.once.Do(func() {
		if lazy.kit, lazy.err = m.plainKit(k); lazy.err == nil {
			lazy.err = lazy.kit.Prepare(nil)
		}
	})
	return lazy.kit, lazy.err
}

// Worker makes episodes one after another, for one goroutine.
type Worker struct {
	maker  *Maker
	kit    *task.Kit
	env    *task.Env
	camera Camera // nil without pictures
}

// Worker is a new one. It is to be closed.
func (m *Maker) Worker() *Worker { return &Worker{maker: m} }

// Close ends the worker's camera.
func (w *Worker) Close() {
	if w.camera != nil {
		w.camera.Close()
	}
	w.camera, w.kit = nil, nil
}

// use has the environments come from a kit.
func (w *Worker) use(kit *task.Kit, seed uint64) (err error) {
	w.Close()
	if w.env, err = kit.New(seed); err != nil {
		return err
	}
	if w.maker.recipe.Pictures != "" {
		alone := w.env.Snapshot().Person.Lost
		if w.camera, err = w.maker.optics(kit.Describe(), alone, w.maker.size); err != nil {
			return err
		}
	}
	w.kit = kit
	return nil
}

// Make makes episode n. It ends early with the context's error.
func (w *Worker) Make(ctx context.Context, n int) (*frames.Episode, error) {
	v := w.maker.recipe.Variation(n)
	scene := v.Scene % len(w.maker.scenes)
	v.Scene = scene
	kit, err := w.maker.kit(kitKey{v.Person, scene})
	if err == nil && w.kit != kit {
		err = w.use(kit, v.Seed)
	}
	if err != nil {
		return nil, fmt.Errorf("episode %d: %w", n, err)
	}
	w.env.Begin(v.Seed, v.Noise)
	defer w.env.Close()
	rec := w.maker.newRecorder(w.env, w.camera)
	success, err := rec.run(ctx)
	if err != nil {
		return nil, fmt.Errorf("episode %d: %w", n, err)
	}
	e := &frames.Episode{Number: n, Task: w.maker.task.About, Facts: v.facts(n, success, w.maker.scenes[scene].Name), Columns: rec.columns}
	return e, e.Check()
}

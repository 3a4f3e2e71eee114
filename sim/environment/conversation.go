package environment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/task"
	"mirrorarm/sim/world"
)

// conversation is what one client says and is answered.
type conversation struct {
	opt    *Options
	kits   func(task.Options) (*task.Kit, error)
	pool   *pool // nil before make
	binary bool
	snap   mirror.Snapshot
}

// answer does what a message asks for. Only the end of ctx is an error.
func (c *conversation) answer(ctx context.Context, isBinary bool, data []byte) (asBinary bool, out []byte, err error) {
	asBinary, out, err = c.do(ctx, isBinary, data)
	if ctx.Err() != nil {
		return false, nil, ctx.Err()
	}
	if err != nil {
		out, err = json.Marshal(reply{Op: "error", Error: err.Error()})
		return false, out, err
	}
	return asBinary, out, nil
}

func (c *conversation) do(ctx context.Context, isBinary bool, data []byte) (asBinary bool, out []byte, err error) {
	if isBinary {
		if c.pool == nil {
			return false, nil, errMakeFirst
		}
		actions, err := binaryActions(data, len(c.pool.envs), c.pool.kit.Action().Len())
		if err != nil {
			return false, nil, err
		}
		return c.step(ctx, actions)
	}
	r, err := decode(data)
	if err != nil {
		return false, nil, err
	}
	switch r.Op {
	case "tasks":
		out, err = json.Marshal(reply{Op: "tasks", Tasks: task.Tasks()})
		return false, out, err
	case "make":
		out, err = c.make(ctx, &r)
		return false, out, err
	case "reset", "step", "render":
		if c.pool == nil {
			return false, nil, errMakeFirst
		}
	default:
		return false, nil, fmt.Errorf("op %q: unknown, want one of tasks, make, reset, step, render", brief(r.Op))
	}
	switch r.Op {
	case "reset":
		return c.reset(ctx, &r)
	case "render":
		return c.render(&r)
	}
	actions, err := r.actionsOf(len(c.pool.envs), c.pool.kit.Action().Len())
	if err != nil {
		return false, nil, err
	}
	return c.step(ctx, actions)
}

var errMakeFirst = errors.New("there is no environment yet: want make first")

// brief bounds what of somebody's text is repeated.
func brief(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

// make replaces the connection's environment; if it fails, the old one stays.
func (c *conversation) make(ctx context.Context, r *request) ([]byte, error) {
	o := task.Options{Task: r.Task, Action: task.Action(r.Action), Observe: r.Observe, FrameSkip: r.FrameSkip, Seed: r.Seed}
	if o.FrameSkip == 0 {
		o.FrameSkip = c.opt.FrameSkip
	}
	n := r.Mirrors
	if n == 0 {
		n = max(len(r.Seeds), 1)
	}
	if r.Autoreset == "" {
		r.Autoreset = NextStep
	}
	if r.Format == "" {
		r.Format = "json"
	}
	switch {
	case n < 1 || n > maxMirrors:
		return nil, fmt.Errorf("mirrors: %d, want 1 to %d", n, maxMirrors)
	case len(r.Seeds) > 0 && len(r.Seeds) != n:
		return nil, fmt.Errorf("seeds: %d of them, want one for each of %d mirrors", len(r.Seeds), n)
	case r.Autoreset != NextStep && r.Autoreset != Disabled:
		return nil, fmt.Errorf("autoreset %q: want %s or %s", brief(r.Autoreset), NextStep, Disabled)
	case r.Format != "json" && r.Format != "binary":
		return nil, fmt.Errorf("format %q: want json or binary", brief(r.Format))
	case len(r.Observe) > mostObserved:
		return nil, fmt.Errorf("observe: %d names, want at most %d", len(r.Observe), mostObserved)
	}
	if r.Scene != "" {
		if !slices.Contains(world.SceneNames(), r.Scene) {
			return nil, fmt.Errorf("scene %q: unknown, want one of %v", brief(r.Scene), world.SceneNames())
		}
		var err error
		if o.Scene, err = world.LookupScene(r.Scene); err != nil {
			return nil, err
		}
	}
	seeds := slices.Clone(r.Seeds)
	for i := len(seeds); i < n; i++ {
		seeds = append(seeds, uint64(i))
	}
	kit, err := c.kits(o)
	if err != nil {
		return nil, err
	}
	p, err := newPool(ctx, kit, seeds, r.Autoreset, c.opt.Memory)
	if err != nil {
		return nil, err
	}
	c.pool, c.binary = p, r.Format == "binary"
	own := kit.Options()
	return json.Marshal(reply{Op: "make", made: &made{
		Task: own.Task, Scene: own.Scene.Name, Runs: kit.Task().Runs, Mirrors: n, FrameSkip: own.FrameSkip,
		StepSeconds: float64(own.FrameSkip) * mirror.Period, Autoreset: r.Autoreset, Format: r.Format,
		ActionSpace: kit.Action(), ObservationSpace: kit.Spaces(), Bytes: n * p.envs[0].Bytes(),
	}})
}

func (c *conversation) reset(ctx context.Context, r *request) (bool, []byte, error) {
	n := len(c.pool.envs)
	if r.Only == nil {
		for i := range n {
			r.Only = append(r.Only, i)
		}
	}
	seen := make([]bool, n)
	for _, i := range r.Only {
		if i < 0 || i >= n || seen[i] {
			return false, nil, fmt.Errorf("only: %d, want different ones of 0 to %d", i, n-1)
		}
		seen[i] = true
	}
	if r.Seeds != nil && len(r.Seeds) != len(r.Only) {
		return false, nil, fmt.Errorf("seeds: %d of them, want one for each of %d mirrors", len(r.Seeds), len(r.Only))
	}
	if err := c.pool.restart(ctx, r.Only, r.Seeds); err != nil {
		return false, nil, err
	}
	return c.tell(ctx, "reset")
}

func (c *conversation) step(ctx context.Context, actions [][]float32) (bool, []byte, error) {
	for i, a := range actions {
		if err := c.pool.kit.CheckAction(a); err != nil {
			return false, nil, fmt.Errorf("actions[%d]: %w; no mirror was stepped", i, err)
		}
	}
	if err := c.pool.step(ctx, actions); err != nil {
		return false, nil, err
	}
	return c.tell(ctx, "step")
}

func (c *conversation) tell(ctx context.Context, op string) (bool, []byte, error) {
	if c.binary {
		out, err := c.pool.binaryAnswer(ctx, op)
		return true, out, err
	}
	out, err := json.Marshal(c.pool.answer(op))
	return false, out, err
}

func (c *conversation) render(r *request) (bool, []byte, error) {
	if r.Width == 0 && r.Height == 0 {
		r.Width, r.Height = 640, 360
	}
	inside := func(v int) bool { return v >= minPicture && v <= maxPicture }
	switch {
	case c.opt.Render == nil:
		return false, nil, errors.New("render: this server has no renderer")
	case r.Mirror < 0 || r.Mirror >= len(c.pool.envs):
		return false, nil, fmt.Errorf("mirror: %d, want 0 to %d", r.Mirror, len(c.pool.envs)-1)
	case !inside(r.Width) || !inside(r.Height):
		return false, nil, fmt.Errorf("picture of %d × %d pixels, want %d to %d each", r.Width, r.Height, minPicture, maxPicture)
	}
	c.pool.envs[r.Mirror].SnapshotTo(&c.snap)
	png, err := c.opt.Render(c.pool.kit.Describe(), &c.snap, r.Width, r.Height)
	if err != nil {
		return false, nil, fmt.Errorf("render: %w", err)
	}
	if !c.binary {
		out, err := json.Marshal(reply{Op: "render", PNG: png})
		return false, out, err
	}
	out, err := framed(reply{Op: "render"}, len(png))
	return true, append(out, png...), err
}

package environment

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"mirrorarm/sim/task"
)

// pool is a batch of mirrors in one task.
type pool struct {
	kit       *task.Kit
	envs      []*task.Env
	seeds     []uint64
	episode   []uint64 // of each mirror, counted from its last reset
	ended     []bool
	seen      []task.Observation
	outcomes  []task.Outcome
	reset     []bool // in this step
	autoreset string
}

// newPool makes a batch, the second mirror and all others only if they have room in
// so many bytes.
func newPool(ctx context.Context, kit *task.Kit, seeds []uint64, autoreset string, memory int) (*pool, error) {
	n := len(seeds)
	p := &pool{
		kit: kit, seeds: seeds, autoreset: autoreset, envs: make([]*task.Env, n), episode: make([]uint64, n),
		ended: make([]bool, n), seen: make([]task.Observation, n), outcomes: make([]task.Outcome, n), reset: make([]bool, n),
	}
	var err error
	if p.envs[0], err = kit.New(seeds[0]); err != nil {
		return nil, err
	}
	if want := n * p.envs[0].Bytes(); want > memory {
		return nil, fmt.Errorf("%d mirrors want about %d MB of memory, there are %d MB: at most %d mirrors",
			n, (want>>20)+1, memory>>20, memory/p.envs[0].Bytes())
	}
	errs := make([]error, n)
	err = p.each(ctx, func(i int) {
		if i > 0 {
			p.envs[i], errs[i] = kit.New(seeds[i])
		}
		if errs[i] == nil {
			p.look(i)
		}
	})
	for _, e := range errs {
		if err == nil {
			err = e
		}
	}
	return p, err
}

// each does something for every mirror, on all cores. What one mirror does depends on
// no other, so that neither their number nor the cores change it.
func (p *pool) each(ctx context.Context, do func(i int)) error {
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(p.envs)) {
		done.Add(1)
		go func() {
			defer done.Done()
			for i := int(next.Add(1)) - 1; i < len(p.envs) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				do(i)
			}
		}()
	}
	done.Wait()
	return ctx.Err()
}

func (p *pool) look(i int) { p.seen[i] = p.envs[i].ObserveTo(p.seen[i]) }

// begin starts the next episode of a mirror.
func (p *pool) begin(i int) {
	p.envs[i].Reset(episodeSeed(p.seeds[i], p.episode[i]))
	p.ended[i], p.reset[i] = false, true
}

// episodeSeed is the mirror's own seed first, then others that follow from it
// (splitmix64; Steele and others, OOPSLA 2014).
func episodeSeed(seed, episode uint64) uint64 {
	if episode == 0 {
		return seed
	}
	z := seed + episode*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// restart begins the mirrors of a list anew, with new seeds if there are any.
func (p *pool) restart(ctx context.Context, only []int, seeds []uint64) error {
	chosen := make([]bool, len(p.envs))
	for n, i := range only {
		chosen[i] = true
		if seeds != nil {
			p.seeds[i] = seeds[n]
		}
	}
	return p.each(ctx, func(i int) {
		p.reset[i], p.outcomes[i] = false, task.Outcome{}
		if !chosen[i] {
			return
		}
		if p.episode[i]++; seeds != nil {
			p.episode[i] = 0
		}
		p.begin(i)
		p.look(i)
	})
}

// step does one action of each mirror; they have been checked.
func (p *pool) step(ctx context.Context, actions [][]float32) error {
	return p.each(ctx, func(i int) {
		p.reset[i], p.outcomes[i] = false, task.Outcome{}
		switch {
		case !p.ended[i]:
			p.outcomes[i] = p.envs[i].Step(actions[i])
			p.ended[i] = p.outcomes[i].Terminated || p.outcomes[i].Truncated
		case p.autoreset == NextStep:
			p.episode[i]++
			p.begin(i)
		}
		p.look(i)
	})
}

// infos are those of the mirrors that have something to say, or of all.
func (p *pool) infos(all bool) map[int]info {
	out := map[int]info{}
	for i, o := range p.outcomes {
		if !all && !p.reset[i] && !o.Terminated && !o.Truncated && o.Clipped == 0 {
			continue
		}
		out[i] = info{Seed: p.envs[i].Seed(), Time: p.envs[i].Time(), Success: o.Success, Clipped: o.Clipped, Reset: p.reset[i]}
	}
	return out
}

// answer is what a step or a reset came to, as JSON.
func (p *pool) answer(op string) reply {
	r := reply{Op: op, Info: p.infos(op == "reset"), Observation: map[string][][]float32{}}
	for s, space := range p.kit.Spaces() {
		rows := make([][]float32, len(p.envs))
		for i := range rows {
			rows[i] = p.seen[i][s]
		}
		r.Observation[space.Name] = rows
	}
	if op == "step" {
		for _, o := range p.outcomes {
			r.Reward = append(r.Reward, o.Reward)
			r.Terminated, r.Truncated = append(r.Terminated, o.Terminated), append(r.Truncated, o.Truncated)
		}
	}
	return r
}

// binaryAnswer is the same, binary: after the frame the rewards (float32), terminated
// and truncated (a byte each), filled up to a multiple of 4, then each array of the
// observation space for all mirrors (float32), all of it little-endian.
func (p *pool) binaryAnswer(ctx context.Context, op string) ([]byte, error) {
	n := len(p.envs)
	flags := (2*n + 3) / 4 * 4
	sizes := 0
	for _, s := range p.kit.Spaces() {
		sizes += 4 * n * s.Len()
	}
	out, err := framed(reply{Op: op, Info: p.infos(op == "reset")}, 4*n+flags+sizes)
	if err != nil {
		return nil, err
	}
	rewards := len(out)
	arrays := rewards + 4*n + flags
	out = out[:arrays+sizes]
	for i, o := range p.outcomes {
		binary.LittleEndian.PutUint32(out[rewards+4*i:], math.Float32bits(float32(o.Reward)))
		if o.Terminated {
			out[rewards+4*n+i] = 1
		}
		if o.Truncated {
			out[rewards+5*n+i] = 1
		}
	}
	err = p.each(ctx, func(i int) {
		at := arrays
		for s, space := range p.kit.Spaces() {
			size := 4 * space.Len()
			to := out[at+i*size : at+(i+1)*size]
			for j, v := range p.seen[i][s] {
				binary.LittleEndian.PutUint32(to[4*j:], math.Float32bits(v))
			}
			at += n * size
		}
	})
	return out, err
}

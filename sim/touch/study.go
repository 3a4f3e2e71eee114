package touch

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"mirrorarm/sensors/material"
)

// Result is what a study found. That of an interrupted one is of the touches that
// were made of every material.
type Result struct {
	Interrupted bool

	Labels    []string
	Trials    int       // per material
	Accuracy  float64   // share named right; "unsure" counts as wrong
	Groups    float64   // share whose most probable heat group is the right one
	Right     []float64 // per material
	Confusion [][]int   // truth, answer
	Unsure    []int     // per truth
	// Alone is the accuracy of each channel by itself, where several were used.
	Alone map[string]float64
}

// Run makes a study: every touch draws specimen, sensors and motion anew, and
// those to learn from come of other seeds than those to be named. When ctx ends the
// result is of the touches so far, of one of each material at least to be named.
func Run(ctx context.Context, o Options) (*Result, error) {
	samples, err := o.samples()
	if err != nil {
		return nil, err
	}
	touches, made, err := o.explore(ctx, samples)
	interrupted := err != nil && ctx.Err() != nil && made > o.Train
	if err != nil && !interrupted {
		return nil, err
	}
	o.Trials = made - o.Train
	r, err := o.judge(samples, touches, o.Channels)
	if err != nil {
		return nil, err
	}
	all := []struct {
		name string
		material.Channels
	}{{"force", material.Channels{Force: true}}, {"thermal", material.Channels{Thermal: true}}, {"vibration", material.Channels{Vibration: true}}}
	r.Interrupted = interrupted
	r.Alone = map[string]float64{}
	for _, c := range all {
		if c.Force && !o.Channels.Force || c.Thermal && !o.Channels.Thermal || c.Vibration && !o.Channels.Vibration {
			continue
		}
		if c.Channels == o.Channels {
			r.Alone[c.name] = r.Accuracy
			continue
		}
		alone, err := o.judge(samples, touches, c.Channels)
		if err != nil {
			return nil, err
		}
		r.Alone[c.name] = alone.Accuracy
	}
	return r, nil
}

// record is what is kept of a touch: its features, by channel.
type record struct{ force, thermal, vibration []float64 }

func (r *record) features(c material.Channels) (f []float64) {
	if c.Thermal {
		f = append(f, r.thermal...)
	}
	if c.Force {
		f = append(f, r.force...)
	}
	if c.Vibration {
		f = append(f, r.vibration...)
	}
	return f
}

// explore makes all touches: of each sample first those to learn from.
func (o *Options) explore(ctx context.Context, samples []sample) (touches [][]record, made int, err error) {
	return tour(ctx, o, samples, o.Train+o.Trials, runtime.GOMAXPROCS(0), func(e *material.Exploration) record {
		return record{
			force:     featuresIf(o.Channels.Force, e, material.Channels{Force: true}),
			thermal:   featuresIf(o.Channels.Thermal, e, material.Channels{Thermal: true}),
			vibration: featuresIf(o.Channels.Vibration, e, material.Channels{Vibration: true}),
		}
	})
}

// tour touches all samples in turn, each so many times, by several goroutines, and
// keeps of every touch what keep makes of it, until ctx ends; made is how many there
// are of each sample. Each touch has its own seed, so that the result does not depend
// on the number of goroutines.
func tour[T any](ctx context.Context, o *Options, samples []sample, perSample, workers int, keep func(*material.Exploration) T) (touches [][]T, made int, err error) {
	total := perSample * len(samples)
	touches = make([][]T, len(samples))
	for i := range touches {
		touches[i] = make([]T, perSample)
	}
	var next atomic.Int64
	var mutex sync.Mutex // guards what follows, and calls of Progress
	whole, done := total, 0
	work := func() (n int, err error) {
		p, err := newProbe(o.Seed)
		if err != nil {
			return 0, err
		}
		t := trial{probe: p, opt: o}
		for {
			if n = int(next.Add(1)) - 1; n >= total {
				return n, nil
			}
			if err := ctx.Err(); err != nil {
				return n, err
			}
			number, class := n/len(samples), n%len(samples)
			e, err := t.run(&samples[class], mix(o.Seed, uint64(class), uint64(number)))
			if err != nil {
				return n, err
			}
			touches[class][number] = keep(e)
			mutex.Lock()
			if done++; o.Progress != nil {
				o.Progress(done, total)
			}
			mutex.Unlock()
		}
	}
	var wait sync.WaitGroup
	for range min(workers, total) {
		wait.Go(func() {
			if n, failed := work(); failed != nil {
				mutex.Lock()
				whole, err = min(whole, n), failed
				mutex.Unlock()
				next.Store(int64(total))
			}
		})
	}
	wait.Wait()
	return touches, whole / len(samples), err
}

func featuresIf(wanted bool, e *material.Exploration, c material.Channels) []float64 {
	if !wanted {
		return nil
	}
	return material.Features(e, c)
}

// mix makes one seed of three numbers (the finaliser of SplitMix64: Steele,
// Lea and Flood, 2014).
func mix(a, b, c uint64) uint64 {
	z := a*0x9e3779b97f4a7c15 + b*0xbf58476d1ce4e5b9 + c*0x94d049bb133111eb
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Teach makes the classifier of a study, for others to ask: it knows the touches
// to learn from, by the channels of the options. It ends early with ctx.
func Teach(ctx context.Context, o Options) (*material.Classifier, error) {
	o.Trials = 1
	samples, err := o.samples()
	if err != nil {
		return nil, err
	}
	touches, _, err := o.explore(ctx, samples)
	if err != nil {
		return nil, err
	}
	return o.teach(samples, touches, o.Channels)
}

// teach trains on the first touches of each sample.
func (o *Options) teach(samples []sample, touches [][]record, c material.Channels) (*material.Classifier, error) {
	labels := make([]string, len(samples))
	training := make([][][]float64, len(samples))
	for i := range samples {
		labels[i] = samples[i].label
		for k := range o.Train {
			training[i] = append(training[i], touches[i][k].features(c))
		}
	}
	return material.Train(labels, training)
}

// judge trains on some channels and names the touches that are left.
func (o *Options) judge(samples []sample, touches [][]record, c material.Channels) (*Result, error) {
	k, err := o.teach(samples, touches, c)
	if err != nil {
		return nil, err
	}
	labels := k.Labels()
	r := &Result{Labels: labels, Trials: o.Trials, Unsure: make([]int, len(labels)), Right: make([]float64, len(labels))}
	for i := range samples {
		r.Confusion = append(r.Confusion, make([]int, len(labels)))
		for n := o.Train; n < o.Train+o.Trials; n++ {
			posterior := k.Posterior(touches[i][n].features(c))
			if bestGroup(samples, posterior) == samples[i].group {
				r.Groups += 1 / float64(o.Trials*len(samples))
			}
			if answer := material.Decide(posterior, o.Forced); answer == material.Unsure {
				r.Unsure[i]++
			} else {
				r.Confusion[i][answer]++
			}
		}
		r.Right[i] = float64(r.Confusion[i][i]) / float64(o.Trials)
		r.Accuracy += r.Right[i] / float64(len(samples))
	}
	return r, nil
}

// bestGroup is the heat group whose members' probabilities sum highest.
func bestGroup(samples []sample, posterior []float64) int {
	var sums [len(groups)]float64
	best := 0
	for i, p := range posterior {
		sums[samples[i].group] += p
	}
	for g := range sums {
		if sums[g] > sums[best] {
			best = g
		}
	}
	return best
}

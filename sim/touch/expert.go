package touch

import (
	"context"
	"math"
	"runtime"

	"mirrorarm/sensors/material"

	"gonum.org/v1/gonum/floats"
)

// Expert names materials while they are being explored: it has one classifier for
// each amount of knowledge, so that no conclusion is drawn from what has not been
// felt yet. It does not change after TeachExpert; Opinion may be asked from several
// goroutines.
type Expert struct {
	classifiers [len(knowledges)]*material.Classifier
}

// knowledge is what has been felt of a thing so far.
type knowledge struct {
	held     int // samples of the cooling, 10 ms apart
	slides   int
	channels material.Channels
}

// knowledges are what an exploration goes through. The cooling counts from a
// second on: a shorter one does not tell how far it will go from how fast it goes.
// While it is all that has been felt it speaks alone, for the press names nothing.
var knowledges = [...]knowledge{
	{channels: material.Channels{Force: true}},
	{held: 2 * heldReport, channels: material.Channels{Thermal: true}},
	{held: heldSamples, channels: material.Channels{Thermal: true}},
	{held: heldSamples, slides: 1, channels: material.Channels{Force: true, Thermal: true, Vibration: true}},
	{held: heldSamples, slides: 2, channels: material.Channels{Force: true, Thermal: true, Vibration: true}},
}

// until leaves of an exploration what has been felt by then.
func (k *knowledge) until(e *material.Exploration) *material.Exploration {
	part := *e
	for i := range part.Fingers {
		f := &part.Fingers[i]
		f.Temperature, f.Slides = f.Temperature[:min(k.held, len(f.Temperature))], f.Slides[:min(k.slides, len(f.Slides))]
	}
	return &part
}

// fits tells whether an exploration has come so far.
func (k *knowledge) fits(e *material.Exploration) bool {
	for i := range e.Fingers {
		f := &e.Fingers[i]
		if f.Force == 0 || len(f.Temperature) < k.held || len(f.Slides) < k.slides {
			return false
		}
	}
	return true
}

// doubt divides the logarithm of every likelihood. What the classifiers learn
// from are fingertips alone on a plate; an arm that presses and slides by itself
// differs from these by several standard deviations in some features, and would be
// certain of what it cannot know. The value is the one that gave the arm's own
// right answers the greatest likelihood; see TestTheExpertIsAsSureAsItIsRight.
const doubt = 10.0

// TeachExpert learns from the touches to learn from of a study, with so many
// goroutines; 0 is one for each core. It ends early with ctx.
func TeachExpert(ctx context.Context, o Options, workers int) (*Expert, error) {
	o.Trials = 1
	o.Channels = material.Channels{Force: true, Thermal: true, Vibration: true}
	samples, err := o.samples()
	if err != nil {
		return nil, err
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	touches, _, err := tour(ctx, &o, samples, o.Train, workers, func(e *material.Exploration) (f [len(knowledges)][]float64) {
		for i := range knowledges {
			f[i] = material.Features(knowledges[i].until(e), knowledges[i].channels)
		}
		return f
	})
	if err != nil {
		return nil, err
	}
	var x Expert
	labels := make([]string, len(samples))
	for i := range samples {
		labels[i] = samples[i].label
	}
	for i := range knowledges {
		training := make([][][]float64, len(samples))
		for c := range touches {
			for _, f := range touches[c] {
				training[c] = append(training[c], f[i])
			}
		}
		if x.classifiers[i], err = material.Train(labels, training); err != nil {
			return nil, err
		}
	}
	return &x, nil
}

// Opinion is what an expert makes of an exploration.
type Opinion struct {
	Labels    []string  // of the materials
	Posterior []float64 // of each
	Senses    material.Channels
}

// Opinion judges an exploration, finished or not; false if nothing can be said
// yet.
func (x *Expert) Opinion(e *material.Exploration) (Opinion, bool) {
	for i := len(knowledges) - 1; i >= 0; i-- {
		k := &knowledges[i]
		if !k.fits(e) {
			continue
		}
		p := x.classifiers[i].Posterior(material.Features(k.until(e), k.channels))
		if math.IsNaN(floats.Sum(p)) {
			return Opinion{}, false // what was felt makes no sense
		}
		return Opinion{Labels: x.classifiers[i].Labels(), Posterior: doubted(p), Senses: k.channels}, true
	}
	return Opinion{}, false
}

// doubted takes the logarithms of probabilities apart by doubt.
func doubted(p []float64) []float64 {
	for i := range p {
		p[i] = math.Pow(max(p[i], math.SmallestNonzeroFloat64), 1/doubt)
	}
	floats.Scale(1/floats.Sum(p), p)
	return p
}

// Best are the two most probable materials.
func (o *Opinion) Best() (first, second int) {
	first, second = 0, 1
	if o.Posterior[1] > o.Posterior[0] {
		first, second = 1, 0
	}
	for i := 2; i < len(o.Posterior); i++ {
		switch p := o.Posterior[i]; {
		case p > o.Posterior[first]:
			first, second = i, first
		case p > o.Posterior[second]:
			second = i
		}
	}
	return first, second
}

// Group is the most probable of the groups that heat tells apart, by number, and
// how probable it is.
func (o *Opinion) Group() (group int, share float64) {
	var sums [NumGroups]float64
	for i, p := range o.Posterior {
		if g := GroupOf(o.Labels[i]); g >= 0 {
			sums[g] += p
		}
	}
	group = floats.MaxIdx(sums[:])
	return group, sums[group]
}

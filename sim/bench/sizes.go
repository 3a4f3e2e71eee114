package bench

import (
	"math"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/mirror"
)

// channelSizes and taxelSizes are those of the two cases.
func channelSizes() []int { return []int{64, 256, glove.DefaultChannels, 1024, 4096, 16384, 65536} }
func taxelSizes() []int   { return []int{114, 285, 1140, 4560, 16384, 65536} }

// channels measures glove and decoder by size. The stages are built once per
// size, since a calibration of many channels takes long.
func (s *session) channels() (*Case, error) {
	t, err := built(s, s.record)
	if err != nil {
		return nil, err
	}
	c := &Case{}
	err = s.eachSize(c, "channels", channelSizes(), func(p *Point, part plan) error {
		g, err := built(s, func() (*gloveRig, error) { return s.gloveRig(t.info, p.Size) })
		if err != nil {
			return err
		}
		// Over the first seconds, which also settle the decoder.
		if p.JointRMSEDeg, err = g.rmse(t, s.goesOn); err != nil {
			return err
		}
		p.Size = g.layout.Len()
		part.build = func() (*workload, error) { return g.workload(s, t), nil }
		p.Measurement, err = s.measure(part)
		return err
	}, "decode", "glove")
	return c, err
}

// workload senses and decodes, on and on.
func (g *gloveRig) workload(s *session, t *tape) *workload {
	watch := lap{clock: s.host.Clock}
	return &workload{
		stages: []string{"sense", "decode"}, whole: "glove", block: 5, // one frame of the glove
		step: func(i int, laps []time.Duration) {
			now := g.tick()
			watch.start()
			fresh := g.worn.Sense(now, t.at(i).angles, g.frame)
			laps[0] = watch.split()
			g.decode(fresh, now)
			laps[1] = watch.split()
		},
	}
}

func (g *gloveRig) decode(fresh bool, now float64) {
	if fresh {
		g.decoder.Update(g.frame)
	}
	g.decoder.EstimateTo(&g.estimate, now)
}

// rmse is the decoder's error over the tape (degrees), after the first second.
func (g *gloveRig) rmse(t *tape, tell glove.Progress) (float64, error) {
	sum, n := 0.0, 0
	for i := range t.frames {
		if err := tell.At(float64(i) / float64(len(t.frames))); err != nil {
			return 0, err
		}
		now := g.tick()
		g.decode(g.worn.Sense(now, t.frames[i].angles, g.frame), now)
		if i < len(t.frames)/4 {
			continue
		}
		for a := range hand.NumAngles {
			d := g.estimate.Angles[a] - t.frames[i].angles[a]
			sum += d * d
			n++
		}
	}
	return math.Sqrt(sum/float64(n)) * 180 / math.Pi, nil
}

// taxels measures the skin by size.
func (s *session) taxels() (*Case, error) {
	t, err := built(s, s.record)
	if err != nil {
		return nil, err
	}
	c := &Case{}
	err = s.eachSize(c, "taxels", taxelSizes(), func(p *Point, part plan) error {
		k, err := built(s, func() (*skin.Skin, error) {
			return s.newSkin(t, func(l *skin.Layout) { resize(l, p.Size) })
		})
		if err != nil {
			return err
		}
		p.Size = k.Surface().Taxels
		total := 0
		part.build = func() (*workload, error) {
			watch := lap{clock: s.host.Clock}
			const frame = 11 // steps of one frame of the skin
			return &workload{stages: []string{"skin"}, block: frame, warm: 18 * frame, step: func(i int, laps []time.Duration) {
				total++
				watch.start()
				k.Step(float64(total)*mirror.Period, t.at(i).worldFromLink)
				laps[0] = watch.split()
			}}, nil
		}
		p.Measurement, err = s.measure(part)
		return err
	}, "skin")
	return c, err
}

// newSkin lays the robot's skin, its layout changed if change is not nil.
func (s *session) newSkin(t *tape, change func(*skin.Layout)) (*skin.Skin, error) {
	profile, err := taxel.Lookup("hall")
	if err != nil {
		return nil, err
	}
	shapes := make([]skin.Capsule, len(t.robot.Shapes))
	for i, c := range t.robot.Shapes {
		shapes[i] = skin.Capsule(c)
	}
	layout := skin.Default(t.robot.Model.Name(), t.robot.Model, shapes, t.robot.Side == hand.Left)
	if change != nil {
		change(layout)
	}
	return skin.New(t.robot.Model, layout, profile, s.opt.Seed)
}

// resize makes every pad's grid finer or coarser, so that there are n taxels or
// as few less as its columns allow, and leaves the patches out.
func resize(l *skin.Layout, n int) {
	l.Patches = nil
	scale := math.Sqrt(float64(n) / float64(l.Taxels()))
	last := &l.Pads[len(l.Pads)-1] // the palm, which is the largest
	columns := scale * float64(last.Columns)
	rest := 0
	for i := range l.Pads[:len(l.Pads)-1] {
		p := &l.Pads[i]
		p.Rows = max(1, int(math.Round(scale*float64(p.Rows))))
		p.Columns = max(1, int(math.Round(scale*float64(p.Columns))))
		rest += p.Rows * p.Columns
	}
	left := max(1, n-rest)
	// The palm takes the rest: of nearly the right numbers of columns, the one that
	// leaves the fewest over.
	best := -1
	for c := max(1, int(0.7*columns)); c <= int(1.4*columns)+1; c++ {
		over := left % c
		if left/c >= 1 && (best < 0 || over < left%best) {
			best = c
		}
	}
	last.Columns = max(1, best)
	last.Rows = max(1, left/last.Columns)
}

// eachSize measures a point per size and fits the cost of the given stages
// against it. The sizes share the case's time, the larger ones, whose steps are
// longer, more of it.
func (s *session) eachSize(c *Case, unit string, sizes []int, measure func(*Point, plan) error, stages ...string) error {
	for i, size := range sizes {
		if s.ctx.Err() != nil {
			break
		}
		n := float64(len(sizes))
		p := Point{Size: size, Unit: unit}
		part := plan{
			label: unit, repeats: s.opt.Repeats,
			share: time.Duration(float64(s.opt.Duration) / float64(s.opt.Repeats) * 2 * float64(i+1) / (n * (n + 1))),
			from:  float64(i) / n, to: float64(i+1) / n,
		}
		s.tell(unit, part.from)
		if err := measure(&p, part); err != nil && s.ctx.Err() == nil {
			return err
		}
		if p.Measurement != nil && len(p.Repeats) > 0 {
			c.Points = append(c.Points, p)
		}
	}
	for _, stage := range stages {
		if f, ok := fitCost(c.Points, stage); ok {
			c.Fits = append(c.Fits, f)
		}
	}
	return nil
}

package bench

import (
	"runtime"
	"sync"
	"time"

	"mirrorarm/sim/figure"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

// busyScene is what stands around the mirrors where no scene is asked for.
const busyScene = "cups"

// fullScene is the one that was asked for, or one with things in it.
func (s *session) fullScene() (*world.Scene, error) {
	if scene := s.opt.Scene; scene != nil && len(scene.Objects) > 0 {
		return scene, nil
	}
	return world.LookupScene(busyScene)
}

// throughput measures how much time whole mirrors simulate in a second, 1 to as many
// as there are cores, each on a thread of its own: with nothing around, and in a
// scene.
func (s *session) throughput() (*Case, error) {
	scene, err := s.fullScene()
	if err != nil {
		return nil, err
	}
	var sizes []int
	for n := 1; n <= runtime.GOMAXPROCS(0); n++ {
		sizes = append(sizes, n)
	}
	c := &Case{}
	half := *s
	half.opt.Duration /= 2
	for _, x := range []struct {
		unit  string
		scene *world.Scene
	}{{"mirrors", nil}, {"mirrors-in-" + scene.Name, scene}} {
		err := half.eachSize(c, x.unit, sizes, func(p *Point, part plan) error {
			part.period = tickSteps * loopPeriod
			part.build = func() (*workload, error) { return half.side(p.Size, x.scene) }
			var err error
			p.Measurement, err = half.measure(part)
			if cost := p.CostUS["mirrors"]; err == nil && cost.Measured() && cost.Float() > 0 {
				p.SimPerSecond = float64(p.Size) * tickSteps * mirror.Period / (1e-6 * cost.Float())
			}
			return err
		})
		if err != nil {
			return c, err
		}
	}
	s.setup = half.setup
	return c, nil
}

// side is mirrors side by side, from the beginning of the source, each of its own
// seed. A step is ten of every mirror's.
func (s *session) side(n int, scene *world.Scene) (*workload, error) {
	mirrors := make([]*mirror.Mirror, n)
	for i := range mirrors {
		src, err := s.source()
		if err != nil {
			return nil, err
		}
		seed := s.opt.Seed + uint64(i)
		if mirrors[i], err = s.mirror(src, func(c *mirror.Config) { c.Seed, c.Scene, c.Clock = seed, scene, nil }); err != nil {
			return nil, err
		}
	}
	var done sync.WaitGroup
	watch := lap{clock: s.host.Clock}
	return &workload{
		stages: []string{"mirrors"}, block: 1, warm: 5, periods: tickSteps,
		step: func(i int, laps []time.Duration) {
			watch.start()
			for _, m := range mirrors {
				done.Go(func() {
					for k := range tickSteps {
						m.Step(float64(i*tickSteps+k+1) * mirror.Period)
					}
				})
			}
			done.Wait()
			laps[0] = watch.split()
		},
	}, nil
}

// printThroughput says how much time mirrors simulate.
func (c *Case) printThroughput(p *printer) {
	for i := range c.Points {
		if q := &c.Points[i]; q.SimPerSecond > 0 {
			p.line("  %-16s %s", q.Unit, figure.Text("%.0f at a time: %.1f simulated seconds a second", figure.Count(q.Size), figure.Of(q.SimPerSecond)))
		}
	}
}

package session

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// breakStream is the stream of random numbers that broken channels are drawn
// from.
const breakStream = 0x627265616b

// Break breaks a channel of the glove; count is what a stuck one reads.
func (s *Session) Break(channel int, mode taxel.Failure, count uint16) error {
	if err := s.known(channel); err != nil {
		return err
	}
	s.touch()
	return s.live.failWith(channel, mode, count)
}

// Heal repairs a channel: it is as it left the factory.
func (s *Session) Heal(channel int) error {
	if err := s.known(channel); err != nil {
		return err
	}
	s.touch()
	s.live.heal(channel)
	return nil
}

// HealAll repairs every channel.
func (s *Session) HealAll() {
	s.touch()
	s.live.healAll()
}

func (g *stage) heal(i int) { g.fail(i, g.factory[i]) }

// fail breaks a channel that there is.
func (g *stage) fail(i int, mode taxel.Failure) {
	if g.glove.FailureOf(i) != mode {
		_ = g.failWith(i, mode, 0)
	}
}

func (g *stage) failWith(i int, mode taxel.Failure, count uint16) error {
	err := g.mirror.Fail(i, mode, count)
	g.faults.Broken[i] = g.glove.FailureOf(i) != g.factory[i]
	return err
}

// Faults are which of the glove's channels were broken since it left the factory.
type Faults struct{ Broken []bool }

// Channels are those that were, by their numbers.
func (f *Faults) Channels() []bool {
	if f == nil {
		return nil
	}
	return f.Broken
}

func (g *stage) healAll() {
	for i := range g.factory {
		g.heal(i)
	}
}

func (s *Session) known(channel int) error {
	if n := len(s.live.factory); channel < 0 || channel >= n {
		return fmt.Errorf("session: channel %d, want 0 to %d", channel, n-1)
	}
	return nil
}

// BreakAt breaks the channels within a radius (m) of where the ray meets the
// glove, on the side that faces the eye, and tells how many there are. HealAt
// repairs them.
func (s *Session) BreakAt(ray Ray, radius float64) int {
	return s.at(ray, radius, func(i int) { s.live.fail(i, taxel.Dead) })
}

// HealAt repairs what BreakAt breaks.
func (s *Session) HealAt(ray Ray, radius float64) int { return s.at(ray, radius, s.live.heal) }

// gloveReach is how near (m) a ray must pass by a channel.
const gloveReach = 0.02

func (s *Session) at(ray Ray, radius float64, do func(channel int)) int {
	s.touch()
	ray.Direction = r3.Unit(ray.Direction)
	now := &s.live.mirror.Record().Sample
	s.live.hand.SetAngles(now.Angles)
	nearest, distance := r3.Vec{}, math.Inf(1)
	for i := range s.live.seats {
		at, normal := s.live.channel(i, now)
		if r3.Dot(normal, ray.Direction) >= 0 {
			continue
		}
		off := r3.Sub(at, ray.at(r3.Dot(r3.Sub(at, ray.Origin), ray.Direction)))
		if d := r3.Norm(off); d < min(distance, gloveReach) {
			nearest, distance = at, d
		}
	}
	if math.IsInf(distance, 1) {
		return 0
	}
	count := 0
	for i := range s.live.seats {
		at, normal := s.live.channel(i, now)
		if r3.Dot(normal, ray.Direction) < 0 && r3.Norm(r3.Sub(at, nearest)) <= radius {
			do(i)
			count++
		}
	}
	return count
}

// BreakShare breaks a share of the channels (0…1), drawn by a seed, and heals all
// others.
func (s *Session) BreakShare(share float64, seed uint64) error {
	if !(share >= 0 && share <= 1) {
		return fmt.Errorf("session: share %g of the channels, want 0 to 1", share)
	}
	s.touch()
	s.live.breakShare(share, seed)
	return nil
}

func (g *stage) breakShare(share float64, seed uint64) {
	g.healAll()
	order := rand.New(rand.NewPCG(seed, breakStream)).Perm(len(g.factory))
	for _, i := range order[:int(share*float64(len(order)))] {
		g.fail(i, taxel.Dead)
	}
}

// broken counts the channels that are not as they left the factory.
func (g *stage) broken() (n int) {
	for i, f := range g.factory {
		if g.glove.FailureOf(i) != f {
			n++
		}
	}
	return n
}

package wearer_test

import (
	"math"
	"strconv"
	"testing"

	"mirrorarm/sensors/glove"
)

// BenchmarkSense is one frame of the glove: of a hand that opens and closes, and of a
// fist that is held.
func BenchmarkSense(b *testing.B) {
	for _, way := range []struct {
		name     string
		from, to int
	}{{"moving", 0, 3}, {"fist", 3, 3}} {
		from, to := glove.NamedPose(way.from).Angles, glove.NamedPose(way.to).Angles
		for _, n := range []int{576, 4096} {
			b.Run(way.name+"/"+strconv.Itoa(n), func(b *testing.B) {
				l := layout(b, n, "textile")
				w, _, now := worn(b, l, 1)
				frame := glove.NewFrame(n)
				period := l.Profile().Period()
				for b.Loop() {
					now += period
					w.Sense(now, from.Lerp(to, 0.5-0.5*math.Cos(5*now)), frame)
				}
			})
		}
	}
}

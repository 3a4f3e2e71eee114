package format_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// take is a recording of one hand that a test writes in the genuine form of some
// format: metres in Leap's axes (x right, y up, z to the person).
type take struct {
	side  hand.Side
	poses []string // names of separate poses; nil for a series
	ticks []tick
}

// tick is one frame. A hand that was not seen has no points.
type tick struct {
	t      float64 // s
	points hand.Landmarks
	shown  [hand.NumLandmarks]bool
	seen   bool
}

// whole reports whether every point was seen.
func (k *tick) whole() bool { return k.seen && !slices.Contains(k.shown[:], false) }

// counted is the take at a steady rate, for formats that do not tell times.
func (k take) counted(rate float64) take {
	k.ticks = slices.Clone(k.ticks)
	for i := range k.ticks {
		k.ticks[i].t = float64(i) / rate
	}
	return k
}

// heldUp is the take with the forearm raised: what points ahead points up.
func (k take) heldUp() take {
	k.ticks = slices.Clone(k.ticks)
	for i := range k.ticks {
		for j, p := range k.ticks[i].points {
			k.ticks[i].points[j] = r3.Vec{X: p.X, Y: -p.Z, Z: p.Y}
		}
	}
	return k
}

// takesOf are the hands of a recording that was read: each side's by itself, in
// metres.
func takesOf(t testing.TB, rec *format.Recording, scale, seconds float64) []take {
	t.Helper()
	var out []take
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		k := take{side: side}
		found := false
		for i := range rec.Frames {
			f := &rec.Frames[i]
			at := tick{t: f.Time * seconds}
			for j := range f.Hands {
				if h := &f.Hands[j]; h.Side == side && !at.seen && h.Confidence >= 0.5 {
					at.seen, found = true, true
					for p := range at.points {
						at.points[p] = toLeap(rec, r3.Scale(scale, h.Seen.Points[p]))
						at.shown[p] = h.Seen.Weight[p] > 0
					}
				}
			}
			if rec.Poses {
				k.poses = append(k.poses, f.Name)
			}
			k.ticks = append(k.ticks, at)
		}
		if found {
			out = append(out, k)
		}
	}
	require.NotEmpty(t, out)
	return out
}

// toLeap turns a recording's axes into Leap's. Where nothing is known of them they
// are the wrist's (WebXR's: fingers along −z), and the hand is held up before the
// tracker, away from the origin, where not every format can have it.
func toLeap(rec *format.Recording, p r3.Vec) r3.Vec {
	world := rec.Axes.WorldFromSource()
	if world == (quat.Number{}) {
		return r3.Vec{X: p.X + 0.05, Y: -p.Z + 0.25, Z: p.Y - 0.1}
	}
	w := spatial.Rotate(world, p)
	return r3.Vec{X: -w.Y, Y: w.Z, Z: -w.X}
}

// synthetic is a gesture of ours as a tracker sees it, with its noise (m) on every
// point.
func synthetic(t testing.TB, name string, side hand.Side, seconds, rate, noise float64) take {
	t.Helper()
	choice := gesture.RightHand
	if side == hand.Left {
		choice = gesture.LeftHand
	}
	src, err := gesture.Synth(name, gesture.Options{Hand: choice, Seed: 3})
	require.NoError(t, err)
	info := src.Info()
	rng := rand.New(rand.NewPCG(1, uint64(side)))
	h := hand.New(side, info.Dims)
	k := take{side: side}
	var s gesture.Sample
	for i := range int(seconds * rate) {
		src.Sample(1+float64(i)/rate, &s)
		at := tick{t: float64(i) / rate, seen: true}
		h.SetAngles(s.Angles)
		h.LandmarksTo(&at.points)
		for p := range at.points {
			w := s.WorldFromPalm.Apply(at.points[p])
			jitter := r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
			at.points[p] = r3.Add(r3.Vec{X: -w.Y, Y: w.Z, Z: -w.X}, r3.Scale(noise/math.Sqrt(3), jitter))
			at.shown[p] = true
		}
		k.ticks = append(k.ticks, at)
	}
	return k
}

// own is the take in the program's own format, as which every other form must read.
func own(t testing.TB, k take) string {
	t.Helper()
	var out bytes.Buffer
	w, err := format.NewWriter(&out, format.Header{Side: k.side, Axes: "leap", Poses: k.poses != nil})
	require.NoError(t, err)
	for i := range k.ticks {
		at := &k.ticks[i]
		f := format.Frame{Time: at.t}
		if at.seen {
			h := format.Hand{Confidence: 1}
			h.Seen.Points = at.points
			for j, shown := range at.shown {
				if shown {
					h.Seen.Weight[j] = 1
				}
			}
			f.Hands = []format.Hand{h}
		}
		require.NoError(t, w.Write(&f))
	}
	return out.String()
}

package gesture_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// film is a hand seen frame by frame: landmarks in axes x right, y up, z to the
// person.
type film struct {
	side  hand.Side
	rate  float64
	shots []hand.Landmarks
	truth []hand.Angles
}

// filmed is a hand that moves through the postures that a course gives, turning
// and travelling a little, with a tracker's noise (m).
func filmed(side hand.Side, n int, rate, noise float64, course func(at float64) hand.Angles) *film {
	f := &film{side: side, rate: rate}
	h := hand.New(side, hand.Nominal().Scaled(0.95))
	rng := rand.New(rand.NewPCG(7, uint64(side)))
	for i := range n {
		at := float64(i) / rate
		a := course(at)
		h.SetAngles(a)
		var lm hand.Landmarks
		h.LandmarksTo(&lm)
		pose := spatial.Pose{
			// Fingers up and ahead, the palm away from the person.
			Rot: quat.Mul(spatial.FromRPY(0.1*math.Sin(2*at), 0.2*math.Cos(at), 0), spatial.FromAxes(r3.Vec{Y: 0.8, Z: -0.6}, r3.Vec{X: -1}, r3.Vec{Y: 0.6, Z: 0.8})),
			Pos: r3.Vec{X: 0.1 + 0.04*math.Sin(3*at), Y: 1.0 + 0.03*math.Cos(2*at), Z: -0.3},
		}
		for k := range lm {
			jitter := r3.Vec{X: rng.NormFloat64(), Y: rng.NormFloat64(), Z: rng.NormFloat64()}
			lm[k] = r3.Add(pose.Apply(lm[k]), r3.Scale(noise, jitter))
		}
		f.shots, f.truth = append(f.shots, lm), append(f.truth, a)
	}
	return f
}

// grasping opens and closes the fingers, one after the other.
func grasping(at float64) hand.Angles {
	a := hand.Rest()
	for f := hand.Index; f <= hand.Little; f++ {
		bend := 45 * deg * (1 - math.Cos(2.5*at-0.3*float64(f)))
		a[hand.FingerAngle(f, 1)], a[hand.FingerAngle(f, 2)], a[hand.FingerAngle(f, 3)] = 0.7*bend, bend, 0.6*bend
	}
	return a
}

// clawing is grasping with last joints that do not follow as they usually do.
func clawing(at float64) hand.Angles {
	a := grasping(at)
	for f := hand.Index; f <= hand.Little; f++ {
		a[hand.FingerAngle(f, 3)] = 35*deg - 0.3*a[hand.FingerAngle(f, 2)]
	}
	return a
}

// held is a posture with some fingers bent.
func held(bent ...hand.Finger) func(float64) hand.Angles {
	return func(float64) hand.Angles {
		a := hand.Rest()
		for f := hand.Index; f <= hand.Little; f++ {
			for j := 1; j < 4; j++ {
				a[hand.FingerAngle(f, j)] = 8 * deg
			}
		}
		for _, f := range bent {
			a[hand.FingerAngle(f, 1)], a[hand.FingerAngle(f, 2)], a[hand.FingerAngle(f, 3)] = 60*deg, 85*deg, 50*deg
		}
		return a
	}
}

// mapped is the film with every point moved.
func (f *film) mapped(to func(r3.Vec) r3.Vec) *film {
	out := *f
	out.shots = nil
	for _, lm := range f.shots {
		for k := range lm {
			lm[k] = to(lm[k])
		}
		out.shots = append(out.shots, lm)
	}
	return &out
}

// lists are landmarks as JSON has them.
func lists(lm *hand.Landmarks) [][]any {
	var out [][]any
	for _, p := range lm {
		out = append(out, []any{p.X, p.Y, p.Z})
	}
	return out
}

// native is the film in the program's own format, every frame spoilt as the test
// likes.
func (f *film) native(label hand.Side, axes string, spoil func(i int, frame map[string]any)) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"format":"mirrorarm-hand","version":1,"hand":"%s","axes":"%s"}`+"\n", label, axes)
	for i := range f.shots {
		frame := map[string]any{"t_s": float64(i) / f.rate, "landmarks_m": lists(&f.shots[i])}
		if spoil != nil {
			spoil(i, frame)
		}
		line, err := json.Marshal(frame)
		if err != nil {
			panic(err)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// camera are films as a camera's tracker writes them, one hand each: points about
// the hand's middle, x right, y down, z away. Labels are the given ones.
func camera(films []*film, labels []string) string {
	var b strings.Builder
	for i := range films[0].shots {
		var hands []any
		for j, f := range films {
			lm := f.shots[i]
			middle := r3.Scale(0.5, r3.Add(lm[0], lm[9]))
			image := [][]any{}
			for k := range lm {
				lm[k] = r3.Sub(lm[k], middle)
				lm[k].Y, lm[k].Z = -lm[k].Y, -lm[k].Z
				image = append(image, []any{0.3 + 0.4*float64(j) + lm[k].X, 0.5 + lm[k].Y, lm[k].Z})
			}
			hands = append(hands, map[string]any{"label": labels[j], "score": 0.95, "image": image, "world": lists(&lm)})
		}
		line, err := json.Marshal(map[string]any{"t_s": float64(i) / films[0].rate, "hands": hands})
		if err != nil {
			panic(err)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// requirePIP checks the fingers' PIP angles against the film's truth, on the mean.
func requirePIP(t *testing.T, f *film, src gesture.Source, within float64) {
	t.Helper()
	sum, n := 0.0, 0.0
	for i := range f.truth {
		s := at(src, float64(i)/f.rate)
		for finger := hand.Index; finger <= hand.Little; finger++ {
			sum += math.Abs(s.Angles[hand.FingerAngle(finger, 2)] - f.truth[i][hand.FingerAngle(finger, 2)])
			n++
		}
	}
	require.Less(t, sum/n/deg, within)
}

// picture is the film as landmarks in a picture of an aspect: a row per point,
// places in widths and heights, depths from the wrist's on.
func (f *film) picture(aspect, depth float64) string {
	var b strings.Builder
	b.WriteString("frame,hand,landmark,x,y,z\n")
	for i, lm := range f.shots {
		for k, p := range lm {
			fmt.Fprintf(&b, "%d,0,%d,%.5f,%.5f,%.5f\n", i, k, 0.5+p.X/aspect, 1.4-p.Y, -depth*(p.Z-lm[0].Z)/aspect)
		}
	}
	return b.String()
}

package gesture_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/testdata"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestSourcesPlayAsTheyPlayed: what is synthetic, what recordings are taken for, good ones
// and spoilt ones, and how hands are led and take over. A recording that somebody has
// mirrored once is mirrored alike by the next version, or the difference is meant.
func TestSourcesPlayAsTheyPlayed(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Skip("the last bits decide here and there")
	}
	var table strings.Builder
	synthesised(t, &table)
	for _, name := range []string{
		"left-glove-cm.csv", "right-leap-packed.json", "left-leap-service.jsonl", "right-list-of-26.json", "left-mediapipe-holistic.jsonl",
		"right-mediapipe-tasks.jsonl", "left-mrtk.json", "right-named-mm.csv", "left-optical-markers.csv", "right-picture-42.csv",
		"left-skeleton.bvh", "right-unity-hands.jsonl", "left-visionpro.jsonl", "right-webxr-objects.json",
	} {
		src, err := gesture.Open(testdata.Path("hands", name), gesture.Options{})
		require.NoError(t, err)
		report(&table, name, src)
	}
	spoilt(t, &table)
	led(t, &table)
	golden.Same(t, filepath.Join("testdata", "played.txt"), table.String())
}

// report writes down what a recording was taken for, and plays it.
func report(table *strings.Builder, name string, src gesture.Source) {
	info := src.Info()
	size := info.Dims.Size()
	fmt.Fprintf(table, "%s: %s\n  %v, %d frames, %.4f s, fit %.5f mm, size %.5f, little %.5f mm\n", name, info.Report,
		info.Side, info.Frames, info.Duration, 1e3*info.FitError, size, 1e3*info.Dims[hand.Little].Length[1])
	var times []float64
	for i := range 24 {
		times = append(times, info.Duration*(float64(i)+0.37)/23)
	}
	play(table, src, times)
}

// play sums up samples: posture, places and doubts.
func play(table *strings.Builder, src gesture.Source, times []float64) {
	var posture, sure float64
	var place, elbow, turned r3.Vec
	states := 0
	for n, t := range times {
		s := at(src, t)
		k := float64(n + 1)
		for i, a := range s.Angles {
			posture += k * float64(i+1) * a
		}
		place = r3.Add(place, r3.Scale(k, s.WorldFromPalm.Pos))
		elbow = r3.Add(elbow, r3.Scale(k, s.WorldFromForearm.Pos))
		turned = r3.Add(turned, r3.Scale(k, s.WorldFromPalm.Rotate(r3.Vec{X: 1, Y: 2, Z: 3})))
		sure += k * s.Confidence
		states += (n + 1) * int(s.State)
	}
	fmt.Fprintf(table, "  %.4f rad, palm %.5f m, forearm %.5f m, turned %.5f, sure %.4f, states %d\n", posture, place, elbow, turned, sure, states)
}

func every(step float64, n int) (times []float64) {
	for i := range n {
		times = append(times, step*(float64(i)+0.5))
	}
	return times
}

func synthesised(t *testing.T, table *strings.Builder) {
	for seed := range uint64(3) {
		person := gesture.RandomPerson(seed)
		for _, choice := range []gesture.Choice{gesture.RightHand, gesture.LeftHand} {
			src := synth(t, gesture.Medley, gesture.Options{Seed: seed, Person: &person, Hand: choice})
			fmt.Fprintf(table, "medley, seed %d: %s, size %.6f %.6f %.6f\n", seed, src.Info().Report, person.Motion, person.Tempo, person.Tremor)
			play(table, src, every(0.83, 60))
			play(table, src, every(4.7, 40))
		}
	}
	for _, script := range []string{"wave", "drum", "open 0.5s hold 1s, pinch ring 400ms hold 1s, fist", "pinch little hold 2s, shaka 0.3s hold 3s"} {
		fmt.Fprintf(table, "%s\n", script)
		play(table, synth(t, script, gesture.Options{Seed: 5}), every(0.171, 60))
	}
}

// spoilt are recordings with everything that trackers do.
func spoilt(t *testing.T, table *strings.Builder) {
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		f := filmed(side, 90, 30, 0.002, clawing)
		for _, c := range []struct {
			name  string
			spoil func(i int, frame map[string]any)
		}{
			{"plain", nil},
			{"gaps", func(i int, frame map[string]any) {
				if i%40 > 25 {
					frame["landmarks_m"] = nil
				}
			}},
			{"wild frames", func(i int, frame map[string]any) {
				if i%17 == 5 {
					for _, p := range frame["landmarks_m"].([][]any) {
						p[0] = p[0].(float64) + 0.7
					}
				}
			}},
			{"hidden fingers", func(i int, frame map[string]any) {
				for k := i % 7; k < hand.NumLandmarks && i%3 == 0; k += 7 {
					frame["landmarks_m"].([][]any)[k] = nil
				}
			}},
			{"uneven clock", func(i int, frame map[string]any) {
				frame["t_s"] = (float64(i) + 0.3*float64(i*7%5)/5) / 30
			}},
			{"far away", func(_ int, frame map[string]any) {
				for _, p := range frame["landmarks_m"].([][]any) {
					p[2] = p[2].(float64) - 3
				}
			}},
			{"large moves", func(i int, frame map[string]any) {
				for _, p := range frame["landmarks_m"].([][]any) {
					p[0] = p[0].(float64) + 0.01*float64(i)
				}
			}},
		} {
			src, err := gesture.Read(c.name, strings.NewReader(f.native(side, "leap", c.spoil)), gesture.Options{})
			if err != nil {
				fmt.Fprintf(table, "%s: %v\n", c.name, err)
				continue
			}
			report(table, c.name, src)
		}
		slow := filmed(side, 40, 9, 0.001, grasping)
		report(table, "slow", read(t, slow.native(side, "palm", nil)))
		other := filmed(side.Other(), 90, 30, 0.002, grasping)
		for _, choice := range []gesture.Choice{gesture.RightHand, gesture.LeftHand, gesture.Auto} {
			src, err := gesture.Read("two hands", strings.NewReader(camera([]*film{f, other}, []string{"Right", "Left"})), gesture.Options{Hand: choice})
			require.NoError(t, err)
			report(table, "two hands", src)
		}
	}
}

// led is a hand that is led by hand, and one that others take over from.
func led(t *testing.T, table *strings.Builder) {
	for _, choice := range []gesture.Choice{gesture.RightHand, gesture.LeftHand} {
		open := synth(t, "open", gesture.Options{Seed: 2, Hand: choice})
		drum := synth(t, "drum", gesture.Options{Seed: 3, Hand: choice})
		from, like := at(open, 2), at(drum, 3)
		lead := gesture.NewLead(open.Info(), &from, 4)
		now := 0.0
		for n, h := range []gesture.Handle{gesture.Handle(hand.Index), gesture.GripWrist, gesture.Handle(hand.Thumb), gesture.Handle(hand.Little)} {
			require.NoError(t, lead.Grab(h))
			_, place := lead.Held()
			for i := range 6 {
				now += 0.15
				by := r3.Scale(0.02*float64(i), r3.Vec{X: -1 + 0.5*float64(n), Y: 0.7, Z: 0.4 * float64(n-1)})
				require.NoError(t, lead.Drag(now, r3.Add(place, by)))
			}
			_, to := lead.Held()
			fmt.Fprintf(table, "%v %v dragged to %.6f m\n", choice, h, to)
			play(table, lead, []float64{now, now + 0.1, now + 0.3, now + 1})
		}
		require.NoError(t, lead.Bend(now+1, hand.RingPIP, 1.2))
		require.NoError(t, lead.Turn(now+1.2, 0.8))
		play(table, lead, []float64{now + 1.1, now + 1.3, now + 1.6, now + 3})
		require.NoError(t, lead.Aim(now+3, &like))
		play(table, lead, []float64{now + 3.1, now + 3.3, now + 4, now + 9})
		relay := gesture.NewRelay(open, 0.5)
		require.NoError(t, relay.Switch(1, 0.8, drum, 2))
		require.NoError(t, relay.Switch(1.5, 0.4, lead, 1))
		fmt.Fprintf(table, "%v relay, playing %s\n", choice, relay.Playing(1.2))
		play(table, relay, every(0.11, 30))
	}
}

package gesture_test

import (
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// Labels of cameras flip with the version and with mirrored pictures: the shape
// decides for each hand by itself.
func TestCameraLabelsYieldForEachHand(t *testing.T) {
	fist := held(hand.Index, hand.Middle, hand.Ring, hand.Little)
	right, left := filmed(hand.Right, 20, 30, 0.001, fist), filmed(hand.Left, 20, 30, 0.001, fist)
	for name, labels := range map[string][]string{
		"of a mirrored picture": {"Left", "Right"},
		"of a plain one":        {"Right", "Left"},
		"none":                  {"", ""},
		"both the same":         {"Right", "Right"},
	} {
		t.Run(name, func(t *testing.T) {
			file := camera([]*film{right, left}, labels)
			for choice, f := range map[gesture.Choice]*film{gesture.RightHand: right, gesture.LeftHand: left} {
				src, err := gesture.Read("two", strings.NewReader(file), gesture.Options{Hand: choice})
				require.NoError(t, err)
				require.Equal(t, f.side, src.Info().Side)
				require.Less(t, src.Info().FitError, 0.006)
				requirePIP(t, f, src, 4)
			}
		})
	}
}

// In a format whose axes are not sure, what a label says stands and the axes do
// not; where a caller says what they are, they do.
func TestLeftHandedAxes(t *testing.T) {
	victory := filmed(hand.Right, 12, 30, 0.0005, held(hand.Ring, hand.Little))
	unity := victory.mapped(func(p r3.Vec) r3.Vec { return r3.Vec{X: p.X, Y: p.Y, Z: -p.Z} })
	plain := read(t, victory.native(hand.Right, "leap", nil))
	file := unity.native(hand.Right, "leap", nil)

	src := read(t, file)
	require.Equal(t, hand.Right, src.Info().Side)
	require.Equal(t, "leap reflected", src.Info().Decision.Axes)
	require.Contains(t, src.Info().Report, "labels and shapes disagree: axes taken as left-handed")
	requirePIP(t, victory, src, 3)
	require.InDelta(t, 0, spatial.AngleBetween(at(plain, 0.2).WorldFromPalm.Rot, at(src, 0.2).WorldFromPalm.Rot), 0.02)

	told, err := gesture.Read("told", strings.NewReader(file), gesture.Options{Axes: "unity"})
	require.NoError(t, err)
	require.Equal(t, hand.Right, told.Info().Side)
	require.Equal(t, "unity", told.Info().Decision.Axes)
	require.Empty(t, told.Info().Decision.Notes)
	require.Equal(t, at(src, 0.2).Angles, at(told, 0.2).Angles)

	insisted, err := gesture.Read("insisted", strings.NewReader(file), gesture.Options{Axes: "leap"})
	require.NoError(t, err)
	require.Equal(t, hand.Left, insisted.Info().Side, "then it is a left hand")
	require.Contains(t, insisted.Info().Report, "labelled right but shaped as a left hand")
}

// A flat hand shows no side: its label decides, and the caller over it.
func TestLabelsDecideFlatHands(t *testing.T) {
	flat := filmed(hand.Right, 12, 30, 0.0005, func(float64) hand.Angles { return hand.Angles{} })
	for _, label := range []hand.Side{hand.Right, hand.Left} {
		file := flat.native(label, "leap", nil)
		src := read(t, file)
		require.Equal(t, label, src.Info().Side)
		require.Equal(t, "label", src.Info().Decision.SideFrom)
		choice := map[hand.Side]gesture.Choice{hand.Right: gesture.LeftHand, hand.Left: gesture.RightHand}[label]
		src, err := gesture.Read("asked", strings.NewReader(file), gesture.Options{Hand: choice})
		require.NoError(t, err)
		require.Equal(t, label.Other(), src.Info().Side)
		require.Equal(t, "asked", src.Info().Decision.SideFrom)
		require.Contains(t, src.Info().Report, "hand as asked")
	}
}

// The caller settles which of label and shape is right, against the rule.
func TestCallerOverrulesTheSide(t *testing.T) {
	fist := filmed(hand.Right, 12, 30, 0.0005, held(hand.Index, hand.Middle, hand.Ring, hand.Little))
	file := fist.native(hand.Left, "leap", nil)
	require.Equal(t, hand.Left, read(t, file).Info().Side, "the label stands")
	src, err := gesture.Read("asked", strings.NewReader(file), gesture.Options{Hand: gesture.RightHand})
	require.NoError(t, err)
	require.Equal(t, hand.Right, src.Info().Side)
	requirePIP(t, fist, src, 3)
	_, err = gesture.Read("sure", strings.NewReader(fist.native(hand.Right, "leap", nil)), gesture.Options{Hand: gesture.LeftHand})
	require.EqualError(t, err, "gesture: sure: no left hand: it shows a right one")
}

func TestPosesOnceASecondAreNotSmoothed(t *testing.T) {
	course := func(at float64) hand.Angles {
		if int(math.Round(at))%2 == 0 {
			return held()(at)
		}
		return held(hand.Index, hand.Middle, hand.Ring, hand.Little)(at)
	}
	f := filmed(hand.Left, 8, 1, 0.0003, course)
	src := read(t, f.native(hand.Left, "palm", nil))
	require.InDelta(t, 7, src.Info().Duration, 1e-9)
	for i := range f.truth {
		require.InDelta(t, f.truth[i][hand.IndexPIP]/deg, at(src, float64(i)).Angles[hand.IndexPIP]/deg, 4)
	}
}

// What was not seen, in every way that files say so, is filled in from the frames
// about it.
func TestWhatWasNotSeen(t *testing.T) {
	f := filmed(hand.Right, 60, 30, 0.0003, clawing)
	whole := read(t, f.native(hand.Right, "leap", nil))
	for name, hidden := range map[string]any{"null": nil, "nulls": []any{nil, nil, nil}, "zeros": []any{0, 0, 0}} {
		t.Run(name, func(t *testing.T) {
			src := read(t, f.native(hand.Right, "leap", func(i int, frame map[string]any) {
				if i%10 == 0 {
					frame["landmarks_m"].([][]any)[hand.Landmark(hand.Index, 3)] = nil
					points := []any{}
					for _, p := range frame["landmarks_m"].([][]any) {
						points = append(points, p)
					}
					points[hand.Landmark(hand.Index, 3)] = hidden
					frame["landmarks_m"] = points
				}
			}))
			require.Equal(t, 60, src.Info().Frames)
			require.Zero(t, src.Info().Decision.Skipped)
			for i := range f.truth {
				a, b := at(whole, float64(i)/30), at(src, float64(i)/30)
				for k := range hand.NumFingerAngles {
					require.InDelta(t, a.Angles[k]/deg, b.Angles[k]/deg, 3, "%v in frame %d", hand.Angle(k), i)
				}
			}
		})
	}
}

// Clocks, through all of the reading.
func TestSpoiltClocksKeepTheirTime(t *testing.T) {
	f := filmed(hand.Right, 60, 30, 0.0003, grasping)
	whole := read(t, f.native(hand.Right, "leap", nil))
	for name, spoil := range map[string]func(i int, frame map[string]any){
		"one in the future": func(i int, frame map[string]any) {
			if i == 20 {
				frame["t_s"] = 1000.0
			}
		},
		"milliseconds": func(_ int, frame map[string]any) { frame["t_s"] = 1000 * frame["t_s"].(float64) },
		"restart": func(i int, frame map[string]any) {
			if i >= 30 {
				frame["t_s"] = frame["t_s"].(float64) - 1
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			src := read(t, f.native(hand.Right, "leap", spoil))
			require.InDelta(t, whole.Info().Duration, src.Info().Duration, 0.01)
			require.NotEmpty(t, src.Info().Decision.Notes)
			for i := range f.truth {
				a, b := at(whole, float64(i)/30), at(src, float64(i)/30)
				require.InDelta(t, a.Angles[hand.MiddlePIP]/deg, b.Angles[hand.MiddlePIP]/deg, 0.5, i)
			}
		})
	}
}

// Depth that is not there is inferred, and said not to have been there.
func TestFlatFilesAreReadAsPictures(t *testing.T) {
	f := filmed(hand.Right, 60, 30, 0.0003, grasping)
	for name, to := range map[string]func(r3.Vec) r3.Vec{
		"no depth":            func(p r3.Vec) r3.Vec { return r3.Vec{X: p.X, Y: p.Y} },
		"pixels":              func(p r3.Vec) r3.Vec { return r3.Vec{X: 320 + 1000*p.X, Y: 1500 - 1000*p.Y, Z: 625.7} },
		"depth in place of x": func(p r3.Vec) r3.Vec { return r3.Vec{Y: p.X, Z: p.Y} },
	} {
		t.Run(name, func(t *testing.T) {
			src := read(t, f.mapped(to).native(hand.Right, "leap", nil))
			require.Equal(t, "picture", src.Info().Decision.Unit)
			require.True(t, src.Info().Decision.Doubtful)
			require.Contains(t, src.Info().Report, "no depth in the file")
			requirePIP(t, f, src, 12)
		})
	}
}

// Points in another order are no hand's; those of a tracker poorer than any are
// doubtful.
func TestWhatFitsNoHandIsDoubtful(t *testing.T) {
	f := filmed(hand.Right, 20, 30, 0.0005, grasping)
	reordered := *f
	reordered.shots = nil
	for _, lm := range f.shots {
		var turned hand.Landmarks
		for finger := range hand.Finger(hand.NumFingers) {
			for j := range 4 {
				turned[hand.Landmark(finger, 3-j)] = lm[hand.Landmark(finger, j)]
			}
		}
		turned[0] = lm[0]
		reordered.shots = append(reordered.shots, turned)
	}
	_, err := gesture.Read("order", strings.NewReader(reordered.native(hand.Right, "leap", nil)), gesture.Options{})
	require.ErrorContains(t, err, "with fingertips first: another order of landmarks?")

	shaken := read(t, filmed(hand.Right, 40, 30, 0.012, grasping).native(hand.Right, "leap", nil)).Info()
	require.True(t, shaken.Decision.Doubtful)
	require.Contains(t, shaken.Report, "doubtful: fits a hand to ")
	require.Equal(t, 40, shaken.Frames, "misfit alone makes no frame bad")
	_, err = gesture.Read("noise", strings.NewReader(filmed(hand.Right, 40, 30, 0.03, grasping).native(hand.Right, "leap", nil)), gesture.Options{})
	require.ErrorContains(t, err, "mm only, want at most 35 mm, as no tracker's: wrong order, axes or units?")
	require.Zero(t, shaken.Decision.Skipped)
	require.False(t, read(t, f.native(hand.Right, "leap", nil)).Info().Decision.Doubtful)
}

// A tracker that is recentred while it records moves everything at once; that is
// taken out, and does not shrink the hand's own motion.
func TestRecentringIsTakenOut(t *testing.T) {
	f := filmed(hand.Right, 90, 30, 0.0003, grasping)
	whole := read(t, f.native(hand.Right, "leap", nil))
	turn := spatial.Pose{Rot: spatial.AxisAngle(r3.Vec{Y: 1}, 70*deg), Pos: r3.Vec{X: 2, Y: -0.4, Z: 1}}
	i := -1
	moved := *f
	moved.shots = nil
	for _, lm := range f.shots {
		if i++; i >= 45 {
			for k := range lm {
				lm[k] = turn.Apply(lm[k])
			}
		}
		moved.shots = append(moved.shots, lm)
	}
	src := read(t, moved.native(hand.Right, "leap", nil))
	require.Contains(t, src.Info().Report, "space was recentred once, taken out")
	require.NotContains(t, src.Info().Report, "shrunk")
	for k := range 90 {
		a, b := at(whole, float64(k)/30), at(src, float64(k)/30)
		require.InDelta(t, 0, r3.Norm(r3.Sub(a.WorldFromPalm.Pos, b.WorldFromPalm.Pos)), 0.03, k)
		require.InDelta(t, 0, spatial.AngleBetween(a.WorldFromPalm.Rot, b.WorldFromPalm.Rot), 0.1, k)
	}
}

// However far from its origin a tracker saw the hand, it is before the person.
func TestFarFromTheOriginIsBroughtNear(t *testing.T) {
	f := filmed(hand.Right, 30, 30, 0.0003, grasping)
	near := read(t, f.native(hand.Right, "leap", nil))
	for _, axes := range []string{"leap", "world"} {
		far := f.mapped(func(p r3.Vec) r3.Vec { return r3.Add(p, r3.Vec{X: 7000, Y: -200, Z: 31}) })
		src := read(t, far.native(hand.Right, axes, nil))
		for k := range 30 {
			require.Less(t, r3.Norm(r3.Sub(at(src, float64(k)/30).WorldFromPalm.Pos, gesture.DefaultWrist())), 0.3)
			require.InDelta(t, at(near, float64(k)/30).Angles[hand.IndexPIP], at(src, float64(k)/30).Angles[hand.IndexPIP], 0.1*deg)
		}
	}
}

// A picture's places count in its width and height: its aspect matters, and is
// found where nobody tells.
func TestAspectOfPictures(t *testing.T) {
	f := filmed(hand.Right, 60, 30, 0.0003, grasping)
	const wide = 16.0 / 9
	file := f.picture(wide, 0.8)
	told, err := gesture.Read("told", strings.NewReader(file), gesture.Options{Aspect: wide})
	require.NoError(t, err)
	require.Equal(t, hand.Right, told.Info().Side)
	requirePIP(t, f, told, 9)
	require.NotContains(t, told.Info().Report, "aspect ratio")

	guessed := read(t, file)
	require.Contains(t, guessed.Info().Report, "aspect ratio supposed to be ")
	wrong, err := gesture.Read("wrong", strings.NewReader(file), gesture.Options{Aspect: 0.5})
	require.NoError(t, err)
	require.Greater(t, wrong.Info().FitError, 1.3*told.Info().FitError)
}

// The few frames that stay out of the arm's reach when the rest is in it are not
// far out.
func TestFewFramesOutOfReachStayNear(t *testing.T) {
	f := filmed(hand.Right, 400, 30, 0.0003, grasping)
	for i := range 3 {
		lm := &f.shots[397+i]
		for k := range lm {
			lm[k].X += 0.55 * float64(1+i) // 1.65 m in a tenth of a second
		}
	}
	src := read(t, f.native(hand.Right, "leap", nil))
	require.NotContains(t, src.Info().Report, "recentred")
	end := at(src, 399.0/30).WorldFromPalm.Pos
	require.InDelta(t, 0.9, r3.Norm(r3.Sub(end, gesture.DefaultShoulder())), 0.01)
}

package robot_test

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// The palm is the last link that all fingertips hang from: the root, or one to which a
// fingertip is joined without a bone between, or what stands between palm and root.
func TestThePalmIsTheLastCommonLink(t *testing.T) {
	tip := func(name string, y float64) []bone { // palm and tip are neighbours
		return []bone{{link: name + "_tip", at: r3.Vec{X: 0.07, Y: y}, axis: r3.Vec{Y: 1}, high: 1}}
	}
	index, ring := straight("index", r3.Vec{Y: 0.02}, 0.07), straight("ring", r3.Vec{Y: -0.02}, 0.07)
	under := func(digits ...[]bone) string { // the same hand on a stand
		text := handText("carpus", digits...)
		return strings.Replace(text, `<link name="carpus"/>`,
			`<link name="stand"/><link name="carpus"/><joint name="weld" type="fixed"><parent link="stand"/><child link="carpus"/></joint>`, 1)
	}
	for name, text := range map[string]string{
		"root": handText("carpus", index, ring), "on a stand": under(index, ring),
		"short first": under(tip("thumb", 0.03), index, ring), "short last": under(index, ring, tip("little", -0.03)),
	} {
		t.Run(name, func(t *testing.T) {
			r := fit(t, text, robot.Fit{})
			require.Equal(t, "carpus", r.Model.LinkName(r.Palm))
			for f, tip := range r.Tips {
				if tip >= 0 {
					require.Len(t, r.Fingers[f], 1, hand.Finger(f).String())
				}
			}
		})
	}
	// The wrist can be named; all fingertips have to hang from it.
	r := fit(t, under(index, ring), robot.Fit{Wrist: "stand"})
	require.Equal(t, "stand", r.Model.LinkName(r.Palm))
	err := fitError(t, under(index, ring), robot.Fit{Tips: map[string]string{"index": "stand", "ring": "ring_tip"}})
	require.ErrorContains(t, err, "hang from no common link")
}

// PalmOf finds the same link in a joint tree alone.
func TestPalmOfIsTheFittedPalm(t *testing.T) {
	r := bionic(t, hand.Right)
	palm, err := robot.PalmOf(r.Model)
	require.NoError(t, err)
	require.Equal(t, r.Palm, palm)
	fingerless, err := chain.New("stick", "a", nil)
	require.NoError(t, err)
	_, err = robot.PalmOf(fingerless)
	require.Error(t, err)
}

// The middle joint is the one nearest to where a human finger has its own, at 47 % of
// the length along the bones (Buryanov and Kotiuk 2010), bent or not.
func TestTheMiddleJointIsNearestToTheHumanOne(t *testing.T) {
	for name, c := range map[string]struct {
		joints []float64 // where they are along the finger, in shares of its length
		want   int
	}{
		"human":           {[]float64{0, 0.47, 0.78}, 1},
		"just before":     {[]float64{0, 0.455, 0.495}, 1},
		"just behind":     {[]float64{0, 0.435, 0.495}, 2},
		"far apart":       {[]float64{0, 0.2, 0.7}, 2},
		"late":            {[]float64{0, 0.96}, 0},
		"early":           {[]float64{0, 0.1, 0.2, 0.3, 0.8}, 3},
		"knuckle of many": {[]float64{0, 0.01, 0.5, 0.51}, 2},
		"one joint":       {[]float64{0}, 0},
	} {
		for _, length := range []float64{0.05, 0.4} {
			for _, crooked := range []bool{false, true} {
				var index []bone
				before, want := 0.0, ""
				for i, at := range append(c.joints, 1) {
					b := bone{link: "index_" + string(rune('a'+i)), at: r3.Vec{X: length * (at - before)}, axis: r3.Vec{Y: 1}, high: 1}
					if crooked && i%2 == 0 { // every other bone goes sideways
						b.at = r3.Vec{Y: length * (at - before)}
					}
					if i == 0 {
						b.at = r3.Vec{X: 0.3, Y: 0.02}
					}
					if i == c.want {
						want = b.link
					}
					before, index = at, append(index, b)
				}
				index[len(index)-1].link, index[len(index)-1].axis = "index_tip", r3.Vec{}
				r := fit(t, handText("carpus", index, straight("ring", r3.Vec{X: 0.3, Y: -0.02}, 0.07)),
					robot.Fit{PalmFrame: &robot.PalmFrame{Fingers: [3]float64{1}, Back: [3]float64{2: 1}}})
				require.Equal(t, want, r.Model.LinkName(r.Middles[hand.Index]), "%s, %g m, crooked: %t", name, length, crooked)
			}
		}
	}
	// A fingertip that is hinged to the palm is its own middle joint.
	r := fit(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), straight("ring", r3.Vec{Y: -0.02}, 0.07),
		[]bone{{link: "thumb_tip", at: r3.Vec{Y: 0.04}, axis: r3.Vec{Z: 1}, high: 1}}), robot.Fit{})
	require.Equal(t, r.Tips[hand.Thumb], r.Middles[hand.Thumb])
}

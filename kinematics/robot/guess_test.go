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

// A finger that is missing is told by −1, whichever it is, whether the fingertips were
// named or guessed, on an arm of its own or on ours.
func TestMissingFingersAreMinusOne(t *testing.T) {
	whole := bionic(t, hand.Right)
	var names [hand.NumFingers]string
	for f := range names {
		names[f] = hand.Finger(f).String()
	}
	for missing, name := range names {
		t.Run(name, func(t *testing.T) {
			given := map[string]string{}
			var digits [][]bone
			for f, other := range names {
				if f != missing {
					given[other] = whole.Model.LinkName(whole.Tips[f])
					digits = append(digits, straight(other, r3.Vec{Y: 0.03 - 0.01*float64(f)}, 0.07))
				}
			}
			for way, r := range map[string]*robot.Robot{
				"named":   fit(t, robot.BionicURDF(), robot.Fit{Tips: given}),
				"guessed": fit(t, strings.ReplaceAll(robot.BionicURDF(), `"`+name+`_`, `"spare_`), robot.Fit{}),
				"mounted": fit(t, handText("carpus", digits...), robot.Fit{}),
			} {
				for f := range names {
					if f == missing {
						require.Equal(t, -1, r.Tips[f], way)
						require.Equal(t, -1, r.Middles[f], way)
						require.Empty(t, r.Fingers[f], way)
					} else {
						require.Equal(t, names[f]+"_tip", r.Model.LinkName(r.Tips[f]), way)
						require.NotEmpty(t, r.Fingers[f], way)
					}
				}
			}
		})
	}
}

// Of several leaves that are named after a finger the one that calls itself its tip is
// it, else the deepest; of equals the file's first.
func TestWhichLeafIsTheFingertip(t *testing.T) {
	spread := func(names ...string) []bone { // a welded bone after the other
		var d []bone
		for _, n := range names {
			d = append(d, bone{link: n, at: r3.Vec{X: 0.01}})
		}
		d[0].axis, d[0].high = r3.Vec{Y: 1}, 1
		return d
	}
	ring := straight("ring", r3.Vec{Y: -0.02}, 0.07)
	for want, digits := range map[string][][]bone{
		"index_tip":   {spread("a", "b", "c", "index_nail"), spread("d", "index_tip"), spread("e", "index_pad")},
		"Index_Tip":   {spread("a", "Index_Tip"), spread("b", "c", "index_nail")},
		"FFTIP":       {spread("a", "FFTIP"), spread("b", "c", "thumb_nail")},
		"index_deep":  {spread("a", "index_pad"), spread("b", "c", "d", "index_deep"), spread("e", "f", "index_nail")},
		"index_1_tip": {spread("a", "index_1_tip"), spread("b", "index_2_tip"), spread("c", "index_3_tip")},
		"FOREFINGER":  {spread("a", "FOREFINGER")},
		"lh_fore_tip": {spread("a", "index_tip_inside", "last"), spread("b", "lh_fore_tip")}, // only leaves count
	} {
		r := fit(t, handText("carpus", append(digits, ring)...), robot.Fit{})
		require.Equal(t, want, r.Model.LinkName(r.Tips[hand.Index]))
	}
}

// Two fingertips are a hand, one is none.
func TestOneFingertipIsNotAHand(t *testing.T) {
	index, other := straight("index", r3.Vec{Y: 0.02}, 0.07), straight("other", r3.Vec{}, 0.07)
	err := fitError(t, handText("carpus", index, other), robot.Fit{})
	require.ErrorContains(t, err, "no fingertips recognised by name")
	require.ErrorContains(t, err, "index_tip, other_tip")
	two := fit(t, handText("carpus", index, straight("pinky", r3.Vec{Y: -0.02}, 0.07), other), robot.Fit{})
	require.Equal(t, "pinky_tip", two.Model.LinkName(two.Tips[hand.Little]))
}

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
				r := fit(t, handText("carpus", index, straight("ring", r3.Vec{X: 0.3, Y: -0.02}, 0.07)), robot.Fit{})
				require.Equal(t, want, r.Model.LinkName(r.Middles[hand.Index]), "%s, %g m, crooked: %t", name, length, crooked)
			}
		}
	}
	// A fingertip that is hinged to the palm is its own middle joint.
	r := fit(t, handText("carpus", straight("index", r3.Vec{Y: 0.02}, 0.07), straight("ring", r3.Vec{Y: -0.02}, 0.07),
		[]bone{{link: "thumb_tip", at: r3.Vec{Y: 0.04}, axis: r3.Vec{Z: 1}, high: 1}}), robot.Fit{})
	require.Equal(t, r.Tips[hand.Thumb], r.Middles[hand.Thumb])
}

package urdf_test

import (
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/urdf"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// arm is a robot of two links, with something in its first link and beside them.
func arm(head, link, beside string) string {
	return head + `<robot name="r"><link name="a">` + link + `</link><link name="b"/>
<joint name="j" type="revolute"><parent link="a"/><child link="b"/><limit lower="-1" upper="1" effort="1" velocity="1"/></joint>` + beside + `</robot>`
}

// Descriptions that other readers take are read, and what was let pass is told.
func TestWhatOtherReadersTakeIsRead(t *testing.T) {
	const box = `<geometry><box size="1 1 1"/></geometry>`
	for name, c := range map[string]struct {
		text string
		note string // "" for none
		then func(t *testing.T, r *urdf.Robot)
	}{
		"XML 1.1":             {text: arm(`<?xml version="1.1"?>`, "", "")},
		"XML 1.1, other dots": {text: arm(`<?xml version='1.1' encoding='UTF-8'?>`, "", "")},
		"US-ASCII":            {text: arm(`<?xml version="1.0" encoding="us-ascii"?>`, "", "")},
		"Latin 1": {text: arm(`<?xml version="1.0" encoding="ISO-8859-1"?>`, "", "<link name=\"h\xe4nd\"/><joint name=\"k\" type=\"fixed\"><parent link=\"b\"/><child link=\"h\xe4nd\"/></joint>"),
			then: func(t *testing.T, r *urdf.Robot) {
				_, ok := r.Model().LinkIndex("händ")
				require.True(t, ok)
			}},
		"three colours": {text: arm("", `<visual>`+box+`<material name="m"><color rgba="0 0.5 1"/></material></visual>`, ""),
			then: func(t *testing.T, r *urdf.Robot) {
				require.Equal(t, [4]float64{0, 0.5, 1, 1}, r.Link(0).Visuals[0].Color)
			}},
		"one scale": {text: arm("", `<visual><geometry><mesh filename="m.stl" scale="0.001"/></geometry></visual>`, ""),
			then: func(t *testing.T, r *urdf.Robot) {
				require.Equal(t, r3.Vec{X: 0.001, Y: 0.001, Z: 0.001}, r.Link(0).Visuals[0].Scale)
			}},
		"a visual of nothing": {text: arm("", `<visual name="empty"/>`, ""), note: "<visual> without <geometry>",
			then: func(t *testing.T, r *urdf.Robot) { require.Empty(t, r.Link(0).Visuals) }},
		"an inertial of no numbers": {text: arm("", `<inertial><mass value="nan"/></inertial>`, ""), note: "<inertial> with numbers that are none",
			then: func(t *testing.T, r *urdf.Robot) { require.Nil(t, r.Link(0).Inertial) }},
		"substitutions where nothing is read": {text: arm("", "", `<gazebo><plugin path="$(find p)/a.yaml" more="${x}"/></gazebo>`)},
		"a floating root": {text: arm("", "", `<link name="world"/><joint name="free" type="floating"><parent link="world"/><child link="a"/></joint>`), note: `joint "free": a floating joint`,
			then: func(t *testing.T, r *urdf.Robot) { require.Equal(t, 1, r.Model().DOF()) }},
		"a planar root": {text: arm("", "", `<link name="world"/><joint name="free" type="planar"><parent link="world"/><child link="a"/></joint>`), note: `joint "free": a planar joint`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := urdf.Parse("test.urdf", strings.NewReader(c.text))
			require.NoError(t, err)
			if c.note == "" {
				require.Empty(t, r.Notes())
			} else {
				require.Contains(t, strings.Join(r.Notes(), "\n"), c.note)
			}
			if c.then != nil {
				c.then(t, r)
			}
		})
	}
	_, err := urdf.Parse("test.urdf", strings.NewReader(arm("", `<visual><geometry><mesh filename="$(find p)/m.stl"/></geometry></visual>`, "")))
	require.ErrorContains(t, err, "unexpanded xacro")
}

// A leader that turns for ever has what its follower leaves it, be it a little; a
// multiplier of zero leaves everything.
func TestAFollowerOfWhatTurnsForEver(t *testing.T) {
	for multiplier, want := range map[string][2]float64{"1": {0.2, 0.3}, "-0.5": {-0.6, -0.4}, "0": {math.Inf(-1), math.Inf(1)}} {
		text := strings.Replace(arm("", "", `<link name="c"/><joint name="f" type="revolute"><parent link="b"/><child link="c"/>
<limit lower="0.2" upper="0.3" effort="1" velocity="0.5"/><mimic joint="j" multiplier="`+multiplier+`"/></joint>`), `type="revolute"`, `type="continuous"`, 1)
		r, err := urdf.Parse("test.urdf", strings.NewReader(text))
		require.NoError(t, err)
		require.Empty(t, r.Notes())
		l := r.Model().Coordinate(0).Limit
		if math.IsInf(want[0], 0) {
			require.Equal(t, want, [2]float64{l.Lower, l.Upper})
		} else {
			require.InDeltaSlice(t, want[:], []float64{l.Lower, l.Upper}, 1e-12)
		}
	}
}

// A follower's limits count where they can be meant; where they leave its leader next to
// nothing they cannot, and on demand they never do.
func TestFollowersLimits(t *testing.T) {
	follower := func(multiplier, lower, upper string) string {
		return arm("", "", `<link name="c"/><joint name="f" type="revolute"><parent link="b"/><child link="c"/>
<limit lower="`+lower+`" upper="`+upper+`" effort="1" velocity="0.5"/><mimic joint="j" multiplier="`+multiplier+`"/></joint>`)
	}
	for name, c := range map[string]struct {
		multiplier, lower, upper string
		ignore                   bool
		want                     [2]float64 // of the leader
		noted                    bool
		speed                    float64 // of the follower per unit of its leader
	}{
		"meant":           {"1", "-0.5", "0.5", false, [2]float64{-0.5, 0.5}, false, 1},
		"meant, reversed": {"-2", "-1", "0", false, [2]float64{0, 0.5}, false, 2},
		"other sign":      {"-1", "1", "3", false, [2]float64{-1, 1}, true, 1},
		"apart":           {"1", "2", "3", false, [2]float64{-1, 1}, true, 1},
		"a sliver":        {"1", "0.9", "3", false, [2]float64{-1, 1}, true, 1},
		"asked for":       {"1", "-0.5", "0.5", true, [2]float64{-1, 1}, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := urdf.ParseWith("test.urdf", strings.NewReader(follower(c.multiplier, c.lower, c.upper)), urdf.Options{IgnoreFollowerLimits: c.ignore})
			require.NoError(t, err)
			l := r.Model().Coordinate(0).Limit
			require.InDelta(t, c.want[0], l.Lower, 1e-12)
			require.InDelta(t, c.want[1], l.Upper, 1e-12)
			require.InDelta(t, 0.5/c.speed, l.Velocity, 1e-12, "the follower moves at 0.5 rad/s at most")
			require.Equal(t, c.noted, len(r.Notes()) > 0, r.Notes())
		})
	}
}

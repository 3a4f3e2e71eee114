package main

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/render/scene"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

// Each value of an address comes to what the flag of its name comes to.
func TestWhatAnAddressAsksFor(t *testing.T) {
	a, err := parse("")
	require.NoError(t, err)
	require.Equal(t, &asked{Setup: a.Setup, Step: 1}, a)
	require.EqualValues(t, 1, a.Setup.Seed)

	a, err = parse("scene=cups&source=synth:grasp&lang=zh&follow=same&channels=2048&renderer=gpu")
	require.NoError(t, err)
	require.Equal(t, "cups", a.Setup.Scene.Name)
	require.Equal(t, "grasp", a.Setup.Gesture)
	require.Equal(t, locale.Chinese, a.Language)
	require.Equal(t, retarget.Same, a.Setup.Follow)
	require.Equal(t, 2048, a.Setup.Channels)
	require.Equal(t, "gpu", a.Renderer)
	require.False(t, a.Kiosk)
	require.Nil(t, a.Lesson)

	a, err = parse("source=hands/one.jsonl&robot=/arm.zip&embed&view=0.5,-9e-1,99")
	require.Error(t, err, "beyond a full turn")
	require.Nil(t, a)
	a, err = parse("source=hands/one.jsonl&robot=/arm.zip&embed&view=0.5,-0.9,6")
	require.NoError(t, err)
	require.Equal(t, "hands/one.jsonl", a.Source)
	require.Equal(t, "/arm.zip", a.Robot)
	require.True(t, a.Embed)
	require.InDelta(t, 0.5, a.View.Azimuth, 1e-9)
	require.InDelta(t, scene.DefaultOrbit().Turned(0, -9).Elevation, a.View.Elevation, 1e-9, "above the floor")
	require.InDelta(t, scene.DefaultOrbit().Zoomed(99).Distance, a.View.Distance, 1e-9, "not out of sight")

	a, err = parse("kiosk&lang=ru")
	require.NoError(t, err)
	require.True(t, a.Kiosk)
	require.Equal(t, locale.Russian, a.Language)

	a, err = parse("lesson=jacobian&step=2&lang=en")
	require.NoError(t, err)
	require.Equal(t, "jacobian", a.Lesson.Name)
	require.Equal(t, 2, a.Step)

	a, err = parse("q=0.10,-1.25,3&lang=ru")
	require.NoError(t, err)
	require.Equal(t, []float64{0.1, -1.25, 3}, a.Posture)
	require.Equal(t, lesson.FreeBench().Name, a.Lesson.Name, "a poster's code leads to the bench")
	a, err = parse("q=0.1&lesson=jacobian")
	require.NoError(t, err)
	require.Equal(t, "jacobian", a.Lesson.Name)

	a, err = parse("source=synth:open+0.4s,+victory+0.5s")
	require.NoError(t, err)
	require.Equal(t, "open 0.4s, victory 0.5s", a.Setup.Gesture)

	for _, name := range append(lesson.Names(), lesson.FreeBench().Name) {
		a, err := parse("lesson=" + name)
		require.NoError(t, err)
		require.Equal(t, name, a.Lesson.Name)
	}
}

// What is wrong with an address is said in one line, with what would be right.
func TestAddressesThatAreRefused(t *testing.T) {
	for query, want := range map[string]string{
		"scene=tent":                `scene "tent": no such scene, want one of `,
		"scene=":                    `scene "": no such scene`,
		"scene=../scenes/cups":      "no such scene",
		"source=https://a.b/c":      "want the address of a file at the page's own host",
		"source=//a.b/c":            "at the page's own host",
		"source=":                   "at the page's own host",
		"robot=javascript:x":        "at the page's own host",
		"robot=arm.urdf&kiosk":      "robot: the exhibit does not use it",
		"lesson=jacobian&robot=a":   "robot: a lesson does not use it",
		"view=1,2":                  "want two angles in rad and a distance in m",
		"view=1,2,nan":              "want two angles",
		"embed=1":                   "want embed alone",
		"source=synth:":             "want synth, or synth:GESTURE",
		"source=synth:dance":        `"dance"`,
		"renderer=fast":             `renderer "fast": want one of auto, gpu, cpu`,
		"lang=fr":                   "want one of en, zh, ru",
		"follow=both":               "want mirror or same",
		"channels=63":               `channels "63": want a whole number, 64 to 65536`,
		"channels=65537":            "64 to 65536",
		"channels=1e3":              "64 to 65536",
		"channels=":                 "64 to 65536",
		"kiosk=yes":                 "want kiosk alone",
		"kiosk&scene=cups":          "scene: the exhibit does not use it",
		"kiosk&source=synth":        "source: the exhibit does not use it",
		"lesson=tango":              `lesson "tango": no such lesson, want one of `,
		"lesson=jacobian&scene=cup": "scene: a lesson does not use it",
		"step=2":                    "step: goes with lesson",
		"q=":                        "want joints in rad", "q=1,x": "want joints in rad", "q=nan": "want joints in rad", "q=7": "want joints in rad",
		"q=1&scene=cups":                  "scene: a posture does not use it",
		"q=0" + strings.Repeat(",0", 100): "101 joints, want at most 100",
		"lesson=jacobian&step=0":          `step "0": want a whole number, 1 to 100`,
		"lesson=jacobian&step=101":        "1 to 100",
		"colour=red":                      `"colour": unknown, want some of lang, embed, scene`,
		"lang=en&lang=zh":                 "lang: stands 2 times",
		"scene=%zz":                       "cannot be read",
		"a%0Ab=1":                         `"a\nb": unknown`,
		strings.Repeat("x", 5000):         "5000 bytes, want at most 4096",
	} {
		a, err := parse(query)
		require.Nil(t, a)
		require.ErrorContains(t, err, want, query)
		require.NotContains(t, err.Error(), "\n")
	}
}

// A poster's code opens the bench with the robot as it was, within its limits.
func TestAPostureIsTaken(t *testing.T) {
	s, err := lesson.Shipped()
	require.NoError(t, err)
	a, err := parse("q=0.10,-6" + strings.Repeat(",0.05", s.Robot.Model.DOF()-2))
	require.NoError(t, err)
	require.NoError(t, a.bend(s))
	require.InDelta(t, 0.1, s.Posture[0], 1e-12)
	require.InDelta(t, s.Robot.Model.Coordinate(1).Limit.Lower, s.Posture[1], 1e-12)

	a, err = parse("q=0.1,0.2")
	require.NoError(t, err)
	require.EqualError(t, a.bend(s), "q: 2 joints, want the 23 of this robot")
}

func FuzzAddress(f *testing.F) {
	for _, query := range []string{"", "scene=cups&source=synth:grasp&lang=zh", "kiosk", "lesson=jacobian&step=2", "q=0.1,-0.5", "follow=same&channels=64", "source=synth:open 0.4s, fist", "a=%00", "&&;=="} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		a, err := parse(query)
		if err != nil {
			require.Nil(t, a)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.True(t, a.Step >= 1 && a.Step <= maxStep)
		require.False(t, a.Lesson != nil && (a.Kiosk || a.Setup.Scene != nil || a.Setup.Gesture != ""))
	})
}

// viewOf is a view as an address has it.
func viewOf(t testing.TB, text string) scene.Orbit {
	o, err := view(text)
	require.NoError(t, err)
	return *o
}

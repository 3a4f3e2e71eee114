package main

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// zipped is a zip of files by name.
func zipped(t testing.TB, files map[string]string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, content := range files {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(content))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// A robot comes as its description alone, or in a zip with the meshes that it names, of
// which none is looked for outside it.
func TestARobotIsRead(t *testing.T) {
	text := robot.BionicURDF()
	for name, content := range map[string][]byte{
		"arm.urdf": []byte(text),
		"arm.zip":  zipped(t, map[string]string{"arm/urdf/arm.urdf": text, "__MACOSX/arm/urdf/._arm.urdf": "x"}),
	} {
		b, err := readRobot(name, content)
		require.NoError(t, err)
		for _, side := range []hand.Side{hand.Left, hand.Right} {
			r, err := b.forSide(side)
			require.NoError(t, err)
			require.Equal(t, side, r.Side)
			require.False(t, shipped(r))
		}
	}

	const triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
	secret := t.TempDir() + "/secret.obj"
	require.NoError(t, os.WriteFile(secret, []byte(triangle), 0o644))
	b, err := readRobot("arm.zip", zipped(t, map[string]string{
		"arm/urdf/arm.urdf": text, "arm/meshes/a.obj": triangle, "../up.obj": triangle,
	}))
	require.NoError(t, err)
	r, err := b.forSide(hand.Right)
	require.NoError(t, err)
	require.NotNil(t, r.Meshes.Open("package://arm/meshes/a.obj"))
	require.NotNil(t, r.Meshes.Open("../meshes/a.obj"))
	for _, name := range []string{secret, "file://" + secret, "../../../up.obj", "../../../../../etc/passwd"} {
		require.Nil(t, r.Meshes.Open(name), name)
	}
	require.Len(t, r.Meshes.Missing, 4)
}

// What is no robot, or too large a one, is refused in a line.
func TestRobotsThatAreRefused(t *testing.T) {
	bomb := zipped(t, map[string]string{"arm.urdf": "<robot/>", "a": strings.Repeat("a", 1000)})
	entry := bytes.LastIndex(bomb, []byte("PK\x01\x02")) // of the directory, where sizes are said
	copy(bomb[entry+24:], []byte{0, 0, 0, 0x7f})
	many := map[string]string{}
	for i := range mostFiles + 1 {
		many[strings.Repeat("a", i/100+1)+string(rune('a'+i%100))] = ""
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"cut.zip":  {zipped(t, map[string]string{"arm.urdf": "<robot/>"})[:60], "cut.zip: not a whole zip"},
		"bomb.zip": {bomb, "more than 256 MB when unpacked"},
		"many.zip": {zipped(t, many), "files, want at most 4000"},
		"none.zip": {zipped(t, map[string]string{"readme": "x"}), "none.zip: 0 files that end in .urdf, want one"},
		"two.zip":  {zipped(t, map[string]string{"a.urdf": "x", "b/b.URDF": "x"}), "2 files that end in .urdf, want one"},
		"big.zip":  {zipped(t, map[string]string{"a.urdf": strings.Repeat(" ", mostText+1)}), "the description is too long"},
	} {
		_, err := readRobot(name, c.content)
		require.ErrorContains(t, err, c.want, name)
		require.NotContains(t, err.Error(), "\n")
	}
	b, err := readRobot("x.xml", []byte("<html></html>"))
	require.NoError(t, err)
	_, err = b.forSide(hand.Left)
	require.ErrorContains(t, err, "<html>")
}

// A visitor brings a hand's recording and it is played, then a robot and it mirrors; what
// is neither is told, and the show goes on. Links say what is played.
func TestAVisitorBringsFiles(t *testing.T) {
	testdata.Long(t)
	a, err := parse("channels=64&source=synth:open")
	require.NoError(t, err)
	v, err := openVisit(t.Context(), a, session.Options{Synchronous: true})
	require.NoError(t, err)
	defer v.Close()
	step := func() {
		for range 3 {
			require.NoError(t, v.Advance(0.02))
		}
	}
	step()
	from := v.Describe()
	require.Equal(t, "?channels=64&source=synth:open&view=0.100,0.200,1.000", v.demoLink(viewOf(t, "0.1,0.2,1")))

	v.bring("notes.txt", []byte("what to buy"))
	step()
	require.Contains(t, v.Status().Said, "notes.txt")
	v.bring("old.mcap", []byte("\x89MCAP0\r\n"))
	step()
	require.Contains(t, v.Status().Said, "mirrorarm demo old.mcap does")
	v.bring("large.jsonl", make([]byte, mostBytes+1))
	step()
	require.Contains(t, v.Status().Said, "64 MB, want at most 64 MB")
	require.Equal(t, 3, v.Status().Tellings)

	recorded, err := os.ReadFile(testdata.Path("hands", "left-leap-service.jsonl"))
	require.NoError(t, err)
	v.bring("hand.jsonl", recorded)
	step()
	require.Equal(t, "hand.jsonl", v.Status().Source)
	require.NotContains(t, v.demoLink(viewOf(t, "0,0,1")), "source", "the file is not at any address")

	v.bring("arm.urdf", []byte(robot.BionicURDF()))
	step()
	require.False(t, shipped(v.Describe().Robot))
	require.NotSame(t, from.Robot, v.Describe().Robot)
	require.Equal(t, 4, v.Status().Tellings, "what was found of it")

	require.NoError(t, v.Session.Do(session.Pause))
	require.NotContains(t, v.demoLink(viewOf(t, "0,0,1")), "q=", "a posture is of our robot")
}

// What stands still is linked to as it stands.
func TestALinkToAPosture(t *testing.T) {
	a, err := parse("channels=64&source=synth:open&lang=ru")
	require.NoError(t, err)
	v, err := openVisit(t.Context(), a, session.Options{Synchronous: true})
	require.NoError(t, err)
	defer v.Close()
	require.NoError(t, v.Advance(0.02))
	require.NoError(t, v.Session.Do(session.Pause))
	link := v.demoLink(viewOf(t, "0,0,1"))
	again, err := parse(strings.TrimPrefix(link, "?"))
	require.NoError(t, err)
	require.Equal(t, locale.Russian, again.Language)
	require.InDeltaSlice(t, v.scratch.Arm.Coordinates, again.Posture, 1e-3)

	p := &asked{Lesson: again.Lesson, Posture: again.Posture, Step: 1}
	c, err := p.class(nil)
	require.NoError(t, err)
	require.Equal(t, link, classLink(c, locale.Russian), "and that of the workbench again")

	p, err = parse("lesson=jacobian&step=2")
	require.NoError(t, err)
	c, err = p.class(nil)
	require.NoError(t, err)
	require.Equal(t, "?lesson=jacobian&step=2", classLink(c, locale.English))
	_, err = (&asked{Lesson: p.Lesson, Step: 99}).class(nil)
	require.ErrorContains(t, err, "step 99: the lesson jacobian has pages 1 to ")
}

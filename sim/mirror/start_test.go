package mirror

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/world"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// nearness is a link of the robot beside a thing.
type nearness struct {
	link, thing string
	gap         float64 // m between the surfaces, below 0 in each other
}

func (n nearness) String() string {
	return fmt.Sprintf("%s %.1f mm from %s", n.link, n.gap*1e3, n.thing)
}

// nearest is the instrument: it tries every ball of every solid of the robot
// against every thing. It knows nothing of how the mirror looks for them.
func (m *Mirror) nearest() nearness {
	worst := nearness{gap: math.Inf(1)}
	for _, s := range m.cfg.Robot.Shapes {
		link := m.poses[s.Link]
		for _, o := range m.world.Objects {
			if o == nil {
				continue
			}
			thingFromLink := o.WorldFromObject.Inverse().Mul(link)
			a, b := thingFromLink.Apply(s.A), thingFromLink.Apply(s.B)
			const balls = 60
			for i := range balls + 1 {
				share := float64(i) / balls
				d, _ := o.Distance(r3.Add(a, r3.Scale(share, r3.Sub(b, a))))
				if gap := d - s.Ra - share*(s.Rb-s.Ra); gap < worst.gap {
					worst = nearness{m.cfg.Robot.Model.LinkName(s.Link), o.Name, gap}
				}
			}
		}
	}
	return worst
}

// pushed is the largest force (N) of the last step between the robot and a thing.
func (m *Mirror) pushed() (most float64) {
	for _, o := range m.world.Objects {
		if o != nil {
			most = max(most, r3.Norm(o.Touched.Force))
		}
	}
	return most
}

// handAlone is a robot that is the shipped hand without its arm, under names of
// its own: it is put on our arm.
func handAlone(t testing.TB) *robot.Robot {
	t.Helper()
	text := robot.BionicURDF()
	text = `<robot name="alone">` + text[strings.Index(text, `<link name="palm">`):]
	file := filepath.Join(t.TempDir(), "alone.urdf")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	r, err := robot.FromURDF(file, robot.Fit{})
	require.NoError(t, err)
	return r
}

// startCase is a mirror whose start is looked at in every shipped scene.
type startCase struct {
	robot   *robot.Robot // nil is the shipped one
	gesture string
	follow  retarget.Follow
	hand    gesture.Choice
	skin    string
	person  uint64
}

func (c startCase) String() string {
	return fmt.Sprintf("%s, %s, %s hand, %s skin, person %d", c.gesture, c.follow, c.hand, c.skin, c.person)
}

func (c startCase) open(t testing.TB, scene *world.Scene) *Mirror {
	t.Helper()
	opt := gesture.Options{Seed: 1 + c.person, Hand: c.hand}
	if c.person > 0 {
		who := gesture.RandomPerson(c.person)
		opt.Person = &who
	}
	src, err := gesture.Synth(c.gesture, opt)
	require.NoError(t, err)
	side := c.follow.RobotSide(src.Info().Side)
	arm := c.robot
	if arm == nil {
		arm, err = robot.Bionic(side)
	} else {
		arm, err = arm.ForSide(side)
	}
	require.NoError(t, err)
	m, err := New(Config{
		Source: src, Robot: arm, Follow: c.follow, SkinProfile: c.skin, Scene: scene,
		Seed: 1 + c.person, Channels: glove64,
	})
	require.NoError(t, err)
	return m
}

// glove64 is the smallest glove, which is quick to calibrate.
const glove64 = 64

// requireFree looks at a start, and at the first step from it: what a robot does
// not touch does not push it.
func requireFree(t *testing.T, m *Mirror, of string) {
	t.Helper()
	require.Positive(t, m.nearest().gap, "%s: %s", of, m.nearest())
	m.Step(m.time + Period)
	require.Zero(t, m.pushed(), "%s: %s", of, m.nearest())
}

// inEveryScene looks at the start of a case in every shipped scene. The mean
// adult's mirror image has room in all of them where it is.
func (c startCase) inEveryScene(t *testing.T) {
	t.Helper()
	m := c.open(t, nil)
	for _, name := range world.SceneNames() {
		scene, err := world.LookupScene(name)
		require.NoError(t, err)
		require.NoError(t, m.Fill(scene))
		if c.robot == nil && c.person == 0 {
			require.Empty(t, m.Notice(), "%s in %s", c, name)
		}
		requireFree(t, m, fmt.Sprintf("%s in %s", c, name))
	}
}

// each calls visit with all that a start depends on but the robot and the
// gesture.
func each(skins []string, people []uint64, visit func(startCase)) {
	for _, follow := range []retarget.Follow{retarget.Mirror, retarget.Same} {
		for _, side := range []gesture.Choice{gesture.RightHand, gesture.LeftHand} {
			for _, profile := range skins {
				for _, who := range people {
					visit(startCase{follow: follow, hand: side, skin: profile, person: who})
				}
			}
		}
	}
}

// TestNothingTouchesAtTheStartOfAShippedScene: no link of any robot touches a
// thing before it has moved, whoever leads it and how; our arm has room in the
// mirrored posture itself. The whole product is soaked.
func TestNothingTouchesAtTheStartOfAShippedScene(t *testing.T) {
	for _, name := range world.SceneNames() {
		scene, err := world.LookupScene(name)
		require.NoError(t, err)
		each([]string{"hall"}, []uint64{0}, func(c startCase) {
			c.gesture = "grasp"
			m := c.open(t, scene)
			require.Empty(t, m.Notice())
			requireFree(t, m, fmt.Sprintf("%s in %s", c, name))
		})
	}
	alone := handAlone(t)
	each([]string{"piezo"}, []uint64{0, 3}, func(c startCase) {
		for _, c.gesture = range []string{"rest", gesture.Medley, "drum"} {
			c.inEveryScene(t)
		}
		c.robot, c.gesture = alone, "fist"
		c.inEveryScene(t)
	})
}

func TestSoakNothingTouchesAtTheStartOfAShippedScene(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("long: set MIRRORARM_SOAK=1, or run make soak")
	}
	every := func(skins []string, people []uint64, arm *robot.Robot) {
		each(skins, people, func(c startCase) {
			c.robot = arm
			for _, c.gesture = range gesture.Names() {
				c.inEveryScene(t)
			}
		})
	}
	every([]string{"hall", "piezo", "ideal", "hypothetical"}, []uint64{0}, nil)
	every([]string{"hall"}, []uint64{1, 2, 3, 4, 5, 6, 7}, nil)
	every([]string{"hall"}, []uint64{0, 5}, handAlone(t))
	t.Run("another hand", func(t *testing.T) {
		r, err := robot.FromURDF(testdata.Shared(t, "vectors", "hand_robot.urdf"), robot.Fit{})
		require.NoError(t, err)
		every([]string{"hall"}, []uint64{0, 5}, r)
	})
}

// sceneOf reads a scene of things in the way.
func sceneOf(t testing.TB, things string) *world.Scene {
	t.Helper()
	s, err := world.ReadScene(strings.NewReader("version: 1\nobjects:\n" + things))
	require.NoError(t, err)
	return s
}

// The table of "cups" as it once was, its edge under the elbow.
const tableUnderTheElbow = "  - {name: table, material: oak, position_mm: [300, -100, 960], parts: [{box_mm: [500, 900, 40], rounding_mm: 5}]}\n"

// TestTheArmStartsBesideWhatIsInItsWay: it starts free, says so in one line, goes
// to the mirrored posture inside its speed limits, and pushes no harder on the
// way than it does whenever it is led against something.
func TestTheArmStartsBesideWhatIsInItsWay(t *testing.T) {
	for _, c := range []struct{ name, things, link, thing string }{
		{"a table under the elbow", tableUnderTheElbow, "", "table"},
		{"a wall round the hand", "  - {name: wall, material: oak, position_mm: [200, -160, 1200], parts: [{box_mm: [30, 500, 600]}]}\n", "", "wall"},
		{"a block in the hand", "  - {name: block, material: oak, position_mm: [200, -160, 1210], parts: [{box_mm: [60, 60, 60]}]}\n", "", "block"},
		{"a light ball in the hand", "  - {name: ball, material: oak, mass_g: 20, position_mm: [200, -160, 1212], parts: [{sphere_mm: 30}]}\n", "", "ball"},
		{"a post beside the forearm", "  - {name: post, material: oak, position_mm: [380, -130, 600], parts: [{cylinder_mm: [30, 1199]}]}\n", "forearm", "post"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := startCase{gesture: gesture.Medley}
			inside := start.open(t, nil).inThe(t, sceneOf(t, c.things))
			require.Negative(t, inside.gap, "the case is one")
			m := start.open(t, sceneOf(t, c.things))
			require.Contains(t, m.Notice(), fmt.Sprintf("inside %q", c.thing))
			require.Contains(t, m.Notice(), c.link)
			require.NotContains(t, m.Notice(), "\n")
			require.Greater(t, m.nearest().gap, startGap/4)
			beside := 0.0
			for i, end := range start.open(t, nil).ends() {
				beside = max(beside, r3.Norm(r3.Sub(end, m.ends()[i])))
			}
			require.Contains(t, m.Notice(), fmt.Sprintf("up to %.0f mm beside", 1e3*beside))

			trace := NewTrace()
			soon, ever, ride := 0.0, 0.0, m.aside.seconds
			for i := range int((ride + 1) / Period) {
				m.Step(float64(i+1) * Period)
				trace.Add(m)
				if i < 50 {
					soon = max(soon, m.pushed())
				}
				ever = max(ever, m.pushed())
			}
			t.Logf("%s; %.0f N within 50 ms, %.0f N in %.1f s", m.Notice(), soon, ever, ride+1)
			require.Less(t, soon, 20.0, "N")
			require.Less(t, ever, 500.0, "N")
			require.Equal(t, noViolations, trace.Report(m).Limits)
			twin := start.open(t, nil)
			for i := range int((ride + 1) / Period) {
				twin.Step(float64(i+1) * Period)
			}
			require.Equal(t, twin.record.Target, m.record.Target, "nothing of the detour is left")
		})
	}
}

// inThe is what of the robot is deepest in a scene's things, where it is.
func (m *Mirror) inThe(t *testing.T, scene *world.Scene) nearness {
	t.Helper()
	require.NoError(t, m.world.Fill(scene))
	return m.nearest()
}

// TestThingsThatAppearInTheArmPutItAside: a scene is put round an arm that moves.
func TestThingsThatAppearInTheArmPutItAside(t *testing.T) {
	m := startCase{gesture: "wave"}.open(t, nil)
	for i := range 1200 {
		m.Step(float64(i+1) * Period)
	}
	require.NoError(t, m.Fill(sceneOf(t, strings.Replace(tableUnderTheElbow, "960", "1010", 1))))
	require.NotEmpty(t, m.Notice())
	requireFree(t, m, "a table that appears")
	trace := NewTrace()
	for i := range 1000 {
		m.Step(1.2 + float64(i+2)*Period)
		trace.Add(m)
	}
	require.Equal(t, noViolations, trace.Report(m).Limits)
	require.NoError(t, m.Fill(nil))
	require.Empty(t, m.Notice())
	require.Empty(t, m.World().Objects)
	require.Nil(t, m.Config().Scene)
}

// still is a pilot that keeps the arm where it was given to it.
type still []float64

func (s still) Lead(target []float64) { copy(target, s) }

// TestAPilotTakesOverOnTheWay: what is left of the detour does not move an arm
// that a pilot has taken where it was.
func TestAPilotTakesOverOnTheWay(t *testing.T) {
	m := startCase{gesture: "rest"}.open(t, sceneOf(t, tableUnderTheElbow))
	for i := range 300 {
		m.Step(float64(i+1) * Period)
	}
	where := append(still(nil), m.Record().Target...)
	m.Hand(where)
	m.Step(0.301)
	require.Equal(t, []float64(where), m.Record().Target)
	m.Hand(nil)
	m.Step(0.302)
	twin := startCase{gesture: "rest"}.open(t, nil)
	for i := range 302 {
		twin.Step(float64(i+1) * Period)
	}
	require.Equal(t, twin.Record().Target, m.Record().Target)
}

func TestWhereThereIsNoRoomTheSceneIsRefused(t *testing.T) {
	room := startCase{gesture: "rest"}
	src, err := gesture.Synth("rest", gesture.Options{Seed: 1})
	require.NoError(t, err)
	arm, err := robot.Bionic(hand.Left)
	require.NoError(t, err)
	for _, c := range []struct{ things, want string }{
		{"  - {name: rock, material: oak, position_mm: [400, -160, 1300], parts: [{box_mm: [1800, 1800, 1800]}]}\n", `inside "rock"; that part of the robot does not move`},
		{"  - {name: cage, material: oak, position_mm: [650, -160, 1280], parts: [" +
			"{box_mm: [1000, 2000, 2000], position_mm: [-600, 0, 0]}, {box_mm: [1000, 2000, 2000], position_mm: [600, 0, 0]}, " +
			"{box_mm: [300, 1000, 2000], position_mm: [0, -600, 0]}, {box_mm: [300, 1000, 2000], position_mm: [0, 600, 0]}, " +
			"{box_mm: [300, 300, 1000], position_mm: [0, 0, -600]}, {box_mm: [300, 300, 1000], position_mm: [0, 0, 600]}]}\n",
			`inside "cage", and no posture is found that is free`},
	} {
		_, err := New(Config{Source: src, Robot: arm, Scene: sceneOf(t, c.things), Channels: glove64, Seed: 1})
		require.ErrorContains(t, err, c.want)
		require.ErrorContains(t, err, `mirror: the robot's "`)
		require.NotContains(t, err.Error(), "\n")

		m := room.open(t, nil)
		require.ErrorContains(t, m.Fill(sceneOf(t, c.things)), c.want)
		require.Empty(t, m.World().Objects, "nothing of it is left")
		twin := room.open(t, nil)
		for i := range 10 {
			m.Step(float64(i+1) * Period)
			twin.Step(float64(i+1) * Period)
		}
		require.Equal(t, twin.Record().Coordinates, m.Record().Coordinates, "and the arm is where it was")
	}
}

func TestGoingRoundAllocatesNothing(t *testing.T) {
	m := startCase{gesture: "rest"}.open(t, sceneOf(t, tableUnderTheElbow))
	require.Zero(t, testing.AllocsPerRun(500, func() { m.Step(m.time + Period) }))
	require.NotNil(t, m.aside.offset, "still on its way")
}

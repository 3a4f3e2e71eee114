package rendertest

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/render/scene"
	"mirrorarm/sensors/material"
	"mirrorarm/sim/mirror"

	"github.com/stretchr/testify/require"
)

// Shot is a scene and a posture that must not change unseen.
type Shot struct {
	Name    string
	Posture Posture
	Warmth  bool // temperature in place of pressure
	view    func(*scene.Orbit, *mirror.Snapshot, *mirror.Description)
	change  func(t require.TestingT, snap *mirror.Snapshot, desc *mirror.Description)
}

// Shots are all of them.
func Shots() []Shot {
	var all []Shot
	for _, p := range Postures() {
		all = append(all, Shot{Name: p.Name, Posture: p})
	}
	left := Named("open")
	left.Side = hand.Left
	same := Named("victory")
	same.Follow = retarget.Same
	wrist := Named("open")
	wrist.Angles[hand.WristFlexion], wrist.Angles[hand.WristDeviation] = 0.7, 0.2
	return append(all,
		Shot{Name: "left-person", Posture: left},
		Shot{Name: "same-side", Posture: same},
		Shot{Name: "bent-wrist-lagging", Posture: wrist, change: lag},
		Shot{Name: "close", Posture: Named("pinch"), view: near},
		Shot{Name: "panels", Posture: Named("pinch"), change: busy},
		Shot{Name: "temperature", Posture: Named("pinch"), Warmth: true, change: warmed},
		Shot{Name: "cups", Posture: Named("open"), change: furnished("cups")},
	)
}

// Golden is where the coordinates of their robots are kept, from the repository's folder on.
const Golden = "testdata/golden"

// Coordinates are the robot's as they are kept in a folder, so that the picture depends on
// the renderer and not on the solver.
func (s *Shot) Coordinates(t require.TestingT, folder string, desc *mirror.Description) []float64 {
	path := filepath.Join(folder, s.Name+".json")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var q []float64
	require.NoError(t, json.Unmarshal(text, &q))
	require.Len(t, q, desc.Robot.Model.DOF(), "%s is of another robot: run with -update -solve", path)
	return q
}

// Snapshot is the moment with the robot at q, and where it is seen from.
func (s *Shot) Snapshot(t require.TestingT, desc *mirror.Description, q []float64) (*mirror.Snapshot, scene.Orbit) {
	snap := s.Posture.Snapshot(desc, q)
	if s.change != nil {
		s.change(t, snap, desc)
	}
	view := scene.DefaultOrbit()
	if s.view != nil {
		s.view(&view, snap, desc)
	}
	return snap, view
}

// lag puts the moving robot behind its target.
func lag(_ require.TestingT, snap *mirror.Snapshot, desc *mirror.Description) {
	late := append([]float64(nil), snap.Arm.Coordinates...)
	for i := range late {
		late[i] *= 0.85
	}
	snap.Arm.Coordinates, snap.Arm.WorldFromLink = late, Place(desc, late)
}

// warmed gives the skin's patches temperatures, those of a fingertip uneven.
func warmed(_ require.TestingT, snap *mirror.Snapshot, desc *mirror.Description) {
	for i, spot := range desc.Skin.Spots {
		celsius := float32(34)
		switch spot.Region {
		case "index_distal":
			celsius = 30 + 4*float32(i%4)
		case "middle_distal":
			celsius = 25
		}
		snap.Warmth = append(snap.Warmth, celsius)
	}
}

// busy fills the panels that show what a running loop measures.
func busy(_ require.TestingT, snap *mirror.Snapshot, _ *mirror.Description) {
	for i := range snap.Health.LoopHistogram {
		snap.Health.LoopHistogram[i] = max(400-(i-14)*(i-14)*12, 0)
	}
	for i := range 512 {
		snap.Vibration = append(snap.Vibration, float32(200*math.Sin(2*math.Pi*0.15*float64(i))))
	}
	snap.Feel = []mirror.Feel{{Region: "index_distal", Touch: material.Touch{Slip: true}}}
}

// near looks at the robot's hand from near, on the palm.
func near(o *scene.Orbit, snap *mirror.Snapshot, desc *mirror.Description) {
	o.Target = scene.FromR3(snap.Arm.WorldFromLink[desc.Robot.Palm].Pos)
	o.Target.X -= 0.06
	o.Azimuth, o.Elevation, o.Distance = 2.5, 0.15, 0.42
}

// furnished puts a shipped scene's things round the robot.
func furnished(scene string) func(require.TestingT, *mirror.Snapshot, *mirror.Description) {
	return func(t require.TestingT, snap *mirror.Snapshot, _ *mirror.Description) {
		Furnish(t, snap, scene)
	}
}

// Samples is a table with things of every material beside the robot, seen from near; its
// robot is that of the shot of the same posture.
func Samples() Shot {
	return Shot{Name: "pinch", Posture: Named("pinch"), change: furnished("samples"), view: func(o *scene.Orbit, snap *mirror.Snapshot, _ *mirror.Description) {
		var sum scene.Vec
		for i := range snap.Things {
			sum = sum.Add(scene.FromR3(snap.Things[i].WorldFromObject.Pos))
		}
		o.Target = sum.Scale(1 / float32(len(snap.Things)))
		o.Azimuth, o.Elevation, o.Distance = 0.2, 0.75, 0.75
	}}
}

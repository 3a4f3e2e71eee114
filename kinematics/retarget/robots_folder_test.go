package retarget_test

import (
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/kinematics/urdf"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// known is what a person reads out of a public description: where in the named link the
// fingers of the flat hand point and its back looks, and the hand's side. File is a part of
// the path.
type known struct {
	file, link    string
	fingers, back r3.Vec
	side          string
}

// knownHands was written down by hand, from the joints' places and axes and from pictures,
// never from what the program found. A gripper points out of the plane of its knuckles, and
// its thumb is the finger that opposes the two others.
func knownHands() []known {
	x, y, z := r3.Vec{X: 1}, r3.Vec{Y: 1}, r3.Vec{Z: 1}
	no := func(v r3.Vec) r3.Vec { return r3.Scale(-1, v) }
	return []known{
		{"shadow_hand_right", "palm", z, y, "right"},
		{"shadow_hand_left", "palm", z, y, "left"},
		{"bimanual", "rh_palm", z, y, "right"},
		{"allegro_hand_right", "base_link", z, no(x), "right"},
		{"allegro_hand_left", "base_link", z, no(x), "left"},
		{"leap_hand_right", "palm_lower", x, z, "right"},
		{"leap_hand_left", "palm_lower_left", x, z, "left"},
		{"inspire_hand_right", "hand_base_link", no(y), x, "right"},
		{"inspire_hand_left", "hand_base_link", no(y), x, "left"},
		{"rm75_inspire_right", "hand_base_link", no(y), x, "right"},
		{"rm75_inspire_left", "hand_base_link", no(y), x, "left"},
		{"ability_hand_right", "base", z, no(y), "right"},
		{"ability_hand_left", "base", z, no(y), "left"},
		{"schunk_svh_hand_right", "right_hand_e1", z, no(y), "right"},
		{"schunk_svh_hand_left", "left_hand_e1", z, no(y), "left"},
		{"orca/v1/models/urdf/orcahand_right", "right_palm", z, no(y), "right"},
		{"orca/v1/models/urdf/orcahand_left", "left_palm", z, no(y), "left"},
		{"orca/v2/models/urdf/orcahand_right", "R-Carpals_8d1f1041", z, no(y), "right"},
		{"orca/v2/models/urdf/orcahand_left", "L-Carpals_719fff8c", z, no(y), "left"},
		{"dex3_1_r", "right_hand_palm_link", x, no(y), "right"},
		{"dex3_1_l", "left_hand_palm_link", x, y, "left"},
		{"unitree_dex3_right", "right_hand_palm_link", x, no(y), "right"},
		{"unitree_dex3_left", "left_hand_palm_link", x, y, "left"},
		{"Dex5-URDF-R", "base_link00", y, no(z), "right"},
		{"Dex5-URDF-L", "base_link00L", y, z, "left"},
		{"linkerhand_l10_right", "hand_base_link", z, no(x), "right"},
		{"linkerhand_l10_left", "base_link", z, no(x), "left"},
		{"linkerhand_l20_right", "base_link", z, no(x), "right"},
		{"linkerhand_l20_left", "base_link", z, no(x), "left"},
		{"linkerhand_l21_right", "hand_base_link", z, no(x), "right"},
		{"linkerhand_l21_left", "hand_base_link", z, no(x), "left"},
		{"linkerhand_l25_right", "base_link", z, no(x), "right"},
		{"linkerhand_l25_left", "base_link", z, no(x), "left"},
		{"bhand_model", "base_link", z, y, ""},
		{"dclaw_gripper", "base_link", x, r3.Vec{Y: -0.5, Z: -math.Sqrt(3) / 2}, ""},
	}
}

// frame is the known palm frame in its link.
func (k known) frame() spatial.Pose {
	y := r3.Cross(k.back, k.fingers)
	return spatial.Pose{Rot: spatial.FromAxes(k.fingers, y, k.back)}
}

// TestRobotsOfAFolder runs every URDF file below the folder that MIRRORARM_ROBOTS names,
// and prints what became of each: make robots.
func TestRobotsOfAFolder(t *testing.T) {
	folder := os.Getenv("MIRRORARM_ROBOTS")
	if folder == "" {
		t.Skip("MIRRORARM_ROBOTS names no folder of robot descriptions")
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(out, "robot\tfk\tmapping\tfingers\tpalm °\treached °\topen mm\tfist mm\tpoint mm\tpinch mm\tbest mm\tlimits\tdoubts")
	var files []string
	require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".urdf") {
			files = append(files, path)
		}
		return nil
	}))
	slices.Sort(files)
	for _, path := range files {
		row := judgeRobot(path)
		fmt.Fprintln(out, strings.TrimPrefix(path, folder)+"\t"+strings.Join(row, "\t"))
	}
	require.NoError(t, out.Flush())
}

func judgeRobot(path string) []string {
	u, err := urdf.Load(path)
	if err != nil {
		return []string{"not read: " + err.Error()}
	}
	var fk string
	if worst, err := independentFK(path, u.Model()); err == nil {
		fk = fmt.Sprintf("%.0e", worst)
	} else {
		fk = err.Error()
	}
	r, err := robot.FromURDF(path, robot.Fit{Meshes: mesh.Near(path, nil, os.Getenv)})
	if err != nil {
		return []string{fk, "none: " + err.Error()}
	}
	palm := "?"
	for _, k := range knownHands() {
		if strings.Contains(path, k.file) && !strings.Contains(path, "xr/assets/inspire") {
			palm = palmAgainst(r, u.Model(), k)
		}
	}
	p := runPostures(r)
	return []string{
		fk, r.Found.Axes + " " + r.Found.Side, strconv.Itoa(len(r.Found.Fingers)), palm, fmt.Sprintf("%.2f", p.palm), fmt.Sprintf("%.1f", p.miss["open"]),
		fmt.Sprintf("%.1f", p.miss["fist"]), fmt.Sprintf("%.1f", p.miss["point"]), fmt.Sprintf("%.1f", p.gap), fmt.Sprintf("%.1f", p.best), strconv.Itoa(p.violations), strconv.Itoa(len(r.Found.Doubts)),
	}
}

// palmAgainst is how far (degrees) the found palm frame is from the known one.
func palmAgainst(r *robot.Robot, m *chain.Model, k known) string {
	s := chain.NewState(m)
	link, ok := m.LinkIndex(k.link)
	palm, found := m.LinkIndex(r.Found.Palm)
	if !ok || !found {
		return "no link"
	}
	linkFromPalm := s.RootFromLink(link).Inverse().Mul(s.RootFromLink(palm)).Mul(r.LinkFromPalm)
	text := fmt.Sprintf("%.2f", 180/math.Pi*spatial.AngleBetween(linkFromPalm.Rot, k.frame().Rot))
	if k.side != "" && k.side != r.Found.Side {
		text += " side"
	}
	return text
}

type postures struct {
	palm       float64 // degrees
	miss       map[string]float64
	gap, best  float64 // mm, between thumb and index finger
	violations int
}

// runPostures holds four postures of a hand.
func runPostures(r *robot.Robot) (p postures) {
	p.miss = map[string]float64{}
	rt, err := retarget.New(r, retarget.Person{Side: r.Side, Dims: hand.Nominal(), Shoulder: shoulder}, retarget.Same)
	if err != nil {
		p.violations = -1
		return p
	}
	f := &follower{Retargeter: rt, robot: r, state: chain.NewState(r.Model), q: make([]float64, r.Model.DOF())}
	m := newMotion(1)
	for name, angles := range heldPostures() {
		in := m.at(0)
		in.Angles = angles
		in.Dt = 0.01
		var res retarget.Result
		f.Reset()
		for range 300 {
			res = f.Step(f.q, in)
			for i := range f.q {
				if l := r.Model.Coordinate(i).Limit; f.q[i] < l.Lower-1e-9 || f.q[i] > l.Upper+1e-9 {
					p.violations++
				}
			}
		}
		p.palm = max(p.palm, 180/math.Pi*res.PalmErrorRad)
		e := f.tipErrors(angles)
		n, sum := 0.0, 0.0
		for i := range e {
			if r.Tips[i] >= 0 {
				sum, n = sum+e[i], n+1
			}
		}
		p.miss[name] = 1e3 * sum / n
		if name == "pinch" {
			p.gap = 1e3 * tipGap(r, f.state, f.q)
		}
	}
	p.best = 1e3 * bestGap(r)
	return p
}

// heldPostures are a flat hand, a fist, a pointing index finger and a pinch of it.
func heldPostures() map[string]hand.Angles {
	set := func(fingers [5][4]float64) (a hand.Angles) {
		for f, joints := range fingers {
			for i, v := range joints {
				a[hand.FingerAngle(hand.Finger(f), i)] = v * math.Pi / 180
			}
		}
		return a
	}
	bent := [4]float64{0, 85, 95, 60}
	return map[string]hand.Angles{
		"open":  set([5][4]float64{{30, 0, 0, 0}}),
		"fist":  set([5][4]float64{{20, 30, 45, 50}, bent, bent, bent, bent}),
		"point": set([5][4]float64{{20, 30, 40, 40}, {}, bent, bent, bent}),
		"pinch": pinchPosture(),
	}
}

// pinchPosture is where the pulps of thumb and index finger touch, found by search.
var pinchPosture = sync.OnceValue(func() (best hand.Angles) {
	h := hand.New(hand.Right, hand.Nominal())
	rng := rand.New(rand.NewPCG(1, 2))
	nearest := math.Inf(1)
	for range 20000 {
		var a hand.Angles
		for i, v := range [4]float64{50, 30, 40, 40} {
			a[hand.FingerAngle(hand.Thumb, i)] = v * rng.Float64() * math.Pi / 180
		}
		for i, v := range [4]float64{0, 70, 80, 50} {
			a[hand.FingerAngle(hand.Index, i)] = v * rng.Float64() * math.Pi / 180
		}
		for f := hand.Middle; f <= hand.Little; f++ {
			a[hand.FingerAngle(f, 1)], a[hand.FingerAngle(f, 2)] = 0.25, 0.3
		}
		h.SetAngles(a)
		thumb, index := h.PalmFromSegment(hand.Thumb, 3).Pos, h.PalmFromSegment(hand.Index, 3).Pos
		if d := math.Abs(r3.Norm(r3.Sub(thumb, index)) - 0.009); d < nearest {
			nearest, best = d, a
		}
	}
	return best
})

// tipGap is between the solids of the last links of thumb and index finger (m); they touch
// where it is negative.
func tipGap(r *robot.Robot, s *chain.State, q []float64) float64 {
	if r.Tips[hand.Thumb] < 0 || r.Tips[hand.Index] < 0 {
		return math.NaN()
	}
	s.SetCoordinates(q)
	var ends [2][]robot.Capsule
	for k, f := range []hand.Finger{hand.Thumb, hand.Index} {
		for link := r.Tips[f]; link != r.Palm && len(ends[k]) == 0; link = r.Model.LinkParent(link) {
			for _, c := range r.Shapes {
				if c.Link == link {
					ends[k] = append(ends[k], c)
				}
			}
		}
	}
	least := math.Inf(1)
	for _, a := range ends[0] {
		for _, b := range ends[1] {
			pa, pb := s.RootFromLink(a.Link), s.RootFromLink(b.Link)
			u, v := spatial.ClosestOnSegments(pa.Apply(a.A), pa.Apply(a.B), pb.Apply(b.A), pb.Apply(b.B))
			p := pa.Apply(r3.Add(a.A, r3.Scale(u, r3.Sub(a.B, a.A))))
			w := pb.Apply(r3.Add(b.A, r3.Scale(v, r3.Sub(b.B, b.A))))
			least = min(least, r3.Norm(r3.Sub(p, w))-a.Ra-u*(a.Rb-a.Ra)-b.Ra-v*(b.Rb-b.Ra))
		}
	}
	return least
}

// bestGap is the least gap that a search over thumb and index finger finds, from 0 on.
func bestGap(r *robot.Robot) float64 {
	if r.Tips[hand.Thumb] < 0 || r.Tips[hand.Index] < 0 {
		return math.NaN()
	}
	s := chain.NewState(r.Model)
	q := slices.Clone(r.FlatHand().Coordinates())
	rng := rand.New(rand.NewPCG(3, 4))
	coords := append(slices.Clone(r.Fingers[hand.Thumb]), r.Fingers[hand.Index]...)
	best, least := slices.Clone(q), math.Inf(1)
	for n := range 6000 {
		copy(q, best)
		width := 1.0
		if n > 2000 {
			width = 0.1
		}
		for _, c := range coords {
			l := r.Model.Coordinate(c).Limit
			low, high := max(l.Lower, -math.Pi), min(l.Upper, math.Pi)
			if n <= 2000 {
				q[c] = low + rng.Float64()*(high-low)
			} else {
				q[c] = min(max(q[c]+width*(rng.Float64()-0.5)*(high-low), low), high)
			}
		}
		if g := max(0, tipGap(r, s, q)); g < least {
			least = g
			copy(best, q)
		}
	}
	return least
}

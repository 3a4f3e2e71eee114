package retarget_test

import (
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/mesh"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// heldFollower follows with a robot that is given.
func heldFollower(r *robot.Robot) (*follower, error) {
	rt, err := retarget.New(r, retarget.Person{Side: r.Side, Dims: hand.Nominal(), Shoulder: shoulder}, retarget.Same)
	if err != nil {
		return nil, err
	}
	return &follower{Retargeter: rt, robot: r, state: chain.NewState(r.Model), q: make([]float64, r.Model.DOF())}, nil
}

// hold follows a posture for some time.
func (f *follower) hold(a hand.Angles, steps int) {
	m := newMotion(1)
	in := m.at(0)
	in.Angles, in.Dt = a, 0.01
	last := slices.Clone(f.q)
	for k := range steps {
		f.Step(f.q, in)
		for i := range last {
			if l := f.robot.Model.Coordinate(i).Limit; k > 0 && math.Abs(f.q[i]-last[i]) > l.Velocity*in.Dt+1e-9 {
				panic("faster than " + f.robot.Model.Coordinate(i).Name + " may be")
			}
		}
		copy(last, f.q)
	}
}

// anyPosture is anywhere in a hand's ranges, crossed fingers included.
func anyPosture(rng *rand.Rand) (a hand.Angles) {
	for i := range a[:hand.NumFingerAngles] {
		r := hand.Ranges()[i]
		a[i] = r.Lower + (r.Upper-r.Lower)*rng.Float64()
	}
	return a
}

// trapped names the fingers that some time after random postures are not where a fresh
// start opens the hand to: their coordinates are off by more than 2°, and their tips miss
// by more than a fresh start's. Two postures that serve alike are both right.
func trapped(r *robot.Robot, seed uint64, postures int) (names []string, around, through int, err error) {
	f, err := heldFollower(r)
	if err != nil {
		return nil, 0, 0, err
	}
	const degree, better, settling = math.Pi / 180, 2.5e-3, 600
	open := heldPostures()["open"]
	f.hold(open, settling)
	fresh, missed := slices.Clone(f.q), f.tipErrors(open)
	rng := rand.New(rand.NewPCG(seed, 9))
	for range postures {
		f.hold(anyPosture(rng), 5+rng.IntN(40))
	}
	f.hold(open, settling)
	misses := f.tipErrors(open)
	for finger, coords := range r.Fingers {
		off := 0.0
		for _, c := range coords {
			off = max(off, math.Abs(f.q[c]-fresh[c]))
		}
		if off > 2*degree && misses[finger] > missed[finger]+better {
			names = append(names, fmt.Sprintf("%s %.0f° %.0f mm", hand.Finger(finger), off/degree, 1e3*(misses[finger]-missed[finger])))
		}
	}
	around, through = f.Escapes()
	return names, around, through, nil
}

// thickHand is a hand of four fingers and a thumb, each of four joints that bend both ways
// and are thick enough to be caught behind each other.
func thickHand() string {
	var b strings.Builder
	b.WriteString(`<robot name="thick"><link name="carpus"/>`)
	digit := func(name string, at, along, spread, bend r3.Vec) {
		parent, step := "carpus", at
		for k, axis := range []r3.Vec{spread, bend, bend, bend} {
			link := fmt.Sprintf("%s_%d", name, k)
			limit := [2]float64{-1, 2}
			length := 0.035
			if k == 0 {
				limit, length = [2]float64{-1.05, 1.05}, 0.004
			}
			half := r3.Scale(length/2, along)
			fmt.Fprintf(&b, `<link name="%s"><collision><origin xyz="%g %g %g"/><geometry><sphere radius="0.0095"/></geometry></collision></link>
<joint name="%s" type="revolute"><parent link="%s"/><child link="%s"/><origin xyz="%g %g %g"/><axis xyz="%g %g %g"/><limit lower="%g" upper="%g" effort="1" velocity="8"/></joint>`,
				link, half.X, half.Y, half.Z, link, parent, link, step.X, step.Y, step.Z, axis.X, axis.Y, axis.Z, limit[0], limit[1])
			parent, step = link, r3.Scale(length, along)
		}
		fmt.Fprintf(&b, `<link name="%s_tip"/><joint name="%s_t" type="fixed"><parent link="%s"/><child link="%s_tip"/><origin xyz="%g %g %g"/></joint>`, name, name, parent, name, step.X, step.Y, step.Z)
	}
	x, y, z := r3.Vec{X: 1}, r3.Vec{Y: 1}, r3.Vec{Z: 1}
	for i, name := range []string{"index", "middle", "ring", "little"} {
		digit(name, r3.Vec{X: 0.09, Y: 0.033 - 0.022*float64(i)}, x, z, y)
	}
	digit("thumb", r3.Vec{X: 0.03, Y: 0.035, Z: -0.012}, r3.Unit(r3.Vec{X: 0.8, Y: 0.6}), y, r3.Unit(r3.Vec{X: 0.5, Y: -0.66, Z: -0.55}))
	return b.String() + `</robot>`
}

// Whatever postures a hand went through, it opens when the person's does.
func TestNoFingerIsTrapped(t *testing.T) {
	ours, err := robot.Bionic(hand.Right)
	require.NoError(t, err)
	// Fingers that roll up past their palm are drawn further in by what would open them.
	rolls := strings.NewReplacer(`upper="1.6"`, `upper="2.4"`, `upper="2"`, `upper="2.4"`)
	thick, err := robot.ReadURDF("thick.urdf", strings.NewReader(rolls.Replace(thickHand())), robot.Fit{Side: "right"})
	require.NoError(t, err)
	turned, err := robot.ReadURDF("turned.urdf", strings.NewReader(rolls.Replace(turnedHand(quat.Number{Real: 1}, ""))), robot.Fit{})
	require.NoError(t, err)
	escapes := 0
	for _, r := range []*robot.Robot{ours, thick, turned} {
		for _, seed := range []uint64{0, 2, 3, 11} {
			names, around, through, err := trapped(r, seed, 4)
			require.NoError(t, err)
			require.Empty(t, names, "%s, seed %d", r.Model.Name(), seed)
			escapes += around + through
		}
	}
	require.NotZero(t, escapes)
}

// TestEscapesOfAFolder does the same with every description in a folder, and prints it.
func TestEscapesOfAFolder(t *testing.T) {
	folder := os.Getenv("MIRRORARM_ROBOTS")
	if folder == "" {
		t.Skip("MIRRORARM_ROBOTS names no folder of robot descriptions")
	}
	require.NoError(t, filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".urdf") {
			return err
		}
		r, err := robot.FromURDF(path, robot.Fit{Meshes: mesh.Near(path, nil, os.Getenv)})
		if err != nil {
			return nil
		}
		var caught []string
		around, through := 0, 0
		for seed := range uint64(6) {
			names, a, b, err := trapped(r, seed, 4)
			if err != nil {
				return nil
			}
			caught, around, through = append(caught, names...), around+a, through+b
		}
		fmt.Printf("%s: around %d, through %d, trapped %v\n", strings.TrimPrefix(path, folder), around, through, caught)
		return nil
	}))
}

package main

import (
	"fmt"
	"math"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/table"
	"mirrorarm/kinematics/urdf"
)

// fkCmd is `mirrorarm fk`.
type fkCmd struct {
	common
	URDF string `name:"urdf" help:"Robot description. Example: --urdf panda_arm.urdf" placeholder:"FILE" required:"" type:"path"`
	Tip  string `help:"Link whose pose is wanted; the last one of the longest chain if absent. Example: --tip flange" placeholder:"LINK"`
	Q    string `name:"q" help:"Joint values, rad or m, one per independent joint in the file's order; all zero (clamped into the limits) if absent. Example: --q \"-0.1 0.2 0 -1.5 0 1.6 0\"" placeholder:"\"Q …\""`
}

// Help is the long help text.
func (fkCmd) Help() string {
	return `Example:
  mirrorarm fk --urdf panda_arm.urdf --tip flange --q "0 0 0 -1.5 0 1.5 0"

--q has one value per independent joint in the file's order, which joints names, as
every list of joints has: a row of ik --out goes in as it is.

Prints the pose of the link in the root link's frame: position in metres,
orientation as a unit quaternion w x y z. Values beyond the joints' limits are
computed all the same, and said so: beyond_limits names the joints.`
}

// fkReport is the pose of one link.
type fkReport struct {
	Link       string     `json:"link"`
	Position   [3]float64 `json:"position_m"`
	Quaternion [4]float64 `json:"quaternion_wxyz"`
	Beyond     []string   `json:"beyond_limits"` // joints given values that the robot cannot take
	Joints     []string   `json:"joints"`        // in the order of --q
}

// Run computes one forward kinematics.
func (c *fkCmd) Run(a *app) error {
	robot, err := awaitSaying(a, "reading "+c.URDF, func() (*urdf.Robot, error) { return urdf.Load(c.URDF) })
	if err != nil {
		return err
	}
	a.tellNotes(robot.Notes())
	m := robot.Model()
	link, err := tipLink(m, c.Tip)
	if err != nil {
		return err
	}
	state := chain.NewState(m)
	beyond := []string{}
	if c.Q != "" {
		q, err := jointValues(m, "--q", c.Q)
		if err != nil {
			return err
		}
		state.SetCoordinates(q)
		var said []string
		if beyond, said = beyondLimits(m, q); len(said) > 0 {
			fmt.Fprintf(a.stderr, "beyond the limits of the robot, which cannot get there: %s\n", strings.Join(said, "; "))
		}
	}
	pose := state.RootFromLink(link).Normalized()
	r := fkReport{
		Link:       m.LinkName(link),
		Position:   [3]float64{pose.Pos.X, pose.Pos.Y, pose.Pos.Z},
		Quaternion: [4]float64{pose.Rot.Real, pose.Rot.Imag, pose.Rot.Jmag, pose.Rot.Kmag},
		Beyond:     beyond,
		Joints:     coordinateNames(m),
	}
	if c.JSON {
		return a.printJSON(r)
	}
	_, err = fmt.Fprintf(a.stdout, "%s in %s\nposition    %.6f %.6f %.6f m\nquaternion  %.6f %.6f %.6f %.6f (w x y z)\n",
		r.Link, m.LinkName(0), r.Position[0], r.Position[1], r.Position[2],
		r.Quaternion[0], r.Quaternion[1], r.Quaternion[2], r.Quaternion[3])
	return err
}

// beyondLimits are the joints that a robot cannot bring to the values, and a few
// words on each.
func beyondLimits(m *chain.Model, q []float64) (names, said []string) {
	names = []string{}
	for i, v := range q {
		c := m.Coordinate(i)
		if v >= c.Limit.Lower && v <= c.Limit.Upper {
			continue
		}
		unit := "rad"
		if m.Joint(c.Joint).Kind == chain.Prismatic {
			unit = "m"
		}
		names = append(names, c.Name)
		said = append(said, fmt.Sprintf("%s %.4g %s, want %.4g to %.4g", c.Name, v, unit, c.Limit.Lower, c.Limit.Upper))
	}
	return names, said
}

// maxJointValue (rad or m) is far beyond any robot, and keeps sums finite.
const maxJointValue = 1e6

// tipLink finds a link by name; without a name it is the leaf with the most
// joints above it.
func tipLink(m *chain.Model, name string) (int, error) {
	if name == "" {
		best, most := 0, 0
		for _, leaf := range m.Leaves() {
			if n := len(m.DH(leaf).Rows); n > most {
				best, most = leaf, n
			}
		}
		return best, nil
	}
	if i, ok := m.LinkIndex(name); ok {
		return i, nil
	}
	links := make([]string, m.NumLinks())
	for i := range links {
		links[i] = m.LinkName(i)
	}
	return 0, usageError{fmt.Errorf("--tip %s: no such link; %s has %s", name, m.Name(), strings.Join(links, " "))}
}

// jointValues reads one number per coordinate of the model.
func jointValues(m *chain.Model, flag, text string) ([]float64, error) {
	// A row of ik's --out goes in as it is, what became of its pose behind.
	for _, verdict := range []string{solved, missed, outsideLimits} {
		text = strings.TrimSuffix(strings.TrimSpace(text), ","+verdict)
	}
	q, err := table.ParseNumbers(text)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s %q: %w", flag, text, err)}
	}
	if len(q) != m.DOF() {
		return nil, usageError{fmt.Errorf("%s: %d values, want %d: %s", flag, len(q), m.DOF(), strings.Join(coordinateNames(m), " "))}
	}
	for i, v := range q {
		if math.Abs(v) > maxJointValue {
			return nil, usageError{fmt.Errorf("%s: %s %g, want -%g to %g", flag, m.Coordinate(i).Name, v, maxJointValue, maxJointValue)}
		}
	}
	return q, nil
}

// coordinateNames are the names of a model's coordinates.
func coordinateNames(m *chain.Model) []string {
	names := make([]string, m.DOF())
	for i := range names {
		names[i] = m.Coordinate(i).Name
	}
	return names
}

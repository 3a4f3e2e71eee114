package analysis

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"text/tabwriter"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// Screw is a joint's axis at zero, as a twist per unit of its displacement in
// the root frame: of a turning joint Angular is the unit axis and Linear −ω×p,
// of a sliding one Linear is the unit axis (Lynch and Park, Modern Robotics,
// 2017, §4.1).
type Screw struct {
	Joint           int
	Angular, Linear r3.Vec
	Coord           int     // coordinate that moves the joint
	Scale, Shift    float64 // displacement = Scale·q[Coord] + Shift
}

// Screws is the product of exponentials of the chain from the root to a link:
//
//	rootFromLink = Π exp([S]·displacement) · home
//
// with one screw per moving joint, proximal first.
func Screws(m *chain.Model, link int) (screws []Screw, home spatial.Pose) {
	home = spatial.Identity()
	for _, i := range m.Path(link) {
		j := m.Joint(i)
		home = home.Mul(j.Origin)
		if j.Kind == chain.Fixed {
			continue
		}
		s := Screw{Joint: i}
		s.Coord, s.Scale, s.Shift = m.JointCoordinate(i)
		axis := home.Rotate(j.Axis)
		if j.Kind == chain.Prismatic {
			s.Linear = axis
		} else {
			s.Angular, s.Linear = axis, r3.Cross(home.Pos, axis)
		}
		screws = append(screws, s)
	}
	return screws, home.Normalized()
}

// WriteDH prints the modified Denavit-Hartenberg table of the chain to a link:
// lengths in mm, angles in degrees; q is each joint's own displacement.
func WriteDH(w io.Writer, m *chain.Model, link int) error {
	table := m.DH(link)
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "joint\ta mm\talpha °\td mm\ttheta °\t")
	for _, r := range table.Rows {
		d, theta := fmt.Sprintf("%.1f", 1e3*r.D), fmt.Sprintf("%.1f", degrees(r.Theta))
		if r.Slides {
			d += " + q"
		} else {
			theta += " + q"
		}
		fmt.Fprintf(out, "%s\t%.1f\t%.1f\t%s\t%s\t\n", m.Joint(r.Joint).Name, 1e3*r.A, degrees(r.Alpha), d, theta)
	}
	return out.Flush()
}

// WriteScrews prints the screw table of the chain to a link: axes without unit,
// the linear part of turning joints in m. The last line is the link's pose at
// zero: its rotation vector (rad) under ω, its position (m) under v.
func WriteScrews(w io.Writer, m *chain.Model, link int) error {
	screws, home := Screws(m, link)
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "joint\tωx\tωy\tωz\tvx\tvy\tvz\t")
	row := func(name string, a, b r3.Vec) {
		fmt.Fprintf(out, "%s\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t\n", name, tidy(a.X), tidy(a.Y), tidy(a.Z), tidy(b.X), tidy(b.Y), tidy(b.Z))
	}
	for _, s := range screws {
		row(m.Joint(s.Joint).Name, s.Angular, s.Linear)
	}
	turn := spatial.RotationVector(home.Rot)
	row("home", turn, home.Pos)
	return out.Flush()
}

func degrees(rad float64) float64 { return tidy(rad * 180 / math.Pi) }

// tidy drops what rounding leaves of a zero, its sign above all.
func tidy(v float64) float64 {
	if math.Abs(v) < 1e-9 {
		return 0
	}
	return v
}

// fullTurn is the interval (rad or m) that unlimited coordinates are drawn from.
const fullTurn = 2 * math.Pi

// Workspace is where the link's origin is (m, root frame) at n postures drawn
// uniformly inside the limits.
func Workspace(m *chain.Model, link, n int, seed uint64) []r3.Vec {
	r := rand.New(rand.NewPCG(seed, 0))
	s := chain.NewState(m)
	q := make([]float64, m.DOF())
	points := make([]r3.Vec, n)
	for k := range points {
		for i := range q {
			limit := m.Coordinate(i).Limit
			lower, upper := max(limit.Lower, -fullTurn/2), min(limit.Upper, fullTurn/2)
			if lower > upper { // all of the range lies beyond half a turn
				if limit.Lower > 0 {
					lower, upper = limit.Lower, min(limit.Upper, limit.Lower+fullTurn)
				} else {
					lower, upper = max(limit.Lower, limit.Upper-fullTurn), limit.Upper
				}
			}
			q[i] = lower + (upper-lower)*r.Float64()
		}
		s.SetCoordinates(q)
		points[k] = s.RootFromLink(link).Pos
	}
	return points
}

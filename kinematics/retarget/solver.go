package retarget

import (
	"fmt"
	"math"

	"mirrorarm/kinematics/chain"

	"gonum.org/v1/gonum/spatial/r3"
)

// Settings are the terms of the objective besides the targets. The zero value
// is plain least squares inside the joint limits.
type Settings struct {
	// Huber is the residual (m) beyond which a target pulls with constant force,
	// so that one that is out of reach does not spoil the others; 0 for plain squares.
	Huber float64

	// Smoothness is the weight (m²/rad²) of the squared step from the last solution.
	Smoothness float64

	// Rest is where coordinates go that no target decides about, one each, drawn there
	// by the weight RestWeight (m²/rad²); nil for nowhere.
	Rest       []float64
	RestWeight float64

	// SpeedLimits keeps every coordinate within its velocity limit over a frame's Dt.
	SpeedLimits bool

	// Margin is the gap (m) kept between the solids of a pair.
	Margin float64

	// Stiffness is the weight of the squared violation of that gap; 400 where zero.
	Stiffness float64

	// Yield is the miss (m) of a target of weight 1 that pushes the solids of a pair
	// through each other, so that crossed fingers find back; 0 for never.
	Yield float64

	// MaxIterations of a block per frame; 20 where zero.
	MaxIterations int

	// Tolerance is the step (rad or m) that ends the iteration: it is still made,
	// which leaves an error of its square's order; 2e-4 where zero.
	Tolerance float64
}

func (s Settings) withDefaults() Settings {
	if s.Stiffness == 0 {
		s.Stiffness = 400
	}
	if s.MaxIterations == 0 {
		s.MaxIterations = 20
	}
	if s.Tolerance == 0 {
		s.Tolerance = 2e-4
	}
	return s
}

// Problem is what a Solver is made for: the links below Root (a link index),
// what is asked of them, and what must not go through each other.
type Problem struct {
	Model    *chain.Model
	Root     int
	Targets  []Target
	Solids   []Solid
	Pairs    []Pair
	Settings Settings
}

// Frame is what one solve is asked for. Goals has one entry per target, in the
// frame of the root: a point (m), a unit vector or a vector (m). A Dt of zero,
// in seconds, leaves the speed unlimited.
type Frame struct {
	Goals   []r3.Vec
	Touches []Touch
	Dt      float64
}

// block is a set of coordinates that can be solved apart from all others: a
// finger, given the palm, until a pinch or a contact ties it to another one.
type block struct {
	coords, nodes, targets []int
	pairs                  []int   // near ones, of the present frame
	damping                float64 // that the last frame ended with
}

// Solver follows targets from frame to frame by Gauss–Newton steps with
// Levenberg's damping inside a box of joint limits. Frames are warm-started
// from the last solution. It is the scratch of one goroutine, and Solve
// allocates nothing.
type Solver struct {
	tree     *tree
	settings Settings
	targets  []reach
	solids   []solid
	pairs    []pair
	blocks   []block
	blockOf  []int // by coordinate, −1 for those above or beside the root

	lower, upper []float64 // the box of the present frame, by coordinate
	pinned       []bool    // coordinates that somebody else leads, by coordinate
	sense        []float64 // that ranges are counted in, by coordinate; see close; nil for the file's
	q, last      []float64
	before       []float64 // q before the last pass
	best, cost   []float64 // of a cold start: the best coordinates, and their cost by block
	goals        []r3.Vec
	group        []int // union-find over blocks
	merged       block
	normal       normalEquations
}

// maxCoordinates bounds the memory of a solver, which grows with their square.
const maxCoordinates = 512

// NewSolver checks and compiles a problem.
func NewSolver(p Problem) (*Solver, error) {
	if p.Model == nil {
		return nil, fmt.Errorf("retarget: problem without a model")
	}
	if p.Root < 0 || p.Root >= p.Model.NumLinks() {
		return nil, fmt.Errorf("retarget: root link %d, want 0…%d", p.Root, p.Model.NumLinks()-1)
	}
	dof := p.Model.DOF()
	if dof > maxCoordinates {
		return nil, fmt.Errorf("retarget: %q has %d coordinates, at most %d", p.Model.Name(), dof, maxCoordinates)
	}
	s := &Solver{
		tree: newTree(p.Model, p.Root), settings: p.Settings.withDefaults(),
		lower: make([]float64, dof), upper: make([]float64, dof), pinned: make([]bool, dof),
		q: make([]float64, dof), last: make([]float64, dof), before: make([]float64, dof),
		goals: make([]r3.Vec, len(p.Targets)),
	}
	for _, target := range p.Targets {
		r, err := s.tree.compile(target)
		if err != nil {
			return nil, err
		}
		s.targets = append(s.targets, r)
	}
	for _, in := range p.Solids {
		c, err := s.tree.solid(in)
		if err != nil {
			return nil, err
		}
		s.solids = append(s.solids, c)
	}
	for _, in := range p.Pairs {
		if min(in.First, in.Second) < 0 || max(in.First, in.Second) >= len(s.solids) || in.First == in.Second {
			return nil, fmt.Errorf("retarget: pair of solids %d and %d, want two different ones of 0…%d", in.First, in.Second, len(s.solids)-1)
		}
		s.pairs = append(s.pairs, pair{first: in.First, second: in.Second})
	}
	s.makeBlocks()
	s.best, s.cost = make([]float64, dof), make([]float64, len(s.blocks))
	s.Reset(s.middle())
	return s, nil
}

// Reset makes q (all coordinates of the model) the last solution.
func (s *Solver) Reset(q []float64) {
	copy(s.last, q)
	s.tree.model.Clamp(s.last)
	copy(s.q, s.last)
	s.relax()
}

// Solve writes the solution for a frame to dst, which has one entry per
// coordinate of the model; coordinates that are not below the root keep their
// value of the last Reset. It panics if the frame's goals are not one per target.
func (s *Solver) Solve(dst []float64, f Frame) {
	if len(f.Goals) != len(s.targets) {
		panic(fmt.Sprintf("retarget: %d goals given for %d targets", len(f.Goals), len(s.targets)))
	}
	copy(s.goals, f.Goals)
	copy(s.q, s.last)
	copy(s.before, s.last)
	s.setBox(f.Dt)
	// Solids that were far apart when the frame began may have met within it.
	for range 4 {
		s.couple(f.Touches)
		for i := range s.blocks {
			if s.group[i] == i {
				s.solveGroup(i)
			}
		}
		if len(s.pairs) == 0 || s.moved() < farMove {
			break
		}
	}
	copy(s.last, s.q)
	copy(dst, s.q)
}

// solveGroup minimises the blocks of a group together.
func (s *Solver) solveGroup(root int) {
	damping := 0.0
	for i := range s.blocks {
		if find(s.group, i) == root {
			damping = max(damping, s.blocks[i].damping)
		}
	}
	damping = s.minimise(s.gather(root), damping)
	for i := range s.blocks {
		if find(s.group, i) == root {
			s.blocks[i].damping = damping
		}
	}
}

// farMove (rad or m) is a step in which solids 8 mm apart might meet: two
// fingers of three joints each, at levers of 0.1 m.
const farMove = vicinity / 0.6

// moved is how far the farthest coordinate has come since it was last asked.
func (s *Solver) moved() float64 {
	most := 0.0
	for i, q := range s.q {
		most = max(most, math.Abs(q-s.before[i]))
		s.before[i] = q
	}
	return most
}

// setBox is where the coordinates may be in this frame.
func (s *Solver) setBox(dt float64) {
	for i := range s.lower {
		l := s.tree.model.Coordinate(i).Limit
		s.lower[i], s.upper[i] = l.Lower, l.Upper
		if s.settings.SpeedLimits && dt > 0 {
			s.lower[i] = max(l.Lower, s.last[i]-l.Velocity*dt)
			s.upper[i] = min(l.Upper, s.last[i]+l.Velocity*dt)
		}
		if s.pinned[i] {
			s.lower[i], s.upper[i] = s.last[i], s.last[i]
		}
	}
}

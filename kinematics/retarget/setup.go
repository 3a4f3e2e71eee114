package retarget

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/spatial/r3"
)

// SetUp is how recorded goals have to be changed to suit the robot: first
// scaled, then reflected, then handed out to other targets.
type SetUp struct {
	Scale  float64 // 1, or what makes metres of the recording's unit
	Mirror int     // axis to reflect: 0, 1, 2 for x, y, z; −1 for none
	Take   []int   // target i takes the goal recorded for target Take[i]

	// Before and After are the root mean square misses (m) of the sampled frames
	// as recorded, scaled only, and as changed.
	Before, After float64
}

// Sound tells whether nothing has to be changed.
func (u SetUp) Sound() bool {
	return u.Scale == 1 && u.Mirror < 0 && slices.IsSorted(u.Take)
}

// Apply changes one frame's goals, into dst.
func (u SetUp) Apply(dst, goals []r3.Vec) {
	for i, from := range u.Take {
		p := r3.Scale(u.Scale, goals[from])
		switch u.Mirror {
		case 0:
			p.X = -p.X
		case 1:
			p.Y = -p.Y
		case 2:
			p.Z = -p.Z
		}
		dst[i] = p
	}
}

// Describe names what is wrong with the recording, in the words of the person
// who made it; names are the targets' names.
func (u SetUp) Describe(names []string) string {
	var text string
	add := func(format string, args ...any) {
		if text != "" {
			text += "; "
		}
		text += fmt.Sprintf(format, args...)
	}
	switch u.Scale {
	case 1:
	case 1e-3:
		add("goals are in millimetres, want metres")
	case 1e-2:
		add("goals are in centimetres, want metres")
	default:
		add("goals are %g times too small, want metres", u.Scale)
	}
	switch u.Mirror {
	case 0:
		add("the x axis is mirrored")
	case 1:
		add("the y axis is mirrored: the hand is of the other side")
	case 2:
		add("the z axis is mirrored")
	}
	for i, from := range u.Take {
		if from > i && u.Take[from] == i {
			add("%s and %s are swapped", names[i], names[from])
		} else if from != i && u.Take[from] != i {
			add("%s carries the goals of %s", names[from], names[i])
		}
	}
	return text
}

// maxFaults is how many faults on top of each other are looked for: a mirrored
// axis and an exchange of two fingers count as one.
const maxFaults = 3

// setUpFrames is how many frames a set-up is judged by.
const setUpFrames = 12

// A recording is doubted when it misses by this share of its own size; each
// change has to leave at most this share of the miss, and all of them together
// at most that. Design values, wide apart: a hand that merely differs from the
// robot's misses by 2–3 %.
const (
	doubtful   = 0.08
	worthwhile = 0.85
	convinced  = 0.5
)

// Diagnose compares recorded goals of position targets, one row per frame, with
// what the robot could do, and finds the change of units, axes or fingers
// that would suit it far better, if there is one.
func Diagnose(p Problem, frames [][]r3.Vec) (SetUp, error) {
	sound := SetUp{Scale: 1, Mirror: -1, Take: make([]int, len(p.Targets))}
	for i := range sound.Take {
		sound.Take[i] = i
	}
	for _, t := range p.Targets {
		if t.Kind != Position {
			return sound, fmt.Errorf("retarget: a set-up is judged by position targets, not by a %s", t.Kind)
		}
	}
	p.Settings, p.Pairs = Settings{}, nil
	s, err := NewSolver(p)
	if err != nil || len(frames) == 0 || len(p.Targets) == 0 {
		return sound, err
	}
	sample := make([][]r3.Vec, 0, setUpFrames)
	for i := range min(setUpFrames, len(frames)) {
		sample = append(sample, frames[i*(len(frames)-1)/max(1, min(setUpFrames, len(frames))-1)])
	}
	best := sound
	robot, recorded := s.size(), sizeOf(sample)
	best.Scale = unitOf(robot, recorded)
	best.Before = s.miss(best, sample)
	best.After = best.Before
	if best.Before < doubtful*robot {
		return best, nil
	}
	for range maxFaults {
		from := best
		for _, u := range s.alternatives(from) {
			if u.After = s.miss(u, sample); u.After < best.After {
				best = u
			}
		}
		if best.After > worthwhile*from.After {
			best = from
			break
		}
	}
	if best.After > convinced*best.Before {
		best.Mirror, best.Take, best.After = -1, sound.Take, best.Before
	}
	return best, nil
}

// unitOf is the power of ten by which a recording of the given size is to be
// multiplied to be about as large as the robot.
func unitOf(robot, recorded float64) float64 {
	if recorded == 0 {
		return 1
	}
	exponent := math.Log10(robot / recorded)
	for _, unit := range []float64{-3, -2, 3, 2} {
		if math.Abs(exponent-unit) < 0.4 {
			return math.Pow(10, unit)
		}
	}
	return 1
}

// size is how far (m) the robot's targets are from its root, on average, in the
// middle of its ranges.
func (s *Solver) size() float64 {
	q := s.middle()
	sum := 0.0
	for i := range s.blocks {
		s.tree.forward(s.blocks[i].nodes, q)
	}
	for i := range s.targets {
		sum += r3.Norm(s.tree.at(s.targets[i].to)) / float64(len(s.targets))
	}
	return sum
}

func sizeOf(frames [][]r3.Vec) float64 {
	sum, n := 0.0, 0
	for _, f := range frames {
		for _, p := range f {
			sum += r3.Norm(p)
			n++
		}
	}
	return sum / float64(max(1, n))
}

// maxSwapped is the number of fingers up to which exchanges of two are tried.
const maxSwapped = 8

// alternatives are the reflections of a set-up, the exchanges of two of its
// fingers, and both.
func (s *Solver) alternatives(from SetUp) []SetUp {
	var out []SetUp
	for axis := -1; axis < 3; axis++ {
		u := from
		u.Mirror = axis
		out = append(out, u)
		if len(s.blocks) > maxSwapped {
			continue
		}
		for a := range s.blocks {
			for b := range a {
				ta, tb := s.blocks[a].targets, s.blocks[b].targets
				if len(ta) != len(tb) {
					continue
				}
				swapped := u
				swapped.Take = slices.Clone(u.Take)
				for k := range ta {
					swapped.Take[ta[k]], swapped.Take[tb[k]] = u.Take[tb[k]], u.Take[ta[k]]
				}
				out = append(out, swapped)
			}
		}
	}
	return out
}

// miss is the root mean square miss (m) of the best postures for a set-up.
func (s *Solver) miss(u SetUp, frames [][]r3.Vec) float64 {
	goals := make([]r3.Vec, len(s.targets))
	q := make([]float64, s.tree.model.DOF())
	sum := 0.0
	for _, f := range frames {
		u.Apply(goals, f)
		s.SolveCold(q, Frame{Goals: goals})
		for i := range s.blocks {
			s.tree.forward(s.blocks[i].nodes, q)
		}
		for i := range goals {
			sum += r3.Norm2(s.tree.residual(&s.targets[i], goals[i]))
		}
	}
	return math.Sqrt(sum / float64(len(goals)*len(frames)))
}

package world

import (
	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// Loads turns forces on a robot's links into the generalised forces of its
// coordinates: the scratch of one goroutine.
type Loads struct {
	model *chain.Model
	outer []int         // links, children before parents
	sum   []skin.Wrench // per link: on it and on all that it carries
}

// NewLoads is the transmission of one robot.
func NewLoads(model *chain.Model) *Loads {
	n := model.NumLinks()
	l := &Loads{model: model, outer: make([]int, 0, n), sum: make([]skin.Wrench, n)}
	children := make([][]int, n)
	for i := 1; i < n; i++ {
		parent := model.LinkParent(i)
		children[parent] = append(children[parent], i)
	}
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		l.outer = append(l.outer, queue[0])
		queue = append(queue, children[queue[0]]...)
	}
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		l.outer[i], l.outer[j] = l.outer[j], l.outer[i]
	}
	return l
}

// EffortTo writes τ = Σ Jᵀ·w over the links: one generalised force per
// coordinate (N·m or N), from one wrench per link, about the world's origin,
// and the links' poses. It walks the tree once, so that its cost does not grow
// with the number of contacts (Featherstone, Rigid Body Dynamics Algorithms,
// 2008, §5.3: the force part of the recursive Newton–Euler algorithm).
func (l *Loads) EffortTo(dst []float64, worldFromLink []spatial.Pose, on []skin.Wrench) {
	clear(dst)
	copy(l.sum, on)
	for _, link := range l.outer {
		up := l.model.LinkJoint(link)
		if up < 0 {
			continue
		}
		parent := l.model.LinkParent(link)
		l.sum[parent] = l.sum[parent].Add(l.sum[link])
		coord, scale, _ := l.model.JointCoordinate(up)
		if coord < 0 {
			continue
		}
		pose := worldFromLink[link]
		joint := l.model.Joint(up)
		axis := pose.Rotate(joint.Axis)
		if joint.Kind == chain.Prismatic {
			dst[coord] += scale * r3.Dot(axis, l.sum[link].Force)
			continue
		}
		dst[coord] += scale * r3.Dot(axis, l.sum[link].TorqueAbout(pose.Pos))
	}
}

package hud

import (
	"image"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/render/paint"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"

	"gonum.org/v1/gonum/spatial/r3"
)

// misses tells for every fingertip which stage loses how much of the way from
// the person's fingertip to the robot's, in the palm frame.
type misses struct {
	robot  *robot.Robot
	person *hand.Hand
	scale  float64 // robot's hand ÷ person's, wrist to middle fingertip
	flip   bool    // the robot has the other hand
}

// miss is what one fingertip misses its place by (m).
type miss struct{ glove, solver, motors, all float64 }

// columns of the table, from the right at scale 1.
var missColumns = [...]struct {
	name locale.Key
	x    float64
}{{locale.FromGlove, 152}, {locale.FromSolver, 98}, {locale.FromMotors, 46}, {locale.FromAll, 0}}

// fingerNames as they are told.
var fingerNames = [hand.NumFingers]locale.Key{locale.Thumb, locale.Index, locale.Middle, locale.Ring, locale.Little}

const (
	missWidth, missHeight = 304, 200
	missBad               = 10e-3 // m: marked
)

func newMisses(desc *mirror.Description) *misses {
	m := &misses{robot: desc.Robot, person: hand.New(desc.Side, desc.Dims), scale: 1}
	if desc.Robot == nil || desc.Robot.Palm < 0 || desc.Robot.Tips[hand.Middle] < 0 {
		return m
	}
	m.flip = desc.Robot.Side != desc.Side
	state := chain.NewState(desc.Robot.Model)
	var poses []spatial.Pose
	for i := range desc.Robot.Model.NumLinks() {
		poses = append(poses, state.RootFromLink(i))
	}
	own := r3.Norm(m.person.PalmFromSegment(hand.Middle, 3).Pos)
	m.scale = r3.Norm(m.tip(poses, hand.Middle)) / own
	return m
}

// tip is a fingertip of the robot in its palm frame.
func (m *misses) tip(worldFromLink []spatial.Pose, f hand.Finger) r3.Vec {
	palm := worldFromLink[m.robot.Palm].Mul(m.robot.LinkFromPalm)
	return palm.Inverse().Apply(worldFromLink[m.robot.Tips[f]].Pos)
}

// wanted is where a posture of the person wants the robot's fingertips.
func (m *misses) wanted(a hand.Angles) (out [hand.NumFingers]r3.Vec) {
	m.person.SetAngles(a)
	for f := range out {
		p := r3.Scale(m.scale, m.person.PalmFromSegment(hand.Finger(f), 3).Pos)
		if m.flip {
			p.Y = -p.Y
		}
		out[f] = p
	}
	return out
}

// of finds what each fingertip misses, stage by stage; false if the snapshot
// does not hold the robot.
func (m *misses) of(snap *mirror.Snapshot) (out [hand.NumFingers]miss, ok bool) {
	if m.robot == nil || m.robot.Palm < 0 {
		return out, false
	}
	links := m.robot.Model.NumLinks()
	if len(snap.Arm.WorldFromLink) < links || len(snap.Arm.WorldFromTarget) < links {
		return out, false
	}
	truth, decoded := m.wanted(snap.Person.Angles), m.wanted(snap.Decoded)
	for f := range out {
		if m.robot.Tips[f] < 0 {
			continue
		}
		target, moving := m.tip(snap.Arm.WorldFromTarget, hand.Finger(f)), m.tip(snap.Arm.WorldFromLink, hand.Finger(f))
		out[f] = miss{
			glove: r3.Norm(r3.Sub(decoded[f], truth[f])), solver: r3.Norm(r3.Sub(target, decoded[f])),
			motors: r3.Norm(r3.Sub(moving, target)), all: r3.Norm(r3.Sub(moving, truth[f])),
		}
	}
	return out, true
}

func (m *misses) size() (width, height float64) { return missWidth, missHeight }

func (m *misses) draw(p *paint.Painter, r image.Rectangle, s *State, snap *mirror.Snapshot) {
	pad := p.Px(paint.Margin)
	left, right := r.Min.X+pad, r.Max.X-pad
	y := r.Min.Y + pad + p.Px(10)
	p.Text(left, y, paint.Strong, paint.TextColor, s.Language.Text(locale.ShowMisses))
	p.TextRight(right, y, paint.Small, paint.DimColor, s.Language.Unit("mm"))
	y += p.Px(22)
	for _, c := range missColumns {
		p.TextRight(right-p.Px(c.x), y, paint.Small, paint.DimColor, s.Language.Text(c.name))
	}
	y += p.Px(paint.Line - 2)
	all, ok := m.of(snap)
	for f := range all {
		p.Text(left, y, paint.Body, paint.DimColor, s.Language.Text(fingerNames[f]))
		for i, v := range [...]float64{all[f].glove, all[f].solver, all[f].motors, all[f].all} {
			c := paint.DimColor
			if i == len(missColumns)-1 {
				c = paint.TextColor
			}
			if v > missBad {
				c = paint.Warning
			}
			text := "–"
			if ok {
				text = p.Phrase().Fixed(v*1e3, 1, 0).String()
			}
			p.TextRight(right-p.Px(missColumns[i].x), y, paint.FigureSmall, c, text)
		}
		y += p.Px(paint.Line - 1)
	}
	reach, c := locale.PalmReached, paint.DimColor
	if !s.Reached {
		reach, c = locale.PalmNotReached, paint.Warning
	}
	p.Text(left, y+p.Px(2), paint.Small, c, s.Language.Text(reach))
	p.TextRight(right, y+p.Px(2), paint.FigureSmall, paint.DimColor, p.Phrase().Fixed(s.Health.PalmErrorMM, 1, 0).Text(" ").Text(s.Language.Unit("mm")).Text(" ").Fixed(s.Health.PalmErrorDeg, 1, 0).Text("°").String())
}

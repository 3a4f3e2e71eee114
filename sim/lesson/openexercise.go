package lesson

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// task opens an exercise, and refuses one without a solution. What a shipped lesson
// asks of another arm than the shipped one may have none there.
func (o *opener) task(e *Exercise) (*Task, error) {
	l := o.lesson
	t, err := o.asked(e)
	if err != nil {
		return nil, l.placed(e.line, fmt.Sprintf("exercise %q: ", e.Name), err)
	}
	if err := t.solve(); err != nil {
		if l.shipped && t.Bench.arm != nil && !t.Bench.arm.ours {
			err = &lackError{"no answer is found on this arm, or nothing is to be done"}
		}
		return nil, l.placed(e.line, fmt.Sprintf("exercise %q: ", e.Name), err)
	}
	if err := t.speak(e); err != nil {
		return nil, l.placed(e.line, fmt.Sprintf("exercise %q: ", e.Name), err)
	}
	return t, nil
}

// asked is an exercise with names in the place of roles.
func (o *opener) asked(e *Exercise) (*Task, error) {
	b, err := o.bench(&e.Setup)
	if err != nil {
		return nil, err
	}
	t := &Task{Exercise: e, Bench: b}
	change := make([]string, len(e.Change))
	for i, name := range e.Change {
		k, err := b.knob(name)
		if err != nil {
			return nil, err
		}
		t.free = append(t.free, k.at)
		change[i] = b.params[k.at].Name
	}
	e.Change = change
	goals := append([]Goal(nil), e.Goals...)
	for i := range goals {
		if goals[i].Result, err = b.resolve(goals[i].Result); err != nil {
			return nil, err
		}
		place, err := b.Result(goals[i].Result)
		if err != nil {
			return nil, o.lesson.fault(goals[i].line, "exercise %q: %v", e.Name, err)
		}
		t.goals = append(t.goals, place)
	}
	e.Goals = goals
	if e.Result, err = b.resolve(e.Result); err != nil {
		return nil, err
	}
	if e.Over != nil {
		t.over = append([]float64(nil), b.Start...)
		if err := o.lesson.assign(b, t.over, e.Over); err != nil {
			return nil, err
		}
	}
	if err := b.canShow(e.Show); err != nil {
		return nil, fmt.Errorf("experiment %q %w", e.Setup.Experiment, err)
	}
	if e.Plot, err = b.plot(e.Plot); err != nil {
		return nil, err
	}
	if e.Setup.Knobs, err = b.knobs(e.Setup.Knobs); err != nil {
		return nil, err
	}
	switch e.Kind {
	case Reach:
		return t, o.target(t)
	case Order:
		return t, t.spell()
	}
	return t, nil
}

// target finds where the tip is to be.
func (o *opener) target(t *Task) error {
	e := t.Exercise
	if _, ok := t.Bench.Experiment.(poser); !ok {
		return fmt.Errorf("experiment %q has no tip to reach with", e.Setup.Experiment)
	}
	if e.Target.Aim == nil {
		t.target = e.Target.pose()
		return nil
	}
	var err error
	t.target, err = o.aimed(t.Bench, e.Target.Aim)
	if b := t.Bench.arm.bones; b != nil {
		// A finger is to come nearer than an arm.
		e.Target.WithinMM = min(e.Target.WithinMM, math.Round(nearEnough*(b.upper+b.fore)/mm*10)/10)
	}
	return err
}

// nearEnough is the share of an arm's reach within which it has come to a target.
// Design value.
const nearEnough = 0.01

// spell puts links in the place of roles in the transforms of an exercise.
func (t *Task) spell() (err error) {
	e := t.Exercise
	spelt := func(text string) (string, error) {
		if !strings.Contains(text, mark) {
			return text, nil
		}
		if t.Bench.arm == nil {
			return "", fmt.Errorf("%s: no arm stands on this page", text)
		}
		return t.Bench.arm.inTransforms(text)
	}
	if e.Product, err = spelt(e.Product); err != nil {
		return err
	}
	from := make([]string, len(e.From))
	for i, text := range e.From {
		if from[i], err = spelt(text); err != nil {
			return err
		}
	}
	e.From = from
	for _, text := range append(splitTransforms(e.Product), from...) {
		if elementary.MatchString(text) {
			continue
		}
		pair, err := linksOf(t.Bench.setting.Robot.Model, text)
		if err != nil {
			return err
		}
		for _, link := range []int{pair.parent, pair.child} {
			if !slices.Contains(t.Bench.framed, link) {
				t.Bench.framed = append(t.Bench.framed, link)
			}
		}
	}
	return nil
}

// speak fills in the question and its hints.
func (t *Task) speak(e *Exercise) error {
	results, err := t.Bench.Run(t.Bench.Start)
	if err != nil && e.Kind != Order {
		return err
	}
	words := speaker{bench: t.Bench, results: results}
	if e.Kind == Reach && t.Bench.arm.bones != nil {
		b := t.Bench.arm.bones
		from := r3.Sub(t.target.Pos, b.centre)
		words.extra = map[string]float64{"target.out_mm": r3.Dot(from, b.out) / mm, "target.up_mm": r3.Dot(from, b.up) / mm, "target.within_mm": e.Target.WithinMM}
	}
	if e.Ask, err = words.text(e.Ask); err != nil {
		return err
	}
	hints, err := words.texts(e.Written)
	if err != nil {
		return err
	}
	if len(hints) != NumHints {
		return fmt.Errorf("%d hints for this arm, want %d", len(hints), NumHints)
	}
	copy(e.Hints[:], hints)
	return nil
}

// aimOut is a key of an aim that is no joint: the tip's place, so much further from the
// shoulder.
const aimOut = "out_mm"

// aimed is where the tip is in a posture, or further out.
func (o *opener) aimed(b *Bench, aim []Assignment) (spatial.Pose, error) {
	if b.arm == nil {
		return spatial.Pose{}, errors.New("aim: no arm stands on this page")
	}
	l := b.arm.limb
	posture := make([]float64, len(b.params))
	for i, p := range b.params {
		posture[i] = p.Default
	}
	out := 0.0
	for _, a := range aim {
		if a.Name == aimOut {
			out = a.Value * mm
			continue
		}
		if err := o.lesson.assign(b, posture, []Assignment{a}); err != nil {
			return spatial.Pose{}, err
		}
	}
	l.relax()
	l.set(posture)
	pose := l.pose()
	l.relax()
	if out == 0 {
		return pose, nil
	}
	if b.arm.bones == nil {
		return spatial.Pose{}, b.arm.lacks("elbow")
	}
	ray := r3.Unit(r3.Sub(pose.Pos, b.arm.bones.centre))
	pose.Pos = r3.Add(pose.Pos, r3.Scale(out, ray))
	return pose, nil
}

// aim sets the parameters of a target to where the tip is in a posture.
func (o *opener) aim(b *Bench, aim []Assignment) error {
	if aim == nil {
		return nil
	}
	pose, err := o.aimed(b, aim)
	if err != nil {
		return o.lesson.placed(aim[0].line, "", err)
	}
	for i, v := range unplaced(pose) {
		k, err := b.Param(placeParams()[i].Name)
		if err != nil {
			return o.lesson.fault(aim[0].line, "aim: %v", err)
		}
		b.Start[k] = v
	}
	return nil
}

// unplaced are the parameters x, y, z, roll, pitch, yaw of a pose. Where the pitch is
// a quarter turn, roll and yaw do the same, and the yaw does all.
func unplaced(p spatial.Pose) [6]float64 {
	x, y, z := spatial.Axes(p.Rot)
	pitch := math.Atan2(-x.Z, math.Hypot(x.X, x.Y))
	roll, yaw := 0.0, 0.0
	if math.Hypot(x.X, x.Y) > 1e-9 {
		roll, yaw = math.Atan2(y.Z, z.Z), math.Atan2(x.Y, x.X)
	} else {
		yaw = math.Atan2(-y.X, y.Y)
	}
	return [6]float64{p.Pos.X / mm, p.Pos.Y / mm, p.Pos.Z / mm, roll / deg, pitch / deg, yaw / deg}
}

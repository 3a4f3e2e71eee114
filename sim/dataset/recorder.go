package dataset

import (
	"context"
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/task"
)

// The columns of a row, of tasks and of sessions.
const (
	ActionColumn      = "action"
	StateColumn       = "observation.state"
	EnvironmentColumn = "observation.environment_state"
	GloveColumn       = "observation.glove"
	SkinColumn        = "observation.skin"
	WindowColumn      = "observation.skin_window"
	TemperatureColumn = "observation.temperature"
	VibrationColumn   = "observation.vibration"
	RewardColumn      = "next.reward"
	DoneColumn        = "next.done"
	SuccessColumn     = "next.success"
	TimeColumn        = "time_s" // simulated; not under observation, where it would become an input
)

// recorder writes one episode's rows down.
type recorder struct {
	env     *task.Env
	columns []frames.Column
	fill    []func() // each observation's column, from the environment

	action                *frames.Column
	reward, done, success *frames.Column
	time                  *frames.Column
	extra                 int // elements of the action beyond the joints
	step                  []float32
	seen                  task.Observation
	own                   int // the first of the task's own arrays in it
	joints                []string
	window                *Window // of the skin; nil if nobody looks at it
	camera                Camera
	snap                  mirror.Snapshot // scratch of its pictures
	broken                error           // by which a picture could not be taken
}

// newRecorder sets the columns up, in the order of their names below.
func (m *Maker) newRecorder(env *task.Env, camera Camera) *recorder {
	kit := env.Kit()
	r := &recorder{env: env, camera: camera, step: make([]float32, kit.Action().Len())}
	model := kit.Describe().Robot.Model
	for i := range model.DOF() {
		r.joints = append(r.joints, model.Coordinate(i).Name)
	}
	r.extra = len(r.step) - len(r.joints)
	if m.seesGlove() {
		r.own = 1
	}
	r.columns = make([]frames.Column, 0, 13) // no more: the columns are pointed at
	r.action = r.column(ActionColumn, frames.Float32, append(slices.Clone(r.joints), Numbered("said", r.extra)...), nil)
	r.state(m.recipe.State)
	for _, sight := range m.recipe.Observe {
		switch sight {
		case SeeEnvironment:
			r.environment(m.things)
		case SeeGlove:
			r.column(GloveColumn, frames.Float32, r.gloveNames(), r.appendGlove)
		case SeeSkin:
			r.column(SkinColumn, frames.Float32, r.skinNames(), r.appendSkin)
		case SeeTemperature:
			r.column(TemperatureColumn, frames.Float32, r.patchNames(), r.appendTemperature)
		case SeeVibration:
			r.column(VibrationColumn, frames.Float32, r.patchNames(), r.appendVibration)
		default:
			r.window = NewWindow(sight)
			r.add(r.window.Feature(len(r.skinNames())), r.window.AppendTo)
		}
	}
	if m.recipe.Pictures != "" {
		r.add(m.size.Feature(), r.takePicture)
	}
	r.reward = r.column(RewardColumn, frames.Float32, []string{RewardColumn}, nil)
	r.done = r.column(DoneColumn, frames.Bool, []string{DoneColumn}, nil)
	r.success = r.column(SuccessColumn, frames.Bool, []string{SuccessColumn}, nil)
	r.time = r.column(TimeColumn, frames.Float64, []string{TimeColumn}, nil)
	return r
}

// column adds one; fill appends a cell to it.
func (r *recorder) column(name string, kind frames.Kind, names []string, fill func(c *frames.Column)) *frames.Column {
	return r.add(frames.Feature{Name: name, Kind: kind, Shape: []int{len(names)}, Names: names}, fill)
}

func (r *recorder) add(f frames.Feature, fill func(c *frames.Column)) *frames.Column {
	r.columns = append(r.columns, frames.Column{Feature: f})
	c := &r.columns[len(r.columns)-1]
	if fill != nil {
		r.fill = append(r.fill, func() { fill(c) })
	}
	return c
}

func (r *recorder) features() []frames.Feature {
	return (&frames.Episode{Columns: r.columns}).Features()
}

// run does the episode by the task's script.
func (r *recorder) run(ctx context.Context) (done bool, err error) {
	script, err := r.env.Script()
	if err != nil {
		return false, err
	}
	if r.window != nil {
		r.window.Push(r.skinFrame)
		r.env.Feel(func() { r.window.Push(r.skinFrame) })
		defer r.env.Feel(nil)
	}
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		r.seen = r.env.ObserveTo(r.seen)
		for _, fill := range r.fill {
			fill()
		}
		if r.broken != nil {
			return false, r.broken
		}
		r.time.Float64 = append(r.time.Float64, r.env.Time())
		script.Act(r.step)
		out := r.env.Step(r.step)
		r.action.Append(r.env.Targets()...)
		r.action.Float32 = append(r.action.Float32, r.step[len(r.step)-r.extra:]...)
		over := out.Terminated || out.Truncated
		r.reward.Append(out.Reward)
		r.done.Bool = append(r.done.Bool, over)
		r.success.Bool = append(r.success.Bool, out.Success)
		if over {
			return out.Success, nil
		}
	}
}

// state is the column that stock policies read, put together of several parts.
func (r *recorder) state(parts []string) {
	var names []string
	var fills []func(c *frames.Column)
	add := func(more []string, fill func(c *frames.Column)) {
		names, fills = append(names, more...), append(fills, fill)
	}
	for _, part := range parts {
		switch part {
		case StateJoints:
			add(r.joints, func(c *frames.Column) { c.Append(r.env.Body().Position()...) })
		case StateSpeeds:
			add(Suffixed(r.joints, "_speed"), func(c *frames.Column) { c.Append(r.env.Body().Velocity()...) })
		case StateSkin:
			add(r.skinNames(), r.appendSkin)
		case StateGlove:
			add(r.gloveNames(), r.appendGlove)
		}
	}
	r.column(StateColumn, frames.Float32, names, func(c *frames.Column) {
		for _, fill := range fills {
			fill(c)
		}
	})
}

// environment are the poses of what the task is about, such as its goal, and then of
// the things that can be moved.
func (r *recorder) environment(things []int) {
	spaces := r.env.Kit().Spaces()[r.own:]
	var names []string
	for i := range spaces {
		names = append(names, PoseNames(spaces[i].Name)...)
	}
	objects := r.env.Body().World().Objects
	for _, i := range things {
		names = append(names, PoseNames(fmt.Sprintf("thing_%d_%s", i, objects[i].Name))...)
	}
	r.column(EnvironmentColumn, frames.Float32, names, func(c *frames.Column) {
		for _, array := range r.seen[r.own:] {
			c.Float32 = append(c.Float32, array...)
		}
		for _, i := range things {
			c.Append(PoseNumbers(r.env.Body().World().Objects[i].WorldFromObject)...)
		}
	})
}

func (r *recorder) appendGlove(c *frames.Column) {
	for _, n := range r.env.Counts() {
		c.Float32 = append(c.Float32, float32(n))
	}
}

func (r *recorder) appendSkin(c *frames.Column) { c.Float32 = r.skinFrame(c.Float32) }

// skinFrame appends what all taxels measure.
func (r *recorder) skinFrame(to []float32) []float32 {
	for i := range r.env.Body().Skin().Measured() {
		l := &r.env.Body().Skin().Measured()[i]
		to = append(to, float32(l.Normal), float32(l.X), float32(l.Y))
	}
	return to
}

func (r *recorder) appendTemperature(c *frames.Column) {
	for _, p := range r.env.Body().Skin().Patches() {
		c.Append(p.Reading().Temperature)
	}
}

func (r *recorder) takePicture(c *frames.Column) {
	r.env.SnapshotTo(&r.snap)
	picture, err := Encode(r.camera.Take(&r.snap))
	if err != nil {
		r.broken = err
	}
	c.Images = append(c.Images, picture)
}

// appendVibration is the root mean square of a millisecond's two samples.
func (r *recorder) appendVibration(c *frames.Column) {
	for _, p := range r.env.Body().Skin().Patches() {
		v := p.Reading().Vibration
		c.Append(math.Hypot(v[0], v[1]) / math.Sqrt2)
	}
}

func (r *recorder) gloveNames() []string { return Numbered("channel", len(r.env.Counts())) }

func (r *recorder) skinNames() []string { return SkinNames(len(r.env.Body().Skin().Measured())) }

// SkinNames are the names of what so many taxels measure: a force into the skin, and two
// along it.
func SkinNames(taxels int) (names []string) {
	for i := range taxels {
		for _, axis := range [3]string{"normal", "x", "y"} {
			names = append(names, fmt.Sprintf("taxel_%d_%s", i, axis))
		}
	}
	return names
}

func (r *recorder) patchNames() (names []string) {
	for i, s := range r.env.Body().Skin().Surface().Spots {
		names = append(names, fmt.Sprintf("patch_%d_%s", i, s.Region))
	}
	return names
}

// Numbered are the names of so many of a kind: word_0, word_1 …
func Numbered(word string, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("%s_%d", word, i))
	}
	return names
}

// Suffixed are names with the same end.
func Suffixed(names []string, suffix string) []string {
	out := slices.Clone(names)
	for i := range out {
		out[i] += suffix
	}
	return out
}

// PoseNames are those of a pose's PoseNumbers.
func PoseNames(of string) []string {
	var names []string
	for _, part := range [7]string{"x", "y", "z", "qw", "qx", "qy", "qz"} {
		names = append(names, of+"_"+part)
	}
	return names
}

// PoseNumbers are a pose's place (m) and quaternion w, x, y, z with w ≥ 0.
func PoseNumbers(p spatial.Pose) []float64 {
	q, sign := p.Rot, math.Copysign(1, p.Rot.Real)
	return []float64{p.Pos.X, p.Pos.Y, p.Pos.Z, sign * q.Real, sign * q.Imag, sign * q.Jmag, sign * q.Kmag}
}

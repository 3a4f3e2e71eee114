package export

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/record/ros"
)

// held is the latest of every channel.
type held struct {
	stamp              uint64 // ns, of the step
	position, velocity []float64
	things             []float64 // PoseNumbers of each
	glove              []uint16
	skin               []float32 // N: into the skin and twice along it, for each taxel
	temperature        []float32 // °C
	vibration          []float32 // Pa, root mean square over a millisecond
}

// sheet fills the rows of one episode.
type sheet struct {
	layout  *layout
	fps     uint64
	seesAll bool // every channel that is asked for has told something
	begin   uint64
	rows    uint64
	now     held
	needs   []func() bool
	columns []frames.Column
	fill    []func()        // from what is held
	window  *dataset.Window // of the skin; nil if nobody looks at it
	again   *again          // for pictures; nil without
	broken  error           // by which one could not be taken
	action  *frames.Column
	done    *frames.Column
	time    *frames.Column
}

func newSheet(l *layout, o *Options) (*sheet, error) {
	s := &sheet{layout: l, fps: uint64(o.FPS), columns: make([]frames.Column, 0, 12)} // no more: the columns are pointed at
	s.action = s.column(dataset.ActionColumn, frames.Float32, l.joints)
	if err := s.state(o.State); err != nil {
		return nil, err
	}
	for _, sight := range o.Observe {
		s.observe(sight)
	}
	if o.Pictures != "" {
		s.add(o.size.Feature(), func(c *frames.Column) { s.broken = errors.Join(s.broken, s.again.take(c)) })
	}
	s.done = s.column(dataset.DoneColumn, frames.Bool, []string{dataset.DoneColumn})
	s.time = s.column(dataset.TimeColumn, frames.Float64, []string{dataset.TimeColumn})
	return s, nil
}

// column adds one; the parts append to its cells, one after another.
func (s *sheet) column(name string, kind frames.Kind, names []string, parts ...func(c *frames.Column)) *frames.Column {
	return s.add(frames.Feature{Name: name, Kind: kind, Shape: []int{len(names)}, Names: names}, parts...)
}

func (s *sheet) add(f frames.Feature, parts ...func(c *frames.Column)) *frames.Column {
	s.columns = append(s.columns, frames.Column{Feature: f})
	c := &s.columns[len(s.columns)-1]
	for _, part := range parts {
		s.fill = append(s.fill, func() { part(c) })
	}
	return c
}

// state is the column that stock policies read, put together of several parts.
func (s *sheet) state(list []string) error {
	var names []string
	var parts []func(c *frames.Column)
	for _, what := range list {
		var more []string
		var part func(c *frames.Column)
		switch what {
		case dataset.StateJoints:
			more, part = s.layout.joints, func(c *frames.Column) { c.Append(s.now.position...) }
		case dataset.StateSpeeds:
			more, part = dataset.Suffixed(s.layout.joints, "_speed"), func(c *frames.Column) { c.Append(s.now.velocity...) }
		case dataset.StateSkin:
			more, part = s.skin()
		case dataset.StateGlove:
			more, part = s.glove()
		}
		if len(more) == 0 {
			return fmt.Errorf("state: the sessions have no %s", what)
		}
		names, parts = append(names, more...), append(parts, part)
	}
	s.column(dataset.StateColumn, frames.Float32, names, parts...)
	return nil
}

// observe adds what is seen beside the state, if the session has it.
func (s *sheet) observe(sight string) {
	var column string
	var names []string
	var part func(c *frames.Column)
	switch sight {
	case dataset.SeeEnvironment:
		for _, child := range s.layout.things {
			names = append(names, dataset.PoseNames(strings.ReplaceAll(child, "/", "_"))...)
		}
		s.need(len(names), func() int { return len(s.now.things) })
		column, part = dataset.EnvironmentColumn, func(c *frames.Column) { c.Append(s.now.things...) }
	case dataset.SeeGlove:
		column = dataset.GloveColumn
		names, part = s.glove()
	case dataset.SeeSkin:
		column = dataset.SkinColumn
		names, part = s.skin()
	case dataset.SeeTemperature, dataset.SeeVibration:
		names, column = dataset.Numbered("patch", s.layout.patches), dataset.TemperatureColumn
		from := &s.now.temperature
		if sight == dataset.SeeVibration {
			column, from = dataset.VibrationColumn, &s.now.vibration
		}
		s.need(len(names), func() int { return len(*from) })
		part = func(c *frames.Column) { c.Float32 = append(c.Float32, *from...) }
	default:
		if s.window = dataset.NewWindow(sight); s.layout.taxels > 0 {
			names, _ := s.skin()
			s.add(s.window.Feature(len(names)), s.window.AppendTo)
		}
	}
	if len(names) > 0 {
		s.column(column, frames.Float32, names, part)
	}
}

func (s *sheet) glove() ([]string, func(c *frames.Column)) {
	s.need(s.layout.channels, func() int { return len(s.now.glove) })
	return dataset.Numbered("channel", s.layout.channels), func(c *frames.Column) {
		for _, n := range s.now.glove {
			c.Float32 = append(c.Float32, float32(n))
		}
	}
}

func (s *sheet) skin() ([]string, func(c *frames.Column)) {
	s.need(s.layout.taxels, func() int { return len(s.now.skin) })
	return dataset.SkinNames(s.layout.taxels), func(c *frames.Column) { c.Float32 = append(c.Float32, s.now.skin...) }
}

// need has the rows begin when a channel has told something.
func (s *sheet) need(elements int, has func() int) {
	if elements > 0 {
		s.needs = append(s.needs, func() bool { return has() > 0 })
	}
}

// step takes the next step: the rows before it are complete with its targets.
func (s *sheet) step(t *record.Taken) error {
	if !slices.Equal(t.Joints.Name, s.layout.joints) || len(t.Joints.Position) != len(s.layout.joints) ||
		len(t.Joints.Velocity) != len(s.layout.joints) || len(t.Commands.Position) != len(s.layout.joints) {
		return fmt.Errorf("step %d: the joints are not those of the beginning", t.Step.Step)
	}
	at := t.Step.Stamp
	stamp := uint64(max(at.Sec, 0))*1e9 + uint64(at.Nanosec)
	if s.now.stamp > 0 && (stamp <= s.now.stamp || stamp-s.now.stamp > longestGap) {
		return fmt.Errorf("step %d: at %d ns after one at %d ns, want rising times without gaps", t.Step.Step, stamp, s.now.stamp)
	}
	// Row i is due i/fps after the first: compared in whole numbers, without a rounding.
	for s.seesAll && (stamp-s.begin)*s.fps > s.rows*1e9 {
		s.row(t.Commands.Position)
	}
	if s.broken != nil {
		return s.broken
	}
	if s.again != nil {
		if err := s.again.step(); err != nil {
			return err
		}
	}
	s.now.stamp = stamp
	if err := s.hold(t); err != nil {
		return fmt.Errorf("step %d: %w", t.Step.Step, err)
	}
	if !s.seesAll && !slices.ContainsFunc(s.needs, func(has func() bool) bool { return !has() }) {
		s.seesAll, s.begin = true, stamp
	}
	return nil
}

// longestGap between two steps (ns). A recording has none: what is not stepped takes no time.
const longestGap = 100e6

// row writes down what is held.
func (s *sheet) row(targets []float64) {
	for _, fill := range s.fill {
		fill()
	}
	s.action.Append(targets...)
	s.done.Bool = append(s.done.Bool, false)
	s.time.Float64 = append(s.time.Float64, float64(s.now.stamp)/1e9)
	s.rows++
}

// episode is what came of it.
func (s *sheet) episode(number int, task, session string) (*frames.Episode, error) {
	if s.rows == 0 {
		return nil, errors.New("too short for one row")
	}
	s.done.Bool[s.rows-1] = true
	e := &frames.Episode{Number: number, Task: task, Facts: []frames.Fact{frames.Word("session", session)}, Columns: s.columns}
	return e, e.Check()
}

// hold copies what a step has of each channel.
func (s *sheet) hold(t *record.Taken) (err error) {
	h := &s.now
	h.position, h.velocity = append(h.position[:0], t.Joints.Position...), append(h.velocity[:0], t.Joints.Velocity...)
	if t.TF != nil && s.has(dataset.EnvironmentColumn) {
		if h.things, err = s.layout.poses(h.things[:0], t.TF); err != nil {
			return err
		}
	}
	if t.Glove != nil {
		if len(t.Glove.Counts) != s.layout.channels {
			return fmt.Errorf("%d channels of the glove, want %d", len(t.Glove.Counts), s.layout.channels)
		}
		h.glove = append(h.glove[:0], t.Glove.Counts...)
	}
	if t.Skin != nil {
		if err := h.holdSkin(t.Skin, s.layout.taxels); err != nil {
			return err
		}
		if s.window != nil {
			s.window.Push(func(frame []float32) []float32 { return append(frame, h.skin...) })
		}
	}
	if t.Patches != nil {
		return h.holdPatches(t.Patches, s.layout.patches)
	}
	return nil
}

func (s *sheet) has(column string) bool {
	return slices.ContainsFunc(s.columns, func(c frames.Column) bool { return c.Name == column })
}

// holdSkin takes the forces.
func (h *held) holdSkin(cloud *ros.PointCloud, taxels int) error {
	if int(cloud.Width) != taxels || cloud.PointStep != record.PointSize || len(cloud.Data) != record.PointSize*taxels || cloud.BigEndian {
		return fmt.Errorf("%d taxels in %d bytes, want %d of %d each", cloud.Width, len(cloud.Data), taxels, record.PointSize)
	}
	h.skin = record.AppendForces(h.skin[:0], cloud.Data)
	return nil
}

// holdPatches takes the temperatures, and the vibration of the last millisecond.
func (h *held) holdPatches(p *record.Patches, patches int) error {
	if len(p.Temperature) != patches || len(p.Vibration) < 2*patches {
		return fmt.Errorf("%d patches with %d samples of vibration, want %d with %d or more", len(p.Temperature), len(p.Vibration), patches, 2*patches)
	}
	h.temperature, h.vibration = append(h.temperature[:0], p.Temperature...), h.vibration[:0]
	last := p.Vibration[len(p.Vibration)-2*patches:]
	for i := range patches {
		h.vibration = append(h.vibration, float32(math.Hypot(float64(last[i]), float64(last[patches+i]))/math.Sqrt2))
	}
	return nil
}

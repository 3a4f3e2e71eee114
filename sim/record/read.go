package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record/mcap"
	"mirrorarm/sim/record/ros"
	"mirrorarm/sim/world"
)

// Reader reads a session's file step by step.
type Reader struct {
	// Facts are what the writer told of itself: "version", "arch", and what its caller
	// added. They are there after the first step.
	Facts map[string]string
	// End is how the recording ended: "steps" and "digest". It is there after the last step,
	// and nil where it is not known.
	End map[string]string

	from     *mcap.Reader
	attached map[string][]byte
	plans    map[uint32]plan
	firsts   map[uint32]gesture.Sample
	taken    Taken
}

// Taken is one step of a session. Its slices hold until the next one is read.
type Taken struct {
	Step     Step
	Hand     Hand
	Events   []Event // before the step
	Verdict  *Verdict
	Joints   ros.JointState
	Commands ros.JointState

	// What need not come with each step; nil without.
	Glove    *Glove
	Skin     *ros.PointCloud
	Contacts *Contacts
	Patches  *Patches
	TF       *ros.Transforms

	glove    Glove // behind the pointers
	skin     ros.PointCloud
	contacts Contacts
	patches  Patches
	tf       ros.Transforms
	verdict  Verdict
}

// mostEvents bounds what is believed to have been done before one step.
const mostEvents = 1 << 20

// NewReader begins to read a session.
func NewReader(from io.Reader) (*Reader, error) {
	r, err := mcap.NewReader(from)
	if err != nil {
		return nil, err
	}
	return &Reader{from: r, attached: map[string][]byte{}, plans: map[uint32]plan{}, firsts: map[uint32]gesture.Sample{}}, nil
}

// Next reads the next step; io.EOF is the end of a whole file.
func (r *Reader) Next() (*Taken, error) {
	t := &r.taken
	t.Events, t.Verdict, t.Glove, t.Skin, t.Contacts, t.Patches, t.TF = t.Events[:0], nil, nil, nil, nil, nil, nil
	for {
		op, err := r.from.Next()
		if err != nil {
			if errors.Is(err, io.EOF) && r.Facts == nil {
				return nil, fmt.Errorf("record: no session of mirrorarm: no metadata %q", metaFile)
			}
			return nil, err
		}
		done := false
		switch op {
		case mcap.OpMetadata:
			err = r.metadata(&r.from.Metadata)
		case mcap.OpAttachment:
			r.attached[r.from.Attachment.Name] = append([]byte(nil), r.from.Attachment.Data...)
		case mcap.OpMessage:
			done, err = r.message(r.from.Topic().Topic, r.from.Message.Data)
		}
		if err != nil {
			return nil, fmt.Errorf("record: %w", err)
		}
		if done {
			return t, nil
		}
	}
}

// metadata takes what tells how the session was made.
func (r *Reader) metadata(m *mcap.Metadata) error {
	number, mirrored := strings.CutPrefix(m.Name, metaMirror)
	switch {
	case m.Name == metaFile:
		if v := m.Pairs["format"]; v != strconv.Itoa(format) {
			return fmt.Errorf("format %q of a session, want %q: another version of the program wrote it (%s)", v, strconv.Itoa(format), m.Pairs["version"])
		}
		r.Facts = m.Pairs
	case m.Name == metaEnd:
		r.End = m.Pairs
	case mirrored:
		id, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			return fmt.Errorf("metadata %q: want a number behind %q", m.Name, metaMirror)
		}
		p, err := readPlan(m.Pairs)
		if err != nil {
			return fmt.Errorf("metadata %q: %w", m.Name, err)
		}
		r.plans[uint32(id)] = p
	}
	return nil
}

// message takes a message; done tells that it ends a step.
func (r *Reader) message(topic string, data []byte) (done bool, err error) {
	t := &r.taken
	switch topic {
	case TopicHand:
		if err := ros.Read(data, &t.Hand); err != nil {
			return false, err
		}
		if _, ok := r.firsts[t.Hand.Mirror]; !ok {
			r.firsts[t.Hand.Mirror] = t.Hand.sample()
		}
	case TopicEvents:
		if len(t.Events) == mostEvents {
			return false, fmt.Errorf("more than %d events before step %d", mostEvents, t.Step.Step+1)
		}
		t.Events = append(t.Events, Event{})
		return false, ros.Read(data, &t.Events[len(t.Events)-1])
	case TopicJoints:
		return false, ros.Read(data, &t.Joints)
	case TopicCommands:
		return false, ros.Read(data, &t.Commands)
	case TopicGlove:
		t.Glove = &t.glove
		return false, ros.Read(data, t.Glove)
	case TopicSkin:
		t.Skin = &t.skin
		return false, ros.Read(data, t.Skin)
	case TopicContacts:
		t.Contacts = &t.contacts
		return false, ros.Read(data, t.Contacts)
	case TopicPatches:
		t.Patches = &t.patches
		return false, ros.Read(data, t.Patches)
	case TopicTF:
		t.TF = &t.tf
		return false, ros.Read(data, t.TF)
	case TopicVerdict:
		t.Verdict = &t.verdict
		return false, ros.Read(data, t.Verdict)
	case TopicSteps:
		return true, ros.Read(data, &t.Step)
	}
	return false, nil
}

// Source describes the person whom a mirror followed, and gives the sample that it began
// with.
func (r *Reader) Source(id uint32) (gesture.Info, gesture.Sample, error) {
	p, ok := r.plans[id]
	first, begun := r.firsts[id]
	if !ok || !begun {
		return gesture.Info{}, first, fmt.Errorf("record: mirror %d is not described", id)
	}
	return p.hand.info(), first, nil
}

// plan is what a mirror is made of.
func (r *Reader) plan(id uint32) (p plan, err error) {
	p, ok := r.plans[id]
	if !ok {
		err = fmt.Errorf("record: mirror %d is not described", id)
	}
	return p, err
}

// Robot is that of a mirror.
func (r *Reader) Robot(id uint32) (*robot.Robot, error) {
	p, err := r.plan(id)
	if err != nil {
		return nil, err
	}
	made, err := p.openRobot(r.attached)
	if err != nil {
		return nil, fmt.Errorf("record: mirror %d: %w", id, err)
	}
	return made, nil
}

// Scene is what stood around a mirror in its beginning; nil for nothing.
func (r *Reader) Scene(id uint32) (*world.Scene, error) {
	p, err := r.plan(id)
	if err != nil {
		return nil, err
	}
	s, err := openScene(p.scene, r.attached)
	if err != nil {
		return nil, fmt.Errorf("record: mirror %d: %w", id, err)
	}
	return s, nil
}

// config is what mirror id is to be made of, with a source in place of its own.
func (r *Reader) config(id uint32, src gesture.Source) (mirror.Config, error) {
	p, err := r.plan(id)
	if err != nil {
		return mirror.Config{}, err
	}
	if p.midway {
		return mirror.Config{}, fmt.Errorf("record: mirror %d ran before it was recorded, and cannot be had again from its beginning", id)
	}
	cfg, err := p.config(src, r.attached)
	if err != nil {
		return cfg, fmt.Errorf("record: mirror %d: %w", id, err)
	}
	return cfg, nil
}

// act is the act of an event.
func (r *Reader) act(e *Event) (a mirror.Act, err error) {
	var what event
	if err := json.Unmarshal([]byte(e.Act), &what); err != nil {
		return a, fmt.Errorf("record: event before step %d: %w", e.Step, err)
	}
	a = what.Act
	if a.Kind, err = mirror.ParseAct(e.Kind); err != nil {
		return a, fmt.Errorf("record: event before step %d: %w", e.Step, err)
	}
	a.Scene, err = openScene(what.Scene, r.attached)
	return a, err
}

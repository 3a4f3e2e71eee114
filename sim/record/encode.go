package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"math"
	"runtime"
	"strconv"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record/mcap"
	"mirrorarm/sim/record/ros"
	"mirrorarm/sim/world"
)

// encoder makes a file of slots: all that happens on the goroutine beside the loop.
type encoder struct {
	opt     *Options
	file    *mcap.Writer
	channel map[string]uint16
	sitters map[*portrait]*sitter
	scenes  map[string]string // attachments' names by their content
	cdr     ros.CDR
	digest  hash.Hash
	scratch []byte
	moments bool // single ones, not all steps
	err     error

	now       Moment
	hand      Hand
	glove     Glove
	joints    ros.JointState
	commands  ros.JointState
	cloud     ros.PointCloud
	contacts  Contacts
	patches   Patches
	tf        ros.Transforms
	tell      Step
	vibration []float32 // since the last message
}

// sitter is a mirror as it is encoded.
type sitter struct {
	*portrait
	joints []string
	state  *chain.State // scratch
	links  []spatial.Pose
	hand   *hand.Hand // scratch
	marks  hand.Landmarks
}

// topics are those of a session, with the kind of their messages and what is to be known
// of them beside that.
func topics() []struct {
	name  string
	kind  ros.Message
	notes map[string]string
} {
	return []struct {
		name  string
		kind  ros.Message
		notes map[string]string
	}{
		{TopicHand, &Hand{}, map[string]string{"first": "the first of each mirror is the posture in which it began"}},
		{TopicSteps, &Step{}, nil},
		{TopicJoints, &ros.JointState{}, map[string]string{"unit": "rad, rad/s, N m"}},
		{TopicCommands, &ros.JointState{}, map[string]string{"unit": "rad"}},
		{TopicGlove, &Glove{}, nil},
		{TopicSkin, &ros.PointCloud{}, map[string]string{
			"x, y, z":    "m, in the world",
			"fx, fy, fz": "N, measured, in the frame of the taxel: along the skin, along the skin, into it",
		}},
		{TopicContacts, &Contacts{}, nil},
		{TopicPatches, &Patches{}, nil},
		{TopicTF, &ros.Transforms{}, nil},
		{TopicVerdict, &Verdict{}, nil},
		{TopicEvents, &Event{}, nil},
	}
}

func newEncoder(to io.Writer, o *Options) (*encoder, error) {
	e := &encoder{
		opt: o, channel: map[string]uint16{}, sitters: map[*portrait]*sitter{}, scenes: map[string]string{}, digest: sha256.New(),
	}
	var err error
	e.file, err = mcap.NewWriter(to, mcap.Options{
		Header: mcap.Header{Profile: "ros2", Library: "mirrorarm"}, Compression: mcap.LZ4,
	})
	if err != nil {
		return nil, err
	}
	kinds := map[string]uint16{}
	for _, t := range topics() {
		id, ok := kinds[t.kind.Type()]
		if !ok {
			if id, err = e.file.AddSchema(t.kind.Type(), "ros2msg", []byte(t.kind.Definition())); err != nil {
				return nil, err
			}
			kinds[t.kind.Type()] = id
		}
		if e.channel[t.name], err = e.file.AddChannel(id, t.name, "cdr", t.notes); err != nil {
			return nil, err
		}
	}
	e.cloud.Field, e.cloud.PointStep = []ros.PointField{
		{Name: "x", Offset: 0, Datatype: ros.Float32Field, Count: 1}, {Name: "y", Offset: 4, Datatype: ros.Float32Field, Count: 1},
		{Name: "z", Offset: 8, Datatype: ros.Float32Field, Count: 1}, {Name: "fx", Offset: 12, Datatype: ros.Float32Field, Count: 1},
		{Name: "fy", Offset: 16, Datatype: ros.Float32Field, Count: 1}, {Name: "fz", Offset: 20, Datatype: ros.Float32Field, Count: 1},
	}, PointSize
	e.cloud.Header.FrameID, e.cloud.Height, e.cloud.Dense = worldFrame, 1, true
	return e, e.introduce()
}

// introduce says who writes.
func (e *encoder) introduce() error {
	pairs := map[string]string{"version": e.opt.Version, "arch": runtime.GOARCH, "format": strconv.Itoa(format)}
	for k, v := range e.opt.Facts {
		pairs[k] = v
	}
	if err := e.file.AddMetadata(&mcap.Metadata{Name: metaFile, Pairs: pairs}); err != nil {
		return err
	}
	text := []byte(robot.BionicURDF())
	if e.opt.Robot != nil {
		text = e.opt.Robot.Text
	}
	if err := e.file.Attach(&mcap.Attachment{Name: robotFile, MediaType: "application/xml", Data: text}); err != nil {
		return err
	}
	if h := e.opt.Hand; h != nil {
		return e.file.Attach(&mcap.Attachment{Name: h.Name, MediaType: h.MediaType, Data: h.Data})
	}
	return nil
}

// factMoments is how many moments a second a file has that has not all steps.
const factMoments = "moments_per_second"

// format is the version of what our topics and metadata mean.
const format = 1

// put writes a message; the first error stays.
func (e *encoder) put(topic string, stamp uint64, m ros.Message) {
	if e.err == nil {
		e.err = e.file.Write(e.channel[topic], stamp, e.cdr.Encode(m))
	}
}

// sit gives what is needed to encode a mirror, which is written down at first sight.
func (e *encoder) sit(p *portrait, at Moment, stamp uint64) *sitter {
	if s := e.sitters[p]; s != nil {
		return s
	}
	model, info := p.what.Robot.Model, p.made.Source.Info()
	s := &sitter{portrait: p, state: chain.NewState(model), links: make([]spatial.Pose, model.NumLinks()), hand: hand.New(info.Side, info.Dims)}
	for i := range model.DOF() {
		s.joints = append(s.joints, model.Coordinate(i).Name)
	}
	e.sitters[p] = s
	if e.err == nil {
		e.err = e.describe(p)
	}
	at.Mirror = p.id
	e.hand.Moment = at
	e.hand.set(&p.first)
	s.landmarksTo(&e.hand)
	e.put(TopicHand, stamp, &e.hand)
	return s
}

// describe writes down what a mirror is made of.
func (e *encoder) describe(p *portrait) error {
	what := planOf(&p.made, p.midway)
	if e.opt.Robot != nil {
		what.robot, what.fit = robotFile, e.opt.Robot.Fit
	}
	var err error
	if what.scene, err = e.scene(p.scene); err != nil {
		return err
	}
	pairs, err := what.pairs()
	if err != nil {
		return err
	}
	return e.file.AddMetadata(&mcap.Metadata{Name: metaMirror + strconv.FormatUint(uint64(p.id), 10), Pairs: pairs})
}

// scene attaches a scene once, and gives the attachment's name.
func (e *encoder) scene(s *world.Scene) (string, error) {
	if s == nil {
		return "", nil
	}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return "", err
	}
	name, ok := e.scenes[string(text)]
	if ok {
		return name, nil
	}
	name = fmt.Sprintf(sceneFile, len(e.scenes))
	e.scenes[string(text)] = name
	return name, e.file.Attach(&mcap.Attachment{Name: name, MediaType: "application/json", Data: text})
}

// event is what an act's message holds: the act, and its scene by name.
type event struct {
	mirror.Act
	Scene string `json:"scene,omitempty"`
}

// deed writes down what was done to a mirror.
func (e *encoder) deed(d *deed, at Moment, stamp uint64) {
	e.sit(d.on, at, stamp)
	what := event{Act: d.act}
	var err error
	if what.Scene, err = e.scene(d.act.Scene); err == nil {
		var text []byte
		if text, err = json.Marshal(&what); err == nil {
			at.Mirror = d.on.id
			e.put(TopicEvents, stamp, &Event{Moment: at, Kind: d.act.Kind.String(), Act: string(text)})
		}
	}
	if e.err == nil {
		e.err = err
	}
}

// step writes one slot down.
func (e *encoder) step(s *slot) error {
	at := Moment{Stamp: ros.At(s.stamp), Step: s.number, Mirror: s.on.id}
	for i := range s.deeds {
		e.deed(&s.deeds[i], at, s.stamp)
	}
	m := e.sit(s.on, at, s.stamp)
	e.now = at
	if s.verdict != nil {
		s.verdict.Moment = at
		e.put(TopicVerdict, s.stamp, s.verdict)
	}
	e.person(m, s)
	e.robot(m, s)
	if s.frame {
		e.skin(m, s)
	}
	e.warmth(s)
	if s.posed {
		e.poses(m, s)
	}
	e.sum(s)
	return e.err
}

func (e *encoder) person(m *sitter, s *slot) {
	e.hand.Moment = e.now
	e.hand.set(&s.sample)
	m.landmarksTo(&e.hand)
	e.put(TopicHand, s.stamp, &e.hand)
	if s.fresh {
		e.glove.Moment, e.glove.Counts = e.now, s.counts
		e.put(TopicGlove, s.stamp, &e.glove)
	}
}

// landmarksTo gives the landmarks of a hand, in the world.
func (m *sitter) landmarksTo(h *Hand) {
	m.hand.SetAngles(h.Angles)
	m.hand.LandmarksTo(&m.marks)
	palm := PoseOf(&h.WorldFromPalm)
	for i, p := range m.marks {
		h.Landmarks[i] = rosVector(palm.Apply(p))
	}
}

func (e *encoder) robot(m *sitter, s *slot) {
	e.joints.Header.Stamp, e.commands.Header.Stamp = e.now.Stamp, e.now.Stamp
	e.joints.Name, e.joints.Position, e.joints.Velocity, e.joints.Effort = m.joints, s.position, s.velocity, s.effort
	e.put(TopicJoints, s.stamp, &e.joints)
	e.commands.Name, e.commands.Position = m.joints, s.target
	e.put(TopicCommands, s.stamp, &e.commands)
	if s.frame || s.posed {
		m.state.SetCoordinates(s.position)
		for i := range m.links {
			m.links[i] = m.what.WorldFromBase.Mul(m.state.RootFromLink(i))
		}
	}
}

func (e *encoder) skin(m *sitter, s *slot) {
	e.cloud.Header.Stamp, e.cloud.Width, e.cloud.RowStep = e.now.Stamp, uint32(len(s.force)/3), uint32(len(s.force)*8)
	b := e.cloud.Data[:0]
	elements := m.what.Skin.Elements
	for i := range len(s.force) / 3 {
		p := m.links[elements[i].Link].Apply(elements[i].Centre)
		for _, v := range [...]float32{float32(p.X), float32(p.Y), float32(p.Z), s.force[3*i+1], s.force[3*i+2], s.force[3*i]} {
			b = le.AppendUint32(b, math.Float32bits(v))
		}
	}
	e.cloud.Data = b
	e.put(TopicSkin, s.stamp, &e.cloud)

	e.contacts.Moment, e.contacts.Contacts = e.now, e.contacts.Contacts[:0]
	for i := range s.touches {
		t := &s.touches[i]
		e.contacts.Contacts = append(e.contacts.Contacts, Contact{
			Region: m.regions[i], Touching: t.Contact, Slipping: t.Slip, Normal: t.Normal, Shear: t.Shear,
			Centre: rosVector(t.Centre), Temperature: t.Temperature,
		})
	}
	e.put(TopicContacts, s.stamp, &e.contacts)
}

// warmth writes what the patches measured, ten steps at a time.
func (e *encoder) warmth(s *slot) {
	if len(s.patches) == 0 {
		return
	}
	for half := range s.patches[0].Vibration {
		for i := 0; i < len(s.patches) && !e.moments; i++ { // what lies between moments is not known
			e.vibration = append(e.vibration, float32(s.patches[i].Vibration[half]))
		}
	}
	if !s.posed {
		return
	}
	p := &e.patches
	p.Moment, p.Temperature, p.Flux, p.Vibration = e.now, p.Temperature[:0], p.Flux[:0], e.vibration
	for i := range s.patches {
		p.Temperature = append(p.Temperature, float32(s.patches[i].Temperature))
		p.Flux = append(p.Flux, float32(s.patches[i].Flux))
	}
	e.put(TopicPatches, s.stamp, p)
	e.vibration = e.vibration[:0]
}

func (e *encoder) poses(m *sitter, s *slot) {
	list := e.tf.Transforms[:0]
	add := func(name string, p spatial.Pose) {
		list = append(list, ros.Transform{Header: ros.Header{Stamp: e.now.Stamp, FrameID: worldFrame}, Child: name, Pose: rosPose(p)})
	}
	for i, p := range m.links {
		add(m.what.Robot.Model.LinkName(i), p)
	}
	add("person/forearm", s.sample.WorldFromForearm)
	add("person/palm", s.sample.WorldFromPalm)
	for i := range s.things {
		t := &s.things[i]
		add("thing/"+strconv.Itoa(t.number)+"/"+t.name, t.worldFromObject)
	}
	e.tf.Transforms = list
	e.put(TopicTF, s.stamp, &e.tf)
}

// sum writes what the step came to in a few numbers.
func (e *encoder) sum(s *slot) {
	t := &e.tell
	t.Moment, t.Time, t.Piloted = e.now, s.time, s.piloted
	t.Stages = hashes(s.counts, s.angles[:], s.target, s.position, s.taxels)
	t.Hash = hashAll(&t.Stages)
	e.put(TopicSteps, s.stamp, t)
	e.scratch = mirror.AppendDigested(e.scratch[:0], s.counts, s.position, s.taxels)
	e.digest.Write(e.scratch)
}

// end ends the file.
func (e *encoder) end() (r Result, err error) {
	if e.err == nil {
		pairs := map[string]string{"steps": strconv.FormatUint(e.now.Step, 10)}
		if !e.moments {
			r.Digest = hex.EncodeToString(e.digest.Sum(nil))
			pairs["digest"] = r.Digest
		}
		e.err = e.file.AddMetadata(&mcap.Metadata{Name: metaEnd, Pairs: pairs})
	}
	err = e.file.Close()
	if err == nil {
		err = e.err
	}
	if err != nil {
		r.Digest = ""
	}
	stats := e.file.Stats()
	r.Steps, r.Messages = stats.PerChannel[e.channel[TopicSteps]], stats.Messages
	return r, err
}

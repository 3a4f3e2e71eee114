package record

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record/ros"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Topics of a session's file.
const (
	TopicHand     = "/person/hand"
	TopicSteps    = "/steps"
	TopicJoints   = "/joint_states"
	TopicCommands = "/joint_commands"
	TopicGlove    = "/glove"
	TopicSkin     = "/skin"
	TopicContacts = "/contacts"
	TopicPatches  = "/patches"
	TopicTF       = "/tf"
	TopicVerdict  = "/verdict"
	TopicEvents   = "/events"
)

// worldFrame is the frame of poses that are in the world.
const worldFrame = "world"

// Moment is what every message of ours begins with.
type Moment struct {
	Stamp  ros.Time
	Step   uint64 // of the recording, from 1
	Mirror uint32 // which of the recording's mirrors
}

const momentText = "# Simulated time; the step of the recording, from 1, of which of its mirrors\n" +
	"builtin_interfaces/Time stamp\nuint64 step\nuint32 mirror\n"

func (m *Moment) fields(c *ros.CDR) {
	m.Stamp.Fields(c)
	c.Uint64(&m.Step)
	c.Uint32(&m.Mirror)
}

// Hand is what the source gave for one step: the person.
type Hand struct {
	Moment
	Time             float64 // s, of the sample
	State            uint8   // gesture.State
	Tracked          bool
	Frame            uint64
	Confidence       float64
	Angles           hand.Angles // rad
	WorldFromForearm ros.Pose
	WorldFromPalm    ros.Pose
	Landmarks        [hand.NumLandmarks]ros.Vector // m, in the world
}

// Type is the message's name.
func (*Hand) Type() string { return "mirrorarm_msgs/msg/Hand" }

// Definition is the text that defines it.
func (*Hand) Definition() string {
	return ros.Definitions(momentText+`# s since the mirror began
float64 time
uint8 OK=0
uint8 PREDICTED=1
uint8 LOST=2
uint8 state
# Seen by a tracker that is there
bool tracked
# Last frame of a recording at or before this time
uint64 frame
# 0 to 1
float64 confidence
# rad: thumb CMC abduction, CMC flexion, MCP, IP; index, middle, ring, little: MCP spread, MCP, PIP, DIP; wrist flexion, deviation
float64[22] angles
geometry_msgs/Pose world_from_forearm
geometry_msgs/Pose world_from_palm
# m, in the world: wrist; thumb CMC MCP IP tip; index, middle, ring, little: MCP PIP DIP tip
geometry_msgs/Point[21] landmarks
`, ros.PoseType, ros.PointType, ros.QuaternionType, ros.TimeType)
}

// Fields visits the fields.
func (m *Hand) Fields(c *ros.CDR) {
	m.fields(c)
	c.Float64(&m.Time)
	c.Uint8(&m.State)
	c.Bool(&m.Tracked)
	c.Uint64(&m.Frame)
	c.Float64(&m.Confidence)
	c.Array(m.Angles[:])
	m.WorldFromForearm.Fields(c)
	m.WorldFromPalm.Fields(c)
	for i := range m.Landmarks {
		m.Landmarks[i].Fields(c)
	}
}

// set takes a sample over.
func (m *Hand) set(s *gesture.Sample) {
	m.Time, m.State, m.Tracked, m.Frame, m.Confidence = s.Time, uint8(s.State), s.Tracked, uint64(s.Frame), s.Confidence
	m.Angles, m.WorldFromForearm, m.WorldFromPalm = s.Angles, rosPose(s.WorldFromForearm), rosPose(s.WorldFromPalm)
}

// sample gives the sample back.
func (m *Hand) sample() gesture.Sample {
	return gesture.Sample{
		Time: m.Time, State: gesture.State(min(m.State, uint8(gesture.Lost))), Tracked: m.Tracked, Frame: int(m.Frame), Confidence: m.Confidence,
		Angles: m.Angles, WorldFromForearm: PoseOf(&m.WorldFromForearm), WorldFromPalm: PoseOf(&m.WorldFromPalm),
	}
}

// Glove is a frame of the person's glove.
type Glove struct {
	Moment
	Counts []uint16 // one per channel
}

// Type is the message's name.
func (*Glove) Type() string { return "mirrorarm_msgs/msg/Glove" }

// Definition is the text that defines it.
func (*Glove) Definition() string {
	return ros.Definitions(momentText+"# One per channel, in the order of mirrorarm glove --list\nuint16[] counts\n", ros.TimeType)
}

// Fields visits the fields.
func (m *Glove) Fields(c *ros.CDR) {
	m.fields(c)
	c.Uint16s(&m.Counts)
}

// Patches is what the robot's thermal and vibration patches measured.
type Patches struct {
	Moment
	Temperature []float32 // °C, one per patch
	Flux        []float32 // W/m² out of the skin
	Vibration   []float32 // Pa at 2 kHz: for each half millisecond since the last message one per patch
}

// Type is the message's name.
func (*Patches) Type() string { return "mirrorarm_msgs/msg/Patches" }

// Definition is the text that defines it.
func (*Patches) Definition() string {
	return ros.Definitions(momentText+`# degrees Celsius, one per patch
float32[] temperature
# W/m2 out of the skin, one per patch
float32[] flux
# Pa, at 2 kHz: for each half millisecond since the last message one per patch
float32[] vibration
`, ros.TimeType)
}

// Fields visits the fields.
func (m *Patches) Fields(c *ros.CDR) {
	m.fields(c)
	c.Float32s(&m.Temperature)
	c.Float32s(&m.Flux)
	c.Float32s(&m.Vibration)
}

// Contact is what a region of the skin makes of its readings.
type Contact struct {
	Region      string
	Touching    bool
	Slipping    bool
	Normal      float64 // N
	Shear       float64 // N
	Centre      ros.Vector
	Temperature float64
}

// Contacts are those of all regions.
type Contacts struct {
	Moment
	Contacts []Contact
}

// Type is the message's name.
func (*Contacts) Type() string { return "mirrorarm_msgs/msg/Contacts" }

// Definition is the text that defines it.
func (*Contacts) Definition() string {
	return ros.Definitions(momentText+"mirrorarm_msgs/Contact[] contacts\n",
		[2]string{"mirrorarm_msgs/Contact", `string region
bool touching
bool slipping
# N, over the region
float64 normal
float64 shear
# m, centre of pressure, in the link's frame
geometry_msgs/Point centre
# degrees Celsius, of the region's patches; NaN without
float64 temperature
`}, ros.PointType, ros.TimeType)
}

// Fields visits the fields.
func (m *Contacts) Fields(c *ros.CDR) {
	m.fields(c)
	ros.Length(c, &m.Contacts, 5+2+6*8)
	for i := range m.Contacts {
		t := &m.Contacts[i]
		c.String(&t.Region)
		c.Bool(&t.Touching)
		c.Bool(&t.Slipping)
		c.Float64(&t.Normal)
		c.Float64(&t.Shear)
		t.Centre.Fields(c)
		c.Float64(&t.Temperature)
	}
}

// Verdict is what a thing that is explored is taken to be.
type Verdict struct {
	Moment
	Materials     []string  // or groups of them, the most probable first
	Probabilities []float64 // theirs
	Over          bool      // the exploration is
}

// Type is the message's name.
func (*Verdict) Type() string { return "mirrorarm_msgs/msg/Verdict" }

// Definition is the text that defines it.
func (*Verdict) Definition() string {
	return ros.Definitions(momentText+"# Materials or groups of them, the most probable first\nstring[] materials\nfloat64[] probabilities\n# The exploration is\nbool over\n", ros.TimeType)
}

// Fields visits the fields.
func (m *Verdict) Fields(c *ros.CDR) {
	m.fields(c)
	c.Strings(&m.Materials)
	c.Float64s(&m.Probabilities)
	c.Bool(&m.Over)
}

// Event is something that was done from outside, before its step.
type Event struct {
	Moment
	Kind string // mirror.ActKind
	Act  string // mirror.Act as JSON; a scene stands there by its attachment's name
}

// Type is the message's name.
func (*Event) Type() string { return "mirrorarm_msgs/msg/Event" }

// Definition is the text that defines it.
func (*Event) Definition() string {
	return ros.Definitions(momentText+"# What was done before this step, and with what, as JSON (m, m/s, rad, degrees Celsius)\nstring kind\nstring act\n", ros.TimeType)
}

// Fields visits the fields.
func (m *Event) Fields(c *ros.CDR) {
	m.fields(c)
	c.String(&m.Kind)
	c.String(&m.Act)
}

// Step tells what one step came to, in a few numbers.
type Step struct {
	Moment
	Time    float64 // s since the mirror began: what it was stepped to
	Piloted bool    // the arm obeyed a pilot
	Hash    uint64  // of what the digest covers: of the hashes of glove, body and skin
	Stages  [numHashes]uint64
}

// numHashes is how many stages a step keeps a hash of: all but the loop.
const numHashes = mirror.StageLoop

// Type is the message's name.
func (*Step) Type() string { return "mirrorarm_msgs/msg/Step" }

// Definition is the text that defines it.
func (*Step) Definition() string {
	return ros.Definitions(momentText+`# s since the mirror began
float64 time
# The arm obeyed a pilot, as in an exploration
bool piloted
# FNV-1a, 64 bits, of the hashes of sense, body and skin below: what a run's digest covers
uint64 hash
# FNV-1a, 64 bits, of what each stage came to, little-endian: counts of the glove (uint16), decoded
# angles, joint targets, joint angles (float64), counts of the skin (uint16)
uint64[5] stages
`, ros.TimeType)
}

// Fields visits the fields.
func (m *Step) Fields(c *ros.CDR) {
	m.fields(c)
	c.Float64(&m.Time)
	c.Bool(&m.Piloted)
	c.Uint64(&m.Hash)
	for i := range m.Stages {
		c.Uint64(&m.Stages[i])
	}
}

func rosVector(v r3.Vec) ros.Vector { return ros.Vector(v) }

func vectorOf(v *ros.Vector) r3.Vec { return r3.Vec(*v) }

func rosPose(p spatial.Pose) ros.Pose {
	return ros.Pose{Position: rosVector(p.Pos), Orientation: ros.Quaternion{X: p.Rot.Imag, Y: p.Rot.Jmag, Z: p.Rot.Kmag, W: p.Rot.Real}}
}

// PoseOf is a message's pose.
func PoseOf(p *ros.Pose) spatial.Pose {
	q := p.Orientation
	return spatial.Pose{Rot: quat.Number{Real: q.W, Imag: q.X, Jmag: q.Y, Kmag: q.Z}, Pos: r3.Vec(p.Position)}
}

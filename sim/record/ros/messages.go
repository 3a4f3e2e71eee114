package ros

import "strings"

// rule parts the definitions of a schema.
var rule = "\n" + strings.Repeat("=", 80) + "\n"

// Definitions joins the definition of a type with those of others that it needs, each by
// its name in ROS and its text.
func Definitions(first string, others ...[2]string) string {
	var b strings.Builder
	b.WriteString(first)
	for _, o := range others {
		b.WriteString(rule + "MSG: " + o[0] + "\n" + o[1])
	}
	return b.String()
}

// Definitions of ROS's own types, by name and text (common_interfaces of ROS 2, without
// their comments).
var (
	TimeType       = [2]string{"builtin_interfaces/Time", "int32 sec\nuint32 nanosec\n"}
	HeaderType     = [2]string{"std_msgs/Header", "builtin_interfaces/Time stamp\nstring frame_id\n"}
	PointType      = [2]string{"geometry_msgs/Point", "float64 x\nfloat64 y\nfloat64 z\n"}
	VectorType     = [2]string{"geometry_msgs/Vector3", "float64 x\nfloat64 y\nfloat64 z\n"}
	QuaternionType = [2]string{"geometry_msgs/Quaternion", "float64 x 0\nfloat64 y 0\nfloat64 z 0\nfloat64 w 1\n"}
	PoseType       = [2]string{"geometry_msgs/Pose", "geometry_msgs/Point position\ngeometry_msgs/Quaternion orientation\n"}
)

// Time is builtin_interfaces/Time: that of the simulation.
type Time struct {
	Sec     int32
	Nanosec uint32
}

// At is a time of so many nanoseconds.
func At(ns uint64) Time { return Time{int32(ns / 1e9), uint32(ns % 1e9)} }

// Fields visits the fields.
func (t *Time) Fields(c *CDR) {
	c.Int32(&t.Sec)
	c.Uint32(&t.Nanosec)
}

// Header is std_msgs/Header.
type Header struct {
	Stamp   Time
	FrameID string
}

// Fields visits the fields.
func (h *Header) Fields(c *CDR) {
	h.Stamp.Fields(c)
	c.String(&h.FrameID)
}

// Vector is geometry_msgs/Vector3, or a Point (m).
type Vector struct{ X, Y, Z float64 }

// Fields visits the fields.
func (v *Vector) Fields(c *CDR) {
	c.Float64(&v.X)
	c.Float64(&v.Y)
	c.Float64(&v.Z)
}

// Quaternion is geometry_msgs/Quaternion.
type Quaternion struct{ X, Y, Z, W float64 }

// Fields visits the fields.
func (q *Quaternion) Fields(c *CDR) {
	c.Float64(&q.X)
	c.Float64(&q.Y)
	c.Float64(&q.Z)
	c.Float64(&q.W)
}

// Pose is geometry_msgs/Pose, and the fields of a Transform.
type Pose struct {
	Position    Vector
	Orientation Quaternion
}

// Fields visits the fields.
func (p *Pose) Fields(c *CDR) {
	p.Position.Fields(c)
	p.Orientation.Fields(c)
}

// JointState is sensor_msgs/msg/JointState: joints by name, rad, rad/s and N·m.
type JointState struct {
	Header   Header
	Name     []string
	Position []float64
	Velocity []float64
	Effort   []float64
}

// Type is the name in ROS.
func (*JointState) Type() string { return "sensor_msgs/msg/JointState" }

// Definition is the text that defines it.
func (*JointState) Definition() string {
	return Definitions("std_msgs/Header header\nstring[] name\nfloat64[] position\nfloat64[] velocity\nfloat64[] effort\n", HeaderType, TimeType)
}

// Fields visits the fields.
func (m *JointState) Fields(c *CDR) {
	m.Header.Fields(c)
	c.Strings(&m.Name)
	c.Float64s(&m.Position)
	c.Float64s(&m.Velocity)
	c.Float64s(&m.Effort)
}

// Transform is geometry_msgs/TransformStamped: the pose of a child frame in the header's.
type Transform struct {
	Header Header
	Child  string
	Pose   Pose
}

// Transforms is tf2_msgs/msg/TFMessage.
type Transforms struct{ Transforms []Transform }

// Type is the name in ROS.
func (*Transforms) Type() string { return "tf2_msgs/msg/TFMessage" }

// Definition is the text that defines it.
func (*Transforms) Definition() string {
	return Definitions("geometry_msgs/TransformStamped[] transforms\n",
		[2]string{"geometry_msgs/TransformStamped", "std_msgs/Header header\nstring child_frame_id\ngeometry_msgs/Transform transform\n"},
		[2]string{"geometry_msgs/Transform", "geometry_msgs/Vector3 translation\ngeometry_msgs/Quaternion rotation\n"},
		HeaderType, TimeType, VectorType, QuaternionType)
}

// Fields visits the fields.
func (m *Transforms) Fields(c *CDR) {
	Length(c, &m.Transforms, 8+5+5+7*8)
	for i := range m.Transforms {
		t := &m.Transforms[i]
		t.Header.Fields(c)
		c.String(&t.Child)
		t.Pose.Fields(c)
	}
}

// PointField is sensor_msgs/PointField: one of the values of a point.
type PointField struct {
	Name     string
	Offset   uint32 // bytes
	Datatype uint8
	Count    uint32
}

// Float32Field is the datatype of a float32.
const Float32Field = 7

// PointCloud is sensor_msgs/msg/PointCloud2.
type PointCloud struct {
	Header        Header
	Height, Width uint32
	Field         []PointField
	BigEndian     bool
	PointStep     uint32 // bytes
	RowStep       uint32
	Data          []uint8
	Dense         bool // every point is one
}

// Type is the name in ROS.
func (*PointCloud) Type() string { return "sensor_msgs/msg/PointCloud2" }

// Definition is the text that defines it.
func (*PointCloud) Definition() string {
	return Definitions("std_msgs/Header header\nuint32 height\nuint32 width\nsensor_msgs/PointField[] fields\nbool is_bigendian\nuint32 point_step\nuint32 row_step\nuint8[] data\nbool is_dense\n",
		[2]string{"sensor_msgs/PointField", "uint8 INT8=1\nuint8 UINT8=2\nuint8 INT16=3\nuint8 UINT16=4\nuint8 INT32=5\nuint8 UINT32=6\nuint8 FLOAT32=7\nuint8 FLOAT64=8\nstring name\nuint32 offset\nuint8 datatype\nuint32 count\n"},
		HeaderType, TimeType)
}

// Fields visits the fields.
func (m *PointCloud) Fields(c *CDR) {
	m.Header.Fields(c)
	c.Uint32(&m.Height)
	c.Uint32(&m.Width)
	Length(c, &m.Field, 4+1+4+1+4)
	for i := range m.Field {
		f := &m.Field[i]
		c.String(&f.Name)
		c.Uint32(&f.Offset)
		c.Uint8(&f.Datatype)
		c.Uint32(&f.Count)
	}
	c.Bool(&m.BigEndian)
	c.Uint32(&m.PointStep)
	c.Uint32(&m.RowStep)
	c.Bytes(&m.Data)
	c.Bool(&m.Dense)
}

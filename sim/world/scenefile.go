package world

// sceneFile is a scene as YAML or JSON (which is YAML) holds it. example.yaml
// explains every key; a test holds the two together.
type sceneFile struct {
	place
	Version *int         `yaml:"version"`
	Name    string       `yaml:"name"`
	About   string       `yaml:"about"`
	Gravity *[3]float64  `yaml:"gravity_m_s2"`
	Objects []objectFile `yaml:"objects"`
}

type objectFile struct {
	place
	Name         string      `yaml:"name"`
	Material     string      `yaml:"material"`
	MassG        float64     `yaml:"mass_g"`
	TemperatureC *float64    `yaml:"temperature_c"`
	PositionMM   [3]float64  `yaml:"position_mm"`
	RPYDeg       [3]float64  `yaml:"rpy_deg"`
	VelocityMMS  [3]float64  `yaml:"velocity_mm_s"`
	Friction     *float64    `yaml:"friction"`
	Restitution  *float64    `yaml:"restitution"`
	Rolling      *float64    `yaml:"rolling_resistance"`
	Parts        []partFile  `yaml:"parts"`
	Repeat       *repeatFile `yaml:"repeat"`
}

type partFile struct {
	place
	Sphere     *float64    `yaml:"sphere_mm"`   // radius
	Box        *[3]float64 `yaml:"box_mm"`      // whole sizes
	Cylinder   *[2]float64 `yaml:"cylinder_mm"` // radius, height
	Capsule    *[2]float64 `yaml:"capsule_mm"`  // radius, height between its ends' centres
	RoundingMM *float64    `yaml:"rounding_mm"`
	PositionMM [3]float64  `yaml:"position_mm"`
	RPYDeg     [3]float64  `yaml:"rpy_deg"`
}

// repeatFile puts copies of an object side by side, the n-th of them with the
// n-th material and temperature of the lists, where these are given.
type repeatFile struct {
	place
	Count         int        `yaml:"count"`
	StepMM        [3]float64 `yaml:"step_mm"`
	Materials     []string   `yaml:"materials"`
	TemperaturesC []float64  `yaml:"temperatures_c"`
}

// place is where in its file a value stands.
type place struct {
	path  string         // "" for the file itself, else such as objects[0]
	line  int            // of the value
	lines map[string]int // of its keys
}

func (p *place) located() *place { return p }

// key is the path of one of the value's keys, and its line: the value's own where
// the key is not there.
func (p *place) key(name string) (path string, line int) {
	line = p.line
	if at, ok := p.lines[name]; ok {
		line = at
	}
	if p.path == "" {
		return name, line
	}
	return p.path + "." + name, line
}

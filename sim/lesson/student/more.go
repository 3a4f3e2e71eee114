package student

import (
	"math"
	"strings"
)

// set writes an answer: names, separated by blanks, and a value for each.
func set(names string, values ...float64) string {
	out := strings.Fields(names)
	for i, v := range values {
		out[i] += "=" + number(v)
	}
	return strings.Join(out, " ")
}

// vec is a point or direction by its three coordinates.
type vec [3]float64

func (a vec) dot(b vec) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }
func (a vec) less(b vec) vec    { return vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }
func (a vec) unit() vec {
	n := math.Sqrt(a.dot(a))
	return vec{a[0] / n, a[1] / n, a[2] / n}
}

// about turns a about a unit axis (Rodrigues' formula).
func (a vec) about(axis vec, angle float64) vec {
	cross := vec{
		axis[1]*a[2] - axis[2]*a[1], axis[2]*a[0] - axis[0]*a[2], axis[0]*a[1] - axis[1]*a[0],
	}
	var out vec
	for i := range out {
		out[i] = a[i]*cos(angle) + cross[i]*sin(angle) + axis[i]*axis.dot(a)*(1-cos(angle))
	}
	return out
}

// solving answers the lessons ik and limits.
func solving() []Script {
	shoulder, elbow := twoBones(400, 100)
	miss := upperArm + forearm - 470 // mm, of the almost stretched arm
	damping := miss / (2 * 30 * rad) // a damped step is at most miss/(2λ)
	// The wrist's distance changes by l₁l₂·sin e/ρ per radian of the elbow; half a
	// dozen radians are asked of it below this bend.
	explode := asin(miss*(upperArm+forearm)/(upperArm*forearm*2*math.Pi)) / 1.5
	return []Script{
		{"ik", "tame-it", set("damping_mm", damping), [3]string{"damping_mm=5", "damping_mm=1000", "damping_mm=20"}},
		{"ik", "by-hand", set("shoulder_flexion elbow_flexion wrist_flexion", shoulder, elbow, elbow-shoulder), [3]string{
			set("shoulder_flexion elbow_flexion", shoulder, elbow),
			set("shoulder_flexion elbow_flexion wrist_flexion", shoulder, elbow, shoulder-elbow),
			set("shoulder_flexion elbow_flexion wrist_flexion", -shoulder, elbow, elbow+shoulder),
		}},
		{"ik", "make-it-explode", set("elbow_flexion", explode), [3]string{"elbow_flexion=0", "elbow_flexion=90", "elbow_flexion=30"}},
		{"limits", "too-far", number(800 - upperArm - forearm), [3]string{"0", "570", "0.23"}},
		{"limits", "too-near", number(reach(elbowLimit) - 60), [3]string{"0", number(reach(elbowLimit)), number(60 - reach(elbowLimit))}},
		{"limits", "furthest", set("x_mm", math.Sqrt(square(upperArm+forearm-3)-square(200))), [3]string{"x_mm=570", "x_mm=500", "x_mm=-200"}},
	}
}

// reflecting answers the lesson mirror.
func reflecting() []Script {
	return []Script{
		{"mirror", "image", number(450), [3]string{"-450", "0.45", "900"}},
		{"mirror", "handedness", number(-1 * 1), [3]string{"1", "0", "-3"}},
		{"mirror", "fingers", number(-cos(30)), [3]string{number(cos(30)), number(sin(30)), "-1"}},
		// A direction along the mirror is its own image: y, a quarter turn from x.
		{"mirror", "same-way", "yaw_deg=90", [3]string{"yaw_deg=0", "yaw_deg=180", "yaw_deg=45"}},
	}
}

// sensing answers the lessons glove and filters.
func sensing() []Script {
	const rate = 100.0 // Hz
	// Noise through an α filter: α/(2−α) of the variance.
	alpha := 2 * square(0.175) / (1 + square(0.175))
	cutoff := alpha / (1 - alpha) * rate / (2 * math.Pi)
	low, high := 1.0/3, 2.0/5 // (1−α)/α = 2, and α/(2−α) = 1/4
	lag := (1 - 0.25) / 0.25 / (rate / 2) * 1e3
	return []Script{
		{"glove", "four-times-as-many", number(1 / math.Sqrt(4)), [3]string{"0.25", "2", "1"}},
		{"glove", "on-the-line", "1", [3]string{"0.5", "2", "0"}},
		{"glove", "how-many", set("channels", math.Round(576*square(0.0377/0.0225))), [3]string{"channels=576", "channels=8192", "channels=300"}},
		{"filters", "lag", number(lag), [3]string{number(-lag), number(lag / 1000), "10"}},
		{"filters", "compromise", set("alpha", (low+high)/2), [3]string{"alpha=0.1", "alpha=0.9", "alpha=0.5"}},
		{"filters", "calm-at-rest", set("cutoff_hz", cutoff), [3]string{"cutoff_hz=10", "cutoff_hz=0.1", "cutoff_hz=4"}},
		{"filters", "ahead", "-30", [3]string{"30", "0", "-0.03"}},
	}
}

// touching answers the lessons contact and temperature.
func touching() []Script {
	const (
		foundation = 5.1e8 // N/m³
		radius     = 0.008 // m
		skin       = 580.0 // W√s/m²K
		oak        = 429.0
	)
	force := math.Pi * foundation * radius * square(0.8e-3)
	depth := math.Sqrt(2/(math.Pi*foundation*radius)) * 1e3 // mm, for 2 N
	slide := 12 * 0.78 * depth
	contact := (skin*34 + oak*22) / (skin + oak)
	// At 22 °C, 12 K below the skin, the gap is 5.86 offsets, as the lesson shows.
	object := 34 - 10*12/5.862
	return []Script{
		{"contact", "force", number(force), [3]string{number(force / 2), number(force * 1000), number(-force)}},
		{"contact", "twice-as-deep", "4", [3]string{"2", "0.25", "8"}},
		{"contact", "rubber", "0.9", [3]string{"0.4", "1", "0"}},
		{"contact", "gentle-slide", set("depth_mm push_mm", depth, slide), [3]string{
			set("depth_mm", depth), set("depth_mm push_mm", 1.0, slide), set("depth_mm push_mm", depth, 0.5),
		}},
		{"temperature", "oak", number(contact), [3]string{"28", "22", number((skin*22 + oak*34) / (skin + oak))}},
		{"temperature", "colder-room", number((10.0 - 34) / (22 - 34)), [3]string{"0.5", "1", "-2"}},
		{"temperature", "blind-spot", "object_c=34", [3]string{"object_c=22", "object_c=0", "object_c=30"}},
		{"temperature", "tell-them-apart", set("object_c", object), [3]string{"object_c=22", "object_c=33", "object_c=-10"}},
	}
}

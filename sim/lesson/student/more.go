package student

import (
	"math"
	"strings"
)

// frames answers the lessons rotations, composition and forward.
func frames(a *Arm) []Script {
	// A roll and a yaw at right angles: only the real parts multiply.
	half := acos(cos(30) * cos(30))
	from := func(parent, child string) string {
		return parent + "From" + strings.ToUpper(child[:min(1, len(child))]) + child[min(1, len(child)):]
	}
	high := a.Upper*sin(40) + a.Fore*sin(a.fore(-40, 50))
	out := a.Upper*cos(30) + a.Fore*cos(a.fore(-30, 75))
	return []Script{
		says("rotations", "trace", number(1+2*cos(50)), number(cos(50)), "3", number(2*cos(50))),
		says("rotations", "one-turn", number(2*half), "120", number(2*half*rad), "60"),
		says("rotations", "half-turn", "pitch_deg=0 yaw_deg=180", "yaw_deg=90", "pitch_deg=90", "pitch_deg=45 yaw_deg=45"),
		says("rotations", "fixed-axes", "Rz(60) Rx(30)", "Rx(30) Rz(60)", "Rz(60) Ry(30)", "Rz(60)"),
		says("composition", "to-the-fingertip", from(a.Base, a.A)+" "+from(a.A, a.B)+" "+from(a.B, a.C),
			from(a.B, a.C)+" "+from(a.A, a.B)+" "+from(a.Base, a.A), from(a.Base, a.A)+" "+from(a.B, a.C),
			from(a.Base, a.A)+" "+from(a.B, a.A)+" "+from(a.B, a.C)),
		says("composition", "from-the-palm", from(a.Tip, a.ForeLink)+" "+from(a.ForeLink, a.UpperLink)+" "+from(a.UpperLink, a.Base),
			from(a.UpperLink, a.Base)+" "+from(a.ForeLink, a.UpperLink)+" "+from(a.Tip, a.ForeLink), from(a.Base, a.Tip),
			from(a.Tip, a.ForeLink)+" "+from(a.UpperLink, a.Base)),
		says("composition", "height", number(high),
			number(a.Upper*sin(40)+a.Fore*sin(50)), number(-high), number(high/1000)),
		says("forward", "wrist-x", number(out),
			number(a.Upper*cos(30)+a.Fore*cos(a.fore(30, 75))), number(a.Upper*cos(30)+a.Fore*cos(75)), number(out/1000)),
		says("forward", "four-factors", "Rx(90) Tx(50) Rz(30) Tz(270)",
			"Rz(30) Tz(270) Tx(50) Rx(90)", "Rx(90) Rz(30) Tx(50) Tz(270)", "Tx(50) Rz(30) Tz(270)"),
		says("forward", "bone-in-the-table", number(a.Upper), "0", number(a.Upper+a.Fore), number(a.Upper/1000)),
		says("forward", "bone-between-axes", number(a.Upper), "0", number(a.Upper+a.Fore), number(a.Upper/1000)),
		reads("forward", "two-bones", " mm", func(n []float64) (string, []string) {
			below, bend := a.twoBones(n[0], n[1])
			return a.Shoulder.at(below) + " " + a.Elbow.at(bend), []string{
				a.Shoulder.at(below-20) + " " + a.Elbow.at(bend), a.Shoulder.at(below), a.Elbow.at(bend),
			}
		}),
	}
}

// motion answers the lessons jacobian and singularities.
func motion(a *Arm) []Script {
	volume := hypot(a.Upper, a.Fore) * a.Upper * a.Fore * 1e-9
	return []Script{
		says("jacobian", "lever", number(a.reach(100)), number(a.Upper+a.Fore), number(a.reach(100)/1000), number(a.reach(60))),
		says("jacobian", "elbow-step", number(-a.Fore*2*rad), number(a.Fore*2*rad), number(-a.Fore*2), "0"),
		says("jacobian", "square-law", number(square(4)/square(2)), "2", "0.25", "8"),
		reads("jacobian", "allowed-step", " mm", func(n []float64) (string, []string) {
			// The gap of 1 mm is half of lever times angle squared.
			step := math.Sqrt(2*1/n[0]) / rad
			return "step=" + number(step), []string{"step=" + number(step*rad), "step=" + number(step/3), "step=" + number(2*step)}
		}),
		says("singularities", "lose-a-direction", a.Elbow.at(0), a.Elbow.at(90), a.Elbow.at(30), a.Elbow.at(110)),
		says("singularities", "most-dexterous", a.Elbow.at(a.bestElbow()), a.Elbow.at(90), a.Elbow.at(10), a.Elbow.at(45)),
		says("singularities", "volume", number(volume), number(volume*1e3), "0", number(2*volume)),
		says("singularities", "rank", number(6-1), "6", "7", "3"),
	}
}

// bestElbow maximises ρ²·sin²e by going uphill in hundredths of a degree.
func (a *Arm) bestElbow() float64 {
	best, most := 0.0, 0.0
	for e := 0.0; e <= 140; e += 0.01 {
		if w := a.reach(e) * sin(e); w > most {
			best, most = e, w
		}
	}
	return best
}

// spare answers the lesson redundancy.
func spare(a *Arm) []Script {
	return []Script{
		reads("redundancy", "left-over", ".", func(n []float64) (string, []string) {
			return number(float64(a.Joints) - n[0]), []string{"0", number(n[0]), number(float64(a.Joints))}
		}),
		says("redundancy", "count", number(7-(6-1)), "1", "0", "7"),
		says("redundancy", "with-a-finger", number(7+3-6), "5", "1", "10"),
		says("redundancy", "raise-the-elbow", a.raisedElbow(85), a.Shoulder.at(10), a.raisedElbow(10), a.joint(1)+"=-60"),
	}
}

// joint is the name of a joint, from 0; empty where there are not so many.
func (a *Arm) joint(i int) string {
	if i < len(a.Names) {
		return a.Names[i]
	}
	return ""
}

// solving answers the lessons ik and limits.
func solving(a *Arm) []Script {
	stretched := a.Upper + a.Fore
	const miss = 100.0               // mm, of the almost stretched arm
	damping := miss / (2 * 30 * rad) // a damped step is at most miss/(2λ)
	// The tip's distance changes by l₁l₂·sin e/ρ per radian of the elbow; half a
	// dozen radians are asked of it below this bend.
	explode := asin(math.Min(miss*stretched/(a.Upper*a.Fore*2*math.Pi), 1)) / 1.5
	return []Script{
		says("ik", "tame-it", "damping_mm="+number(damping), "damping_mm=5", "damping_mm=1900", "damping_mm=1"),
		reads("ik", "by-hand", " mm", func(n []float64) (string, []string) {
			below, bend := a.twoBones(n[0], n[1])
			place := a.Shoulder.at(below) + " " + a.Elbow.at(bend) + " "
			return place + a.Wrist.at(bend-below), []string{
				a.Shoulder.at(below) + " " + a.Elbow.at(bend), place + a.Wrist.at(below-bend), place + a.Wrist.at(bend-below+10),
			}
		}),
		says("ik", "make-it-explode", a.Elbow.at(explode), a.Elbow.at(0), a.Elbow.at(90), a.Elbow.at(40)),
		reads("limits", "too-far", " mm", func(n []float64) (string, []string) {
			return number(n[0] - stretched), []string{"0", number(stretched), number((n[0] - stretched) / 1000)}
		}),
		reads("limits", "too-near", " mm", func(n []float64) (string, []string) {
			nearest := a.reach(a.ElbowMost)
			return number(nearest - n[0]), []string{"0", number(nearest), number(n[0] - nearest)}
		}),
		reads("limits", "furthest", " mm", func(n []float64) (string, []string) {
			further := 0.995*stretched - n[0]
			return "further_mm=" + number(further), []string{"further_mm=" + number(further+0.01*stretched), "further_mm=" + number(further/2), "further_mm=" + number(-further/2)}
		}),
	}
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

// raisedElbow swings the elbow of the shipped arm by an angle about the line from the
// shoulder to the wrist of the exercise, and finds the shoulder's three angles from
// where the two bones then point.
func (a *Arm) raisedElbow(swing float64) string {
	wrist := vec{
		a.Upper*cos(40) + a.Fore*cos(40-90), 0,
		-a.Upper*sin(40) - a.Fore*sin(40-90),
	}
	elbow := vec{a.Upper * cos(40), 0, -a.Upper * sin(40)}
	elbow = elbow.about(wrist.unit(), swing)
	upper := elbow.unit()
	fore := wrist.less(elbow).unit()
	pitch, yaw := atan2(-upper[2], upper[0]), asin(upper[1])
	// Where the forearm points as seen from the upper arm before it turns about
	// itself: at bend e and turn c it is (cos e, −sin e·sin c, sin e·cos c).
	seen := fore.about(vec{0, 1, 0}, -pitch).about(vec{0, 0, 1}, -yaw)
	return a.Shoulder.at(pitch) + " " + a.joint(1) + "=" + number(yaw) + " " + a.joint(2) + "=" + number(atan2(-seen[1], seen[2])) + " " + a.Elbow.at(acos(seen[0]))
}

// reflecting answers the lesson mirror.
func reflecting() []Script {
	return []Script{
		says("mirror", "image", number(450), "-450", "0.45", "900"),
		says("mirror", "handedness", number(-1*1), "1", "0", "-3"),
		says("mirror", "fingers", number(-cos(30)), number(cos(30)), number(sin(30)), "-1"),
		// A direction along the mirror is its own image: y, a quarter turn from x.
		says("mirror", "same-way", "yaw_deg=90", "yaw_deg=0", "yaw_deg=180", "yaw_deg=45"),
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
		says("glove", "four-times-as-many", number(1/math.Sqrt(4)), "0.25", "2", "1"),
		says("glove", "on-the-line", "1", "0.5", "2", "0"),
		reads("glove", "how-many", "", func(n []float64) (string, []string) {
			return "channels=" + number(math.Round(n[0]*square(n[1]/0.0225))), []string{"channels=576", "channels=8192", "channels=300"}
		}),
		says("filters", "lag", number(lag), number(-lag), number(lag/1000), "10"),
		says("filters", "compromise", "alpha="+number((low+high)/2), "alpha=0.1", "alpha=0.9", "alpha=0.5"),
		says("filters", "calm-at-rest", "cutoff_hz="+number(cutoff), "cutoff_hz=10", "cutoff_hz=0.1", "cutoff_hz=4"),
		says("filters", "ahead", "-30", "30", "0", "-0.03"),
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
	pressed := func(d, push float64) string { return "depth_mm=" + number(d) + " push_mm=" + number(push) }
	return []Script{
		says("contact", "force", number(force), number(force/2), number(force*1000), number(-force)),
		says("contact", "twice-as-deep", "4", "2", "0.25", "8"),
		says("contact", "rubber", "0.9", "0.4", "1", "0"),
		says("contact", "gentle-slide", pressed(depth, slide), pressed(depth, 0), pressed(1, slide), pressed(depth, 0.5)),
		says("temperature", "oak", number(contact), "28", "22", number((skin*22+oak*34)/(skin+oak))),
		says("temperature", "colder-room", number((10.0-34)/(22-34)), "0.5", "1", "-2"),
		says("temperature", "blind-spot", "object_c=34", "object_c=22", "object_c=0", "object_c=30"),
		says("temperature", "tell-them-apart", "object_c="+number(object), "object_c=22", "object_c=33", "object_c=-10"),
	}
}

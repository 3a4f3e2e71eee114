package material

// Reflex is a second, faster loop under the mirror: fingers that slip tighten
// their grip, fingers that press too hard give way, and in between they return
// to what the mirror wants. It reads nothing but an Observer's touches, and is
// the scratch of one goroutine.
type Reflex struct {
	grips []fingerGrip
}

// fingerGrip is the reflex of one region and the coordinates that flex it.
type fingerGrip struct {
	touch       int // in the observer's touches
	coordinates []int
	offset      float64 // rad, added to each
}

// Design values.
const (
	tightenRate = 4.0  // rad/s while it slips
	relaxRate   = 2.0  // rad/s while it presses too hard
	returnRate  = 0.05 // rad/s otherwise: slowly, or it would slip again
	mostOffset  = 0.35 // rad, either way
	overload    = 20.0 // N on one region
)

// NewReflex makes a reflex for fingertips: flexors maps a region's name to the
// coordinates whose growth closes that finger.
func NewReflex(o *Observer, flexors map[string][]int) *Reflex {
	r := &Reflex{}
	for i := range o.Touches() {
		if list := flexors[o.Name(i)]; len(list) > 0 {
			r.grips = append(r.grips, fingerGrip{touch: i, coordinates: list})
		}
	}
	return r
}

// Step changes the targets (rad) of one step of dt (s) by what the fingers feel.
// The caller keeps them inside the limits.
func (r *Reflex) Step(dt float64, touches []Touch, target []float64) {
	slips := false
	for i := range r.grips {
		slips = slips || touches[r.grips[i].touch].Slip
	}
	for i := range r.grips {
		g := &r.grips[i]
		t := &touches[g.touch]
		switch {
		case t.Normal > overload:
			g.offset -= relaxRate * dt
		case slips && t.Contact:
			// What slips past one finger is held by all of them.
			g.offset += tightenRate * dt
		case g.offset > 0:
			g.offset = max(g.offset-returnRate*dt, 0)
		default:
			g.offset = min(g.offset+returnRate*dt, 0)
		}
		g.offset = min(max(g.offset, -mostOffset), mostOffset)
		for _, c := range g.coordinates {
			target[c] += g.offset
		}
	}
}

package world

import "gonum.org/v1/gonum/spatial/r3"

// mover is an object as the solver has it: the floor and what is fixed or asleep
// have nothing that yields.
type mover struct {
	frame
	lin, ang r3.Vec  // m/s, rad/s
	inverse  float64 // 1/kg
	turn     matrix  // 1/(kg·m²), the inverse inertia, in the world
	held     *held   // what holds it beside its inertia; nil for nothing
	beside   bool    // other things that are near
	pressed  bool    // by one of them, in this step
}

// velocity is that of a point at an arm from the centre of mass.
func (m *mover) velocity(arm r3.Vec) r3.Vec { return r3.Add(m.lin, r3.Cross(m.ang, arm)) }

// push gives an impulse (N·s) and an angular one about the centre of mass.
func (m *mover) push(j, turn r3.Vec) {
	if m.held != nil {
		m.held.push(m, j, turn)
		return
	}
	m.lin = r3.Add(m.lin, r3.Scale(m.inverse, j))
	m.ang = r3.Add(m.ang, m.turn.mul(turn))
}

// yields is how fast a point moves along a direction per impulse there (1/kg).
func (m *mover) yields(arm, d r3.Vec) float64 {
	lever := r3.Cross(arm, d)
	if m.held != nil {
		return m.held.yields(d, lever)
	}
	return m.inverse + r3.Dot(lever, m.turn.mul(lever))
}

// turns is the same for an angular impulse about an axis (1/(kg·m²)).
func (m *mover) turns(axis r3.Vec) float64 {
	if m.held != nil {
		return m.held.yields(r3.Vec{}, axis)
	}
	return r3.Dot(axis, m.turn.mul(axis))
}

// held is the answer of an object that the skin touches: M + dt·C + dt²·K, inverted,
// of its implicit step. In the solver it resists with that, so that a thing which is
// pressed on another one is in balance with both at once.
type held struct {
	inverse [6][6]float64
	given   [6]float64 // N·s, N·m·s: by the skin and gravity, at the last step's change of velocity …
	miss    [6]float64 // … and by how much that misses it
	pushed  [6]float64 // what the contacts gave
}

func (h *held) push(m *mover, j, turn r3.Vec) {
	x := [6]float64{j.X, j.Y, j.Z, turn.X, turn.Y, turn.Z}
	var y [6]float64
	for i := range y {
		h.pushed[i] += x[i]
		for k := range x {
			y[i] += h.inverse[i][k] * x[k]
		}
	}
	m.lin = r3.Add(m.lin, r3.Vec{X: y[0], Y: y[1], Z: y[2]})
	m.ang = r3.Add(m.ang, r3.Vec{X: y[3], Y: y[4], Z: y[5]})
}

func (h *held) yields(d, lever r3.Vec) (sum float64) {
	x := [6]float64{d.X, d.Y, d.Z, lever.X, lever.Y, lever.Z}
	for i := range x {
		for k := range x {
			sum += x[i] * h.inverse[i][k] * x[k]
		}
	}
	return sum
}

// place puts the mover where an object that moves is.
func (m *mover) place(o *Object) {
	m.frame = newFrame(o.WorldFromObject)
	m.turn = o.yielding.turned(&m.rows)
}

// turned is R·m·Rᵀ.
func (m *matrix) turned(r *matrix) (out matrix) {
	var half matrix
	for i := range r {
		half[i] = m.left(r[i])
	}
	for i := range r {
		out[i] = r3.Vec{X: r3.Dot(half[i], r[0]), Y: r3.Dot(half[i], r[1]), Z: r3.Dot(half[i], r[2])}
	}
	return out
}

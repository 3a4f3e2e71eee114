package world

import (
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"

	"gonum.org/v1/gonum/spatial/r3"
)

// touch is an element of the skin in reach of the object in hand, and what
// became of it at the last predicted state.
type touch struct {
	element int
	area    float64 // m², in contact; 0 for none
	load    float64 // N, normal
	force   r3.Vec  // N, on the object
	at      r3.Vec  // m, where it acts
	bristle r3.Vec  // m, new, along the world's axes
	speed   float64 // m/s, tangential
	clipped bool
}

// padLoss is the pad's damping over its stiffness: a relaxation that rubber
// shows at once. Design value.
const padLoss = 1e-3 // s

// reachMargin is how much further than they can move in one step elements are
// looked for (m).
const reachMargin = 0.5e-3

// gather lists the elements that may touch an object within a step.
func (w *World) gather(o *Object, dt float64, worldFromLink []spatial.Pose) {
	o.first = len(w.touches)
	clear(w.current)
	origin := o.WorldFromObject.Pos
	for r := range w.surface.Regions {
		region := &w.surface.Regions[r]
		link := region.Link
		apart := norm(r3.Sub(w.centres[r], origin)) - region.Bound - o.bound
		if apart > 0.1 {
			continue
		}
		margin := reachMargin + dt*(norm(r3.Sub(o.Velocity.Lin, w.motion[link].Lin))+norm(o.Velocity.Ang)*o.bound+norm(w.motion[link].Ang)*region.Bound)
		if apart > margin {
			continue
		}
		if !w.current[link] {
			w.current[link] = true
			w.relative[link] = o.WorldFromObject.Inverse().Mul(worldFromLink[link])
		}
		seen := &o.reached[r]
		if !seen.good(&w.relative[link], region, margin) {
			seen.look(o, w.surface, region, &w.relative[link], max(horizon, margin))
		}
		for _, i := range seen.list {
			e := &w.surface.Elements[i]
			if d, _ := o.Distance(w.relative[link].Apply(e.Centre)); d <= e.Reach+margin {
				w.touches = append(w.touches, touch{element: int(i)})
			}
		}
	}
	o.last = len(w.touches)
}

// evaluate computes every touch of an object at a predicted pose and twist: the
// sum of forces on it about its centre of mass and, if asked, adds the
// contacts' part of the implicit step's matrix.
func (w *World) evaluate(o *Object, id int, pose spatial.Pose, twist spatial.Twist, dt float64, worldFromLink []spatial.Pose, system *system) skin.Wrench {
	clear(w.current)
	objectFromWorld := pose.Inverse()
	var sum skin.Wrench
	for k := o.first; k < o.last; k++ {
		t := &w.touches[k]
		e := &w.surface.Elements[t.element]
		if !w.current[e.Link] {
			w.current[e.Link] = true
			w.relative[e.Link] = objectFromWorld.Mul(worldFromLink[e.Link])
		}
		t.area = 0
		push, at := w.indent(o, e, &w.relative[e.Link], t)
		if t.area == 0 {
			continue
		}
		normal := pose.Rotate(r3.Scale(1/norm(push), push)) // into the object
		t.at = pose.Apply(at)
		linkVelocity := velocityAt(&w.motion[e.Link], worldFromLink[e.Link].Pos, t.at)
		relative := r3.Sub(linkVelocity, velocityAt(&twist, pose.Pos, t.at))
		closing := r3.Dot(relative, normal)
		stiffness := skin.NormalStiffness * t.area
		t.load = max(norm(push)+padLoss*stiffness*closing, 0)
		sliding := r3.Sub(relative, r3.Scale(closing, normal))
		t.force = r3.Add(r3.Scale(t.load, normal), w.drag(o, id, t, normal, sliding, dt, &worldFromLink[e.Link]))
		arm := r3.Sub(t.at, pose.Pos)
		sum.Force = r3.Add(sum.Force, t.force)
		sum.Torque = r3.Add(sum.Torque, r3.Cross(arm, t.force))
		if system != nil {
			system.add(arm, normal, dt*(dt+padLoss)*stiffness, dt*dt*skin.ShearStiffness*t.area)
		}
	}
	return sum
}

// indent integrates the elastic foundation over an element, which is pressed in by its
// depth below the surface as that has sunk: the force on the object and its centre, in
// the object's frame.
func (w *World) indent(o *Object, e *skin.Element, objectFromLink *spatial.Pose, t *touch) (push, centre r3.Vec) {
	at := objectFromLink.Apply(e.Centre)
	sunk := o.give.sunk[e.Link]
	var near, parts int
	for i := range o.Parts {
		p := &o.Parts[i]
		if d, _ := p.distance(p.partFromObject.Apply(at)); d <= e.Reach {
			near, parts = i, parts+1
		}
	}
	if parts == 0 {
		return push, centre
	}
	// Where only one part is near, all of the sum is done in that part's frame.
	p := &o.Parts[near]
	from := newFrame(p.partFromObject.Mul(*objectFromLink))
	total := 0.0
	for i := e.First; i < e.Last; i++ {
		point := &w.surface.Points[i]
		at := from.apply(point.At)
		var depth float64
		var normal r3.Vec
		if parts == 1 {
			depth, normal = p.depth(at)
		} else {
			depth, normal = o.depthIn(p, at)
		}
		if depth -= sunk; depth <= 0 {
			continue
		}
		// The pad has no more to give than its thickness, which also bounds how fast
		// an object leaves a hand that it was put into.
		f := min(depth, skin.PadThickness) * skin.NormalStiffness * point.Area
		push = r3.Sub(push, r3.Scale(f, normal))
		centre = r3.Add(centre, r3.Scale(f, at))
		total += f
		t.area += point.Area
	}
	// Opposite sides of a thin object cancel: there is no direction to push.
	if r3.Dot(push, push) == 0 {
		t.area = 0
		return push, centre
	}
	return p.ObjectFromPart.Rotate(push), p.ObjectFromPart.Apply(r3.Scale(1/total, centre))
}

// depthIn is the depth below the surface of the whole object, of a point and
// with a normal in the frame of one of its parts.
func (o *Object) depthIn(p *Part, at r3.Vec) (float64, r3.Vec) {
	d, normal := o.Distance(p.ObjectFromPart.Apply(at))
	return max(-d, 0), p.partFromObject.Rotate(normal)
}

// drag is the shear of an element: a bristle that follows the sliding and
// breaks away at Coulomb's limit (a Dahl–LuGre bristle without its inner
// damping; Canudas de Wit et al., 1995).
func (w *World) drag(o *Object, id int, t *touch, normal, sliding r3.Vec, dt float64, worldFromLink *spatial.Pose) r3.Vec {
	t.bristle = r3.Vec{}
	if g := &w.grips[t.element]; g.with == id {
		t.bristle = worldFromLink.Rotate(g.bristle)
		t.bristle = r3.Sub(t.bristle, r3.Scale(r3.Dot(t.bristle, normal), normal))
	}
	t.speed = norm(sliding)
	t.bristle = r3.Add(t.bristle, r3.Scale(dt, sliding))
	stiffness := skin.ShearStiffness * t.area
	limit := friction(o.Material.Friction, t.speed) * t.load
	t.clipped = false
	if pull := stiffness * norm(t.bristle); pull > limit {
		t.clipped = true
		t.bristle = r3.Scale(limit/pull, t.bristle)
	}
	return r3.Scale(stiffness, t.bristle)
}

// friction is the coefficient at a sliding speed (Stribeck's curve).
func friction(kinetic, speed float64) float64 {
	return kinetic * (1 + (StaticRatio-1)*stribeck(speed))
}

// commit makes the last evaluation the step's: the skin gets exactly what the
// object got, the other way round.
func (w *World) commit(o *Object, id int, worldFromLink []spatial.Pose) {
	o.Touched = skin.Wrench{}
	for k := o.first; k < o.last; k++ {
		t := &w.touches[k]
		if t.area == 0 {
			continue
		}
		e := &w.surface.Elements[t.element]
		pose := &worldFromLink[e.Link]
		o.Touched = o.Touched.Add(skin.ForceAt(t.force, t.at))
		w.skin.Press(t.element, r3.Scale(-1, t.force), t.at, pose)
		o.give.press(e.Link, t)
		w.grips[t.element] = grip{bristle: pose.Inverse().Rotate(t.bristle), with: id}
		if w.slides[t.element].with == nobody {
			w.active = append(w.active, t.element)
		}
		w.slides[t.element] = slide{with: id, speed: t.speed, area: t.area, load: t.load, clipped: t.clipped}
	}
}

package lesson

import (
	"math"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/skin"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/world"

	"gonum.org/v1/gonum/spatial/r3"
)

// touch is a soft ball of a fingertip's size on a plate, in the mirror's own
// world: pressed in to a depth, then pushed along.
type touch struct {
	material      world.Material
	draw          string
	profile       Curve
	drag          Curve
	depth         float64 // m
	normal, shear float64 // N
	dots          []Dot   // on the fingertip, at their true size
}

// What a page on touch draws beside the fingertip and the plate.
const (
	drawPatch = "patch" // how each taxel is pressed, and which ones slide
	drawCone  = "cone"  // the forces that hold without sliding
)

// probeRadius is the fingertip's (m), probeTaxels the side of its grid.
const (
	probeRadius = 8e-3
	probeTaxels = 21 // odd: one is in the middle
)

func newTouch(_ *Setting, o *options) (Experiment, error) {
	m, err := world.LookupMaterial(o.take("material", "steel"))
	if err != nil {
		return nil, err
	}
	e := &touch{material: m, draw: o.take("draw", drawPatch)}
	return e, oneOf("draw", e.draw, []string{drawPatch, drawCone})
}

// Params implements Experiment.
func (e *touch) Params() []Param {
	return []Param{
		{Name: "depth_mm", Words: "pressed in", Unit: "mm", Lower: 0, Upper: 2, Default: 0.5},
		{Name: "push_mm", Words: "pushed along", Unit: "mm", Lower: 0, Upper: 12},
	}
}

// Results implements Experiment: forces on the fingertip, their ratio, and what taxels
// tell of it, each the mean over its own area: the largest pressure, how many feel
// it, and their areas together, which are wider than the patch.
func (e *touch) Results() []Result {
	return []Result{
		{"normal_n", "N", "normal force"}, {"shear_n", "N", "shear force"}, {"ratio", "", "shear ÷ normal"}, {"peak_kpa", "kPa", "highest pressure on a taxel"},
		{"taxels", "", "taxels that feel it"}, {"patch_mm2", "mm²", "area of those taxels"}, {"slipping", truth, "all of it slides"},
		{"sliding_percent", "%", "of the patch slides"}, {"friction", "", "friction μ"}, {"cone_deg", "deg", "half angle of the cone"},
	}
}

// Runs implements costly.
func (e *touch) Runs() int { return 60 }

// probe is the fingertip: a ball on one link with a grid of taxels over its
// lower half.
func (e *touch) probe() (*world.World, *skin.Skin, error) {
	free := chain.Unlimited()
	model, err := chain.New("probe", "base", []chain.Joint{
		{Name: "height", Kind: chain.Prismatic, Parent: "base", Child: "tip", Origin: spatial.Identity(), Axis: r3.Vec{Z: 1}, Limit: free},
	})
	if err != nil {
		return nil, nil, err
	}
	p, err := taxel.Lookup("ideal")
	if err != nil {
		return nil, nil, err
	}
	reach := probeRadius * math.Pi / 3
	s, err := skin.New(model, &skin.Layout{
		Name:   "probe",
		Solids: []skin.Solid{{Name: "ball", Link: "tip", Ra: probeRadius, Rb: probeRadius}},
		Pads: []skin.Pad{{Region: "pad", Rows: probeTaxels, Columns: probeTaxels, Wrap: &skin.Wrap{
			Solid: "ball", Zero: r3.Vec{Z: -1}, Along: [2]float64{-reach, reach}, Around: [2]float64{-math.Pi / 3, math.Pi / 3},
		}}},
	}, p, 1)
	if err != nil {
		return nil, nil, err
	}
	w, err := world.New(model, s)
	if err != nil {
		return nil, nil, err
	}
	_, err = w.Put(world.Body{Name: "plate", Material: e.material, Temperature: 22, Parts: []world.Part{{
		Form: world.Box, ObjectFromPart: spatial.Identity(), Half: r3.Vec{X: 0.5, Y: 0.5, Z: 0.05},
	}}}, spatial.At(r3.Vec{Z: -0.05}), spatial.Twist{})
	return w, s, err
}

// Pace of the experiment: 1 ms steps, quick enough to have slowed down to
// nothing but kinetic friction once it slides. Design values.
const (
	touchStep  = 1e-3 // s
	touchSpeed = 0.1  // m/s
)

// Run implements Experiment.
func (e *touch) Run(dst, params []float64) error {
	w, s, err := e.probe()
	if err != nil {
		return err
	}
	depth, push := params[0]*mm, params[1]*mm
	e.depth = depth
	at := r3.Vec{Z: probeRadius}
	poses := []spatial.Pose{spatial.Identity(), spatial.At(at)}
	now := 0.0
	step := func() {
		w.Step(touchStep, poses)
		now += touchStep
		s.Sense(now)
	}
	step()
	move := func(to r3.Vec) {
		steps := int(math.Ceil(r3.Norm(r3.Sub(to, at)) / (touchSpeed * touchStep)))
		for k := range steps {
			poses[1].Pos = r3.Add(at, r3.Scale(float64(k+1)/float64(steps), r3.Sub(to, at)))
			step()
			e.record(s, poses[1].Pos.X)
		}
		at = to
	}
	e.drag = Curve{Name: "shear", XTitle: "pushed along, mm", YTitle: "shear force, N"}
	move(r3.Vec{Z: probeRadius - depth})
	e.drag.X, e.drag.Y = []float64{0}, []float64{0}
	move(r3.Vec{X: push, Z: probeRadius - depth})
	if push == 0 {
		step() // at rest: the pad's damping no longer adds to its pressure
	}
	e.read(writer{dst: dst}, s)
	return nil
}

// force is what the plate does to the fingertip, by the skin's measured loads.
func force(s *skin.Skin) (normal, shear float64) {
	var sum r3.Vec
	surface := s.Surface()
	for i, l := range s.Measured() {
		t := &surface.Elements[i]
		sum = r3.Add(sum, r3.Add(r3.Scale(-l.Normal, t.Normal), r3.Add(r3.Scale(l.X, t.X), r3.Scale(l.Y, t.Y))))
	}
	return sum.Z, math.Hypot(sum.X, sum.Y)
}

func (e *touch) record(s *skin.Skin, x float64) {
	_, shear := force(s)
	e.drag.X, e.drag.Y = append(e.drag.X, x/mm), append(e.drag.Y, shear)
}

// felt is the load (N) from which a taxel counts as touched.
const felt = 1e-4

// slides is the share of what friction can hold from which a taxel counts as sliding.
// Design value.
const slides = 0.98

func (e *touch) read(out writer, s *skin.Skin) {
	e.normal, e.shear = force(s)
	surface := s.Surface()
	e.profile = Curve{Name: "pressure", Words: "taxels", Points: true, XTitle: "distance from the middle, mm", YTitle: "pressure, kPa"}
	e.dots = e.dots[:0]
	peak, area, taxels, sliding := 0.0, 0.0, 0, 0
	for i, l := range s.Measured() {
		t := &surface.Elements[i]
		pressure := l.Normal / t.Area
		dot := Dot{At: t.Centre, Size: 0.6 * math.Sqrt(t.Area)}
		if l.Normal > felt {
			taxels++
			area += t.Area
			peak = max(peak, pressure)
			e.profile.add(math.Hypot(t.Centre.X, t.Centre.Y)/mm, pressure/1e3)
			dot.Share = pressure
			if math.Hypot(l.X, l.Y) >= slides*e.material.Friction*l.Normal {
				sliding++
				dot.Slips = true
			}
		}
		e.dots = append(e.dots, dot)
	}
	for i := range e.dots {
		e.dots[i].Share /= max(peak, 1)
	}
	// The ratio is told to what the counts of a taxel tell.
	ratio, slipping, percent := 0.0, 0.0, 0.0
	if e.normal > 0 {
		ratio = math.Round(1e3*e.shear/e.normal) / 1e3
	}
	if ratio > slides*e.material.Friction {
		slipping = 1
	}
	if taxels > 0 {
		percent = 100 * float64(sliding) / float64(taxels)
	}
	out.add(e.normal, e.shear, ratio, peak/1e3, float64(taxels), area*1e6, slipping, percent,
		e.material.Friction, math.Atan(e.material.Friction)/deg)
}

// foundation is the pressure under the ball by the formula that the lesson gives:
// p = K·(d − r²/2R).
func (e *touch) foundation() Curve {
	c := Curve{Name: "formula", Words: "K·(d − r²/(2R))", XTitle: e.profile.XTitle, YTitle: e.profile.YTitle}
	rim := math.Sqrt(2 * probeRadius * e.depth)
	for i := range ringPoints {
		r := rim * float64(i) / (ringPoints - 1)
		c.add(r/mm, skin.NormalStiffness*(e.depth-r*r/(2*probeRadius))/1e3)
	}
	return c
}

// Curves implements tracer.
func (e *touch) Curves() []Curve { return []Curve{e.profile, e.foundation(), e.drag} }

// Of the drawing: how much larger than life it is, and how long the normal force (m).
const (
	touchScale  = 25.0
	normalArrow = 0.22
	plateHalf   = 0.24
)

// Drawing implements drawer: the fingertip on its plate and the force that it feels,
// with how its taxels are pressed or with the cone of what holds.
func (e *touch) Drawing([]View) (d Drawing) {
	centre := r3.Vec{Z: touchScale * (probeRadius - e.depth)}
	d.Bodies = []Body{
		{plate(e.material, r3.Vec{X: plateHalf, Y: plateHalf, Z: 0.02}), spatial.At(r3.Vec{Z: -0.02}), false},
		{fingertip(touchScale * probeRadius), spatial.At(centre), true},
	}
	if e.draw == drawPatch {
		for _, dot := range e.dots {
			if dot.Share > 0 {
				dot.At, dot.Size = r3.Vec{X: touchScale * dot.At.X, Y: touchScale * dot.At.Y}, touchScale*dot.Size
				d.Dots = append(d.Dots, dot)
			}
		}
	}
	if e.normal <= 0 {
		return d
	}
	scale := normalArrow / e.normal
	to := r3.Vec{X: -scale * e.shear, Z: normalArrow}
	if e.draw == drawCone {
		e.cone(&d)
	}
	d.Arrows = append(d.Arrows, Arrow{To: to, Role: Force})
	d.Labels = append(d.Labels, Label{At: to, Text: "force"})
	if e.shear > 0.02*e.normal {
		d.Arrows = append(d.Arrows, Arrow{To: r3.Vec{Z: to.Z}, Role: Middle, Faint: true}, Arrow{To: r3.Vec{X: to.X}, Role: Middle, Faint: true})
		d.Labels = append(d.Labels, Label{At: r3.Vec{Z: to.Z}, Text: "normal"}, Label{At: r3.Vec{X: to.X}, Text: "shear"})
	}
	return d
}

// cone draws the forces that the contact holds.
func (e *touch) cone(d *Drawing) {
	radius := e.material.Friction * normalArrow
	rim := arc(r3.Vec{Z: normalArrow}, r3.Vec{X: radius}, r3.Vec{Z: 1}, 2*math.Pi)
	d.Lines = append(d.Lines, Line{Points: rim, Role: Pane})
	for i := 0; i+1 < len(rim); i += 5 {
		d.Lines = append(d.Lines, Line{Points: []r3.Vec{{}, rim[i]}, Role: Pane, Thin: true})
	}
	d.Labels = append(d.Labels, Label{At: rim[0], Text: "cone of friction"})
}

// plate is a fixed thing with the half sizes that are given, and fingertip a soft ball:
// for the eye alone.
func plate(m world.Material, half r3.Vec) *world.Body {
	return &world.Body{Name: "plate", Material: m, Mass: 1, Parts: []world.Part{{Form: world.Box, ObjectFromPart: spatial.Identity(), Half: half, Radius: 0.004}}}
}

func fingertip(radius float64) *world.Body {
	return &world.Body{Name: "fingertip", Material: world.Material{Name: "skin"}, Mass: 1, Parts: []world.Part{{Form: world.Sphere, ObjectFromPart: spatial.Identity(), Radius: radius}}}
}

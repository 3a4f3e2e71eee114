package glove

import (
	"math"
	"sort"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// panel is a patch of fabric with channels in rows and columns.
type panel struct {
	kind     taxel.Kind
	block    int
	back     bool
	from, to float64 // m along, of the first and the last row
	columns  int
	weight   float64 // its share of the channels
	count    int
	// locate fills in where a channel of the panel sits on the hand.
	locate func(c *Channel)
}

// stretchPanels are the patches of stretch channels: on every finger 14 rows on
// the back and 12 on the front, 7 and 7 at the wrist, 3 columns each (design
// values for 432 channels).
func stretchPanels(dims hand.Dimensions) []panel {
	const backRows, frontRows, wristRows = 14, 12, 7
	var panels []panel
	for f := range hand.NumFingers {
		end := dims[f].Length[0] + dims[f].Length[1] + dims[f].Length[2]
		locate := func(c *Channel) { locateOnFinger(dims, hand.Finger(f), c) }
		panels = append(panels,
			panel{kind: taxel.Stretch, block: f, back: true, from: -18e-3, to: end - 4e-3, columns: 3, weight: backRows, locate: locate},
			panel{kind: taxel.Stretch, block: f, from: -4e-3, to: end - 6e-3, columns: 3, weight: frontRows, locate: locate})
	}
	for _, back := range [2]bool{true, false} {
		panels = append(panels, panel{
			kind: taxel.Stretch, block: WristBlock, back: back, from: -42e-3, to: 42e-3,
			columns: 3, weight: wristRows, locate: locateOnWrist,
		})
	}
	return panels
}

// pressurePanels cover the front and the sides: every segment of every finger,
// densest on the tips, and the palm.
func pressurePanels(dims hand.Dimensions) []panel {
	weights := [3]float64{5, 5, 12} // proximal to distal, per finger; design values
	const palmWeight = 34
	var panels []panel
	for f := range hand.NumFingers {
		start := 0.0
		for s := range 3 {
			length := dims[f].Length[s]
			from, to := 0.25, 0.80
			if s == 2 {
				from, to = 0.30, 1.15
			}
			panels = append(panels, panel{
				kind: taxel.Pressure, block: f, from: start + from*length, to: start + to*length,
				columns: 3, weight: weights[s],
				locate: func(c *Channel) { locateOnFinger(dims, hand.Finger(f), c) },
			})
			start += length
		}
	}
	return append(panels, panel{
		kind: taxel.Pressure, block: WristBlock, from: 40e-3, to: 80e-3, columns: 5,
		weight: palmWeight, locate: locateOnPalm,
	})
}

// A stretch panel with fewer channels than this has them in a single zigzag
// column: rows on every joint matter more than columns, and the zigzag still
// tells one side from the other.
const sparse = 12

// apportion shares n channels out among the panels by their weights, with the
// method of largest remainders, and adapts the columns to the density.
func apportion(panels []panel, n int) []panel {
	total := 0.0
	for _, p := range panels {
		total += p.weight * float64(p.columns)
	}
	order := make([]int, len(panels))
	rest := make([]float64, len(panels))
	left := n
	for i := range panels {
		share := float64(n) * panels[i].weight * float64(panels[i].columns) / total
		panels[i].count = int(share)
		rest[i], order[i] = share-math.Floor(share), i
		left -= panels[i].count
	}
	sort.SliceStable(order, func(a, b int) bool { return rest[order[a]] > rest[order[b]] })
	for _, i := range order[:left] {
		panels[i].count++
	}
	for i := range panels {
		p := &panels[i]
		// The shape of a panel is kept: rows and columns grow alike. Two columns
		// are the fewest that tell one side from the other.
		design := p.weight * float64(p.columns)
		columns := math.Round(float64(p.columns) * math.Sqrt(float64(p.count)/design))
		if p.kind == taxel.Pressure {
			columns = math.Round(math.Sqrt(float64(p.count) * float64(p.columns) / p.weight))
		}
		p.columns = max(2, int(columns))
		if p.kind == taxel.Stretch && p.count < sparse {
			p.columns = 1
		}
	}
	return panels
}

// Angles of a panel's outer columns from its middle one (rad): stretch channels
// stay on the back or the front, pressure channels reach round to the sides.
const (
	stretchSideways  = 55 * deg
	pressureSideways = 85 * deg
	wristSideways    = 50 * deg
)

// locateOnFinger puts a channel on the skin of a finger: on the back or the
// front half of its cylinder, or past that on its round tip.
func locateOnFinger(dims hand.Dimensions, f hand.Finger, c *Channel) {
	sideways := stretchSideways
	if c.Kind == taxel.Pressure {
		sideways = pressureSideways
	}
	b := dims[f]
	x, segment := c.Along, 0
	for segment < 2 && x > b.Length[segment] {
		x -= b.Length[segment]
		segment++
	}
	s, co := math.Sincos(sideways * c.Across)
	if !c.Back {
		co = -co
	}
	c.Link = hand.SegmentName(f, segment)
	c.Position, c.Normal = OnSkin(b, segment, x, r3.Vec{Y: s, Z: co})
	if x < 0 {
		// Over the metacarpal: the palm's frame, in which the finger's own base is given.
		c.Link = "palm"
		c.Position, c.Normal = b.Base.Apply(c.Position), b.Base.Rotate(c.Normal)
	}
}

// OnSkin is the place on a segment's skin, and the normal there, x (m) along its
// skin from its joint, in the direction out (a unit vector across the bone).
func OnSkin(b hand.Bones, segment int, x float64, out r3.Vec) (place, normal r3.Vec) {
	if tip := b.Length[2] - b.Radius[3]; segment == 2 && x > tip {
		s, c := math.Sincos((x - tip) / b.Radius[3])
		normal = r3.Add(r3.Vec{X: s}, r3.Scale(c, out))
		return r3.Add(r3.Vec{X: tip}, r3.Scale(b.Radius[3], normal)), normal
	}
	t := min(max(x/b.Length[segment], 0), 1)
	radius := b.Radius[segment] + t*(b.Radius[segment+1]-b.Radius[segment])
	return r3.Add(r3.Vec{X: x}, r3.Scale(radius, out)), out
}

// Half axes of the wrist's cross section, and the palm's (m): design values.
const (
	wristHalfWidth = 27e-3
	halfThickness  = 14e-3
	palmHalfWidth  = 34e-3
	// PalmDepth is how far the palm's front is from the plane of its joints.
	PalmDepth = 25e-3
)

// locateOnWrist puts a channel on the ellipse around the wrist.
func locateOnWrist(c *Channel) {
	s, co := math.Sincos(wristSideways * c.Across)
	if !c.Back {
		co = -co
	}
	c.Position = r3.Vec{X: c.Along, Y: wristHalfWidth * s, Z: halfThickness * co}
	c.Normal = r3.Unit(r3.Vec{Y: s / wristHalfWidth, Z: co / halfThickness})
	c.Link = "palm"
	if c.Along < 0 {
		c.Link = "forearm"
	}
}

// locateOnPalm puts a channel on the flat front of the palm.
func locateOnPalm(c *Channel) {
	c.Position = r3.Vec{X: c.Along, Y: 0.8 * palmHalfWidth * c.Across, Z: -PalmDepth}
	c.Normal = r3.Vec{Z: -1}
	c.Link = "palm"
}

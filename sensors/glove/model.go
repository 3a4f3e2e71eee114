package glove

import (
	"math"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sensors/taxel"
)

// Parameters of the calibration. Each channel has numLocal of its own, each
// block numGlobal; all are deviations from the design, in the units given.
const (
	localOffset = iota // strain at zero angles
	localGain          // relative
	localAlong         // m
	localAcross        // columns
	localPlay          // fraction of full scale, half-width of the gap
	numLocal
)

const (
	globalThickness = 0  // 4: relative, of each joint
	globalLength    = 4  // 2: relative, of the first two segments
	globalDonning   = 6  // m, shift of the fabric along the finger
	globalBatch     = 7  // relative, play of all channels
	globalBow       = 8  // 4 × 2: quadratic and cubic part of each joint's strain
	numGlobal       = 16 //
)

type (
	localParams  [numLocal]float64
	globalParams [numGlobal]float64
)

// prior is what is believed before the recording: means and SDs.
type prior struct {
	local       []localParams // per channel of the block
	localSigma  localParams
	global      globalParams
	globalSigma globalParams
}

// How people differ from the nominal hand: relative SD, common to the hand and of
// each joint or bone. Design values.
const (
	lengthCommon, lengthEach       = 0.05, 0.02
	thicknessCommon, thicknessEach = 0.06, 0.041
)

// shareCommon replaces what is believed of a block's thickness and lengths by
// what the other blocks' first fits say that the whole hand has in common: the
// empirical Bayes estimate of a two-level model (Efron and Morris 1973).
func (p *prior) shareCommon(block int, fits *[NumBlocks]*fitted) {
	p.pool(block, fits, globalThickness, 4, thicknessCommon, thicknessEach)
	p.pool(block, fits, globalLength, 2, lengthCommon, lengthEach)
}

func (p *prior) pool(block int, fits *[NumBlocks]*fitted, from, count int, common, each float64) {
	sum, weight := 0.0, 1/(common*common)
	for b, f := range fits {
		if b == block {
			continue
		}
		n, _ := f.covariance.Dims()
		for g := from; g < from+count; g++ {
			u := n - numGlobal + g
			// Undo the first fit's own prior, so that it does not count twice.
			posterior, before := f.covariance.At(u, u), f.priorVariance[g]
			information := 1/posterior - 1/before
			if information*before < 0.05 {
				continue
			}
			value := (f.model.global[g]/posterior - f.priorMean[g]/before) / information
			w := 1 / (1/information + each*each)
			sum, weight = sum+w*value, weight+w
		}
	}
	mean := sum / weight
	sigma := math.Sqrt(1/weight + each*each)
	for g := from; g < from+count; g++ {
		// A measured hand knows better.
		if sigma < p.globalSigma[g] {
			p.global[g], p.globalSigma[g] = mean, sigma
		}
	}
}

// The spreads of gloves and people that the design states, as the calibration's
// prior; the offset has room for creep that the nominal model gets wrong.
func designPrior(l *Layout, block int) prior {
	p := l.profile
	q := prior{local: make([]localParams, len(l.blocks[block]))}
	q.localSigma = localParams{0.015, max(p.GainSpread, 0.01), 1e-3, 0.125, max(p.Variation*p.PlayRadius(), 1e-5)}
	if p.PlaySpread > 0 {
		q.localSigma[localPlay] = p.PlaySpread / 2 / math.Sqrt(3)
	}
	for j := range 4 {
		q.globalSigma[globalThickness+j] = math.Hypot(thicknessCommon, thicknessEach)
		q.globalSigma[globalBow+2*j] = 0.03
		q.globalSigma[globalBow+2*j+1] = 0.025
	}
	q.globalSigma[globalLength] = math.Hypot(lengthCommon, lengthEach)
	q.globalSigma[globalLength+1] = q.globalSigma[globalLength]
	q.globalSigma[globalDonning] = 1.5e-3
	q.globalSigma[globalBatch] = max(p.Batch, 0.01)
	return q
}

// Bow is how a joint's strain bends away from its angle:
// φ = θ + Quadratic·θ² + Cubic·θ³.
type Bow struct{ Quadratic, Cubic float64 }

func (w Bow) apply(theta float64) float64 {
	return theta * (1 + theta*(w.Quadratic+theta*w.Cubic))
}

func (w Bow) slope(theta float64) float64 {
	return 1 + theta*(2*w.Quadratic+3*theta*w.Cubic)
}

// series is the inverse of apply to the third order (Lagrange's).
func (w Bow) series(phi float64) float64 {
	return phi * (1 - phi*(w.Quadratic+phi*(w.Cubic-2*w.Quadratic*w.Quadratic)))
}

// invert solves apply(θ) = φ by Newton's method, from the series of the inverse: the
// bow is weak, and two steps are mostly enough.
func (w Bow) invert(phi float64) float64 {
	theta := w.series(phi)
	for range 6 {
		step := (w.apply(theta) - phi) / max(w.slope(theta), 0.3)
		theta -= step
		// The next step would be of this one's square.
		if math.Abs(step) < 1e-9 {
			break
		}
	}
	return theta
}

// blockModel is one block's geometry with a person's parameters.
type blockModel struct {
	layout *Layout
	block  int
	spread *taxel.Spread
	global globalParams
}

func (m *blockModel) bow(j int) Bow {
	return Bow{m.global[globalBow+2*j], m.global[globalBow+2*j+1]}
}

func (m *blockModel) geometry() Geometry {
	g := NominalGeometry(m.layout.dims, m.block)
	for j := range 4 {
		g.Thickness[j] += m.global[globalThickness+j]
	}
	if m.block != WristBlock {
		l := m.layout.dims[m.block].Length
		g.Joint[2] = l[0] * (1 + m.global[globalLength])
		g.Joint[3] = g.Joint[2] + l[1]*(1+m.global[globalLength+1])
	}
	return g
}

// channelGain is a channel's gain and its derivatives, crosstalk included.
type channelGain struct {
	gain      [4]float64
	along     [4]float64 // per m that the channel itself is moved
	shift     [4]float64 // per m that all the fabric is
	across    [4]float64 // per column
	thickness [4]float64 // per unit, each for its own joint
}

// gainOf works out a channel's gain with its own parameters.
func (m *blockModel) gainOf(channel int, p localParams) channelGain {
	g := m.geometry()
	var out channelGain
	index, weight := m.spread.Row(channel)
	factor := 1 + p[localGain]
	for i, n := range index {
		c := &m.layout.channels[n]
		along, across := c.Along+m.global[globalDonning], c.Across
		if int(n) == channel {
			along, across = along+p[localAlong], across+p[localAcross]
		}
		gain := g.Gain(along, across, c.Back)
		perMetre, perColumn := g.Slope(along, across, c.Back)
		for j := range 4 {
			w := factor * weight[i]
			out.gain[j] += w * gain[j]
			out.shift[j] += w * perMetre[j]
			out.thickness[j] += w * gain[j] / max(g.Thickness[j], 0.1)
			if int(n) == channel {
				out.along[j] += w * perMetre[j]
				out.across[j] += w * perColumn[j]
			}
		}
	}
	return out
}

// prestrainOf is a channel's strain at zero angles as designed, crosstalk
// included.
func (m *blockModel) prestrainOf(channel int) float64 {
	index, weight := m.spread.Row(channel)
	sum := 0.0
	for i, n := range index {
		sum += weight[i] * m.layout.channels[n].Prestrain
	}
	return sum
}

// angles of the block out of all.
func (m *blockModel) angles(a *hand.Angles) (q [4]float64) {
	first, count := BlockAngles(m.block)
	copy(q[:count], a[first:])
	return q
}

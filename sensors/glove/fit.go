package glove

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// observation is what a channel read while a posture was held.
type observation struct {
	strain float64 // with nominal play
	edge   float64 // −1…1, where in its gap the channel was
	sigma  float64 // strain; infinite if the reading tells nothing
}

// holdPrior is what is known of a block's angles in a hold.
type holdPrior struct {
	angles [4]float64 // rad
	sigma  float64    // rad
}

// fitted is the outcome of a block's fit: the maximum a posteriori of channels,
// person and postures together.
type fitted struct {
	model  blockModel
	local  []localParams
	poses  [][4]float64
	gain   []channelGain
	spread []localParams // SD of each channel's own parameters, given the rest
	// The covariance of poses and global parameters, and how a channel's own
	// parameters follow them.
	covariance    *mat.SymDense
	priorMean     globalParams
	priorVariance globalParams
	follow        []*mat.Dense // numLocal × unknowns, one per channel
}

// fitter solves one block. Its unknowns are, in this order, each hold's angles
// and the global parameters; the channels' own parameters are eliminated one
// channel at a time, as a bundle adjustment eliminates its points (Triggs et
// al., Bundle Adjustment – A Modern Synthesis, 2000, §6.1), so that the cost
// grows in proportion to the channels.
type fitter struct {
	prior    prior
	holds    []holdPrior
	observed [][]observation // channel, hold
	channels []int
	joints   int
	unknowns int
	offset   int // of the global parameters among the unknowns
	fitted   fitted

	// Scratch of one channel.
	rows  [][numLocal]float64 // derivative of each hold's strain by the channel's own parameters
	poses [][4]float64        // by the hold's angles
	wide  [][numGlobal]float64
	rest  []float64 // residuals
}

// gaussNewtonSteps suffice: the model is nearly linear and starts close.
const gaussNewtonSteps = 3

// fit finds the parameters of a block.
func fit(model blockModel, q prior, holds []holdPrior, observed [][]observation, tell Progress) (*fitted, error) {
	channels := model.layout.blocks[model.block]
	_, joints := BlockAngles(model.block)
	f := &fitter{
		prior: q, holds: holds, observed: observed, channels: channels, joints: joints,
		offset: joints * len(holds), unknowns: joints*len(holds) + numGlobal,
		rows: make([][numLocal]float64, len(holds)), poses: make([][4]float64, len(holds)),
		wide: make([][numGlobal]float64, len(holds)), rest: make([]float64, len(holds)),
	}
	f.fitted.model = model
	f.fitted.model.global, f.fitted.priorMean = q.global, q.global
	for g, s := range q.globalSigma {
		f.fitted.priorVariance[g] = math.Max(s*s, 1e-16)
	}
	f.fitted.local = append([]localParams(nil), q.local...)
	f.fitted.spread = make([]localParams, len(channels))
	f.fitted.gain = make([]channelGain, len(channels))
	f.fitted.follow = make([]*mat.Dense, len(channels))
	for _, h := range holds {
		f.fitted.poses = append(f.fitted.poses, h.angles)
	}
	for step := range gaussNewtonSteps {
		part := tell.Part(float64(step)/gaussNewtonSteps, float64(step+1)/gaussNewtonSteps)
		if err := f.iterate(step == gaussNewtonSteps-1, part); err != nil {
			return nil, err
		}
	}
	for k, c := range channels {
		f.fitted.gain[k] = f.fitted.model.gainOf(c, f.fitted.local[k])
	}
	return &f.fitted, nil
}

// iterate is one Gauss–Newton step; the last one keeps the covariances.
func (f *fitter) iterate(last bool, tell Progress) error {
	info := mat.NewSymDense(f.unknowns, nil)
	right := make([]float64, f.unknowns)
	f.addPriors(info, right)
	steps := make([]channelStep, len(f.channels))
	for k := range f.channels {
		if err := tell.At(float64(k) / float64(len(f.channels))); err != nil {
			return err
		}
		f.linearise(k)
		s, err := f.eliminate(k, info.RawSymmetric().Data, right)
		if err != nil {
			return err
		}
		steps[k] = s
	}
	var chol mat.Cholesky
	if !chol.Factorize(info) {
		return fmt.Errorf("glove: calibration of %s: information matrix is singular", BlockName(f.fitted.model.block))
	}
	delta := mat.NewVecDense(f.unknowns, nil)
	if err := chol.SolveVecTo(delta, mat.NewVecDense(f.unknowns, right)); err != nil {
		return fmt.Errorf("glove: calibration of %s: %w", BlockName(f.fitted.model.block), err)
	}
	for h := range f.holds {
		for j := range f.joints {
			f.fitted.poses[h][j] += delta.AtVec(h*f.joints + j)
		}
	}
	for g := range numGlobal {
		f.fitted.model.global[g] += delta.AtVec(f.offset + g)
	}
	for k := range f.channels {
		s := &steps[k]
		for i := range numLocal {
			d := s.free[i]
			for u := range f.unknowns {
				d += s.follow.At(i, u) * delta.AtVec(u)
			}
			f.fitted.local[k][i] += d
		}
		f.fitted.spread[k] = s.sigma
		f.fitted.follow[k] = s.follow
	}
	if last {
		f.fitted.covariance = mat.NewSymDense(f.unknowns, nil)
		if err := chol.InverseTo(f.fitted.covariance); err != nil {
			return fmt.Errorf("glove: calibration of %s: %w", BlockName(f.fitted.model.block), err)
		}
	}
	return nil
}

func (f *fitter) addPriors(info *mat.SymDense, right []float64) {
	for h, p := range f.holds {
		w := 1 / (p.sigma * p.sigma)
		for j := range f.joints {
			u := h*f.joints + j
			info.SetSym(u, u, w)
			right[u] = w * (p.angles[j] - f.fitted.poses[h][j])
		}
	}
	for g := range numGlobal {
		// A parameter that the prior holds fixed stays where it is.
		w := 1 / f.fitted.priorVariance[g]
		u := f.offset + g
		info.SetSym(u, u, w)
		right[u] = w * (f.prior.global[g] - f.fitted.model.global[g])
	}
}

// linearise fills the scratch with channel k's residuals and derivatives.
func (f *fitter) linearise(k int) {
	m, p := &f.fitted.model, f.fitted.local[k]
	scale := m.layout.profile.Ranges[0].Width()
	radius := m.layout.profile.PlayRadius()
	c := m.gainOf(f.channels[k], p)
	base := m.prestrainOf(f.channels[k]) + p[localOffset]
	play := p[localPlay] + radius*m.global[globalBatch]
	length := m.layout.dims[min(m.block, WristBlock-1)].Length
	for h, q := range f.fitted.poses {
		o := f.observed[k][h]
		row := [numLocal]float64{localOffset: 1, localPlay: -scale * o.edge}
		var pose [4]float64
		var wide [numGlobal]float64
		strain := base - scale*o.edge*play
		for j := range f.joints {
			w := m.bow(j)
			phi := w.apply(q[j])
			strain += c.gain[j] * phi
			pose[j] = c.gain[j] * w.slope(q[j])
			row[localGain] += c.gain[j] * phi / (1 + p[localGain])
			row[localAlong] += c.along[j] * phi
			row[localAcross] += c.across[j] * phi
			wide[globalThickness+j] = c.thickness[j] * phi
			wide[globalDonning] += c.shift[j] * phi
			wide[globalBow+2*j] = c.gain[j] * q[j] * q[j]
			wide[globalBow+2*j+1] = c.gain[j] * q[j] * q[j] * q[j]
			if m.block != WristBlock && j >= 2 {
				// A joint further out moves the Gaussian the other way than the fabric.
				wide[globalLength] -= c.shift[j] * phi * length[0]
				if j == 3 {
					wide[globalLength+1] -= c.shift[j] * phi * length[1]
				}
			}
		}
		wide[globalBatch] = -scale * o.edge * radius
		f.rows[h], f.poses[h], f.wide[h] = row, pose, wide
		f.rest[h] = o.strain - strain
	}
}

// channelStep is the update of a channel's own parameters: free + follow·Δ,
// where Δ is the step of the unknowns.
type channelStep struct {
	free   [numLocal]float64
	follow *mat.Dense
	sigma  localParams
}

// eliminate adds channel k's information about the unknowns to info (row-major,
// upper triangle) and right.
func (f *fitter) eliminate(k int, info, right []float64) (channelStep, error) {
	n := f.unknowns
	own := mat.NewSymDense(numLocal, nil)
	var ownRight [numLocal]float64
	for i, s := range f.prior.localSigma {
		w := 1 / math.Max(s*s, 1e-16)
		own.SetSym(i, i, w)
		ownRight[i] = w * (f.prior.local[k][i] - f.fitted.local[k][i])
	}
	cross := mat.NewDense(numLocal, n, nil)
	for h := range f.holds {
		o := f.observed[k][h]
		if math.IsInf(o.sigma, 1) {
			continue
		}
		w := 1 / (o.sigma * o.sigma)
		f.accumulate(h, w, own, ownRight[:], cross, info, right)
	}
	var chol mat.Cholesky
	if !chol.Factorize(own) {
		return channelStep{}, fmt.Errorf("glove: calibration of channel %d: information matrix is singular", f.channels[k])
	}
	step := channelStep{follow: mat.NewDense(numLocal, n, nil)}
	free := mat.NewVecDense(numLocal, nil)
	if err := chol.SolveVecTo(free, mat.NewVecDense(numLocal, ownRight[:])); err != nil {
		return step, fmt.Errorf("glove: calibration of channel %d: %w", f.channels[k], err)
	}
	if err := chol.SolveTo(step.follow, cross); err != nil {
		return step, fmt.Errorf("glove: calibration of channel %d: %w", f.channels[k], err)
	}
	var inverse mat.SymDense
	if err := chol.InverseTo(&inverse); err != nil {
		return step, fmt.Errorf("glove: calibration of channel %d: %w", f.channels[k], err)
	}
	step.follow.Scale(-1, step.follow)
	for i := range numLocal {
		step.free[i], step.sigma[i] = free.AtVec(i), math.Sqrt(inverse.At(i, i))
	}
	addProduct(info, right, cross.RawMatrix().Data, step.follow.RawMatrix().Data, &step.free)
	return step, nil
}

// addProduct adds xᵀ·y to info, of which the upper triangle is kept, and takes xᵀ·free
// from right; x and y are numLocal × n. Its five products are added up before they are
// stored, which costs a fifth of the memory's traffic.
func addProduct(info, right, x, y []float64, free *[5]float64) {
	n := len(right)
	y0, y1, y2, y3, y4 := y[:n], y[n:2*n], y[2*n:3*n], y[3*n:4*n], y[4*n:5*n]
	for u := range n {
		a0, a1, a2, a3, a4 := x[u], x[n+u], x[2*n+u], x[3*n+u], x[4*n+u]
		right[u] -= a0*free[0] + a1*free[1] + a2*free[2] + a3*free[3] + a4*free[4]
		row := info[u*n : (u+1)*n]
		for v := u; v < len(row); v++ {
			row[v] += a0*y0[v] + a1*y1[v] + a2*y2[v] + a3*y3[v] + a4*y4[v]
		}
	}
}

// accumulate adds one hold's reading with weight w.
func (f *fitter) accumulate(h int, w float64, own *mat.SymDense, ownRight []float64, cross *mat.Dense, info, right []float64) {
	n, r := f.unknowns, f.rest[h]
	row, pose, wide := &f.rows[h], &f.poses[h], &f.wide[h]
	for i := range numLocal {
		ownRight[i] += w * row[i] * r
		for l := i; l < numLocal; l++ {
			own.SetSym(i, l, own.At(i, l)+w*row[i]*row[l])
		}
		target := cross.RawRowView(i)
		for j := range f.joints {
			target[h*f.joints+j] += w * row[i] * pose[j]
		}
		for g := range numGlobal {
			target[f.offset+g] += w * row[i] * wide[g]
		}
	}
	for j := range f.joints {
		u := h*f.joints + j
		right[u] += w * pose[j] * r
		for l := j; l < f.joints; l++ {
			info[u*n+h*f.joints+l] += w * pose[j] * pose[l]
		}
		for g := range numGlobal {
			info[u*n+f.offset+g] += w * pose[j] * wide[g]
		}
	}
	for g := range numGlobal {
		u := f.offset + g
		right[u] += w * wide[g] * r
		for l := g; l < numGlobal; l++ {
			info[u*n+f.offset+l] += w * wide[g] * wide[l]
		}
	}
}

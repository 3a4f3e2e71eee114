package glove

import (
	"math"

	"mirrorarm/kinematics/hand"

	"gonum.org/v1/gonum/mat"
)

// predict is the SD (rad) that a decoded angle of the block owes to the
// calibration: the fit's posterior covariance, pushed through the decoder's
// weighted least squares, at a few postures across the range of motion.
func (f *fitted) predict(observed [][]observation) [4]float64 {
	first, joints := BlockAngles(f.model.block)
	var sum [4]float64
	samples := [...]float64{0.25, 0.5, 0.75}
	for _, s := range samples {
		var q [4]float64
		for j := range joints {
			r := (first + hand.Angle(j)).Range()
			q[j] = r.Lower + s*(r.Upper-r.Lower)
		}
		for j, v := range f.variance(q, joints, observed) {
			sum[j] += v / float64(len(samples))
		}
	}
	for j := range sum {
		sum[j] = math.Sqrt(sum[j])
	}
	return sum
}

// variance of each decoded angle in posture q.
func (f *fitted) variance(q [4]float64, joints int, observed [][]observation) [4]float64 {
	m := &f.model
	unknowns, _ := f.covariance.Dims()
	offset := unknowns - numGlobal
	normal := mat.NewSymDense(joints, nil)
	push := mat.NewDense(joints, unknowns, nil) // Σ g·(derivative by the unknowns)
	own := mat.NewSymDense(joints, nil)
	probe := fitter{fitted: *f, joints: joints, channels: m.layout.blocks[m.block],
		rows: make([][numLocal]float64, 1), poses: make([][4]float64, 1), wide: make([][numGlobal]float64, 1), rest: make([]float64, 1)}
	probe.fitted.poses = [][4]float64{q}
	probe.observed = make([][]observation, len(probe.channels))
	edge := [1]observation{{edge: 1}}
	for k := range probe.channels {
		if !anyUseful(observed[k]) {
			continue
		}
		probe.observed[k] = edge[:]
		probe.linearise(k)
		row, wide, g := probe.rows[0], probe.wide[0], probe.poses[0]
		variance := 0.0
		for i, s := range f.spread[k] {
			variance += row[i] * row[i] * s * s
		}
		for j := range joints {
			for l := j; l < joints; l++ {
				normal.SetSym(j, l, normal.At(j, l)+g[j]*g[l])
				own.SetSym(j, l, own.At(j, l)+g[j]*g[l]*variance)
			}
			target := push.RawRowView(j)
			for i := range numLocal {
				a := g[j] * row[i]
				for u, v := range f.follow[k].RawRowView(i) {
					target[u] += a * v
				}
			}
			for p := range numGlobal {
				target[offset+p] += g[j] * wide[p]
			}
		}
	}
	return pushThrough(normal, own, push, f.covariance, joints)
}

// pushThrough is the diagonal of N⁻¹(O + D·C·Dᵀ)N⁻¹.
func pushThrough(normal, own *mat.SymDense, push *mat.Dense, covariance *mat.SymDense, joints int) [4]float64 {
	for j := range joints {
		// A block whose channels all failed keeps a finite, useless, answer.
		normal.SetSym(j, j, normal.At(j, j)+1e-9)
	}
	var middle, half mat.Dense
	half.Mul(push, covariance)
	middle.Mul(&half, push.T())
	middle.Add(&middle, own)
	var inverse mat.Dense
	var out [4]float64
	if err := inverse.Inverse(normal); err != nil {
		for j := range joints {
			out[j] = math.Pi * math.Pi
		}
		return out
	}
	var result mat.Dense
	result.Product(&inverse, &middle, &inverse)
	for j := range joints {
		out[j] = math.Max(result.At(j, j), 0)
	}
	return out
}

func anyUseful(row []observation) bool {
	for _, o := range row {
		if !math.IsInf(o.sigma, 1) {
			return true
		}
	}
	return false
}

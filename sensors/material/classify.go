package material

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Classifier names materials: one Gaussian per material over the features,
// regularised discriminant analysis (Friedman, J. Am. Stat. Assoc. 84, 1989).
// It does not change after Train.
type Classifier struct {
	labels  []string
	scale   []float64 // of each feature
	classes []gaussian
}

type gaussian struct {
	mean      []float64
	factor    mat.Cholesky
	logNormal float64
}

// Pooling is the share of the covariance that a class takes from all classes;
// ridge is what every feature has beside, relative to its variance. Both keep a
// class of few touches from believing in directions that it never saw.
const (
	pooling = 0.5
	ridge   = 1e-6
)

// Train learns from touches: samples[c] are the features of touches of
// labels[c].
func Train(labels []string, samples [][][]float64) (*Classifier, error) {
	if len(labels) < 2 || len(labels) != len(samples) {
		return nil, fmt.Errorf("material: %d labels and %d sets of touches, want at least two of each", len(labels), len(samples))
	}
	var dim int
	for c, s := range samples {
		if len(s) < 2 {
			return nil, fmt.Errorf("material: %q: %d touches to learn from, want at least 2", labels[c], len(s))
		}
		if dim = len(samples[0][0]); dim == 0 {
			return nil, errors.New("material: touches have no features")
		}
	}
	k := &Classifier{labels: labels, scale: make([]float64, dim)}
	means := make([][]float64, len(samples))
	covariances := make([]*mat.SymDense, len(samples))
	pooled := mat.NewSymDense(dim, nil)
	for c, s := range samples {
		m := mat.NewDense(len(s), dim, nil)
		for i, features := range s {
			if len(features) != dim {
				return nil, fmt.Errorf("material: %q: touch %d has %d features, want %d", labels[c], i, len(features), dim)
			}
			m.SetRow(i, features)
		}
		means[c] = make([]float64, dim)
		for j := range dim {
			means[c][j] = stat.Mean(mat.Col(nil, j, m), nil)
		}
		covariances[c] = mat.NewSymDense(dim, nil)
		stat.CovarianceMatrix(covariances[c], m, nil)
		for i := range dim {
			for j := i; j < dim; j++ {
				pooled.SetSym(i, j, pooled.At(i, j)+covariances[c].At(i, j)/float64(len(samples)))
			}
		}
	}
	return k, k.fit(means, covariances, pooled)
}

func (k *Classifier) fit(means [][]float64, covariances []*mat.SymDense, pooled *mat.SymDense) error {
	dim := len(k.scale)
	for i := range k.scale {
		k.scale[i] = math.Sqrt(max(pooled.At(i, i), 1e-12))
	}
	for c := range means {
		mixed := mat.NewSymDense(dim, nil)
		for i := range dim {
			for j := i; j < dim; j++ {
				v := (pooling*pooled.At(i, j) + (1-pooling)*covariances[c].At(i, j)) / (k.scale[i] * k.scale[j])
				if i == j {
					v += ridge
				}
				mixed.SetSym(i, j, v)
			}
		}
		g := gaussian{mean: means[c]}
		if !g.factor.Factorize(mixed) {
			return fmt.Errorf("material: %q: its touches have no proper covariance", k.labels[c])
		}
		g.logNormal = -g.factor.LogDet() / 2
		k.classes = append(k.classes, g)
	}
	return nil
}

// Labels are the materials' names, in the order of Posterior.
func (k *Classifier) Labels() []string { return k.labels }

// Posterior is the probability of each material, all of them equally likely
// before the touch.
func (k *Classifier) Posterior(features []float64) []float64 {
	logs := make([]float64, len(k.classes))
	off := mat.NewVecDense(len(k.scale), nil)
	solved := mat.NewVecDense(len(k.scale), nil)
	for c := range k.classes {
		g := &k.classes[c]
		for i, v := range features {
			off.SetVec(i, (v-g.mean[i])/k.scale[i])
		}
		// Its only error is a warning of bad condition, which the ridge rules out.
		_ = g.factor.SolveVecTo(solved, off)
		logs[c] = g.logNormal - mat.Dot(off, solved)/2
	}
	sum := floats.LogSumExp(logs)
	for c := range logs {
		logs[c] = math.Exp(logs[c] - sum)
	}
	return logs
}

// Unsure is the answer of who would rather not say.
const Unsure = -1

// SureFrom is the probability from which on a name is given.
const SureFrom = 0.5

// Decide is the most probable label's index, or Unsure; forced, it always names
// one.
func Decide(posterior []float64, forced bool) int {
	best := floats.MaxIdx(posterior)
	if !forced && posterior[best] < SureFrom {
		return Unsure
	}
	return best
}

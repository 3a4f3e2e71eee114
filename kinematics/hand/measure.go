package hand

import (
	"fmt"
	"math"
	"slices"

	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// Plausible sizes of a hand over the nominal one: a small child's to the
// largest adult's. Design values.
const (
	minScale = 0.5
	maxScale = 1.6
)

// Measure estimates a person's dimensions from a recording of one hand: bone
// lengths and joint bases are medians over the frames, where each finger points
// at rest and how its flexion axis is rolled are those that let it follow the
// landmarks best. What no frame shows is the nominal hand, scaled.
func Measure(side Side, frames []Observation) (Dimensions, error) {
	return measure(side, frames, refineFrames)
}

// measure is Measure that refines the bases over at most n frames.
func measure(side Side, frames []Observation, n int) (Dimensions, error) {
	dims := Nominal()
	scale, err := handScale(side, frames)
	if err != nil {
		return dims, err
	}
	dims = dims.Scaled(scale)
	measureBones(&dims, frames)
	measureBases(&dims, side, frames)
	refineBases(&dims, side, evenly(frames, n))
	return dims, nil
}

// Scaled is the hand with every length multiplied by k.
func (d Dimensions) Scaled(k float64) Dimensions {
	for f := range d {
		b := &d[f]
		b.Base.Pos = r3.Scale(k, b.Base.Pos)
		for i := range b.Length {
			b.Length[i] *= k
		}
		for i := range b.Radius {
			b.Radius[i] *= k
		}
	}
	return d
}

// handScale is the size of the seen palm over that of a nominal hand, the median
// over the frames.
func handScale(side Side, frames []Observation) (float64, error) {
	nominal := palmPoints(side, Nominal())
	var scales []float64
	for i := range frames {
		if _, scale, ok := alignPalm(nominal, &frames[i]); ok {
			scales = append(scales, scale)
		}
	}
	if len(scales) == 0 {
		return 0, fmt.Errorf("hand: palm: no frame of %d shows three of wrist, thumb CMC and MCP joints off one line", len(frames))
	}
	scale := median(scales)
	if !(scale >= minScale && scale <= maxScale) {
		return 0, fmt.Errorf("hand: size: %.3g times a mean adult hand, want %g to %g", scale, minScale, maxScale)
	}
	return scale, nil
}

// measureBones sets the bone lengths, within a half of those of a hand of that
// size: a tracker's worst frames must not make a finger that does not exist.
// Where a joint between two bones is never seen, the two are scaled together
// to the farthest that their ends part, which is the finger stretched out.
func measureBones(dims *Dimensions, frames []Observation) {
	for f := range dims {
		length := &dims[f].Length
		for from := 0; from < len(length); {
			to := from + 1
			apart := distances(frames, Landmark(Finger(f), from), Landmark(Finger(f), to))
			for len(apart) == 0 && to < len(length) {
				to++
				apart = distances(frames, Landmark(Finger(f), from), Landmark(Finger(f), to))
			}
			if len(apart) > 0 {
				stretched := median(apart)
				if to > from+1 {
					stretched = apart[len(apart)*95/100]
				}
				usual := 0.0
				for _, l := range length[from:to] {
					usual += l
				}
				k := min(max(stretched/usual, 1/maxBoneScale), maxBoneScale)
				for bone := from; bone < to; bone++ {
					length[bone] *= k
				}
			}
			from = to
		}
	}
}

// maxBoneScale bounds a bone's length over that of a hand of that size.
const maxBoneScale = 1.5

// distances are those (m) between two landmarks in every frame that shows both.
func distances(frames []Observation, a, b int) []float64 {
	var d []float64
	for i := range frames {
		if o := &frames[i]; o.Weight[a] > 0 && o.Weight[b] > 0 {
			d = append(d, r3.Norm(r3.Sub(o.Points[a], o.Points[b])))
		}
	}
	return d
}

// measureBases sets where the fingers start: the medians of what the palm's
// landmarks show in the palm frame.
func measureBases(dims *Dimensions, side Side, frames []Observation) {
	palm := palmPoints(side, *dims)
	var seen [numPalm][3][]float64
	for i := range frames {
		o := &frames[i]
		worldFromPalm, _, ok := alignPalm(palm, o)
		if !ok {
			continue
		}
		palmFromWorld := worldFromPalm.Inverse()
		if o.Weight[0] > 0 {
			palmFromWorld.Pos = r3.Scale(-1, palmFromWorld.Rotate(o.Points[0]))
		}
		for j, k := range palmLandmarks {
			if o.Weight[k] > 0 {
				p := palmFromWorld.Apply(o.Points[k])
				seen[j][0], seen[j][1], seen[j][2] = append(seen[j][0], p.X), append(seen[j][1], p.Y), append(seen[j][2], p.Z)
			}
		}
	}
	for f := range dims {
		if s := &seen[f+1]; len(s[0]) > 0 {
			p := r3.Vec{X: median(s[0]), Y: median(s[1]), Z: median(s[2])}
			if side == Left {
				p.Y = -p.Y
			}
			usual := dims[f].Base.Pos
			off := r3.Sub(p, usual)
			k := min(1, maxBaseShift*r3.Norm(palm[3])/max(r3.Norm(off), 1e-12))
			dims[f].Base.Pos = r3.Add(usual, r3.Scale(k, off))
		}
	}
}

// maxBaseShift bounds how far a finger starts from where it does on a hand of
// that size, over the palm's length.
const maxBaseShift = 0.4

// Bounds of refineBases (rad) about the nominal rotation and the spread that
// the prior expects. The wide thumb follows from how differently trackers place
// its CMC joint. Design values.
var (
	fingerTurn = [3]float64{10 * math.Pi / 180, 0, 20 * math.Pi / 180} // roll, pitch, yaw
	thumbTurn  = [3]float64{35 * math.Pi / 180, 30 * math.Pi / 180, 30 * math.Pi / 180}
)

// turnBounds are the bounds of every finger.
func turnBounds() (bound [NumFingers][3]float64) {
	for f := range bound {
		bound[f] = fingerTurn
	}
	bound[Thumb] = thumbTurn
	return bound
}

// refineFrames is how many frames of a recording refineBases looks at.
const refineFrames = 32

// refineBases turns each finger's base by the roll, pitch and yaw (about the
// base's own axes) that minimise the fit's cost over some frames of the recording:
// a pattern search, since there are three numbers and the cost has kinks at the
// ranges. Pitch of a finger stays: it is what zero flexion means.
func refineBases(dims *Dimensions, side Side, sample []Observation) {
	nominal := *dims
	var turn [NumFingers][3]float64
	bound := turnBounds()
	cost := turnedCost(side, dims, &nominal, &turn, &bound, sample)
	for step := 0.5; step > 0.01; step /= 2 {
		for axis := range 3 {
			for _, sign := range [2]float64{1, -1} {
				// The fingers do not touch one another's cost: one fit tries all five.
				trial := turn
				for f := range trial {
					x := trial[f][axis] + sign*step*bound[f][axis]
					trial[f][axis] = min(max(x, -bound[f][axis]), bound[f][axis])
				}
				c := turnedCost(side, dims, &nominal, &trial, &bound, sample)
				for f := range c {
					if c[f] < cost[f] {
						turn[f], cost[f] = trial[f], c[f]
					}
				}
			}
		}
	}
	turnBases(dims, &nominal, &turn)
}

// evenly are at most n of the frames, spread evenly.
func evenly(frames []Observation, n int) []Observation {
	if len(frames) <= n {
		return frames
	}
	var sample []Observation
	for i := range n {
		sample = append(sample, frames[i*len(frames)/n])
	}
	return sample
}

// turnBases sets dims to the nominal bases turned about their own axes.
func turnBases(dims, nominal *Dimensions, turn *[NumFingers][3]float64) {
	for f := range dims {
		t := turn[f]
		dims[f].Base.Rot = quat.Mul(nominal[f].Base.Rot, spatial.FromRPY(t[0], t[1], t[2]))
	}
}

// turnedCost turns the bases and returns the fit's cost per finger over the
// frames, plus a weak pull to the nominal bases: one bound away costs as much as
// a misfit of landmarkNoise in every frame.
func turnedCost(side Side, dims, nominal *Dimensions, turn, bound *[NumFingers][3]float64, frames []Observation) (cost [NumFingers]float64) {
	turnBases(dims, nominal, turn)
	for f := range cost {
		for axis, b := range bound[f] {
			if b > 0 {
				share := turn[f][axis] / b
				cost[f] += float64(len(frames)) * share * share
			}
		}
	}
	fitter := NewFitter(side, *dims)
	var fit Fit
	for i := range frames {
		fitter.Reset()
		if !fitter.Fit(&fit, &frames[i]) {
			continue
		}
		for f := range cost {
			cost[f] += fitter.solvers[f].cost
		}
	}
	return cost
}

// median sorts its argument.
func median(x []float64) float64 {
	slices.Sort(x)
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return (x[n/2-1] + x[n/2]) / 2
}

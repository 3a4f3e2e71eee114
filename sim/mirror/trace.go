package mirror

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/robot"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture"

	"github.com/HdrHistogram/hdrhistogram-go"
	"gonum.org/v1/gonum/spatial/r3"
)

// settling is how long the decoder may take to find the hand before its errors
// count (s).
const settling = 1

// Trace measures a run: Add looks at the mirror after every step.
type Trace struct {
	steps     int
	simulated float64
	latency   [NumStages]*hdrhistogram.Histogram // ns
	decode    angleErrors
	tip       *hdrhistogram.Histogram // µm
	tipSum    float64
	tipCount  int
	palm      palmErrors
	reachable int
	late      int
	lost      int
	outside   violations
	lag       LagMeter
	hurried   int // steps at which a finger joint was as fast as it can be
	touch     touchErrors
	things    thingsWatch
	digest    hash.Hash
	scratch   []byte
}

// NewTrace is an empty trace.
func NewTrace() *Trace {
	t := &Trace{
		decode: angleErrors{hist: hdrhistogram.New(1, 10_000_000, 3)},
		tip:    hdrhistogram.New(1, 100_000_000, 3),
		digest: sha256.New(),
	}
	for i := range t.latency {
		t.latency[i] = hdrhistogram.New(1, int64(time.Minute), 3)
	}
	return t
}

// Add measures the step that m has just made.
func (t *Trace) Add(m *Mirror) {
	r := m.Record()
	t.steps++
	t.simulated = r.Time
	if m.cfg.Clock != nil && !r.Jumped {
		for i, d := range r.Duration {
			_ = t.latency[i].RecordValue(int64(d)) // below clock.Jump, which is below the histogram's end
		}
	}
	t.hashStep(r)
	t.addLimits(m, r)
	t.things.add(m.world)
	if t.steps%touchEvery == 0 {
		t.touch.add(&m.body)
	}
	if r.Sample.State == gesture.Lost {
		t.lost++
		return // there is no person to compare with
	}
	t.lag.Add(r)
	if hurries(m.cfg.Robot, r) {
		t.hurried++
	}
	t.addTips(m, r)
	if r.Result.Late {
		t.late++
	}
	if r.Result.Reachable {
		t.reachable++
		t.palm.add(m.cfg.Source.Info(), r.WorldFromPalm, r.WorldFromMirrored)
	}
	if r.Time >= settling {
		t.decode.add(r, m.cfg.Source.Info().Forearm)
	}
}

// hurries tells whether one of the robot's finger joints is at its speed limit.
func hurries(arm *robot.Robot, r *Record) bool {
	const near = 0.95
	for _, coords := range arm.Fingers {
		for _, c := range coords {
			if math.Abs(r.Velocity[c]) > near*arm.Model.Coordinate(c).Limit.Velocity {
				return true
			}
		}
	}
	return false
}

// addTips takes the fingers that the robot has.
func (t *Trace) addTips(m *Mirror, r *Record) {
	for f, link := range m.cfg.Robot.Tips {
		if link < 0 {
			continue
		}
		_ = t.tip.RecordValue(int64(r.TipError[f] * 1e6))
		t.tipSum += r.TipError[f]
		t.tipCount++
	}
}

// violations counts joints outside their limits, over steps.
type violations struct{ position, velocity int }

// addLimits counts the joints outside their limits. A rounding error of the
// last digits is none.
func (t *Trace) addLimits(m *Mirror, r *Record) {
	const slack = 1e-9
	model := m.cfg.Robot.Model
	for i, q := range r.Coordinates {
		limit := model.Coordinate(i).Limit
		if q < limit.Lower-slack || q > limit.Upper+slack || math.IsNaN(q) {
			t.outside.position++
		}
		if math.Abs(r.Velocity[i]) > limit.Velocity+slack {
			t.outside.velocity++
		}
	}
}

// hashStep adds the step to the digest.
func (t *Trace) hashStep(r *Record) {
	t.scratch = r.AppendDigested(t.scratch[:0])
	t.digest.Write(t.scratch)
}

// AppendDigested writes what a run's digest is over: the step's counts, joint angles and
// taxels, and no times.
func (r *Record) AppendDigested(b []byte) []byte {
	return AppendDigested(b, r.Counts, r.Coordinates, r.TaxelCount)
}

// AppendDigested is Record's, for one that has been copied.
func AppendDigested(b []byte, counts []uint16, coordinates []float64, taxels []uint16) []byte {
	for _, c := range counts {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	for _, q := range coordinates {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(q))
	}
	for _, c := range taxels {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return b
}

// angleErrors collects decoding errors (rad).
type angleErrors struct {
	sum2, predicted2 float64
	count            int
	hist             *hdrhistogram.Histogram // µrad
}

func (e *angleErrors) add(r *Record, wrist bool) {
	n := hand.NumAngles
	if !wrist {
		n = hand.NumFingerAngles // the source does not know the wrist
	}
	for i := range n {
		d := r.Estimate.Angles[i] - r.Sample.Angles[i]
		e.sum2 += d * d
		e.predicted2 += r.Estimate.Sigma[i] * r.Estimate.Sigma[i]
		_ = e.hist.RecordValue(int64(math.Abs(d) * 1e6))
	}
	e.count += n
}

// palmErrors collects the moving palm's distance from the mirrored palm.
type palmErrors struct {
	position, angle float64 // sums: m, rad
	samples         PalmSamples
}

func (e *palmErrors) add(info gesture.Info, palm, want spatial.Pose) {
	if info.Position {
		e.position += r3.Norm(r3.Sub(palm.Pos, want.Pos))
		e.samples.Position++
	}
	if info.Orientation {
		e.angle += spatial.AngleBetween(palm.Rot, want.Rot)
		e.samples.Orientation++
	}
}

func degrees(rad float64) float64 { return rad * 180 / math.Pi }

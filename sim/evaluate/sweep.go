package evaluate

import (
	"context"
	"fmt"
	"io"
	"time"

	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// SweepReport is the outcome of a sweep, as far as it came.
type SweepReport struct {
	Ending
	Rows []SweepRow `json:"rows"`
}

// SweepRow is one number of channels.
type SweepRow struct {
	Channels  int     `json:"channels"`
	JointRMSE float64 `json:"joint_rmse_deg"`
	Microsecs float64 `json:"us_per_frame"` // mean time to decode a frame, on one core
}

// SweepChannels are the numbers of channels of the sweep.
func SweepChannels() []int { return []int{64, 128, 256, 576, 1024, 2048, 4096, 16384, 65536} }

const sweepSeconds = 8.0 // s of movement for each number of channels

// Sweep measures error and cost against the number of channels, one person each.
// The clock tells the time since any fixed moment. When ctx ends the report has the
// rows that were done, one at least.
func Sweep(ctx context.Context, o Options, channels []int, clock func() time.Duration) (*SweepReport, error) {
	o = o.withDefaults()
	profile, err := taxel.Lookup(o.Profile)
	if err != nil {
		return nil, err
	}
	w := &work{ctx: ctx, tell: o.Progress}
	for _, n := range channels {
		w.total += float64(n)
	}
	r := &SweepReport{}
	for _, n := range channels {
		s := setup{
			profile: profile, channels: n, calibration: o.Calibration, poses: o.Poses,
			tolerances: wearer.DesignTolerances(), draw: randomPerson,
		}
		tell := w.part(float64(n))
		row, err := s.timed(o.Seed, clock, tell)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("evaluate: %d channels: %w", n, err)
		}
		r.Rows = append(r.Rows, row)
		_ = tell(1) // what is done stays done
	}
	if r.Interrupted = len(r.Rows) < len(channels); len(r.Rows) == 0 {
		return nil, ctx.Err()
	}
	return r, nil
}

// timed is one session in which only the decoder is on the clock.
func (s setup) timed(seed uint64, clock func() time.Duration, tell glove.Progress) (SweepRow, error) {
	const begun = calibrationSize / (calibrationSize + sweepSeconds)
	n, err := s.begin(seed, tell.Part(0, begun))
	if err != nil {
		return SweepRow{}, err
	}
	m := NewMotion(sweepSeconds+warmUp, n.rng)
	frame := glove.NewFrame(s.channels)
	var e glove.Estimate
	var errors Errors
	var spent time.Duration
	frames := 0
	tell = tell.Part(begun, 1)
	const steps = (sweepSeconds + warmUp) * loopRate
	for i := range int(steps) {
		if err := tellNow(tell, i, steps); err != nil {
			return SweepRow{}, err
		}
		t := float64(i) / loopRate
		truth, moving := m.At(t)
		if n.wearer.Sense(n.start+t, truth, frame) {
			begun := clock()
			n.decoder.Update(frame)
			spent += clock() - begun
			frames++
		}
		n.decoder.EstimateTo(&e, n.start+t)
		if t >= warmUp {
			errors.Add(&e.Angles, &e.Sigma, &truth, moving)
		}
	}
	return SweepRow{Channels: s.channels, JointRMSE: errors.RMSE(), Microsecs: spent.Seconds() * 1e6 / float64(frames)}, nil
}

// PlotSweep draws a sweep as a PNG: the error above, the cost below.
func PlotSweep(w io.Writer, rows []SweepRow, profile string) error {
	values := [2]plotter.XYs{}
	for _, r := range rows {
		values[0] = append(values[0], plotter.XY{X: float64(r.Channels), Y: r.JointRMSE})
		values[1] = append(values[1], plotter.XY{X: float64(r.Channels), Y: r.Microsecs})
	}
	labels := [2]string{"joint error, ° RMS", "time per frame, µs"}
	plots := make([][]*plot.Plot, 2)
	for i := range plots {
		p := plot.New()
		if i == 0 {
			p.Title.Text = "Glove decoder against its number of channels, " + profile
		}
		p.X.Label.Text, p.Y.Label.Text = "channels", labels[i]
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, channelTicks{}
		if i == 1 {
			p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
		}
		line, points, err := plotter.NewLinePoints(values[i])
		if err != nil {
			return fmt.Errorf("evaluate: plot: %w", err)
		}
		points.Shape = draw.CircleGlyph{}
		p.Add(plotter.NewGrid(), line, points)
		if i == 0 {
			p.Y.Min = 0
		} else if p.Y.Min == p.Y.Max {
			p.Y.Max *= 2 // an axis needs a length, also when nothing differs
		}
		plots[i] = []*plot.Plot{p}
	}
	return writePlots(w, plots)
}

// channelTicks labels the numbers of channels of a sweep.
type channelTicks struct{}

func (channelTicks) Ticks(lower, upper float64) (ticks []plot.Tick) {
	for _, n := range SweepChannels() {
		if x := float64(n); x >= lower && x <= upper {
			ticks = append(ticks, plot.Tick{Value: x, Label: fmt.Sprint(n)})
		}
	}
	return ticks
}

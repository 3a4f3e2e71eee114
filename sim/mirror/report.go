package mirror

import (
	"mirrorarm/sim/figure"
	"mirrorarm/sim/gesture"
)

// Report sums up a run. Its JSON keys are a contract that scripts rely on;
// each name carries its unit. What was not measured says so and why.
type Report struct {
	*gesture.Decision // about a recording; nil of a synthetic source

	Source       string  `json:"source"`
	SourceReport string  `json:"source_report"` // what was decided about the source
	Frames       int     `json:"frames"`        // of the source
	SimSeconds   float64 `json:"sim_seconds"`
	WallSeconds  float64 `json:"wall_seconds"`
	Channels     int     `json:"channels"`
	Taxels       int     `json:"taxels"`
	RobotJoints  int     `json:"robot_joints"` // moving ones, coupled ones included
	Interrupted  bool    `json:"interrupted,omitempty"`

	Decode   DecodeReport   `json:"decode"`
	Retarget RetargetReport `json:"retarget"`
	Limits   LimitsReport   `json:"limits"`
	Touch    TouchReport    `json:"touch"`
	World    WorldReport    `json:"world"`

	LatencyUS     map[string]LatencyReport `json:"latency_us"`
	LagMS         figure.Value             `json:"lag_ms"`
	LagIntervalMS *[2]float64              `json:"lag_interval_ms,omitempty"` // 95 %; left out where lag_ms is null
	AllocsPerStep figure.Value             `json:"allocs_per_step"`           // a whole number
	Digest        string                   `json:"digest"`
	Arch          string                   `json:"arch"` // of the processor, on which the digest's last bits depend

	// ClockResolutionUS is how finely the times were read; 0 if there was no clock.
	ClockResolutionUS float64 `json:"clock_resolution_us"`
}

// DecodeReport compares the decoded with the person's angles, over every step
// and every angle that the source knows, after the first second.
type DecodeReport struct {
	JointRMSEDeg figure.Value `json:"joint_rmse_deg"`
	JointP95Deg  figure.Value `json:"joint_p95_deg"` // 95th percentile of the absolute error
	PredictedDeg figure.Value `json:"predicted_deg"` // what the decoder expects of itself
}

// RetargetReport compares the moving robot with the mirrored person.
type RetargetReport struct {
	TipErrorMM Quantiles `json:"tip_error_mm"`
	// Over the reachable steps, and only what the source gave.
	PalmErrorMM  figure.Value `json:"palm_error_mm"`
	PalmErrorDeg figure.Value `json:"palm_error_deg"`
	PalmSamples  PalmSamples  `json:"palm_samples"`
	FitErrorMM   figure.Value `json:"fit_error_mm"`
	// Steps in which the mirrored palm, position and orientation, lies inside the arm's
	// reach and joint limits; and those of them in which the joints are too slow to have
	// it there by then.
	ReachablePct figure.Value `json:"reachable_pct"`
	LatePct      figure.Value `json:"late_pct"`
	LostPct      figure.Value `json:"lost_pct"` // steps in which the source had lost the hand
	Escapes      *Escapes     `json:"escapes,omitempty"`
}

// Escapes are how often a finger of somebody's robot that was caught was taken out: around
// what it was caught behind, and through it, where there was no way around.
type Escapes struct {
	Around  int `json:"around"`
	Through int `json:"through"`
}

// PalmSamples are the steps that count in the palm's error.
type PalmSamples struct {
	Position    int `json:"position"`
	Orientation int `json:"orientation"`
}

// Quantiles of a quantity.
type Quantiles struct {
	Mean figure.Value `json:"mean"`
	P95  figure.Value `json:"p95"`
	Max  figure.Value `json:"max"`
}

// LimitsReport counts the joints found outside a limit, summed over all steps.
type LimitsReport struct {
	PositionViolations figure.Value `json:"position_violations"`
	VelocityViolations figure.Value `json:"velocity_violations"`
}

// LatencyReport is how long a stage took (µs), over every step.
type LatencyReport struct {
	Mean figure.Value `json:"mean"`
	P50  figure.Value `json:"p50"`
	P99  figure.Value `json:"p99"`
	P999 figure.Value `json:"p999"`
	Max  figure.Value `json:"max"`
}

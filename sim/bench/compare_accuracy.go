package bench

import "mirrorarm/sim/figure"

// accuracyMetric is one figure of an Accuracy, and which way is worse.
type accuracyMetric struct {
	name, unit string
	of         func(*Accuracy) figure.Value
	worse      float64 // +1: more is worse, −1: less is worse, 0: neither
}

func accuracyMetrics() []accuracyMetric {
	return []accuracyMetric{
		{"joint error", "°", func(a *Accuracy) figure.Value { return a.JointRMSEDeg }, 1},
		{"fingertip error", "mm", func(a *Accuracy) figure.Value { return a.TipErrorMM }, 1},
		{"palm error", "mm", func(a *Accuracy) figure.Value { return a.PalmErrorMM }, 1},
		{"palm turn", "°", func(a *Accuracy) figure.Value { return a.PalmErrorDeg }, 1},
		{"lag", "ms", func(a *Accuracy) figure.Value { return a.LagMS }, 1},
		{"limit violations", "", func(a *Accuracy) figure.Value { return a.Violations }, 1},
		{"pinch gap", "mm", func(a *Accuracy) figure.Value { return a.PinchGapMM }, 1},
		{"pinch success", "%", func(a *Accuracy) figure.Value { return a.PinchSuccessPct }, -1},
		{"jitter of a still hand", "mm", func(a *Accuracy) figure.Value { return a.StillJitterMM }, 1},
		{"smoothness", "SAL", func(a *Accuracy) figure.Value { return a.SmoothnessRobot }, -1},
		{"motion preservation", "", func(a *Accuracy) figure.Value { return a.MotionPreservation }, -1},
		{"workspace coverage", "%", func(a *Accuracy) figure.Value { return a.WorkspaceCoveragePct }, -1},
	}
}

// compareAccuracy compares what a case says of quality. The same program says the
// same, whatever the machine, if it was run for as long.
func compareAccuracy(name string, x, y *Case, sameLength bool) []Difference {
	if !sameLength {
		return nil
	}
	var out []Difference
	if x.Accuracy != nil && y.Accuracy != nil {
		for _, m := range accuracyMetrics() {
			out = append(out, exactly(name, m.name, m.unit, m.of(x.Accuracy), m.of(y.Accuracy), m.worse))
		}
	}
	tracked := func(what string, a, b []Tracking) {
		for _, t := range a {
			for _, u := range b {
				if t.Name == u.Name {
					out = append(out,
						exactly(name, what+" "+t.Name+" joint error", "°", t.JointRMSEDeg, u.JointRMSEDeg, 1),
						exactly(name, what+" "+t.Name+" fingertip error", "mm", t.TipErrorMM, u.TipErrorMM, 1))
				}
			}
		}
	}
	tracked("gesture", x.Gestures, y.Gestures)
	tracked("fault", x.Faults, y.Faults)
	if x.Digest != "" && x.Digest != y.Digest {
		none, one := figure.Missing("a digest is no number"), figure.Of(1)
		out = append(out, Difference{Case: name, Metric: "digest", A: none, B: none, Ratio: one, CI: [2]figure.Value{one, one}, Verdict: Changed})
	}
	return out
}

// exactly compares two figures that have no chance in them.
func exactly(name, metric, unit string, a, b figure.Value, worse float64) Difference {
	d := Difference{Case: name, Metric: metric, Unit: unit, A: a, B: b}
	d.judge(worse, exact)
	return d
}

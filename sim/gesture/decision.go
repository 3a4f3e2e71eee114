package gesture

import (
	"fmt"
	"math"
	"strings"
)

// Decision is what was decided about a recording, for scripts.
type Decision struct {
	Report     string   `json:"source_report"` // one line for people
	Format     string   `json:"format"`
	Frames     int      `json:"frames"`
	Skipped    int      `json:"frames_skipped"` // bad ones, left out
	Side       string   `json:"side"`
	SideFrom   string   `json:"side_from"` // label, shape, asked or guess
	Unit       string   `json:"unit"`
	Axes       string   `json:"axes"` // a name of format.AxesNames, or that and "reflected"
	FPS        float64  `json:"fps"`  // median; 0 for poses that are held
	Duration   float64  `json:"duration_s"`
	FitErrorMM float64  `json:"fit_error_mm"`
	Doubtful   bool     `json:"doubtful"`
	Doubts     []string `json:"doubts,omitempty"` // why it is
	Notes      []string `json:"notes,omitempty"`  // what was mended, supposed or overruled
}

// decided sets the report of a recording that is ready.
func (r *recording) decided(info *Info, doubts []string) {
	d := &Decision{
		Format: r.Format, Frames: info.Frames, Skipped: r.skipped,
		Side: info.Side.String(), SideFrom: r.sideFrom, Unit: r.unit, Axes: r.axesName(),
		FPS: r.rate(), Duration: info.Duration, FitErrorMM: 1000 * info.FitError,
		Doubtful: len(doubts) > 0, Doubts: doubts, Notes: r.Notes,
	}
	info.Report = r.report(info, doubts)
	d.Report = info.Report
	info.Decision = d
}

// axesName is what the axes are called.
func (r *recording) axesName() string {
	name := r.Axes.Name
	if name == "" {
		name = "unknown"
	}
	if r.reflected {
		name += " reflected"
	}
	return name
}

// rate is the recording's usual frame rate (Hz).
func (r *recording) rate() float64 {
	c := clock{}
	for i := range r.Frames {
		c.times = append(c.times, r.Frames[i].Time)
	}
	if dt := c.interval(); dt > 0 && !r.Poses {
		return math.Round(100/dt) / 100
	}
	return 0
}

// report is the line that tells what was decided about the file.
func (r *recording) report(info *Info, doubts []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s hand", r.Format, r.unit, info.Side)
	if r.sideFrom != fromLabel {
		fmt.Fprintf(&b, " %s", map[string]string{fromShape: "by shape", fromAsked: "as asked", fromGuess: "by guess"}[r.sideFrom])
	}
	fmt.Fprintf(&b, ", %d frame%s", info.Frames, map[bool]string{false: "s"}[info.Frames == 1])
	if r.Poses {
		b.WriteString(" as poses held 1 s")
	} else {
		fmt.Fprintf(&b, " in %.1f s", info.Duration)
	}
	switch {
	case r.skipped == 1:
		fmt.Fprintf(&b, ", a bad one skipped (%s)", r.bad)
	case r.skipped > 1:
		fmt.Fprintf(&b, ", %d bad ones skipped (first %s)", r.skipped, r.bad)
	}
	if info.Missed > 0 {
		fmt.Fprintf(&b, ", %d without a trusted hand", info.Missed)
	}
	for _, gives := range []struct {
		given bool
		name  string
	}{{info.Position, "position"}, {info.Orientation, "orientation"}, {info.Forearm, "forearm"}} {
		if !gives.given {
			fmt.Fprintf(&b, ", no %s", gives.name)
		}
	}
	fmt.Fprintf(&b, ", fit %.1f mm", 1000*info.FitError)
	for _, doubt := range []struct {
		share float64
		what  string
	}{{info.Occluded, "hidden and filled in"}, {info.Impossible, "impossible and held at their limits"}} {
		if doubt.share >= 0.001 {
			fmt.Fprintf(&b, ", %.1f %% of angles %s", 100*doubt.share, doubt.what)
		}
	}
	for _, note := range r.Notes {
		b.WriteString("; " + note)
	}
	for _, doubt := range doubts {
		b.WriteString("; doubtful: " + doubt)
	}
	return b.String()
}

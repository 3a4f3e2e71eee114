package gesture

import (
	"fmt"
	"strings"

	"mirrorarm/kinematics/hand"
)

// play turns a recording into a source: one hand is followed, its person is
// measured, its posture fitted in every frame, and all is placed in the world.
func play(rec *recording, opt Options) (Source, error) {
	seen, side, err := rec.follow(opt.Hand)
	if err != nil {
		return nil, err
	}
	dims, err := hand.Measure(side, visible(seen, measureFrames))
	if err != nil {
		return nil, fmt.Errorf("gesture: %s: %w", rec.name, err)
	}
	p := &playback{info: Info{
		Name: rec.name, Side: side, Dims: dims,
		Frames: len(rec.Frames), Duration: rec.Frames[len(rec.Frames)-1].Time,
		Position: rec.Position, Orientation: rec.Orientation,
		Shoulder: DefaultShoulder,
	}}
	p.fit(seen, rec)
	if len(p.keys) == 0 {
		return nil, fmt.Errorf("gesture: %s: no frame of %d could be fitted to a %s hand", rec.name, len(seen), side)
	}
	if !rec.Poses {
		p.calm(p.gapAfter())
	}
	rec.place(p, seen)
	p.finish(rec.Poses)
	p.info.Report = rec.report(&p.info)
	return p, nil
}

// measureFrames bounds how many frames the person is measured from.
const measureFrames = 400

// visible are about n observations in sight, evenly spread.
func visible(seen []seenFrame, n int) []hand.Observation {
	var sample []hand.Observation
	stride := 1 + len(seen)/n
	for i := range seen {
		if seen[i].visible && i%stride == 0 {
			sample = append(sample, seen[i].Seen)
		}
	}
	return sample
}

// fit finds the posture in every visible frame; palm poses stay in the
// tracker's frame.
func (p *playback) fit(seen []seenFrame, rec *recording) {
	fitter := hand.NewFitter(p.info.Side, p.info.Dims)
	var fit hand.Fit
	total := 0.0
	var doubts [3]float64
	for i := range seen {
		if rec.Poses || i > 0 && !seen[i-1].visible {
			fitter.Reset()
		}
		if !seen[i].visible || !fitter.Fit(&fit, &seen[i].Seen) {
			p.info.Missed++
			continue
		}
		total += fit.Error
		for _, d := range fit.Doubts {
			doubts[d]++
		}
		p.keys = append(p.keys, key{
			time: seen[i].time, frame: i, confidence: seen[i].Confidence,
			angles: fit.Angles, palm: fit.WorldFromPalm,
		})
	}
	if len(p.keys) > 0 {
		p.info.FitError = total / float64(len(p.keys))
		all := doubts[hand.Sure] + doubts[hand.Occluded] + doubts[hand.Impossible]
		p.info.Occluded, p.info.Impossible = doubts[hand.Occluded]/all, doubts[hand.Impossible]/all
	}
}

// report is the line that tells what was decided about the file.
func (r *recording) report(info *Info) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s hand, %d frames", r.Format, r.unit, info.Side, info.Frames)
	if r.Poses {
		b.WriteString(" as poses held 1 s")
	} else {
		fmt.Fprintf(&b, " in %.1f s", info.Duration)
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
	return b.String()
}

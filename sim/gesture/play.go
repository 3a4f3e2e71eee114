package gesture

import (
	"fmt"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
)

// play turns a recording into a source: one hand is followed, its person is
// measured, its posture fitted in every frame, and all is placed in the world.
func play(rec *recording, opt Options) (Source, error) {
	shown, err := rec.show(opt)
	if err != nil {
		return nil, err
	}
	return shown.playback, nil
}

// show is play that also gives the frames that are played, in metres and in the
// recording's axes, and the palm's pose in each.
func (rec *recording) show(opt Options) (*shown, error) {
	seen, side, err := rec.follow(opt.Hand)
	if err != nil {
		return nil, err
	}
	if rec.picture {
		rec.lift(seen, side)
	}
	dims, err := hand.Measure(side, visible(seen, measureFrames))
	if err != nil {
		if name, better := betterOrder(visible(seen, shapeFrames), wildMisfit); name != "" {
			err = fmt.Errorf("%w; it fits to %.1f mm with %s: another order of landmarks?", err, 1000*better, name)
		}
		return nil, fmt.Errorf("gesture: %s: %w", rec.name, err)
	}
	p := &playback{info: Info{
		Name: rec.name, Side: side, Dims: dims,
		Frames: len(rec.Frames), Duration: rec.Frames[len(rec.Frames)-1].Time,
		Position: rec.Position, Orientation: rec.Orientation,
		Shoulder: DefaultShoulder(),
	}}
	misfits := p.fit(seen, rec)
	if len(p.keys) == 0 {
		return nil, fmt.Errorf("gesture: %s: no frame of %d could be fitted to a %s hand", rec.name, len(seen), side)
	}
	if !rec.Poses {
		p.bridge()
		p.calm(p.gapAfter())
	}
	doubts, err := rec.judge(misfits, seen, side)
	if err != nil {
		return nil, err
	}
	out := &shown{playback: p, frames: seen, palms: make([]spatial.Pose, len(seen))}
	for i := range p.keys {
		out.palms[p.keys[i].frame] = p.keys[i].palm
	}
	rec.place(p, seen)
	p.finish(rec.Poses)
	rec.decided(&p.info, doubts)
	return out, nil
}

// shown is a recording that is ready.
type shown struct {
	playback *playback
	frames   []seenFrame
	palms    []spatial.Pose // of each frame; zero where there was no fit
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

// fit finds the posture in every visible frame and gives the fits' errors (m on a
// hand of nominal size); palm poses stay in the tracker's frame.
func (p *playback) fit(seen []seenFrame, rec *recording) (misfits []float64) {
	fitter := hand.NewFitter(p.info.Side, p.info.Dims)
	var fit hand.Fit
	total, size := 0.0, p.info.Dims.Size()
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
		misfits = append(misfits, fit.Error/size)
		hidden := uint32(0)
		for a, d := range fit.Doubts {
			doubts[d]++
			if d == hand.Occluded {
				hidden |= 1 << a
			}
		}
		p.keys = append(p.keys, key{
			time: seen[i].time, frame: i, confidence: seen[i].Confidence,
			angles: fit.Angles, palm: fit.WorldFromPalm, hidden: hidden,
		})
	}
	if len(p.keys) > 0 {
		p.info.FitError = total / float64(len(p.keys))
		all := doubts[hand.Sure] + doubts[hand.Occluded] + doubts[hand.Impossible]
		p.info.Occluded, p.info.Impossible = doubts[hand.Occluded]/all, doubts[hand.Impossible]/all
	}
	return misfits
}

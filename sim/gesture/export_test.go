package gesture

import "mirrorarm/kinematics/hand"

// Unsmoothed is a recording as it was fitted, frame by frame: calm did nothing to it.
func Unsmoothed(name string, data []byte) (Source, error) {
	rec, err := parse(name, data, Options{})
	if err != nil {
		return nil, err
	}
	seen, side, err := rec.follow(Auto)
	if err != nil {
		return nil, err
	}
	p := &playback{info: Info{Name: name, Side: side}}
	if p.info.Dims, err = hand.Measure(side, visible(seen, measureFrames)); err != nil {
		return nil, err
	}
	p.fit(seen, rec)
	p.bridge()
	p.finish(rec.Poses)
	return p, nil
}

// KeyTimes are the times (s) of a recorded source's fitted frames.
func KeyTimes(src Source) []float64 {
	var times []float64
	for i := range src.(*playback).keys {
		times = append(times, src.(*playback).keys[i].time)
	}
	return times
}

package gesture

// KeyTimes are the times (s) of a recorded source's fitted frames.
func KeyTimes(src Source) []float64 {
	var times []float64
	for i := range src.(*playback).keys {
		times = append(times, src.(*playback).keys[i].time)
	}
	return times
}

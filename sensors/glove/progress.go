package glove

// Progress is told what share of a long work is done, from 0 to 1, and asked
// whether it is to go on: an error ends the work, and is the work's. The nil
// Progress lets it.
type Progress func(share float64) error

// At tells a share.
func (p Progress) At(share float64) error {
	if p == nil {
		return nil
	}
	return p(share)
}

// Part is the progress of a part of the work, which begins and ends at the given
// shares of the whole.
func (p Progress) Part(from, to float64) Progress {
	if p == nil {
		return nil
	}
	return func(share float64) error { return p(from + (to-from)*share) }
}

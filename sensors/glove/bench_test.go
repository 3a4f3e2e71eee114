package glove

import "testing"

// BenchmarkEstimate is what every step of the loop asks of the decoder, a frame or not.
func BenchmarkEstimate(b *testing.B) {
	l := newLayout(b, DefaultChannels, "textile")
	c := Design(l)
	for a := range c.Bow {
		c.Bow[a] = Bow{Quadratic: 0.03, Cubic: -0.02}
	}
	d, err := NewDecoder(l, c)
	if err != nil {
		b.Fatal(err)
	}
	f := NewFrame(l.Len())
	for i := range f.Counts {
		f.Counts[i] = uint16(c.Channels[i].Level * float64(l.profile.Codes))
	}
	for n := range 50 {
		f.Time = float64(n) * l.profile.Period()
		d.Update(f)
	}
	var e Estimate
	for b.Loop() {
		d.EstimateTo(&e, f.Time+1e-3)
	}
}

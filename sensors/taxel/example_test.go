package taxel_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"mirrorarm/sensors/taxel"

	"gonum.org/v1/gonum/spatial/r3"
)

// atEnd reads every taxel at the end of the last step: no scan skew.
func atEnd(int) float64 { return 1 }

// Hysteresis is a play, as of a worn gear: the reading follows the load only
// when pushed by an edge of a gap of half-width r.
func ExamplePlay() {
	textile, err := taxel.Lookup("textile")
	if err != nil {
		fmt.Println(err)
		return
	}
	r := textile.PlayRadius() // half of the stated 3 % of full scale
	z := 0.0
	for _, load := range []float64{0.10, 0.40, 0.38, 0.10} {
		z = taxel.Play(z, load, r)
		fmt.Printf("load %4.1f %%: reads %4.1f %%\n", 100*load, 100*z)
	}
	// Rising it reads r too little, falling r too much: at 10 % the two differ by
	// 3 %. From 40 down to 38 % it did not move at all: that is less than 2r.

	// Output:
	// load 10.0 %: reads  8.5 %
	// load 40.0 %: reads 38.5 %
	// load 38.0 %: reads 38.5 %
	// load 10.0 %: reads 11.5 %
}

// A piezoresistive cell takes a step of load: it lags by its time constant, and
// then creeps on, by equal amounts in every decade of time.
func ExampleArray_Advance() {
	piezo, err := taxel.Lookup("piezo") // 80 ms under load, 5 % per decade
	if err != nil {
		fmt.Println(err)
		return
	}
	reading := func(effect taxel.Effect, seconds, dt float64) float64 {
		p := piezo.Only(effect)
		p.Variation, p.Batch = 0, 0 // the nominal cell
		cell, err := taxel.NewArray(p, 1, dt, rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			panic(err) // the numbers above are wrong
		}
		load, count := []float64{0.5}, []uint16{0}
		for range int(math.Round(seconds / dt)) {
			cell.Advance(load, 0)
		}
		cell.Read(0, 1, atEnd, count)
		return float64(count[0]) / float64(p.Codes) / p.Transfer(0.5)
	}
	// One time constant after a step 1 − 1/e = 63 % are reached, after three 95 %.
	fmt.Printf("lag: %.0f %% after 80 ms, %.0f %% after 240 ms\n",
		100*reading(taxel.Lag, 0.080, 1e-3), 100*reading(taxel.Lag, 0.240, 1e-3))
	for _, t := range []float64{1, 10} {
		fmt.Printf("creep: %+.0f %% after %2.0f s, by the law %+.0f %%\n",
			100*(reading(taxel.Creep, t, 0.01)-1), t, 100*taxel.CreepLaw(piezo.Creep, t))
	}
	// Output:
	// lag: 63 % after 80 ms, 95 % after 240 ms
	// creep: +5 % after  1 s, by the law +5 %
	// creep: +10 % after 10 s, by the law +10 %
}

// Noise in counts: what the electronics add, and what rounding adds to it.
func ExampleArray_Read() {
	for _, name := range []string{"textile", "hall"} {
		p, err := taxel.Lookup(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		p = p.Only(taxel.Noise, taxel.Quantisation)
		const n = 20_000 // taxels, all under the same load
		array, err := taxel.NewArray(p, n, p.Period(), rand.New(rand.NewPCG(1, 1)))
		if err != nil {
			fmt.Println(err)
			return
		}
		load := make([]float64, n)
		for i := range load {
			load[i] = (float64(p.Codes/2) + float64(i)/n) / float64(p.Codes) // evenly within a count
		}
		array.Settle(load, 0)
		counts := make([]uint16, n)
		array.Read(0, n, atEnd, counts)
		sum := 0.0
		for i, c := range counts {
			off := float64(c) - load[i]*float64(p.Codes)
			sum += off * off
		}
		// Rounding is an error spread evenly over one count: a variance of 1/12.
		sigma := p.Noise * float64(p.Codes)
		fmt.Printf("%-7s %.2f counts, with rounding √(%.2f² + 1/12) = %.2f: measured %.1f\n",
			name, sigma, sigma, math.Sqrt(sigma*sigma+1./12), math.Sqrt(sum/n))
	}

	// Output:
	// textile 4.09 counts, with rounding √(4.09² + 1/12) = 4.11: measured 4.1
	// hall    0.30 counts, with rounding √(0.30² + 1/12) = 0.42: measured 0.4
}

// Crosstalk: a load on one taxel is heard by its neighbours.
func ExampleNewSpread() {
	// Three taxels in a row; each knows up to four neighbours.
	const none = taxel.NoNeighbour
	places := []r3.Vec{{}, {X: 2e-3}, {X: 4e-3}}
	neighbours := [][4]int{{none, none, none, 1}, {none, none, 0, 2}, {none, none, 1, none}}
	load := []float64{0, 1, 0} // on the middle one
	for _, name := range []string{"piezo", "hall"} {
		p, err := taxel.Lookup(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		felt := make([]float64, len(load))
		taxel.NewSpread(p, places, neighbours).ApplyTo(felt, load)
		fmt.Printf("%-5s %.3f\n", name, felt)
	}
	// The foil's sheet hands on 5.3 % in all: an end taxel hears that from its only
	// neighbour. Over a Hall element 1.4 mm of elastomer blur by a Gaussian of
	// σ = 0.48 · 1.4 mm = 0.67 mm: 2 mm away that is e^(−(2/0.67)²/2) = 0.012.

	// Output:
	// piezo [0.053 0.947 0.053]
	// hall  [0.012 0.977 0.012]
}

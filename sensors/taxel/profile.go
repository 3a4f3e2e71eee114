// Package taxel is what one tactile sensing element does between the touch and
// the number that comes out: its transfer curve, memory, crosstalk, noise and
// readout, and the named hardware profiles that give these their numbers.
//
// Signals inside the package are fractions of full scale (1 = full scale), so
// that one model serves strain, force and pressure alike; Range converts to
// and from SI units (strain as a ratio, Pa, N, K). Times are seconds, counts
// are what the analogue-to-digital converter delivers. There is no frame of
// reference here: where a taxel sits is its owner's affair.
//
// The effects act in this order: spread, transfer, memory (lag, play, creep,
// residual), temperature, gain, scan skew, noise, quantisation and clipping, dead
// and ghost taxels, latency. Transfer is y = xⁿ. Lag is dy/dt = (x − y)/τ, with one
// τ while the load rises and another while it falls. Play is hysteresis (see
// Play). What has come through it, z, is followed by creep elements and the
// residual, each as du/dt = (z − u)/τ, and the output is z + Σ weight·u. Spread
// and latency are up to who owns the taxels; all the rest is an Array.
package taxel

import (
	"fmt"
	"math"
	"strings"
)

// Kind is what a taxel senses.
type Kind uint8

// The kinds of taxel.
const (
	Stretch  Kind = iota // strain of the fabric, as a ratio
	Pressure             // normal pressure, Pa
	NumKinds = 2
)

// String is "stretch" or "pressure".
func (k Kind) String() string { return [...]string{"stretch", "pressure"}[k] }

// Unit is the SI unit of the kind: "1" (a ratio) or "Pa".
func (k Kind) Unit() string { return [...]string{"1", "Pa"}[k] }

// Range is what full scale means in SI units.
type Range struct{ Lower, Upper float64 }

// Fraction converts an SI value into a fraction of full scale.
func (r Range) Fraction(v float64) float64 { return (v - r.Lower) / (r.Upper - r.Lower) }

// Value converts a fraction of full scale into SI units.
func (r Range) Value(f float64) float64 { return r.Lower + f*(r.Upper-r.Lower) }

// Width is the full scale in SI units.
func (r Range) Width() float64 { return r.Upper - r.Lower }

// Profile is one kind of sensor hardware. Fractions are of full scale.
type Profile struct {
	Name   string
	Source string          // where its numbers come from
	Ranges [NumKinds]Range // SI

	FrameRate float64 // Hz
	BusRate   float64 // Hz over the slow bus where it has one, else 0
	Scan      float64 // share of the frame period that reading all taxels takes
	Latency   int     // frames between the end of a scan and its delivery
	Codes     int     // the largest count; full scale is 0…Codes

	Exponent     float64 // n of the transfer curve G₀ + g·pⁿ; 1 is linear
	Noise        float64 // SD of the readout noise
	NoisyShare   float64 // share of taxels that are noisy at all
	NoiseBound   float64 // the noise never exceeds this; 0 is no bound
	GainSpread   float64 // SD of the relative gain between taxels
	Hysteresis   float64 // full width of the play, nominal
	PlaySpread   float64 // half range of a uniform spread of the width; 0 leaves it to Variation
	LoadTime     float64 // s, lag while the stimulus rises
	UnloadTime   float64 // s, lag while it falls
	Creep        float64 // relative growth per decade of time
	Residual     float64 // what stays after full load
	ResidualTime float64 // s over which it stays
	Crosstalk    float64 // total share that the four neighbours get
	SkinDepth    float64 // m of elastomer above the element; spreads by SpreadPerDepth
	Temperature  float64 // zero shift per kelvin, before the gain
	Dead         float64 // share of taxels that read 0
	Ghost        float64 // share of taxels that show GhostCodes without cause
	GhostCodes   int     // counts
	Variation    float64 // SD between taxels of play, lag, creep and residual
	Batch        float64 // SD of the same, common to a production batch
	EveryKind    bool    // every site senses every kind: not a buildable sensor
}

// Ranges that the glove uses whatever the element: the design's textile.
var gloveRanges = [NumKinds]Range{{0, 0.60}, {0, 100e3}}

// Names lists the profiles.
func Names() []string {
	return []string{"textile", "hall", "piezo", "patch", "ideal", "hypothetical"}
}

// Lookup finds a profile by name (see Names). The numbers are from the data sheets
// of the named products, else design values: this project's choice. Effects on
// which a data sheet is silent take common defaults, design values as well.
func Lookup(name string) (Profile, error) {
	p := Profile{
		Name: name, Ranges: gloveRanges, Scan: 1, Latency: 1, Exponent: 1, NoisyShare: 1,
		Temperature: 0.001, Variation: 0.20, Batch: 0.10,
	}
	switch name {
	case "textile":
		p.Source = "design values: knitted resistive strain sensor"
		p.FrameRate, p.Codes, p.Noise, p.GainSpread = 200, 4095, 0.001, 0.05
		p.Hysteresis, p.LoadTime, p.UnloadTime = 0.03, 0.020, 0.040
		p.Creep, p.Residual, p.ResidualTime = 0.02, 0.01, 60
		p.Crosstalk, p.Dead = 0.03, 0.005
	case "hall":
		p.Source = "PaXini-like Hall array: 0.1 N steps over 25.5 N, 91 Hz"
		p.FrameRate, p.Codes, p.Noise, p.GainSpread = 91, 255, 0.3/255, 0.05
		p.Hysteresis, p.LoadTime, p.UnloadTime = 0.03, 0.010, 0.015
		p.Creep, p.SkinDepth = 0.01, 1.4e-3
		p.Ghost, p.GhostCodes = 0.10, 2
	case "piezo":
		p.Source = "Inspire-like piezoresistive foil: 0-4095 counts, 50 Hz, 2.9 Hz over its serial bus"
		p.FrameRate, p.BusRate, p.Codes, p.GainSpread = 50, 2.9, 4095, 0.06
		p.Noise, p.NoisyShare, p.NoiseBound = 10.0/4095, 0.04, 30.0/4095
		// Between the linear foil and the square-root law of a single rough contact.
		p.Exponent = 0.9
		p.Hysteresis, p.PlaySpread, p.LoadTime, p.UnloadTime = 0.075, 0.025, 0.080, 0.160
		p.Creep, p.Residual, p.ResidualTime = 0.05, 0.06, 300
		p.Crosstalk, p.Dead = 0.053, 0.01
	case "patch":
		p.Source = "BioTac-like fluid patch: 16 kPa span in steps of 2 Pa, 100 Hz"
		p.FrameRate, p.Codes, p.Noise = 100, 8000, 1.0/8000
		p.LoadTime, p.UnloadTime = 0.050, 0.050
	case "ideal", "hypothetical":
		p = Profile{Name: name, Ranges: gloveRanges, FrameRate: 1000, Codes: math.MaxUint16, Exponent: 1}
		p.Source = "no imperfection: for comparison only"
		if name == "hypothetical" {
			p.EveryKind, p.Source = true, "hypothetical: every site senses stretch and pressure; no such sensor exists"
		}
	default:
		return Profile{}, fmt.Errorf("taxel: unknown profile %q, want one of %s", name, strings.Join(Names(), ", "))
	}
	return p, nil
}

// Period is the time between frames (s).
func (p Profile) Period() float64 { return 1 / p.FrameRate }

// OverBus is the profile read over its slow bus: all its taxels, at the rate
// that the bus can carry. A profile without a slow bus stays as it is.
func (p Profile) OverBus() Profile {
	if p.BusRate > 0 {
		p.FrameRate = min(p.FrameRate, p.BusRate)
	}
	return p
}

// PlayRadius is the nominal r of the play operator: half of the stated
// hysteresis.
func (p Profile) PlayRadius() float64 { return p.Hysteresis / 2 }

// SpreadPerDepth is the Gaussian's standard deviation that a point load reaches
// under an elastomer, per metre of depth: a fit to Boussinesq's half space.
const SpreadPerDepth = 0.48

// NumCreep is the number of creep elements of a taxel.
const NumCreep = 7

// CreepTimes are the time constants (s) of the creep: half a decade apart, so
// that their equal steps add up to a straight line over the logarithm of time.
func CreepTimes() [NumCreep]float64 {
	return [NumCreep]float64{0.3, 0.948683298, 3, 9.48683298, 30, 94.8683298, 300}
}

// CreepShare is what each creep element gets of the growth per decade.
const CreepShare = 0.5

// Effect names one imperfection of an element.
type Effect uint8

// The imperfections that a profile can be reduced to.
const (
	Noise Effect = iota
	Quantisation
	GainSpread
	Hysteresis
	Lag
	Creep
	Residual
	Crosstalk
	Temperature
	DeadTaxels
	ScanSkew
	NumEffects = 11
)

// String is the effect's name in tables.
func (e Effect) String() string {
	return [...]string{
		"noise", "quantisation", "gain_spread", "hysteresis", "lag", "creep", "residual",
		"crosstalk", "temperature", "dead", "scan_skew",
	}[e]
}

// Only is the profile with no imperfection but the given ones. The frame rate
// and the transfer curve stay; counts are 16 bit unless Quantisation is asked for,
// frames come at once unless Lag is, and of what is left taxels still differ by
// Variation and Batch. It answers what one effect costs alone.
func (p Profile) Only(effects ...Effect) Profile {
	q := Profile{
		Name: p.Name, Source: p.Source, Ranges: p.Ranges, FrameRate: p.FrameRate, Codes: math.MaxUint16,
		Exponent: p.Exponent, Variation: p.Variation, Batch: p.Batch, EveryKind: p.EveryKind,
	}
	for _, e := range effects {
		switch e {
		case Noise:
			q.Noise, q.NoisyShare, q.NoiseBound = p.Noise, p.NoisyShare, p.NoiseBound
		case Quantisation:
			q.Codes = p.Codes
		case GainSpread:
			q.GainSpread = p.GainSpread
		case Hysteresis:
			q.Hysteresis, q.PlaySpread = p.Hysteresis, p.PlaySpread
		case Lag:
			q.LoadTime, q.UnloadTime, q.Latency = p.LoadTime, p.UnloadTime, p.Latency
		case Creep:
			q.Creep = p.Creep
		case Residual:
			q.Residual, q.ResidualTime = p.Residual, p.ResidualTime
		case Crosstalk:
			q.Crosstalk, q.SkinDepth = p.Crosstalk, p.SkinDepth
		case Temperature:
			q.Temperature = p.Temperature
		case DeadTaxels:
			q.Dead, q.Ghost, q.GhostCodes = p.Dead, p.Ghost, p.GhostCodes
		case ScanSkew:
			q.Scan = p.Scan
		}
	}
	return q
}

// Transfer is the element's curve on fractions of full scale: sign(x)·|x|ⁿ, the
// offset G₀ being part of the taxel's zero. Its inverse is Linearize.
func (p Profile) Transfer(x float64) float64 { return signedPower(x, p.Exponent) }

// Linearize undoes Transfer.
func (p Profile) Linearize(y float64) float64 { return signedPower(y, 1/p.Exponent) }

func signedPower(x, n float64) float64 {
	if n == 1 {
		return x
	}
	return math.Copysign(math.Pow(math.Abs(x), n), x)
}

package gesture

import "slices"

// Awakening is the name of a hand that hangs low as a fist, rises, opens finger by finger, and
// waves: how an exhibit begins. It is no gesture of the medley.
const Awakening = "awakening"

// When what happens in it (s since it began). Design values.
const (
	AwakeningRises   = 0.4
	AwakeningRisen   = 1.5
	AwakeningFingers = 2.1 // the first finger opens
	AwakeningWaves   = AwakeningFingers + 5*awakeningFinger
	AwakeningSinks   = 9.5

	awakeningFinger = 0.36 // from one finger to the next
	awakeningLow    = -26  // degrees, that the forearm is raised by at first
	awakeningBrief  = 0.02 // s
)

// awakening is its sequence: all times are given, so that the light that goes with it is in
// time with everyone.
func awakening() []item {
	up, _ := known("count1")
	low, _ := known("fist")
	low.pronate, low.near, low.elevate = up.pronate, up.near, awakeningLow
	risen := low
	risen.elevate = up.elevate
	items := []item{
		{shape: low, move: AwakeningRises - awakeningBrief, hold: awakeningBrief},
		{shape: risen, move: AwakeningRisen - AwakeningRises, hold: AwakeningFingers - AwakeningRisen},
	}
	for _, name := range [...]string{"count1", "count2", "count3", "count4", "count5"} {
		s, _ := known(name)
		items = append(items, item{shape: s, move: awakeningFinger - awakeningBrief, hold: awakeningBrief})
	}
	wave, _ := known("wave")
	const raise = 0.3
	return slices.Concat(items, []item{
		{shape: wave, move: raise, hold: AwakeningSinks - AwakeningWaves - raise},
		{shape: low, move: AwakeningRisen - AwakeningRises, hold: awakeningBrief},
	})
}

package gesture

import "mirrorarm/kinematics/hand"

// curl is how a finger is bent (degrees): MCP, PIP and DIP flexion. A free
// finger does nothing of its own: it rests, and its neighbours drag it.
type curl struct {
	mcp, pip, dip float64
	free          bool
}

// thumbPose is the thumb's four angles (degrees): abduction, flexion, MCP, IP.
type thumbPose [4]float64

// contact is what the thumb's pulp rests on: a finger's pulp, or the back of
// its middle phalanx. The zero value is nothing.
type contact struct {
	on     hand.Finger // Thumb is nothing
	onBack bool
}

func pulpOf(f hand.Finger) contact { return contact{on: f} }
func backOf(f hand.Finger) contact { return contact{on: f, onBack: true} }

// shape is one gesture of the vocabulary. The forearm's numbers (degrees) are
// added to its resting pose: pronation turns the palm down, elevation raises the
// hand, both about the elbow.
type shape struct {
	name     string
	thumb    thumbPose
	fingers  [4]curl    // index to little
	spread   [4]float64 // degrees, to the thumb's side
	touch    contact
	deviate  float64 // of the wrist
	pronate  float64
	elevate  float64
	near     float64 // m, that the elbow comes towards the glass
	movement []sway
}

// vocabulary is every gesture, in the order in which the medley plays them.
// Hand shapes that carry a letter or a digit are those of the American manual
// alphabet. All angles are design values.
func vocabulary() []shape {
	// A finger's curls; DIP follows PIP by two thirds where nothing holds it.
	straight := curl{-4, 4, 2, false}
	closed := curl{82, 100, 62, false}
	hooked := curl{2, 88, 55, false}
	tabled := curl{78, 8, 5, false} // bent at the knuckle alone
	curved := curl{38, 46, 30, false}
	around := curl{14, 20, 12, false} // of something as thick as a cup, before they close
	loose := curl{free: true}

	// The thumb's own poses; where it touches something, the contact solver starts
	// from the nearest one.
	thumbOut := thumbPose{8, -25, -4, -4} // away from the palm's edge
	thumbBeside := thumbPose{8, 8, 8, 8}  // along the index finger's edge
	thumbOpposed := thumbPose{48, 12, 22, 24}
	thumbFolded := thumbPose{42, 32, 38, 42} // across the palm or the fist
	thumbAround := thumbPose{60, -8, 4, 6}
	thumbLoose := thumbPose{25, 5, 12, 15}

	// The fingers' spreads.
	fanned := [4]float64{10, 3, -5, -12}
	apart := [4]float64{9, -9, 0, 0}
	together := [4]float64{-5, 0, 4, 9}

	// A greeting is raised and comes near the glass, its palm turned past that towards who
	// looks on.
	const shown, raised, close = 115, 30, 0.07
	return []shape{
		{name: "rest", thumb: thumbLoose, fingers: all(loose)},
		{name: "open", thumb: thumbOut, fingers: all(straight), spread: fanned, pronate: shown, elevate: raised, near: close},
		{name: "flat", thumb: thumbBeside, fingers: all(straight), spread: together, elevate: 6},
		{name: "fist", thumb: thumbFolded, fingers: all(closed), touch: backOf(hand.Middle), elevate: 10},
		{name: "point", thumb: thumbFolded, fingers: [4]curl{straight, closed, closed, closed},
			touch: backOf(hand.Middle), elevate: -8},
		{name: "pinch", thumb: thumbOpposed, fingers: [4]curl{{48, 46, 28, false}, loose, loose, loose},
			touch: pulpOf(hand.Index)},
		{name: "victory", thumb: thumbFolded, fingers: [4]curl{straight, straight, closed, closed},
			spread: apart, touch: backOf(hand.Ring), pronate: shown, elevate: raised, near: close},
		{name: "thumbs-up", thumb: thumbOut, fingers: all(closed), pronate: -20, elevate: -18},
		{name: "count1", thumb: thumbFolded, fingers: [4]curl{straight, closed, closed, closed},
			touch: backOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "count2", thumb: thumbFolded, fingers: [4]curl{straight, straight, closed, closed},
			spread: [4]float64{6, -6, 0, 0}, touch: backOf(hand.Ring), pronate: shown, elevate: raised, near: close},
		{name: "count3", thumb: thumbFolded, fingers: [4]curl{straight, straight, straight, closed},
			spread: [4]float64{9, 0, -9, 0}, touch: backOf(hand.Little), pronate: shown, elevate: raised, near: close},
		{name: "count4", thumb: thumbPose{45, 42, 40, 40}, fingers: all(straight), spread: fanned, pronate: shown, elevate: raised, near: close},
		{name: "count5", thumb: thumbOut, fingers: all(straight), spread: fanned, pronate: shown, elevate: raised, near: close},
		{name: "wave", thumb: thumbOut, fingers: all(straight), spread: fanned, pronate: shown, elevate: raised, near: close,
			movement: []sway{sine(hand.WristDeviation, 16, 1.6, 0), sine(swayYaw, 7, 1.6, 0.1)}},
		{name: "wrist-flexion", thumb: thumbLoose, fingers: all(loose),
			movement: []sway{sine(hand.WristFlexion, 42, 0.6, 0)}},
		{name: "wrist-deviation", thumb: thumbBeside, fingers: all(straight), spread: together, deviate: 6,
			movement: []sway{sine(hand.WristDeviation, 20, 0.6, 0)}},
		{name: "pronation", thumb: thumbOut, fingers: all(straight), spread: fanned,
			movement: []sway{sine(swayPronation, 50, 0.5, 0)}},
		{name: "grasp", thumb: thumbAround, fingers: all(around), spread: [4]float64{-3, 0, 3, 6},
			pronate: -20, elevate: -30, movement: graspAndLift()},
		{name: "drum", thumb: thumbLoose, fingers: all(curved), pronate: 55, elevate: -20,
			movement: fingerSway(20, 1.8, 0.18)},
		{name: "come-here", thumb: thumbBeside, fingers: all(curved), pronate: -60, elevate: 8,
			movement: fingerSway(34, 1.2, 0.05)},
		{name: "ok", thumb: thumbOpposed, fingers: [4]curl{{48, 46, 28, false}, straight, straight, straight},
			spread: [4]float64{0, 2, -6, -12}, touch: pulpOf(hand.Index), pronate: shown, elevate: raised, near: close},
		{name: "horns", thumb: thumbFolded, fingers: [4]curl{straight, closed, closed, straight},
			touch: backOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "love", thumb: thumbOut, fingers: [4]curl{straight, closed, closed, straight}, pronate: shown, elevate: raised, near: close},
		{name: "shaka", thumb: thumbOut, fingers: [4]curl{closed, closed, closed, straight},
			spread: [4]float64{0, 0, 0, -12}, pronate: shown, elevate: raised, near: close,
			movement: []sway{sine(swayPronation, 14, 2.2, 0)}},
		{name: "letter-a", thumb: thumbBeside, fingers: all(closed), pronate: shown, elevate: raised, near: close},
		{name: "letter-b", thumb: thumbPose{45, 42, 40, 40}, fingers: all(straight), spread: together, pronate: shown, elevate: raised, near: close},
		{name: "letter-c", thumb: thumbOpposed, fingers: all(curved), pronate: shown, elevate: raised, near: close},
		{name: "letter-d", thumb: thumbOpposed, fingers: [4]curl{straight, {55, 60, 38, false}, {60, 66, 42, false}, {64, 70, 44, false}},
			touch: pulpOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "letter-f", thumb: thumbOpposed, fingers: [4]curl{{55, 52, 30, false}, straight, straight, straight},
			spread: [4]float64{0, 4, -4, -10}, touch: pulpOf(hand.Index), pronate: shown, elevate: raised, near: close},
		{name: "letter-i", thumb: thumbFolded, fingers: [4]curl{closed, closed, closed, straight},
			touch: backOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "letter-l", thumb: thumbOut, fingers: [4]curl{straight, closed, closed, closed}, pronate: shown, elevate: raised, near: close},
		{name: "letter-o", thumb: thumbOpposed, fingers: [4]curl{{52, 50, 32, false}, {54, 54, 35, false}, {56, 56, 36, false}, {56, 56, 36, false}},
			touch: pulpOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "letter-u", thumb: thumbFolded, fingers: [4]curl{straight, straight, closed, closed},
			spread: [4]float64{-7, 2, 0, 0}, touch: backOf(hand.Ring), pronate: shown, elevate: raised, near: close},
		{name: "letter-w", thumb: thumbFolded, fingers: [4]curl{straight, straight, straight, closed},
			spread: [4]float64{12, 0, -12, 0}, touch: pulpOf(hand.Little), pronate: shown, elevate: raised, near: close},
		{name: "letter-x", thumb: thumbFolded, fingers: [4]curl{hooked, closed, closed, closed},
			touch: backOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "letter-y", thumb: thumbOut, fingers: [4]curl{closed, closed, closed, straight},
			spread: [4]float64{0, 0, 0, -12}, pronate: shown, elevate: raised, near: close},
		{name: "digit-7", thumb: thumbOpposed, fingers: [4]curl{straight, straight, {60, 58, 36, false}, straight},
			spread: [4]float64{8, 2, 0, -12}, touch: pulpOf(hand.Ring), pronate: shown, elevate: raised, near: close},
		{name: "digit-8", thumb: thumbOpposed, fingers: [4]curl{straight, {58, 54, 34, false}, straight, straight},
			spread: [4]float64{10, 0, -4, -12}, touch: pulpOf(hand.Middle), pronate: shown, elevate: raised, near: close},
		{name: "table", thumb: thumbBeside, fingers: all(tabled), pronate: 40},
		{name: "hook", thumb: thumbBeside, fingers: all(hooked), elevate: 8},
	}
}

// all is the same curl of four fingers.
func all(c curl) [4]curl { return [4]curl{c, c, c, c} }

package glove

import "mirrorarm/kinematics/hand"

// Pose is a posture of the calibration that has a name to be called out by.
type Pose struct {
	Name   string
	Angles hand.Angles // rad, what the name means
}

// Shapes of a finger: MCP, PIP and DIP flexion in degrees.
var fingerShapes = map[byte][3]float64{
	's': {0, 0, 0},     // straight
	'b': {-15, 0, -3},  // bent back
	't': {75, 5, 3},    // table: straight, at right angles to the palm
	'h': {5, 95, 62},   // hook
	'f': {84, 98, 68},  // fist
	'c': {40, 48, 32},  // curled
	'i': {55, 100, 15}, // pressed flat on the palm
	'w': {15, 50, 65},  // claw
}

// Shapes of the thumb: CMC abduction, CMC flexion, MCP, IP in degrees.
var thumbShapes = map[byte][4]float64{
	'r': {20, 0, 10, 10},  // at rest
	'o': {60, -8, 5, 0},   // out
	'a': {35, 38, 45, 45}, // across the palm
	'u': {0, -24, 0, -8},  // up
	't': {30, 8, 8, 75},   // tip bent
	'm': {40, 12, 62, 8},  // MCP bent
	'p': {58, 30, 18, 30}, // opposed, as in a pinch
}

// Spreads of index to little finger in degrees.
var fingerSpreads = map[byte][4]float64{
	'0': {0, 0, 0, 0},
	'+': {18, 5, -10, -20},    // spread
	'-': {-10, -3, 5, 12},     // pressed together
	'l': {14, 14, 13, 12},     // all to the thumb's side
	'r': {-13, -13, -14, -14}, // all to the little finger's side
	'v': {15, 12, -12, -15},   // parted in the middle
}

// Wrist: flexion and deviation in degrees.
var wristShapes = map[byte][2]float64{
	'0': {0, 0}, 'u': {-50, 0}, 'd': {60, 0}, 'i': {0, 30}, 'o': {0, -20},
	'1': {30, 18}, '2': {-30, -15}, '3': {35, -12}, '4': {-30, 22},
}

// A pose is spelt as four fingers from index to little, a thumb, a spread and a
// wrist.
var poseBook = [...]struct{ name, spelling string }{
	{"flat hand", "ssssr00"},
	{"fist", "ffffa00"},
	{"spread", "sssso+0"},
	{"hook, wrist up", "hhhhr0u"},
	{"table, wrist down", "ttttu-d"},
	{"claw, spread", "wwwwt+0"},
	{"point, wrist in", "sfffm0i"},
	{"flat fist, wrist out", "iiiit-o"},
	{"bent back, all to the thumb", "bbbbol1"},
	{"curled, all to the little finger", "ccccpr2"},
	{"victory", "ssffa+3"},
	{"thumb up, fist", "ffffu04"},
	{"pinch index", "csssp+0"},
	{"three", "sssfav1"},
	{"horns", "sffsm+2"},
	{"little finger table, others hook", "hhhto0d"},
	{"index table, others straight", "tsssrlu"},
	{"middle down", "stssprd"},
	{"ring down", "sstst+4"},
	{"claw, wrist down", "wwwwm-3"},
	{"fist, thumb out, wrist up", "ffffo-u"},
	{"index and little curled", "chhcu+i"},
	{"parted in the middle", "ssssav2"},
	{"hook, thumb across, wrist out", "hhhharo"},

	{"table, spread", "ttttr+0"},
	{"flat fist, wrist in", "iiiiu0i"},
	{"point and claw", "swwwprd"},
	{"bent back, spread, wrist up", "bbbbt+u"},
	{"ladder", "scftm-1"},
	{"ladder down", "tfcsol2"},
	{"curled, parted", "ccccav4"},
	{"victory hook", "hhsst+3"},
	{"pinch middle", "scssp0o"},
	{"pinch ring", "sscspli"},
	{"pinch little", "ssscprd"},
	{"fist, wrist down", "ffffm0d"},
	{"index hook, others fist", "hfffu-u"},
	{"two tables", "tstsm+1"},
	{"two other tables", "ststtl3"},
	{"claw, to the thumb", "wwwwol4"},
	{"index flat fist", "isssar2"},
	{"middle flat fist", "sisstvi"},
	{"ring flat fist", "ssisu+o"},
	{"little flat fist", "sssim00"},
	{"hook, spread", "hhhhp+1"},
	{"table, to the little finger", "ttttar4"},
	{"curled, wrist up", "cccctlu"},
	{"straight, wrist down", "sssspvd"},
}

// MaxPoses is how many different named postures there are.
const MaxPoses = len(poseBook)

// NamedPose is posture i of the calibration, 0 ≤ i < MaxPoses, in the order in
// which they are asked for.
func NamedPose(i int) Pose {
	e := poseBook[i]
	p := Pose{Name: e.name}
	for f := range 4 {
		shape := fingerShapes[e.spelling[f]]
		at := hand.FingerAngle(hand.Index+hand.Finger(f), 0)
		p.Angles[at] = fingerSpreads[e.spelling[5]][f] * deg
		for j, v := range shape {
			p.Angles[int(at)+1+j] = v * deg
		}
	}
	for j, v := range thumbShapes[e.spelling[4]] {
		p.Angles[j] = v * deg
	}
	wrist := wristShapes[e.spelling[6]]
	p.Angles[hand.WristFlexion], p.Angles[hand.WristDeviation] = wrist[0]*deg, wrist[1]*deg
	return p
}

// RezeroPoses are the three postures that tell one person, or one donning, from
// another.
func RezeroPoses() [3]Pose { return [3]Pose{NamedPose(0), NamedPose(1), NamedPose(2)} }

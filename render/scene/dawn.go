package scene

import (
	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// dawn is the light of a stage while an exhibit opens: first dark but for the sensors' points of
// light, then from behind, and when the robot's fingers wake the key light comes up. The hands
// are where they are: only the light goes with the time.
type dawn struct {
	on   bool
	at   float64 // s since the opening began
	back float64 // light from behind, 0 dark … 1 as usual
	full float64 // all other light, likewise

	stage  Stage  // with all its light
	skin   [2]Vec // what the person's skin and nails glow with
	finger []int  // of each of the robot's links; −1 is none
	wake   [hand.NumFingers]float32
}

// Of the opening. Design values.
const (
	nightLight = 0.012 // of the usual light, while it is dark
	backLight  = 0.75  // of the rim light, before the fingers wake
	skinLight  = 0.30  // of the skin's own glow, likewise
	lightsUp   = 0.18  // s, time constant, where somebody comes
	lineStarts = gesture.AwakeningRisen - 0.1
	lineTime   = gesture.AwakeningFingers - lineStarts + 0.1 // in which the line of light runs down the glass
	lineWidth  = 4.5
	lineTrail  = 30     // strokes behind it
	trailEvery = 0.0035 // m
	afterglow  = 1.6    // s, that fingers that have woken are lit
	wakeGlow   = 1.6    // of a finger's rings, when it is open
	asleep     = 0.45   // how far a finger is open at most that sleeps, as a share
	awake      = 0.9    // and at least when it is awake
)

// dawnLight is the line's.
var dawnLight = Hex(0x7FD8D0)

func newDawn(desc *mirror.Description, stage *Stage, materials []Material) dawn {
	d := dawn{back: 1, full: 1, stage: *stage, skin: [2]Vec{materials[MatSkin].Emission, materials[MatNail].Emission}}
	d.finger = make([]int, desc.Robot.Model.NumLinks())
	for i := range d.finger {
		d.finger[i] = -1
	}
	for f, tip := range desc.Robot.Tips {
		for link := tip; link >= 0 && link != desc.Robot.Palm; link = desc.Robot.Model.LinkParent(link) {
			d.finger[link] = f
		}
	}
	return d
}

// Open tells that an exhibit opens, and how far that is (s since it began).
func (s *Scene) Open(on bool, at float64) { s.dawn.on, s.dawn.at = on, at }

// follow lights the stage of a frame; dt is the time (s) since the last picture.
func (d *dawn) follow(f *Frame, decoded *hand.Angles, dt float64) {
	switch {
	case d.on:
		d.wakeUp(decoded)
		up := func(from, to float64) float64 { return float64(Smoothstep(float32(from), float32(to), float32(d.at))) }
		d.full = nightLight + (1-nightLight)*up(gesture.AwakeningFingers+0.3, gesture.AwakeningWaves+0.9)
		d.back = max(d.full, nightLight+backLight*up(gesture.AwakeningRises, gesture.AwakeningRisen))
	case d.full == 1:
		return
	default:
		if dt <= 0 || dt > 1 {
			dt = 1
		}
		d.full, d.back = ease(d.full, 1, dt, lightsUp), ease(d.back, 1, dt, lightsUp)
		if d.full > 0.998 {
			d.full, d.back = 1, 1
		}
	}
	full, back := float32(d.full), float32(d.back)
	f.Stage = d.stage
	st := &f.Stage
	st.Key.Color, st.Rim.Color = st.Key.Color.Scale(full), st.Rim.Color.Scale(back)
	st.Up, st.Down = st.Up.Scale(full), st.Down.Scale(full)
	st.Background = st.Background.Scale(full)
	for i := range st.Pools {
		st.Pools[i].Color = st.Pools[i].Color.Scale(full)
	}
	own := max(full, skinLight*back)
	f.Materials[MatSkin].Emission, f.Materials[MatNail].Emission = d.skin[0].Scale(own), d.skin[1].Scale(own)
}

// sensors is how bright the glove's points of light are: they rise with the hand.
func (d *dawn) sensors() float32 { return float32(min(d.back/backLight, 1)) }

// dark tells whether less than all light is on.
func (d *dawn) dark() bool { return d.full < 1 }

// wakeUp finds how awake each finger is: by what the glove has read of how open the finger is
// that it mirrors.
func (d *dawn) wakeUp(decoded *hand.Angles) {
	shown := 1 - Smoothstep(gesture.AwakeningWaves, gesture.AwakeningWaves+afterglow, float32(d.at))
	for f := range d.wake {
		first, most := 1, float32(fistBent)
		if hand.Finger(f) == hand.Thumb {
			first, most = 2, thumbBent
		}
		bent := decoded[hand.FingerAngle(hand.Finger(f), first)] + decoded[hand.FingerAngle(hand.Finger(f), first+1)]
		d.wake[f] = shown * Smoothstep(asleep, awake, 1-float32(bent)/most)
	}
}

// wakes is how awake the finger is that a link belongs to, 0…1.
func (d *dawn) wakes(link int) float32 {
	if !d.on || link >= len(d.finger) || d.finger[link] < 0 {
		return 0
	}
	return d.wake[d.finger[link]]
}

// How far a finger and a thumb are bent in a fist, over two joints (rad).
const (
	fistBent  = 3.1
	thumbBent = 1.35
)

// addLine draws the line of light that runs down a pane, with what it leaves behind it.
func (d *dawn) addLine(f *Frame, corner, across Vec, height float32) {
	way := float32((d.at - lineStarts) / lineTime)
	if !d.on || way <= 0 || way >= 1 {
		return
	}
	at := height * (1 - Smoothstep(-0.2, 1.1, way))
	fade := Smoothstep(0, 0.12, way) * (1 - Smoothstep(0.8, 1, way))
	for i := range lineTrail {
		share := 1 - float32(i)/lineTrail
		h := at + trailEvery*float32(i)
		if h > height {
			break
		}
		from := corner.Add(Vec{Z: h})
		width, alpha := float32(lineWidth), fade
		if i > 0 {
			width, alpha = lineWidth*1.5, 0.16*share*share*fade
		}
		f.Strokes = append(f.Strokes, Stroke{A: from, B: from.Add(across), Width: width, Color: dawnLight.Scale(1.6), Alpha: alpha})
	}
}

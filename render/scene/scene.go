package scene

import "mirrorarm/sim/mirror"

// Scene holds the shapes of one mirror: made once, placed for every picture. It
// belongs to one goroutine.
type Scene struct {
	// Temperature has the taxels show how warm they are, not how hard they are
	// pressed. It may be changed between two pictures.
	Temperature bool

	desc   mirror.Description
	links  []*Mesh
	stand  *Mesh
	standT Affine
	person *personHand

	things        []thing
	channels      []channelDot
	taxels        []taxelDot
	backs         []backDot
	pressure      *Colormap
	warmth        *Colormap
	field         *WarmthField
	heat          float32 // 0 shows pressure, 1 temperature: it eases
	slips         slips
	idle          Vec      // colour of a taxel that feels nothing
	worldFromLink []Affine // of the current snapshot

	glass   glass
	dawn    dawn
	teaches bool
	invites bool
	broken  []bool    // channels of the glove
	glow    []float64 // of each link's accent ring
	shown   bool      // a picture has been built
	present float64   // opacity of the person's hand, 0 before the first picture
	last    []float64 // coordinates of the last picture (rad)
	time    float64
	frame   Frame
	close   closeUp

	closeFrame Frame

	firstTouch, firstShear int // where the touch begins in the frame's dots and strokes
}

// New builds the shapes of what the description names.
func New(desc mirror.Description) *Scene {
	s := NewAlone(desc)
	var body *anatomy
	s.person, body = newPersonHand(desc.Side, desc.Dims)
	s.channels = s.person.placeChannels(body, desc.Glove, desc.Dims)
	s.glass = newGlass(&desc)
	return s
}

// NewAlone builds the robot alone, without the person and the mirror.
func NewAlone(desc mirror.Description) *Scene {
	links, own := linkMeshes(desc.Robot)
	s := &Scene{desc: desc, links: links}
	s.taxels = placeTaxels(&desc, s.links)
	s.pressure, s.warmth, s.field = Pressure(), Warmth(), NewWarmthField(desc.Skin)
	s.backs = placeBacks(&desc, s.taxels, s.field, s.links)
	s.slips = newSlips(desc.Skin)
	s.idle = Hex(0x6E7884)
	s.worldFromLink = make([]Affine, len(s.links))
	base := FromPose(desc.WorldFromBase)
	s.stand, s.standT = standUnder(base, onOurArm(desc.Robot))
	s.glow = make([]float64, len(s.links))
	s.close.shapes = handShapes(&desc)
	s.last = make([]float64, desc.Robot.Model.DOF())
	s.frame.Materials = append(materials(), own...)
	s.frame.Stage = studio()
	s.dawn = newDawn(&s.desc, &s.frame.Stage, s.frame.Materials)
	return s
}

// Play tells what gesture is played: a new one sends a pulse of light through the glass.
func (s *Scene) Play(gesture string) { s.glass.play(gesture) }

// Teach tells whether the arm shows something to who leads the hand: it goes its own way, but
// the two stay face to face.
func (s *Scene) Teach(on bool) { s.teaches = on }

// Invite tells whether it is shown what of the person's hand may be taken hold of.
func (s *Scene) Invite(on bool) { s.invites = on }

// Break tells which of the glove's channels are broken, by their numbers: they are seen.
func (s *Scene) Break(broken []bool) { s.broken = broken }

// Build places everything as the snapshot says. The frame belongs to the scene
// and is valid until the next Build.
func (s *Scene) Build(snap *mirror.Snapshot, camera Camera) *Frame {
	f := &s.frame
	f.Camera = camera
	f.Solids, f.Sheer = f.Solids[:0], f.Sheer[:0]
	f.Dots, f.Strokes = f.Dots[:0], f.Strokes[:0]
	dt := snap.Time - s.time
	s.time = snap.Time
	s.dawn.follow(f, &snap.Decoded, dt)
	s.accents(snap, dt)
	for i, m := range s.links {
		if i >= len(snap.Arm.WorldFromLink) {
			break
		}
		s.worldFromLink[i] = FromPose(snap.Arm.WorldFromLink[i])
		if m != nil {
			f.Solids = append(f.Solids, Solid{
				Mesh: m, WorldFromModel: s.worldFromLink[i], Glow: float32(s.glow[i]), Occluded: true, Group: int32(i),
			})
		}
	}
	s.occlude()
	s.addThings(snap, dt)
	f.Solids = append(f.Solids, Solid{Mesh: s.stand, WorldFromModel: s.standT, Glow: 0.8 * float32(s.dawn.full)})
	if s.person != nil {
		s.fade(snap, dt)
		s.person.update(snap.Person.WorldFromForearm, snap.Person.WorldFromPalm, snap.Person.Angles)
		f.Sheer = append(f.Sheer, Solid{Mesh: &s.person.mesh, WorldFromModel: Identity(), Glow: float32(s.present), Bent: true})
		for i, nail := range s.person.nails {
			bone := boneFinger + 6*i + 5
			f.Sheer = append(f.Sheer, Solid{Mesh: nail, WorldFromModel: s.person.pose[bone], Glow: float32(s.present), NoShadow: true})
		}
		s.glass.follow(snap.Arm.Piloted && !s.teaches, dt)
		s.glass.addTo(f, &s.dawn)
	}
	clear(f.Solids[len(f.Solids):cap(f.Solids)]) // shapes of things that have been taken away
	s.followPalm(snap, dt)
	s.addGhost(snap)
	s.addChannels(snap)
	s.addHandles(snap)
	s.firstTouch, s.firstShear = len(f.Dots), len(f.Strokes)
	s.slips.follow(snap.Feel, dt)
	s.turnToHeat(dt)
	s.addBacks(snap)
	s.addTouch(snap)
	return f
}

// lostOpacity is how much of the person's hand stays on the screen, where it was
// last, when the source has lost it, or while the arm does not follow it. Design value.
const lostOpacity = 0.3

// fade lets the person's hand pale while it is lost.
func (s *Scene) fade(snap *mirror.Snapshot, dt float64) {
	target := 1.0
	if snap.Person.Lost || snap.Arm.Piloted && !s.teaches {
		target = lostOpacity
	}
	if s.present == 0 || dt <= 0 {
		s.present = target
	} else {
		s.present = ease(s.present, target, dt, 0.15)
	}
}

// heatSettle (s) is how soon one map of the taxels gives way to the other. Design
// value.
const heatSettle = 0.08

func (s *Scene) turnToHeat(dt float64) {
	target := 0.0
	if s.Temperature {
		target = 1
	}
	if dt <= 0 || !s.shown {
		s.heat = float32(target)
	} else {
		s.heat = float32(ease(float64(s.heat), target, dt, heatSettle))
	}
	s.shown = true
}

// occlude places the stand-ins for the robot's solids.
func (s *Scene) occlude() {
	f := &s.frame
	f.Occluders = f.Occluders[:0]
	for i := range s.desc.Robot.Shapes {
		c := &s.desc.Robot.Shapes[i]
		w := &s.worldFromLink[c.Link]
		f.Occluders = append(f.Occluders, Occluder{
			A: w.Apply(FromR3(c.A)), B: w.Apply(FromR3(c.B)), Ra: float32(c.Ra), Rb: float32(c.Rb), Group: int32(c.Link),
		})
	}
}

// accents lights the ring of each joint by how fast it moves; dt is the time
// (s) since the last picture.
func (s *Scene) accents(snap *mirror.Snapshot, dt float64) {
	m := s.desc.Robot.Model
	if len(snap.Arm.Coordinates) != len(s.last) {
		return
	}
	for i := range s.glow {
		target := 0.12
		if j := m.LinkJoint(i); j >= 0 && dt > 0 {
			if c, _, _ := m.JointCoordinate(j); c >= 0 {
				speed := (snap.Arm.Coordinates[c] - s.last[c]) / dt
				target = min(0.12+0.6*max(speed, -speed), 1)
			}
		}
		if s.dawn.dark() {
			target = max(s.dawn.full*target, wakeGlow*float64(s.dawn.wakes(i)))
		}
		if dt > 0 {
			s.glow[i] = ease(s.glow[i], target, dt, 0.18)
		} else {
			s.glow[i] = target
		}
	}
	copy(s.last, snap.Arm.Coordinates)
}

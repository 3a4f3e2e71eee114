package record

import (
	"math"

	"mirrorarm/kinematics/spatial"
	"mirrorarm/sensors/material"
	"mirrorarm/sensors/skin"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// forget lets go of what has been read: the film is put somewhere else.
func (s *set) forget() {
	s.step, s.skin = Taken{}, s.skin[:0]
	s.begin()
}

// take takes over what has come with a step; the rest stays as it was.
func (s *set) take(t *Taken) {
	n := &s.step
	n.Step, n.Hand = t.Step, t.Hand
	n.Joints.Position = append(n.Joints.Position[:0], t.Joints.Position...)
	n.Commands.Position = append(n.Commands.Position[:0], t.Commands.Position...)
	if t.Glove != nil {
		n.glove.Counts = append(n.glove.Counts[:0], t.Glove.Counts...)
	}
	if t.Contacts != nil {
		n.contacts.Contacts = append(n.contacts.Contacts[:0], t.Contacts.Contacts...)
	}
	if t.Patches != nil {
		n.patches.Temperature = append(n.patches.Temperature[:0], t.Patches.Temperature...)
	}
	if t.TF != nil {
		n.tf.Transforms = append(n.tf.Transforms[:0], t.TF.Transforms...)
	}
	if t.Skin != nil && len(t.Skin.Data) == PointSize*len(s.loads) {
		s.skin = AppendForces(s.skin[:0], t.Skin.Data)
		for i := range s.loads {
			s.loads[i] = skin.Load{Normal: float64(s.skin[3*i]), X: float64(s.skin[3*i+1]), Y: float64(s.skin[3*i+2])}
		}
		s.observer.Frame(s.loads)
	}
}

// snapshotTo is what the screen showed; of what no file tells there is nothing.
func (s *set) snapshotTo(dst *mirror.Snapshot) {
	n := &s.step
	dst.Time = float64(stampOf(&n.Step)) * 1e-9
	h := n.Hand.sample()
	dst.Person = mirror.Person{
		WorldFromForearm: h.WorldFromForearm, WorldFromPalm: h.WorldFromPalm, Angles: h.Angles, Lost: h.State == gesture.Lost,
	}
	dst.Arm.Reachable = true
	dst.Arm.Target, dst.Arm.WorldFromTarget = s.posture(n.Commands.Position, dst.Arm.Target, dst.Arm.WorldFromTarget)
	dst.Arm.Coordinates, dst.Arm.WorldFromLink = s.posture(n.Joints.Position, dst.Arm.Coordinates, dst.Arm.WorldFromLink)
	dst.Glove = dst.Glove[:0]
	for i := range s.desc.Glove.Len() {
		share := float32(0)
		if i < len(n.glove.Counts) {
			share = float32(n.glove.Counts[i]) * s.unit
		}
		dst.Glove = append(dst.Glove, share)
	}
	for i := range dst.Decoded {
		dst.Decoded[i], dst.Sigma[i] = math.NaN(), math.NaN()
	}
	s.feelTo(dst)
	dst.Things = dst.Things[:0]
	for i := range n.tf.Transforms {
		t := &n.tf.Transforms[i]
		if number, name, ok := thingOf(t.Child); ok {
			if thing, ok := s.things.placed(number, name, PoseOf(&t.Pose)); ok {
				dst.Things = append(dst.Things, thing)
			}
		}
	}
	nan := math.NaN()
	dst.Health = mirror.Health{TipErrorMM: nan, PalmErrorMM: nan, PalmErrorDeg: nan, DecodeRMSDeg: nan}
	dst.Vibration = dst.Vibration[:0]
}

// posture copies coordinates, and gives where the links are at them.
func (s *set) posture(q, dst []float64, links []spatial.Pose) ([]float64, []spatial.Pose) {
	dof := s.desc.Robot.Model.DOF()
	dst = append(dst[:0], q...)
	for len(dst) < dof {
		dst = append(dst, 0)
	}
	dst, links = dst[:dof], links[:0]
	s.state.SetCoordinates(dst)
	for i := range s.desc.Robot.Model.NumLinks() {
		links = append(links, s.posed(i))
	}
	return dst, links
}

// feelTo is what the skin measured, and what its regions made of it.
func (s *set) feelTo(dst *mirror.Snapshot) {
	dst.Touch = dst.Touch[:0]
	for i := range s.loads {
		l, area := s.observer.Load(i), s.desc.Skin.Elements[i].Area
		dst.Touch = append(dst.Touch, mirror.Touch{
			Normal: float32(l.Normal / area), ShearX: float32(l.X / area), ShearY: float32(l.Y / area),
		})
	}
	dst.Feel = dst.Feel[:0]
	for i := range s.step.contacts.Contacts {
		c := &s.step.contacts.Contacts[i]
		dst.Feel = append(dst.Feel, mirror.Feel{Region: c.Region, Touch: material.Touch{
			Contact: c.Touching, Slip: c.Slipping, Normal: c.Normal, Shear: c.Shear, Centre: vectorOf(&c.Centre), Temperature: c.Temperature,
		}})
	}
	dst.Warmth = append(dst.Warmth[:0], s.step.patches.Temperature...)
	for len(dst.Warmth) < len(s.desc.Skin.Spots) {
		dst.Warmth = append(dst.Warmth, float32(math.NaN()))
	}
	dst.Warmth = dst.Warmth[:len(s.desc.Skin.Spots)]
}

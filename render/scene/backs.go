package scene

import (
	"math"

	"mirrorarm/sim/mirror"
)

// backDot is a place on the back of one of the robot's fingers, which shows how warm the finger's
// tip is: who looks at hands that touch something sees their backs.
type backDot struct {
	dot   taxelDot
	taxel int     // of the fingertip, whose temperature it shows
	up    float32 // how far up the finger it is: 0 … 1 on the last segment, 1 … 2 on the one before
}

// How a finger's back shows its temperature. Like a gauge, it is coloured the further up the more
// its tip differs from what the skin is held at. Design values.
const (
	fingerThickness = 0.015 // m, from a taxel to the back, about
	backRadius      = 3.6   // of a taxel's radius: they read as one surface
	backLeast       = 1.5   // °C, from which on the tip is coloured
	backPerSegment  = 4.0   // °C more, with which the colour reaches so much further
	backEdge        = 2.5   // °C, in which it fades in
)

// placeBacks finds the backs of the fingers whose tips have patches that feel heat.
func placeBacks(desc *mirror.Description, taxels []taxelDot, field *WarmthField, links []*Mesh) (out []backDot) {
	if desc.Skin == nil {
		return nil
	}
	tip := map[int]int{} // a taxel that feels heat, by its link
	for i := range taxels {
		if link := taxels[i].link; len(field.shares[i]) > 0 && link != desc.Robot.Palm {
			tip[link] = i
		}
	}
	before := map[int]int{} // likewise, by the link before
	for link, i := range tip {
		if p := desc.Robot.Model.LinkParent(link); p >= 0 && p != desc.Robot.Palm {
			if _, own := tip[p]; !own {
				before[p] = i
			}
		}
	}
	ends := map[int][2]float32{} // the least and greatest X of a link's taxels
	for i := range taxels {
		x := float32(desc.Skin.Elements[i].Centre.X)
		e, ok := ends[taxels[i].link]
		if !ok {
			e = [2]float32{x, x}
		}
		ends[taxels[i].link] = [2]float32{min(e[0], x), max(e[1], x)}
	}
	for i := range taxels {
		d := taxels[i]
		of, base := i, float32(0)
		if _, ok := tip[d.link]; !ok {
			if of, ok = before[d.link]; !ok {
				continue
			}
			base = 1
		}
		if d.link >= len(links) || links[d.link] == nil {
			continue
		}
		n := d.normal.Scale(-1)
		at, normal, ok := links[d.link].surface(d.at.Add(n.Scale(fingerThickness)), n, true)
		if !ok {
			continue
		}
		e := ends[d.link]
		d.at, d.normal = at.Add(normal.Scale(0.0003)), normal
		share := (e[1] - float32(desc.Skin.Elements[i].Centre.X)) / max(e[1]-e[0], 1e-3)
		out = append(out, backDot{dot: d, taxel: of, up: base + share})
	}
	return out
}

// addBacks shows them.
func (s *Scene) addBacks(snap *mirror.Snapshot) {
	if s.heat < 0.01 {
		return
	}
	for i := range s.backs {
		b := &s.backs[i]
		celsius, ok := s.field.At(b.taxel, snap.Warmth)
		if !ok || b.dot.link >= len(snap.Arm.WorldFromLink) {
			continue
		}
		off := float32(math.Abs(float64(celsius - NeutralCelsius)))
		alpha := min((off-backLeast-backPerSegment*b.up)/backEdge, 1) * s.heat
		if alpha <= 0 {
			continue
		}
		w := &s.worldFromLink[b.dot.link]
		s.frame.Dots = append(s.frame.Dots, Dot{
			At: w.Apply(b.dot.at), Normal: w.Rotate(b.dot.normal), Radius: backRadius * b.dot.radius,
			Color: s.warmth.At(WarmthShare(celsius)).Scale(heatGlow), Alpha: alpha,
		})
	}
}

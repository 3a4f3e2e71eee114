package scene

import "mirrorarm/sim/mirror"

// Where the gap between the robot and its target (m) begins to show, and where
// it shows fully. Design values.
const (
	ghostFrom = 0.006
	ghostFull = 0.024
)

// addGhost shows where the solver wants the robot, as a skeleton beside it that
// appears with the gap between the two: the lag made visible.
func (s *Scene) addGhost(snap *mirror.Snapshot) {
	if len(snap.Arm.WorldFromTarget) < len(s.links) || len(snap.Arm.WorldFromLink) < len(s.links) {
		return
	}
	f, m := &s.frame, s.desc.Robot.Model
	for i := range s.links {
		parent := m.LinkParent(i)
		if parent < 0 {
			continue
		}
		at, from := FromR3(snap.Arm.WorldFromTarget[i].Pos), FromR3(snap.Arm.WorldFromTarget[parent].Pos)
		gap := at.Sub(s.worldFromLink[i].T).Norm()
		alpha := Smoothstep(ghostFrom, ghostFull, gap)
		if alpha < 0.01 || at.Sub(from).Norm() < 1e-4 {
			continue
		}
		f.Strokes = append(f.Strokes, Stroke{A: from, B: at, Width: 2.2, Color: Target, Alpha: 0.55 * alpha, Ghost: true})
	}
	for _, tip := range s.desc.Robot.Tips {
		if tip < 0 {
			continue
		}
		at := FromR3(snap.Arm.WorldFromTarget[tip].Pos)
		gap := at.Sub(s.worldFromLink[tip].T).Norm()
		if alpha := Smoothstep(ghostFrom, ghostFull, gap); alpha >= 0.01 {
			f.Strokes = append(f.Strokes, Stroke{A: s.worldFromLink[tip].T, B: at, Width: 1.4, Color: Accent, Alpha: 0.9 * alpha, Ghost: true})
			f.Dots = append(f.Dots, Dot{At: at, Normal: f.Camera.Forward.Scale(-1), Radius: 0.0028, Color: Target, Alpha: 0.8 * alpha})
		}
	}
}

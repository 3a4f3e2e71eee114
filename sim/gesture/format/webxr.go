package format

import (
	"fmt"
	"slices"

	"mirrorarm/kinematics/hand"
)

// webXRJoints are the WebXR Hand Input names of the 21 landmarks, in their
// order; the metacarpals of the four fingers are left out. The thumb has no
// intermediate phalanx and its metacarpal joint is the CMC joint.
var webXRJoints = func() [hand.NumLandmarks]string {
	names := [hand.NumLandmarks]string{
		"wrist", "thumb-metacarpal", "thumb-phalanx-proximal", "thumb-phalanx-distal", "thumb-tip",
	}
	for i, finger := range [...]string{"index", "middle", "ring", "pinky"} {
		for j, joint := range [...]string{"phalanx-proximal", "phalanx-intermediate", "phalanx-distal", "tip"} {
			names[5+4*i+j] = finger + "-finger-" + joint
		}
	}
	return names
}()

// webXRPose is one of a list of labelled poses, in the wrist frame.
type webXRPose struct {
	Handedness string               `json:"handedness"`
	Millimetre map[string][]float64 `json:"joints_mm"`
	Metre      map[string][]float64 `json:"joints_m"`
}

func readWebXRList(in *input) (*Recording, error) {
	rec := &Recording{Format: "WebXR poses", Poses: true, Axes: axesNamed("palm"), AxesStand: true}
	err := eachElement(in, "poses", nil, func(_ int, pose *webXRPose) error {
		joints := pose.Millimetre
		if joints == nil {
			joints = pose.Metre
		}
		s, err := webXRSighting(joints)
		if err != nil {
			return err
		}
		if s.Side, s.Labelled, err = sideNamed(pose.Handedness); err != nil {
			return err
		}
		rec.Frames = append(rec.Frames, Frame{Hands: []Hand{s}})
		return nil
	})
	return rec, err
}

// webXRJoint is a joint of a single pose. Its orientation is that of the
// tracker's ray space, which is not the world's, and is left aside.
type webXRJoint struct {
	Position []float64 `json:"position"`
}

func readWebXRPose(in *input) (*Recording, error) {
	rec := &Recording{Format: "WebXR pose", Poses: true, Axes: axesNamed("palm"), AxesStand: true}
	type document struct {
		Handedness string                `json:"handedness"`
		Joints     map[string]webXRJoint `json:"joints"`
	}
	var doc document
	if err := decodeDocument(in, &doc); err != nil {
		return nil, err
	}
	joints := map[string][]float64{}
	for name, j := range doc.Joints {
		joints[name] = j.Position
	}
	s, err := webXRSighting(joints)
	if err != nil {
		return nil, in.fail(1, "%w", err)
	}
	if s.Side, s.Labelled, err = sideNamed(doc.Handedness); err != nil {
		return nil, in.fail(1, "%w", err)
	}
	rec.Frames = []Frame{{Hands: []Hand{s}}}
	return rec, nil
}

// webXRSighting picks the landmarks out of named joints, of which none may lack.
func webXRSighting(joints map[string][]float64) (Hand, error) {
	s := newHand()
	var points [][]float64
	for _, name := range webXRJoints {
		xyz, ok := joints[name]
		if !ok || xyz == nil {
			return s, fmt.Errorf("no joint %q among %d", name, len(joints))
		}
		points = append(points, xyz)
	}
	return s, landmarks(&s.Seen, points)
}

// sideNamed reads "left" or "right", with or without words that follow.
func sideNamed(text string) (side hand.Side, known bool, err error) {
	for _, s := range []hand.Side{hand.Right, hand.Left} {
		if name := s.String(); len(text) >= len(name) && text[:len(name)] == name {
			return s, true, nil
		}
	}
	if slices.Contains([]string{"", "none"}, text) {
		return hand.Right, false, nil
	}
	return hand.Right, false, fmt.Errorf("handedness %q, want left, right or none", text)
}

package retarget_test

import (
	"slices"
	"testing"

	"mirrorarm/kinematics/retarget"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// spoil changes every frame of a recording.
func spoil(frames [][]r3.Vec, change func(goals []r3.Vec)) [][]r3.Vec {
	out := make([][]r3.Vec, len(frames))
	for i := range frames {
		out[i] = slices.Clone(frames[i])
		change(out[i])
	}
	return out
}

func each(change func(p *r3.Vec)) func([]r3.Vec) {
	return func(goals []r3.Vec) {
		for i := range goals {
			change(&goals[i])
		}
	}
}

func TestWrongSetUpIsRecognisedAndCorrected(t *testing.T) {
	rec := loadRecording(t, "hand_frames_human.csv")
	var names []string
	for _, target := range rec.problem.Targets {
		names = append(names, rec.problem.Model.LinkName(target.Link))
	}
	swapIndexRing := func(goals []r3.Vec) {
		goals[1], goals[3] = goals[3], goals[1]
		goals[6], goals[8] = goals[8], goals[6]
	}
	for name, c := range map[string]struct {
		change func([]r3.Vec)
		want   string
	}{
		"sound":       {func([]r3.Vec) {}, ""},
		"millimetres": {each(func(p *r3.Vec) { *p = r3.Scale(1e3, *p) }), "goals are in millimetres, want metres"},
		"centimetres": {each(func(p *r3.Vec) { *p = r3.Scale(1e2, *p) }), "goals are in centimetres, want metres"},
		"other hand":  {each(func(p *r3.Vec) { p.Y = -p.Y }), "the y axis is mirrored: the hand is of the other side"},
		"z axis":      {each(func(p *r3.Vec) { p.Z = -p.Z }), "the z axis is mirrored"},
		"x axis":      {each(func(p *r3.Vec) { p.X = -p.X }), "the x axis is mirrored"},
		"fingers":     {swapIndexRing, "index_tip and ring_tip are swapped; index_mid and ring_mid are swapped"},
		"four fingers": {func(goals []r3.Vec) {
			swapIndexRing(goals)
			goals[2], goals[4] = goals[4], goals[2]
			goals[7], goals[9] = goals[9], goals[7]
		}, "index_tip and ring_tip are swapped; middle_tip and little_tip are swapped; index_mid and ring_mid are swapped; middle_mid and little_mid are swapped"},
		"both": {func(goals []r3.Vec) {
			swapIndexRing(goals)
			each(func(p *r3.Vec) { p.Y *= -1e3; p.X *= 1e3; p.Z *= 1e3 })(goals)
		}, "goals are in millimetres, want metres; the y axis is mirrored: the hand is of the other side; index_tip and ring_tip are swapped; index_mid and ring_mid are swapped"},
	} {
		t.Run(name, func(t *testing.T) {
			spoiled := spoil(rec.frames, c.change)
			u, err := retarget.Diagnose(rec.problem, spoiled)
			require.NoError(t, err)
			require.Equal(t, c.want, u.Describe(names))
			require.Equal(t, c.want == "", u.Sound())
			require.Less(t, u.After, 3e-3)
			got := make([]r3.Vec, len(names))
			u.Apply(got, spoiled[17])
			for i := range got {
				require.InDelta(t, 0, r3.Norm(r3.Sub(rec.frames[17][i], got[i])), 1e-12)
			}
		})
	}
}

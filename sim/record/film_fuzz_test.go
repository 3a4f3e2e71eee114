package record_test

import (
	"bytes"
	"testing"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"

	"github.com/stretchr/testify/require"
)

// A film of anything is an error, or can be looked at from its beginning to its end.
func FuzzFilm(f *testing.F) {
	m, err := mirror.New(configOf(f, "grasp", "cups"))
	require.NoError(f, err)
	past := record.NewPast(1, 1<<20)
	for i := range 100 {
		m.Step(float64(i+1) * mirror.Period)
		past.Step(m)
	}
	var file bytes.Buffer
	_, err = record.WriteKept(&file, past.Lend(), record.Options{})
	require.NoError(f, err)
	f.Add(file.Bytes())
	f.Add(file.Bytes()[:file.Len()/2])
	f.Add([]byte("no session"))
	f.Fuzz(func(t *testing.T, text []byte) {
		film, err := record.NewFilm(bytes.NewReader(text), nil)
		if err != nil {
			return
		}
		var s mirror.Snapshot
		for _, share := range []float64{0, 1, 0.5, 0} {
			if film.Show(share*film.Seconds(), &s) != nil {
				return
			}
			require.Len(t, s.Arm.Coordinates, film.Describe().Robot.Model.DOF())
		}
	})
}

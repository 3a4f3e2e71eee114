package touch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePressIsTheFoundationsAndNotHertzs(t *testing.T) {
	curve, err := PressCurve()
	require.NoError(t, err)
	for _, p := range curve {
		if p.Force < 1 || p.Force > 10 {
			continue
		}
		require.InEpsilon(t, p.Foundation, p.Force, 0.02)
		require.Less(t, p.Hertz, 0.8*p.Force)
	}
}

package task

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Environments of one kit run side by side: none puts back what another one has.
func TestEnvironmentsShareNothingThatChanges(t *testing.T) {
	for _, x := range Tasks() {
		for _, action := range x.Actions {
			k, err := NewKit(Options{Task: x.Name, Action: action, Observe: Sights(), Seed: 1})
			require.NoError(t, err)
			a, err := k.New(1)
			require.NoError(t, err)
			b, err := k.New(2)
			require.NoError(t, err)
			require.Empty(t, a.start.Shared(b.start), "%s, led by %v", x.Name, action)
		}
	}
}

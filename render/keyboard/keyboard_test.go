package keyboard_test

import (
	"testing"

	"mirrorarm/render/keyboard"
	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

type binding = keyboard.Binding[int]

// For whom a key lives, at an exhibit and elsewhere, and whether help tells of it there.
func TestForWhomAKeyIs(t *testing.T) {
	type place struct{ lives, listed bool }
	for audience, want := range map[keyboard.Audience][2]place{ // elsewhere, at an exhibit
		keyboard.Everybody: {{true, true}, {true, true}},
		keyboard.NoExhibit: {{true, true}, {false, false}},
		keyboard.Exhibits:  {{false, false}, {true, true}},
		keyboard.Operators: {{true, false}, {true, false}},
	} {
		for i, exhibit := range []bool{false, true} {
			b := binding{For: audience, Label: "A"}
			require.Equal(t, want[i], place{b.Lives(exhibit), b.Listed(exhibit)}, "audience %d, exhibit %t", audience, exhibit)
			b = binding{For: audience, Mouse: locale.Glass}
			require.Equal(t, want[i].listed, b.Listed(exhibit), "what the mouse does")
			b = binding{For: audience, Key: "A"}
			require.False(t, b.Listed(exhibit), "another line tells of it")
			require.Equal(t, want[i].lives, b.Lives(exhibit))
		}
	}
}

// Help says what is on the key, or in its language what the mouse does.
func TestWhatAKeyIsCalled(t *testing.T) {
	require.Equal(t, "F1", (&binding{Label: "F1"}).Name(locale.Russian.Text))
	require.Equal(t, locale.Russian.Text(locale.Glass), (&binding{Label: "F1", Mouse: locale.Glass}).Name(locale.Russian.Text))
}

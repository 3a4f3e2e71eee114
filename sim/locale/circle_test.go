package locale_test

import (
	"testing"

	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

// One language after the other until all have come, then the first again.
func TestLanguagesGoRound(t *testing.T) {
	for l := range locale.Language(locale.NumLanguages) {
		seen := map[locale.Language]bool{}
		at := l
		for range locale.NumLanguages {
			seen[at] = true
			at = at.Next()
		}
		require.Len(t, seen, locale.NumLanguages)
		require.Equal(t, l, at)
	}
}

// Groups that heat tells apart have names, one each; what is no group has none.
func TestHeatGroupsAreNamed(t *testing.T) {
	seen := map[locale.Key]bool{}
	n := 0
	for ; locale.HeatGroup(n) != locale.Nothing; n++ {
		require.NotEmpty(t, locale.English.Text(locale.HeatGroup(n)))
		seen[locale.HeatGroup(n)] = true
	}
	require.Greater(t, n, 1)
	require.Len(t, seen, n)
	for _, group := range []int{-1, -100, n, n + 1, 1000} {
		require.Equal(t, locale.Nothing, locale.HeatGroup(group), "%d", group)
	}
	require.Equal(t, locale.Copper, locale.Material("copper"))
	require.Equal(t, locale.Nothing, locale.Material("tin"))
}

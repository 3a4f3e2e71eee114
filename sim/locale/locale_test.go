package locale_test

import (
	"testing"
	"unicode"

	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

// scripts are those that a language's letters may come from.
var scripts = [locale.NumLanguages][]*unicode.RangeTable{
	locale.English: {unicode.Latin},
	locale.Chinese: {unicode.Han},
	locale.Russian: {unicode.Cyrillic},
}

func TestEveryTextExistsInEveryLanguage(t *testing.T) {
	for l := range locale.Language(locale.NumLanguages) {
		require.Empty(t, l.Text(locale.Nothing))
		seen := map[string]bool{}
		for k := locale.Nothing + 1; k < locale.NumKeys; k++ {
			text := l.Text(k)
			require.NotEmpty(t, text, "%s text %d", l, k)
			require.False(t, seen[text], "%s: %q stands twice", l, text)
			seen[text] = true
			for _, r := range text {
				if unicode.IsLetter(r) {
					require.True(t, unicode.IsOneOf(scripts[l], r), "%s: %q in %q", l, r, text)
				}
			}
		}
	}
}

func TestLanguagesByCode(t *testing.T) {
	at := locale.English
	for range locale.NumLanguages {
		l, err := locale.Parse(at.String())
		require.NoError(t, err)
		require.Equal(t, at, l)
		require.NotEmpty(t, l.Name())
		at = at.Next()
	}
	require.Equal(t, locale.English, at)
	_, err := locale.Parse("de")
	require.EqualError(t, err, `locale: language "de": unknown, want one of en, zh, ru`)
}

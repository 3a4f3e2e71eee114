package locale_test

import (
	"testing"
	"unicode"

	"mirrorarm/sim/gesture"
	"mirrorarm/sim/locale"

	"github.com/stretchr/testify/require"
)

func TestSpokenNames(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "elbow_flexion": "elbow flexion", "index_mcp": "index MCP", "thumb_ip": "thumb IP", "tip": "tip", "ship_2": "ship 2",
	} {
		require.Equal(t, want, locale.Spoken(name))
	}
}

// Joints are told in words in every language; names of other arms' joints are told as
// they are.
func TestJointsInWords(t *testing.T) {
	for name, want := range map[string][locale.NumLanguages]string{
		"elbow_flexion": {"elbow flexion", "肘屈曲", "локоть, сгибание"},
		"index_mcp":     {"index MCP", "食指 MCP", "указательный MCP"},
		"ring_spread":   {"ring spread", "无名指分开", "безымянный, вбок"},
		"joint_2":       {"joint 2", "joint 2", "joint 2"},
	} {
		for l := range want {
			require.Equal(t, want[l], locale.Language(l).Joint(name))
		}
	}
}

// Every gesture has a name in words, and scripts are told from names of files.
func TestGesturesInWords(t *testing.T) {
	for _, name := range gesture.Names() {
		for l := range locale.Language(locale.NumLanguages) {
			k, _ := locale.Gesture(name)
			require.NotEqual(t, locale.Nothing, k, name)
			require.NotEqual(t, "", l.GestureName(name))
		}
	}
	for name, want := range map[string]string{
		"letter-a": "字母 A", "count3": "数到 3", "digit-7": "数字 7", "fist": "握拳", "open, fist": "一串手势", "pinch ring 1s": "一串手势",
		"my hand, twice.jsonl": "my hand, twice.jsonl", "fist.jsonl": "fist.jsonl", "": "", "count": "count", ",": ",",
	} {
		require.Equal(t, want, locale.Chinese.GestureName(name))
	}
}

func TestUnits(t *testing.T) {
	for _, u := range locale.Units() {
		require.Equal(t, u, locale.English.Unit(u))
		require.NotEmpty(t, locale.Chinese.Unit(u))
		for _, r := range locale.Russian.Unit(u) {
			require.False(t, unicode.Is(unicode.Latin, r) && r != 'C', "%q of %s", r, u)
		}
	}
	require.Equal(t, "кадр/с", locale.Russian.Unit(locale.PerSecond))
	require.Equal(t, "°C", locale.Russian.Unit("°C"))
}

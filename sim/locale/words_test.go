package locale_test

import (
	"testing"

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

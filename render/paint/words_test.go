package paint_test

import (
	"testing"

	"mirrorarm/render/paint"

	"github.com/stretchr/testify/require"
)

func TestWords(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "elbow_flexion": "elbow flexion", "index_mcp": "index MCP", "thumb_ip": "thumb IP", "tip": "tip", "ship_2": "ship 2",
	} {
		require.Equal(t, want, paint.Words(name))
	}
}

//go:build cgo && linux

package gpu_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGoldenScenesAsTheRasterHasThem(t *testing.T) {
	for _, d := range run[[]difference](t, "golden") {
		t.Log(d)
		require.LessOrEqual(t, d.Mean, 0.8, d.Name)
		require.GreaterOrEqual(t, d.Close, 0.994, d.Name)
	}
}

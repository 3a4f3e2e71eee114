//go:build cgo && linux

package gpu_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGoldenScenesAsTheRasterHasThem(t *testing.T) { alike(t, "golden", 13) }

// Materials with patterns, a print, things that are held and seen through, and the close-up.
func TestOtherPicturesAsTheRasterHasThem(t *testing.T) { alike(t, "others", 3) }

func TestLargePicturesAsTheRasterHasThem(t *testing.T) { alike(t, "large", 4) }

// alike has a child draw so many pictures, each of which must be the raster's.
func alike(t *testing.T, task string, count int) {
	all := run[[]difference](t, task)
	var log strings.Builder
	for _, d := range all {
		log.WriteString("\n" + d.String())
	}
	t.Log(log.String())
	require.Len(t, all, count)
	for _, d := range all {
		require.LessOrEqual(t, d.Mean, 0.8, d.Name)
		require.GreaterOrEqual(t, d.Close, 0.994, d.Name)
	}
}

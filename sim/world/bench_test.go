package world

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkScenes is a step of each shipped scene, stirred by the arm; sensing apart.
func BenchmarkScenes(b *testing.B) {
	for _, name := range SceneNames() {
		b.Run(name, func(b *testing.B) {
			s, err := LookupScene(name)
			require.NoError(b, err)
			a := newArm(b, 4)
			require.NoError(b, a.Fill(s))
			for range 200 {
				a.step()
			}
			b.ReportAllocs()
			for b.Loop() {
				a.step()
			}
		})
	}
}

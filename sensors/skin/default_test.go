package skin

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/testdata/golden"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestDefaultGridIsTheDesigns: how the design's grid lies on the shipped hand: every
// fingertip's pad reaches 75° round its end and 78° to each side of the palmar line.
func TestDefaultGridIsTheDesigns(t *testing.T) {
	_, layout := bionic(t, hand.Right)
	s := map[string]*Solid{}
	for i := range layout.Solids {
		s[layout.Solids[i].Name] = &layout.Solids[i]
	}
	for _, p := range layout.Pads {
		if p.Wrap == nil {
			continue
		}
		require.InDelta(t, -78, p.Wrap.Around[0]*180/math.Pi, 1e-9)
		require.InDelta(t, 78, p.Wrap.Around[1]*180/math.Pi, 1e-9)
		require.Zero(t, p.Wrap.Along[0])
		solid := s[p.Wrap.Solid]
		axis := r3.Sub(solid.B, solid.A)
		require.InDelta(t, 0, r3.Dot(p.Wrap.Zero, axis), 1e-12)
		require.Negative(t, p.Wrap.Zero.Z, "towards the palm")
		length, lean := r3.Norm(axis), math.Asin((solid.Ra-solid.Rb)/r3.Norm(axis))
		want := length * math.Cos(lean)
		if strings.HasSuffix(p.Region, "_distal") {
			want += solid.Rb * (75*math.Pi/180 - lean)
		}
		require.InDelta(t, want, p.Wrap.Along[1], 1e-12, p.Region)
	}
}

// TestTheSkinOfTheShippedHand is its table: areas, places and facings of all regions,
// bare ones included, and what the patches lie on.
func TestTheSkinOfTheShippedHand(t *testing.T) {
	var table strings.Builder
	for _, side := range []hand.Side{hand.Right, hand.Left} {
		state, layout := bionic(t, side)
		s, err := NewSurface(state.Model(), layout)
		require.NoError(t, err)
		fmt.Fprintf(&table, "%s: region, elements, mm², middle of the pieces mm, mean normal\n", side)
		for _, r := range s.Regions {
			area, normal, middle := 0.0, r3.Vec{}, r3.Vec{}
			for _, e := range s.Elements[r.First:r.Last] {
				area += e.Area
				normal = r3.Add(normal, r3.Scale(e.Area, e.Normal))
				middle = r3.Add(middle, r3.Scale(e.Area, e.Centre))
			}
			middle, normal = r3.Scale(1e3/area, middle), r3.Scale(1/area, normal)
			name := r.Name
			if r.Bare {
				name += " (bare)"
			}
			fmt.Fprintf(&table, "%-28s %4d %8.1f  %6.1f %6.1f %6.1f  %5.2f %5.2f %5.2f\n", name, r.Last-r.First, area*1e6,
				middle.X, middle.Y, middle.Z, normal.X, normal.Y, normal.Z)
		}
		for _, p := range s.Spots {
			fmt.Fprintf(&table, "patch on %-14s %6.1f %6.1f %6.1f mm, %d taxels\n", p.Region, 1e3*p.Centre.X, 1e3*p.Centre.Y, 1e3*p.Centre.Z, len(p.Shares))
		}
	}
	golden.Rounded(t, filepath.Join("testdata", "bionic.txt"), table.String())
}

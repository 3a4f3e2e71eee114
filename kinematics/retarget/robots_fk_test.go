package retarget_test

import (
	"encoding/xml"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	"mirrorarm/kinematics/chain"
)

// independentFK is the worst distance (m) between the program's link places and those of
// plain 4 × 4 products over the file's own elements, in random postures.
func independentFK(path string, m *chain.Model) (float64, error) {
	type triple struct {
		XYZ string `xml:"xyz,attr"`
		RPY string `xml:"rpy,attr"`
	}
	var doc struct {
		Joints []struct {
			Name   string `xml:"name,attr"`
			Type   string `xml:"type,attr"`
			Parent struct {
				Link string `xml:"link,attr"`
			} `xml:"parent"`
			Child struct {
				Link string `xml:"link,attr"`
			} `xml:"child"`
			Origin triple  `xml:"origin"`
			Axis   *triple `xml:"axis"`
		} `xml:"joint"`
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		return 0, err
	}
	rng := rand.New(rand.NewPCG(5, 6))
	s, worst := chain.NewState(m), 0.0
	for range 10 {
		q := make([]float64, m.DOF())
		for i := range q {
			l := m.Coordinate(i).Limit
			low, high := max(l.Lower, -3), min(l.Upper, 3)
			q[i] = low + rng.Float64()*(high-low)
		}
		s.SetCoordinates(q)
		at := map[string]matrix4{m.LinkName(0): unit4()}
		for range doc.Joints {
			for _, j := range doc.Joints {
				up, ok := at[j.Parent.Link]
				k, has := m.JointIndex(j.Name)
				if _, done := at[j.Child.Link]; !ok || done || !has {
					continue
				}
				t := up.mul(origin4(j.Origin.XYZ, j.Origin.RPY))
				if c, scale, shift := m.JointCoordinate(k); c >= 0 {
					axis := [3]float64{1}
					if j.Axis != nil {
						axis = three(j.Axis.XYZ)
					}
					t = t.mul(motion4(j.Type, axis, scale*q[c]+shift))
				}
				at[j.Child.Link] = t
			}
		}
		for link := range m.NumLinks() {
			t, ok := at[m.LinkName(link)]
			if !ok {
				return 0, fmt.Errorf("no %s", m.LinkName(link))
			}
			p := s.RootFromLink(link).Pos
			worst = max(worst, math.Abs(p.X-t[0][3]), math.Abs(p.Y-t[1][3]), math.Abs(p.Z-t[2][3]))
		}
	}
	return worst, nil
}

type matrix4 [4][4]float64

func unit4() matrix4 { return matrix4{{0: 1}, {1: 1}, {2: 1}, {3: 1}} }

func (a matrix4) mul(b matrix4) (m matrix4) {
	for i := range 4 {
		for j := range 4 {
			for k := range 4 {
				m[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return m
}

func three(text string) (v [3]float64) {
	for i, f := range strings.Fields(text) {
		if i < 3 {
			v[i], _ = strconv.ParseFloat(f, 64)
		}
	}
	return v
}

func origin4(xyz, rpy string) matrix4 {
	p, r := three(xyz), three(rpy)
	m := unit4()
	for i := 2; i >= 0; i-- {
		axis := [3]float64{}
		axis[i] = 1
		m = m.mul(motion4("revolute", axis, r[i]))
	}
	m[0][3], m[1][3], m[2][3] = p[0], p[1], p[2]
	return m
}

// motion4 is Rodrigues' formula, or a slide.
func motion4(kind string, axis [3]float64, q float64) matrix4 {
	n := math.Sqrt(axis[0]*axis[0] + axis[1]*axis[1] + axis[2]*axis[2])
	m := unit4()
	if kind == "prismatic" {
		for i := range 3 {
			m[i][3] = q * axis[i] / n
		}
		return m
	}
	sin, cos := math.Sincos(q)
	k := [3]float64{axis[0] / n, axis[1] / n, axis[2] / n}
	skew := [3][3]float64{{0, -k[2], k[1]}, {k[2], 0, -k[0]}, {-k[1], k[0], 0}}
	for i := range 3 {
		for j := range 3 {
			m[i][j] += sin*skew[i][j] + (1-cos)*(k[i]*k[j]-map[bool]float64{true: 1}[i == j])
		}
	}
	return m
}

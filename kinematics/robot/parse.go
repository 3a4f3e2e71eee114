package robot

import (
	"encoding/xml"
	"fmt"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

type xmlOrigin struct {
	XYZ string `xml:"xyz,attr"`
	RPY string `xml:"rpy,attr"`
}

type xmlRobot struct {
	Links []struct {
		Name      string `xml:"name,attr"`
		Collision []struct {
			Name   string    `xml:"name,attr"`
			Origin xmlOrigin `xml:"origin"`
			Sphere struct {
				Radius float64 `xml:"radius,attr"`
			} `xml:"geometry>sphere"`
		} `xml:"collision"`
	} `xml:"link"`
	Joints []struct {
		Name   string `xml:"name,attr"`
		Type   string `xml:"type,attr"`
		Parent struct {
			Link string `xml:"link,attr"`
		} `xml:"parent"`
		Child struct {
			Link string `xml:"link,attr"`
		} `xml:"child"`
		Origin xmlOrigin `xml:"origin"`
		Axis   xmlOrigin `xml:"axis"`
		Limit  struct {
			Lower    float64 `xml:"lower,attr"`
			Upper    float64 `xml:"upper,attr"`
			Effort   float64 `xml:"effort,attr"`
			Velocity float64 `xml:"velocity,attr"`
		} `xml:"limit"`
		Mimic *struct {
			Joint      string  `xml:"joint,attr"`
			Multiplier float64 `xml:"multiplier,attr"`
		} `xml:"mimic"`
	} `xml:"joint"`
}

func vec(s string) (v r3.Vec) {
	if s != "" {
		if _, err := fmt.Sscan(s, &v.X, &v.Y, &v.Z); err != nil {
			panic(err)
		}
	}
	return v
}

func parse(text string) (*chain.Model, []Capsule, error) {
	var x xmlRobot
	if err := xml.NewDecoder(strings.NewReader(text)).Decode(&x); err != nil {
		return nil, nil, err
	}
	var joints []chain.Joint
	for _, j := range x.Joints {
		rpy := vec(j.Origin.RPY)
		c := chain.Joint{Name: j.Name, Parent: j.Parent.Link, Child: j.Child.Link,
			Origin: spatial.Pose{Pos: vec(j.Origin.XYZ), Rot: spatial.FromRPY(rpy.X, rpy.Y, rpy.Z)}}
		if j.Type == "revolute" {
			c.Kind, c.Axis = chain.Revolute, vec(j.Axis.XYZ)
			c.Limit = chain.Limit{Lower: j.Limit.Lower, Upper: j.Limit.Upper, Velocity: j.Limit.Velocity, Effort: j.Limit.Effort}
			if j.Mimic != nil {
				c.Mimic = &chain.Mimic{Joint: j.Mimic.Joint, Multiplier: j.Mimic.Multiplier}
			}
		}
		joints = append(joints, c)
	}
	m, err := chain.New("bionic", "base", joints)
	if err != nil {
		return nil, nil, err
	}
	var shapes []Capsule
	for _, l := range x.Links {
		link, _ := m.LinkIndex(l.Name)
		for i := 0; i+1 < len(l.Collision); i += 2 {
			a, b := l.Collision[i], l.Collision[i+1]
			shapes = append(shapes, Capsule{Link: link, A: vec(a.Origin.XYZ), Ra: a.Sphere.Radius, B: vec(b.Origin.XYZ), Rb: b.Sphere.Radius})
		}
	}
	return m, shapes, nil
}

package main

import (
	"net/url"
	"strconv"
	"strings"

	"mirrorarm/kinematics/robot"
	"mirrorarm/render/scene"
	"mirrorarm/sensors/glove"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
)

// query is that of a link to what is shown: parse takes it back.
type query url.Values

func (q query) set(key, value string) { url.Values(q).Set(key, value) }

// String is the query with its question mark; a colon, a comma and a slash may stand
// there as they are.
func (q query) String() string {
	if len(q) == 0 {
		return ""
	}
	return "?" + strings.NewReplacer("%3A", ":", "%2C", ",", "%2F", "/").Replace(url.Values(q).Encode())
}

// numbers are some as a link has them, to a thousandth.
func numbers(values ...float64) string {
	var fields []string
	for _, v := range values {
		fields = append(fields, strconv.FormatFloat(v, 'f', 3, 64))
	}
	return strings.Join(fields, ",")
}

// classLink is a link to a class's page, or to the posture of the workbench's robot if it
// is the shipped one.
func classLink(c *lesson.Class, in locale.Language) string {
	q := query{}
	q.language(in)
	if c.Lesson().Name == lesson.FreeBench().Name {
		if at := c.Posture(); at != nil && shipped(c.Setting().Robot) {
			q.set("q", numbers(at...))
			return q.String()
		}
	}
	q.set("lesson", c.Lesson().Name)
	q.set("step", strconv.Itoa(c.Page()+1))
	return q.String()
}

// demoLink is a link to what a session plays, as it is looked at. Of an arm that stands
// still, since somebody has stopped it, the link is to its posture.
func (v *visit) demoLink(from scene.Orbit) string {
	st, a := v.Session.Status(), v.asked
	q := query{}
	q.language(st.Language)
	if a.Kiosk {
		q.set("kiosk", "")
		return q.String()
	}
	if (st.Paused || st.Back != nil) && v.robot.Load() == nil {
		v.SnapshotTo(&v.scratch)
		q.set("q", numbers(v.scratch.Arm.Coordinates...))
		return q.String()
	}
	q.setup(&st.Setup)
	if a.Source != "" && st.Setup.Recording == a.Setup.Recording {
		q.set("source", a.Source)
	}
	if a.Robot != "" && v.robot.Load() == v.first {
		q.set("robot", a.Robot)
	}
	q.set("view", numbers(from.Azimuth, from.Elevation, from.Distance))
	return q.String()
}

func (q query) language(l locale.Language) {
	if l != locale.English {
		q.set("lang", l.String())
	}
}

// setup adds what a session plays, where that is not what it plays by itself.
func (q query) setup(s *session.Setup) {
	if s.Scene != nil && s.Scene.Name != "empty" {
		q.set("scene", s.Scene.Name)
	}
	if s.Recording == nil && s.Gesture != "" {
		q.set("source", "synth:"+s.Gesture)
	}
	if s.Follow != 0 {
		q.set("follow", s.Follow.String())
	}
	if s.Channels != 0 && s.Channels != glove.DefaultChannels {
		q.set("channels", strconv.Itoa(s.Channels))
	}
}

// shipped tells whether a robot is ours.
func shipped(r *robot.Robot) bool { return r.Found == nil }

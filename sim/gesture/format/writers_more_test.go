package format_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

var leapFingers = [...]string{"thumb", "index", "middle", "ring", "pinky"}

// millimetres is a point of Leap's.
func millimetres(p r3.Vec) []float64 {
	mm := triple(p)
	for i := range mm {
		mm[i] = math.Round(1e5*mm[i]) / 100
	}
	return mm
}

// leapFrame is a frame as Leap's service sends it.
func leapFrame(k *take, i int, at *tick) dict {
	out := dict{"id": 1000 + i, "timestamp": math.Round(1e6 * (3886 + at.t)), "currentFrameRate": 90.1, "hands": []dict{}, "pointables": []dict{}}
	if !at.seen {
		return out
	}
	palm := r3.Scale(0.5, r3.Add(at.points[0], at.points[9]))
	if !at.shown[0] {
		palm = at.points[9]
	}
	hand := dict{
		"id": 7, "type": strings.ToLower(title(k.side)), "confidence": 0.9, "palmPosition": millimetres(palm),
		"palmNormal": []float64{0, -1, 0}, "direction": []float64{0, 0, -1},
	}
	if at.shown[0] {
		hand["wrist"] = millimetres(at.points[0])
	}
	out["hands"] = []dict{hand}
	var fingers []dict
	for f := range leapFingers {
		p := at.points[1+4*f : 5+4*f]
		fingers = append(fingers, dict{
			"id": 70 + f, "handId": 7, "type": f, "tool": false, "length": 50,
			"carpPosition": millimetres(p[0]), "mcpPosition": millimetres(p[0]), "pipPosition": millimetres(p[1]), "dipPosition": millimetres(p[2]),
			"btipPosition": millimetres(p[3]), "tipPosition": millimetres(r3.Add(p[3], r3.Vec{Z: -0.004})),
		})
	}
	out["pointables"] = fingers
	return out
}

func leapWriters() []writer {
	playback := func(t testing.TB, k take) string {
		return encode(t, dict{"metadata": dict{"formatVersion": 1, "protocolVersion": 6}, "frames": frames(k, func(i int, at *tick) dict { return leapFrame(&k, i, at) })})
	}
	return []writer{
		{name: "leap-playback.json", format: "Leap frames", series: true, write: playback},
		{name: "leap-service.jsonl", format: "Leap frames", series: true, write: func(t testing.TB, k take) string {
			return `{"serviceVersion":"2.3.1","version":6}` + "\n" + lines(t, k, func(i int, at *tick) dict { return leapFrame(&k, i, at) })
		}},
		{name: "leap-packed.json", format: "Leap frames", series: true, write: packed},
		{name: "leap-playback.json.lz", format: "Leap frames, packed", series: true, write: func(t testing.TB, k take) string {
			return packLZ(playback(t, k))
		}},
	}
}

// packed is a playback file whose frames are rows.
func packed(t testing.TB, k take) string {
	hand := []any{"id", "type", "direction", "palmNormal", "palmPosition", "wrist", "confidence"}
	finger := []any{"id", "handId", "type", "tipPosition", "tool", "mcpPosition", "pipPosition", "dipPosition", "btipPosition"}
	pick := func(from dict, names []any) (out []any) {
		for _, n := range names {
			out = append(out, from[n.(string)])
		}
		return out
	}
	all := []any{[]any{"id", "timestamp", dict{"hands": []any{hand}}, dict{"pointables": []any{finger}}, dict{"interactionBox": []any{"center", "size"}}}}
	for i := range k.ticks {
		f := leapFrame(&k, i, &k.ticks[i])
		handRows, fingerRows := []any{}, []any{}
		for _, h := range f["hands"].([]dict) {
			handRows = append(handRows, pick(h, hand))
		}
		for _, p := range f["pointables"].([]dict) {
			fingerRows = append(fingerRows, pick(p, finger))
		}
		all = append(all, []any{f["id"], f["timestamp"], handRows, fingerRows, []any{[]any{0, 200, 0}, []any{235, 235, 147}}})
	}
	return encode(t, dict{"metadata": dict{"formatVersion": 2}, "frames": all})
}

// list is points as lists of numbers, null where one was not seen.
func list(points []r3.Vec, shown []bool) [][]float64 {
	var out [][]float64
	for i, p := range points {
		if shown[i] {
			out = append(out, triple(p))
		} else {
			out = append(out, nil)
		}
	}
	return out
}

func listWriters() []writer {
	order := func(at *tick, roles []int) [][]float64 {
		var points []r3.Vec
		var shown []bool
		for _, r := range roles {
			points, shown = append(points, at.points[r]), append(shown, at.shown[r])
		}
		return list(points, shown)
	}
	return []writer{
		{name: "list-of-21.json", format: "list of landmarks", rate: 30, series: true, write: func(t testing.TB, k take) string {
			return encode(t, dict{"hand": strings.ToLower(title(k.side)), "frame_rate": 30, "frames": frames(k, func(_ int, at *tick) [][]float64 {
				return list(at.points[:], at.shown[:])
			})})
		}},
		{name: "list-of-25-poses.json", format: "list of WebXR joints", write: func(t testing.TB, k take) string {
			return encode(t, frames(k, func(i int, at *tick) dict {
				points, shown := withMetacarpals(at)
				out := dict{"handedness": strings.ToLower(title(k.side)), "jointPositions": list(points, shown)}
				if k.poses != nil {
					out["names"] = []string{k.poses[i]}
				} else {
					out["t"] = at.t
				}
				return out
			}))
		}},
		{name: "list-of-26.json", format: "list of WebXR joints", rate: 30, series: true, whole: true, side: true, write: func(t testing.TB, k take) string {
			return encode(t, frames(k, func(_ int, at *tick) [][]float64 {
				points, shown := withMetacarpals(at)
				palm := r3.Scale(0.5, r3.Add(points[10], points[11]))
				return list(append([]r3.Vec{palm}, points...), append([]bool{true}, shown...))
			}))
		}},
		{name: "tips-first.json", format: "list of landmarks", rate: 30, series: true, whole: true, side: true, write: func(t testing.TB, k take) string {
			tipsFirst := []int{4, 8, 12, 16, 20, 3, 7, 11, 15, 19, 2, 6, 10, 14, 18, 1, 5, 9, 13, 17, 0}
			return encode(t, frames(k, func(_ int, at *tick) [][]float64 { return order(at, tipsFirst) }))
		}},
		{name: "thumb-last.json", format: "list of landmarks", rate: 30, series: true, whole: true, side: true, write: func(t testing.TB, k take) string {
			thumbLast := []int{0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 1, 2, 3, 4}
			return encode(t, frames(k, func(_ int, at *tick) [][]float64 { return order(at, thumbLast) }))
		}},
		{name: "order-in-words.json", format: "named joints", rate: 30, series: true, side: true, write: func(t testing.TB, k take) string {
			roles := []int{20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
			var names []string
			for _, r := range roles {
				names = append(names, strings.ReplaceAll(mediapipeNames[r], "_finger", ""))
			}
			return encode(t, dict{"joint_names": names, "fps": 30, "data": frames(k, func(_ int, at *tick) [][]float64 { return order(at, roles) })})
		}},
		{name: "landmarks.npy", format: "list of landmarks", rate: 30, series: true, side: true, write: numpy},
	}
}

// numpy is an array of shape (frames, 21, 3).
func numpy(_ testing.TB, k take) string {
	head := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, 21, 3), }", len(k.ticks))
	head += strings.Repeat(" ", 128-10-1-len(head)) + "\n"
	out := bytes.NewBufferString("\x93NUMPY\x01\x00")
	_ = binary.Write(out, binary.LittleEndian, uint16(len(head)))
	out.WriteString(head)
	for i := range k.ticks {
		for j, p := range k.ticks[i].points {
			if !k.ticks[i].shown[j] {
				p = r3.Vec{X: math.NaN(), Y: math.NaN(), Z: math.NaN()}
			}
			_ = binary.Write(out, binary.LittleEndian, triple(p))
		}
	}
	return out.String()
}

// tableOf is a table of the take's points, with a name for each, in some unit.
func tableOf(k take, head string, lead func(i int, at *tick) string, names []string, scale float64, axes [3]float64) string {
	var b strings.Builder
	b.WriteString(head)
	for _, n := range names {
		for _, axis := range "XYZ" {
			b.WriteString("," + strings.NewReplacer("#", string(axis), "~", string(axis+'x'-'X')).Replace(n))
		}
	}
	b.WriteString("\n")
	for i := range k.ticks {
		at := &k.ticks[i]
		b.WriteString(lead(i, at))
		for j, p := range at.points {
			if !at.seen || !at.shown[j] {
				b.WriteString(",,,")
				continue
			}
			fmt.Fprintf(&b, ",%.7g,%.7g,%.7g", scale*axes[0]*short(p.X), scale*axes[1]*short(p.Y), scale*axes[2]*short(p.Z))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func tableWriters() []writer {
	glove := []string{"Hand_Position_#"}
	plain := []string{}
	for i, n := range mediapipeNames {
		words := strings.Split(strings.Replace(n, "_finger", "", 1), "_")
		if i == 0 {
			plain = append(plain, "@_wrist_#")
			continue
		}
		finger, joint := strings.ToUpper(words[0][:1])+words[0][1:], strings.ToUpper(words[1])
		glove = append(glove, strings.Replace(finger+"_"+joint+"_Position_#", "Thumb_IP", "Thumb_DIP", 1))
		plain = append(plain, "@_"+words[0]+"_"+words[1]+"_#")
	}
	return []writer{
		{name: "named-mm.csv", format: "named joints", series: true, write: func(_ testing.TB, k take) string {
			var names []string
			for _, n := range plain {
				names = append(names, strings.Replace(n, "@", strings.ToLower(title(k.side)), 1))
			}
			return tableOf(k, "time_ms", func(_ int, at *tick) string { return fmt.Sprintf("%.9g", 1000*at.t) }, names, 1000, [3]float64{1, 1, 1})
		}},
		{name: "named-left-handed.csv", format: "named joints", series: true, bent: true, write: func(_ testing.TB, k take) string {
			var names []string
			for _, n := range plain {
				names = append(names, strings.Replace(n, "@", strings.ToLower(title(k.side)), 1))
			}
			return tableOf(k, "t", func(_ int, at *tick) string { return fmt.Sprintf("%.9g", at.t) }, names, 1, [3]float64{1, 1, -1})
		}},
		{name: "glove-cm.csv", format: "Manus joints", series: true, side: true, write: func(_ testing.TB, k take) string {
			head := "Frame,Elapsed_Time_In_Milliseconds,Time,Index_CMC_Position_X,Index_CMC_Position_Y,Index_CMC_Position_Z"
			lead := func(i int, at *tick) string {
				return fmt.Sprintf("%d,%.9g,00:00:00:000,1.03899,0,1.686391", i, 1000*at.t)
			}
			return tableOf(k, head, lead, glove, 100, [3]float64{1, 1, -1})
		}},
		{name: "numbered.csv", format: "list of landmarks", series: true, write: func(_ testing.TB, k take) string {
			var names []string
			for i := range hand.NumLandmarks {
				names = append(names, fmt.Sprintf("t~_%s_landmark_%d_device", strings.ToLower(title(k.side)), i))
			}
			head := "tracking_timestamp_us," + strings.ToLower(title(k.side)) + "_tracking_confidence"
			return tableOf(k, head, func(_ int, at *tick) string {
				confidence := 1
				if !at.seen {
					confidence = -1
				}
				return fmt.Sprintf("%.0f,%d", 1e6*at.t, confidence)
			}, names, 1, [3]float64{1, 1, 1})
		}},
		{name: "skeleton.bvh", format: "skeleton animation (BVH)", rate: 50, whole: true, series: true, degrees: 2, write: skeleton},
	}
}

// skeleton is a BVH file of an arm and a hand whose bones are those of the first
// frame: offsets of the hand at rest, and turns that bring every bone to where the
// take has it.
func skeleton(_ testing.TB, k take) string {
	side := title(k.side)
	first := k.ticks[0].points
	palm := palmFrame(&first)
	local := func(p r3.Vec) r3.Vec { return r3.Scale(100, spatial.Rotate(quat.Conj(palm.Rot), p)) }
	var b strings.Builder
	offset := func(p r3.Vec) string { return fmt.Sprintf("OFFSET %.4f %.4f %.4f\n", p.X, p.Y, p.Z) }
	turns := "CHANNELS 3 Zrotation Xrotation Yrotation\n"
	b.WriteString("HIERARCHY\nROOT " + side + "Arm\n{\n" + offset(r3.Vec{}) + "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n")
	b.WriteString("JOINT " + side + "ForeArm\n{\n" + offset(r3.Vec{Y: -28}) + turns)
	b.WriteString("JOINT " + side + "Hand\n{\n" + offset(r3.Vec{Y: -25}) + turns)
	for f, name := range []string{"Thumb", "Index", "Middle", "Ring", "Pinky"} {
		at := first[1+4*f : 5+4*f]
		fmt.Fprintf(&b, "JOINT %sHand%s1\n{\n%s%s", side, name, offset(local(r3.Sub(at[0], first[0]))), turns)
		for j := 1; j < 3; j++ {
			fmt.Fprintf(&b, "JOINT %sHand%s%d\n{\n%s%s", side, name, j+1, offset(local(r3.Sub(at[j], at[j-1]))), turns)
		}
		fmt.Fprintf(&b, "End Site\n{\n%s}\n", offset(local(r3.Sub(at[3], at[2]))))
		b.WriteString("}\n}\n}\n")
	}
	fmt.Fprintf(&b, "}\n}\n}\nMOTION\nFrames: %d\nFrame Time: 0.02\n", len(k.ticks))
	for i := range k.ticks {
		now := k.ticks[i].points
		wrist := palmFrame(&now)
		// The root is where the offsets of arm and forearm bring the wrist to its place.
		root := r3.Add(r3.Scale(100, now[0]), r3.Vec{Y: 28 + 25})
		fmt.Fprintf(&b, "%.3f %.3f %.3f 0 0 0 0 0 0 %s", root.X, root.Y, root.Z, euler(wrist.Rot))
		for f := range 5 {
			parent := wrist.Rot
			for j := range 3 {
				rest := spatial.Rotate(quat.Conj(palm.Rot), r3.Sub(first[2+4*f+j], first[1+4*f+j]))
				want := spatial.Rotate(quat.Conj(parent), r3.Sub(now[2+4*f+j], now[1+4*f+j]))
				turn := arc(r3.Unit(rest), r3.Unit(want))
				b.WriteString(" " + euler(turn))
				parent = quat.Mul(parent, turn)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// palmFrame is a frame fixed to the palm: along the middle finger's metacarpal,
// and across to the index finger's.
func palmFrame(p *hand.Landmarks) spatial.Pose {
	x := r3.Unit(r3.Sub(p[9], p[0]))
	z := r3.Unit(r3.Cross(x, r3.Sub(p[5], p[17])))
	return spatial.Pose{Rot: spatial.FromAxes(x, r3.Cross(z, x), z), Pos: p[0]}
}

// arc is the shortest turn from one direction to another.
func arc(from, to r3.Vec) quat.Number {
	axis := r3.Cross(from, to)
	if r3.Norm(axis) < 1e-12 {
		return quat.Number{Real: 1}
	}
	return spatial.AxisAngle(r3.Unit(axis), math.Atan2(r3.Norm(axis), r3.Dot(from, to)))
}

// euler are the angles (degrees) about z, x and y, in this order, of a turn.
func euler(q quat.Number) string {
	x, y, z := spatial.Axes(q)
	about := math.Asin(min(max(y.Z, -1), 1))
	return fmt.Sprintf("%.3f %.3f %.3f", math.Atan2(-y.X, y.Y)*180/math.Pi, about*180/math.Pi, math.Atan2(-x.Z, z.Z)*180/math.Pi)
}

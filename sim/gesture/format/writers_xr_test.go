package format_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// webXRNames are the 25 joints of WebXR.
var webXRNames = func() []string {
	names := []string{"wrist", "thumb-metacarpal", "thumb-phalanx-proximal", "thumb-phalanx-distal", "thumb-tip"}
	for _, f := range []string{"index", "middle", "ring", "pinky"} {
		for _, j := range []string{"metacarpal", "phalanx-proximal", "phalanx-intermediate", "phalanx-distal", "tip"} {
			names = append(names, f+"-finger-"+j)
		}
	}
	return names
}()

// withMetacarpals are the 25 joints that headsets give; shown tells which were seen.
func withMetacarpals(at *tick) (points []r3.Vec, shown []bool) {
	points, shown = append(points, at.points[:5]...), append(shown, at.shown[:5]...)
	for f := hand.Index; f <= hand.Little; f++ {
		base := hand.Landmark(f, 0)
		const near = 0.3
		points = append(points, r3.Add(r3.Scale(1-near, at.points[0]), r3.Scale(near, at.points[base])))
		shown = append(shown, at.shown[0] && at.shown[base])
		points, shown = append(points, at.points[base:base+4]...), append(shown, at.shown[base:base+4]...)
	}
	return points, shown
}

// someTurn is an orientation such as a tracker gives with a joint.
func someTurn(p r3.Vec) quat.Number { return spatial.FromRPY(0.3+p.X, 0.2-p.Y, -0.4+p.Z) }

// columns are the 16 numbers of a pose, column by column; rows are its rows.
func columns(q quat.Number, p r3.Vec) []float64 {
	x, y, z := spatial.Axes(q)
	m := []float64{x.X, x.Y, x.Z, 0, y.X, y.Y, y.Z, 0, z.X, z.Y, z.Z, 0, p.X, p.Y, p.Z, 1}
	for i := range m {
		m[i] = short(m[i])
	}
	return m
}

func rows(q quat.Number, p r3.Vec) [][]float64 {
	m := columns(q, p)
	var out [][]float64
	for r := range 4 {
		out = append(out, []float64{m[r], m[4+r], m[8+r], m[12+r]})
	}
	return out
}

// named is an object of the joints that were seen.
func named(names []string, at *tick, joint func(p r3.Vec) any) dict {
	points, shown := withMetacarpals(at)
	out := dict{}
	for i, name := range names {
		if out[name] = nil; shown[i] {
			out[name] = joint(points[i])
		}
	}
	return out
}

func quaternion(q quat.Number) dict {
	return dict{"x": short(q.Imag), "y": short(q.Jmag), "z": short(q.Kmag), "w": short(q.Real)}
}

// poseName is the name of the i-th of separate poses.
func (k *take) poseName(i int) any {
	if k.poses == nil {
		return nil
	}
	return k.poses[i]
}

func xrWriters() []writer {
	return []writer{
		{name: "webxr-objects.json", format: "WebXR joints", write: func(t testing.TB, k take) string {
			return encode(t, dict{"handedness": strings.ToLower(title(k.side)), "frames": frames(k, func(i int, at *tick) dict {
				out := dict{"time": 1000 * at.t, "name": k.poseName(i)}
				if at.seen {
					out["joints"] = named(webXRNames, at, func(p r3.Vec) any {
						return dict{"position": dict{"x": short(p.X), "y": short(p.Y), "z": short(p.Z), "w": 1}, "orientation": quaternion(someTurn(p)), "radius": 0.01}
					})
				}
				return out
			})})
		}},
		{name: "webxr-arrays.jsonl", format: "WebXR joints", write: func(t testing.TB, k take) string {
			return lines(t, k, func(i int, at *tick) dict {
				out := dict{"timestamp": at.t, "pose": k.poseName(i), "name": k.poseName(i), "hands": dict{}}
				if at.seen {
					out["hands"] = dict{strings.ToLower(title(k.side)): named(webXRNames, at, func(p r3.Vec) any { return triple(p) })}
				}
				return out
			})
		}},
		{name: "webxr-matrices.json", format: "WebXR joints", write: func(t testing.TB, k take) string {
			return encode(t, frames(k, func(i int, at *tick) dict {
				out := dict{"t_ms": 1000 * at.t, "handedness": strings.ToLower(title(k.side)), "name": k.poseName(i)}
				if at.seen {
					out["matrices"] = named(webXRNames, at, func(p r3.Vec) any { return columns(someTurn(p), p) })
				}
				return out
			}))
		}},
		{name: "emulator-actions.json", format: "action recording", whole: true, series: true, degrees: 3, write: actions},
		{name: "mrtk.json", format: "MRTK joints", whole: true, write: func(t testing.TB, k take) string {
			return encode(t, frames(k, func(i int, at *tick) dict {
				out := dict{"timestamp": 1000 * at.t, "handedness": title(k.side), "name": k.poseName(i), "items": []dict{}}
				if at.seen {
					points, _ := withMetacarpals(at)
					var items []dict
					for j, p := range points {
						items = append(items, dict{"joint": mrtkNames[j], "pose": dict{
							"position": dict{"x": short(p.X), "y": short(p.Y), "z": -short(p.Z)}, "rotation": dict{"x": 0, "y": 0, "z": 0, "w": 1},
						}})
					}
					out["items"] = items
				}
				return out
			}))
		}},
		{name: "unity-hands.jsonl", format: "Unity joints", whole: true, write: func(t testing.TB, k take) string {
			return lines(t, k, func(i int, at *tick) dict {
				out := dict{"time": at.t, "name": k.poseName(i)}
				if at.seen {
					out[title(k.side)+"Hand"] = named(unityNames, at, func(p r3.Vec) any {
						return dict{"position": dict{"x": short(p.X), "y": short(p.Y), "z": -short(p.Z)}}
					})
				}
				return out
			})
		}},
		{name: "visionpro.jsonl", format: "Vision Pro joints", whole: true, series: true, write: func(t testing.TB, k take) string {
			return lines(t, k, func(_ int, at *tick) dict {
				out := dict{"timestamp": 1.7e9 + at.t, "headMatrix": columns(quat.Number{Real: 1}, r3.Vec{Y: 1.6})}
				for _, side := range []hand.Side{hand.Right, hand.Left} {
					joints := dict{}
					for _, name := range appleNames {
						joints[name] = columns(quat.Number{Real: 1}, r3.Vec{}) // not tracked
					}
					if side == k.side && at.seen {
						joints = relativeJoints(at, func(q quat.Number, p r3.Vec) any { return columns(q, p) })
					}
					out[strings.ToLower(title(side))+"Hand"] = joints
				}
				return out
			})
		}},
		{name: "visionpro-numpy.json", format: "joint matrices", rate: 30, whole: true, series: true, write: func(t testing.TB, k take) string {
			return encode(t, frames(k, func(_ int, at *tick) dict {
				side := strings.ToLower(title(k.side))
				wrist, fingers := relative(at)
				out := dict{side + "_wrist": [][][]float64{rows(wrist.Rot, wrist.Pos)}}
				var all [][][]float64
				for i, p := range fingers {
					q := someTurn(p)
					if i == 0 {
						q = quat.Number{Real: 1}
					}
					all = append(all, rows(q, p))
				}
				out[side+"_fingers"] = all
				return out
			}))
		}},
		{name: "streamer-lines.txt", format: "Hand Tracking Streamer lines", whole: true, series: true, write: func(_ testing.TB, k take) string {
			var b strings.Builder
			for i := range k.ticks {
				at := &k.ticks[i]
				// A left-handed rotation is the reflected one.
				q := someTurn(at.points[0])
				back := quat.Conj(q)
				p := at.points[0]
				fmt.Fprintf(&b, "%s wrist | f = %d | t = %.0f:, %.6f, %.6f, %.6f, %.6f, %.6f, %.6f, %.6f\n", title(k.side), i, 1e9*at.t, p.X, p.Y, -p.Z, -q.Imag, -q.Jmag, q.Kmag, q.Real)
				fmt.Fprintf(&b, "%s landmarks:", title(k.side))
				for _, x := range at.points {
					local := spatial.Rotate(back, r3.Sub(x, p))
					fmt.Fprintf(&b, ", %.5f, %.5f, %.5f", local.X, local.Y, -local.Z)
				}
				b.WriteString("\n")
			}
			return b.String()
		}},
	}
}

// actions is an action recording of the web emulator, rounded as its recorder
// rounds.
func actions(t testing.TB, k take) string {
	round := func(x float64) float64 { return math.Round(1000*x) / 1000 }
	pose := func(q quat.Number, p r3.Vec) []any {
		return []any{round(p.X), round(p.Y), round(p.Z), round(q.Imag), round(q.Jmag), round(q.Kmag), round(q.Real)}
	}
	side := strings.ToLower(title(k.side))
	schema := []any{[]any{3, dict{"handedness": side, "targetRayMode": "tracked-pointer", "hasGrip": true, "hasHand": true, "jointSequence": webXRNames}}}
	return encode(t, dict{"schema": schema, "frames": frames(k, func(_ int, at *tick) []any {
		row := append([]any{math.Round(10*(20449.9+1000*at.t)) / 10}, pose(quat.Number{Real: 1}, r3.Vec{Y: 1.6})...)
		if !at.seen {
			return row
		}
		ray := spatial.Pose{Rot: spatial.FromRPY(0.1, -0.5, 0.7), Pos: r3.Add(at.points[0], r3.Vec{X: 0.02, Z: -0.03})}
		joints := []any{}
		points, _ := withMetacarpals(at)
		for _, p := range points {
			joints = append(append(joints, pose(quat.Number{Real: 1}, ray.Inverse().Apply(p))...), 0.01)
		}
		source := append([]any{3}, pose(ray.Rot, ray.Pos)...)
		return append(row, append(source, pose(ray.Rot, at.points[0]), joints, []any{[]any{0, 0, 0}}))
	})})
}

// relative are a hand's 25 joints in the frame of its wrist.
func relative(at *tick) (wrist spatial.Pose, joints []r3.Vec) {
	wrist = spatial.Pose{Rot: spatial.FromRPY(0.4, 0.1, -0.8), Pos: r3.Add(at.points[0], r3.Vec{Y: 0.9, Z: -0.4})}
	points, _ := withMetacarpals(at)
	for _, p := range points {
		joints = append(joints, wrist.Inverse().Apply(r3.Add(p, r3.Vec{Y: 0.9, Z: -0.4})))
	}
	return wrist, joints
}

// relativeJoints is relative as an object by Apple's names.
func relativeJoints(at *tick, joint func(q quat.Number, p r3.Vec) any) dict {
	wrist, points := relative(at)
	out := dict{}
	for i, name := range appleNames {
		out[name] = joint(someTurn(points[i]), points[i])
	}
	out["wrist"] = joint(wrist.Rot, wrist.Pos)
	return out
}

// fingered are 25 names made of a finger's and a joint's.
func fingered(wrist string, thumb, joints [5]string, finger func(f, joint string) string) []string {
	names := []string{wrist}
	for _, j := range thumb[1:] {
		names = append(names, finger("Thumb", j))
	}
	for _, f := range []string{"Index", "Middle", "Ring", "Pinky"} {
		for _, j := range joints {
			names = append(names, finger(f, j))
		}
	}
	return names
}

var (
	joined    = func(f, joint string) string { return f + joint }
	mrtkNames = fingered("Wrist", [5]string{"", "MetacarpalJoint", "ProximalJoint", "DistalJoint", "Tip"},
		[5]string{"Metacarpal", "Knuckle", "MiddleJoint", "DistalJoint", "Tip"}, joined)
	unityNames = fingered("Wrist", [5]string{"", "Metacarpal", "Proximal", "Distal", "Tip"},
		[5]string{"Metacarpal", "Proximal", "Intermediate", "Distal", "Tip"},
		func(f, joint string) string { return strings.Replace(f, "Pinky", "Little", 1) + joint })
	appleNames = fingered("wrist", [5]string{"", "Knuckle", "IntermediateBase", "IntermediateTip", "Tip"},
		[5]string{"Metacarpal", "Knuckle", "IntermediateBase", "IntermediateTip", "Tip"},
		func(f, joint string) string { return strings.ToLower(strings.Replace(f, "Pinky", "Little", 1)) + joint })
)

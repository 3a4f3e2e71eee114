package format_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// writer writes a take in the genuine form of a format, as its recorders do.
type writer struct {
	name    string // and ending, of the file
	format  string // what the reader calls it
	write   func(t testing.TB, k take) string
	rate    float64 // Hz: the form has no times, frames come at this rate
	series  bool    // it has no way to name separate poses
	flat    bool    // picture only: depth is lost
	whole   bool    // it has no way to leave a point out
	degrees float64 // how near to the own format its angles must be; 0 is 0.2
	side    bool    // it has no label: the side goes by shape
	gesture string  // that its sample shows; empty is sampleGesture
	fitMM   float64 // how well its sample fits; 0 is 4
	bent    bool    // a flat hand does not tell that its axes are left-handed
}

type dict = map[string]any

// encode is a value as JSON.
func encode(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// lines is one JSON value a line.
func lines[T any](t testing.TB, k take, frame func(i int, at *tick) T) string {
	t.Helper()
	var b strings.Builder
	for i := range k.ticks {
		b.WriteString(encode(t, frame(i, &k.ticks[i])) + "\n")
	}
	return b.String()
}

// frames is a list of JSON values.
func frames[T any](k take, frame func(i int, at *tick) T) []T {
	var out []T
	for i := range k.ticks {
		out = append(out, frame(i, &k.ticks[i]))
	}
	return out
}

// camera is the take in a camera's axes (x right in its picture, y down, z away)
// about the hand's centre, which is how MediaPipe gives world landmarks.
func camera(at *tick) (world, picture []r3.Vec) {
	var centre r3.Vec
	for _, p := range at.points {
		centre = r3.Add(centre, r3.Scale(1.0/hand.NumLandmarks, p))
	}
	wrist := r3.Sub(at.points[0], centre).Z
	for _, p := range at.points {
		// The camera faces the person: its x is the person's left, its z leads to the
		// person.
		p = r3.Sub(p, centre)
		c := r3.Vec{X: -p.X, Y: -p.Y, Z: p.Z}
		world = append(world, c)
		picture = append(picture, r3.Vec{X: 0.5 + 1.2*c.X, Y: 0.5 + 1.2*16/9*c.Y, Z: 1.2 * (c.Z - wrist)})
	}
	return world, picture
}

// xyz are points as objects.
func xyz(points []r3.Vec) []dict {
	var out []dict
	for _, p := range points {
		out = append(out, dict{"x": short(p.X), "y": short(p.Y), "z": short(p.Z), "visibility": 0})
	}
	return out
}

// triple is a point as a list.
func triple(p r3.Vec) []float64 { return []float64{short(p.X), short(p.Y), short(p.Z)} }

// short rounds to what trackers are good for, and files need not be longer for:
// 0.01 mm.
func short(x float64) float64 { return math.Round(1e5*x) / 1e5 }

// title is a side's name with a capital.
func title(s hand.Side) string {
	return map[hand.Side]string{hand.Right: "Right", hand.Left: "Left"}[s]
}

// hands is a list for each hand seen: of one element or none.
func hands(at *tick, v any) []any {
	if !at.seen {
		return []any{}
	}
	return []any{v}
}

func cameraWriters() []writer {
	return []writer{
		{name: "mediapipe-tasks.jsonl", format: "camera landmarks", whole: true, series: true, write: func(t testing.TB, k take) string {
			return lines(t, k, func(_ int, at *tick) dict {
				world, picture := camera(at)
				return dict{
					"timestamp": math.Round(1e6*at.t) / 1000, "landmarks": hands(at, xyz(picture)), "worldLandmarks": hands(at, xyz(world)),
					"handedness": hands(at, []dict{{"score": 0.97, "index": 0, "categoryName": title(k.side), "displayName": title(k.side)}}),
				}
			})
		}},
		{name: "mediapipe-legacy.json", format: "camera landmarks", whole: true, series: true, write: func(t testing.TB, k take) string {
			return encode(t, frames(k, func(_ int, at *tick) dict {
				world, picture := camera(at)
				return dict{
					"time_s": at.t, "multiHandLandmarks": hands(at, xyz(picture)), "multiHandWorldLandmarks": hands(at, xyz(world)),
					"multiHandedness": hands(at, dict{"index": 0, "score": 0.9, "label": title(k.side.Other())}),
				}
			}))
		}},
		{name: "mediapipe-python.json", format: "camera landmarks", whole: true, series: true, write: func(t testing.TB, k take) string {
			return encode(t, dict{"video": "hand.mp4", "frames": frames(k, func(i int, at *tick) dict {
				world, picture := camera(at)
				return dict{
					"frame_index": i, "timestamp_us": 1e6 * at.t, "hand_landmarks": hands(at, xyz(picture)), "hand_world_landmarks": hands(at, xyz(world)),
					"handedness": hands(at, []dict{{"score": 0.97, "index": 0, "category_name": title(k.side), "display_name": title(k.side)}}),
				}
			})})
		}},
		{name: "mediapipe-holistic.jsonl", format: "camera landmarks", whole: true, series: true, write: func(t testing.TB, k take) string {
			return lines(t, k, func(_ int, at *tick) dict {
				world, picture := camera(at)
				out := dict{"t": at.t, "leftHandLandmarks": nil, "rightHandLandmarks": nil, "poseLandmarks": xyz(make([]r3.Vec, 33))}
				if at.seen {
					side := strings.ToLower(title(k.side))
					out[side+"HandLandmarks"], out[side+"HandWorldLandmarks"] = xyz(picture), xyz(world)
				}
				return out
			})
		}},
		{name: "tfjs-hands.jsonl", format: "camera landmarks", whole: true, series: true, write: func(t testing.TB, k take) string {
			return lines(t, k, func(_ int, at *tick) dict {
				world, picture := camera(at)
				named := func(points []dict) []dict {
					for i := range points {
						points[i]["name"] = mediapipeNames[i]
					}
					return points
				}
				return dict{"timestamp": 1000 * at.t, "hands": hands(at, dict{
					"keypoints": named(xyz(picture)), "keypoints3D": named(xyz(world)), "handedness": title(k.side), "score": 0.98,
				})}
			})
		}},
		{name: "mediapipe-printed.txt", format: "camera landmarks", rate: 30, whole: true, series: true, write: func(_ testing.TB, k take) string {
			var b strings.Builder
			for i := range k.ticks {
				world, _ := camera(&k.ticks[i])
				fmt.Fprintf(&b, "classification {\n  index: 0\n  score: 0.98\n  label: %q\n}\n", title(k.side.Other()))
				for _, p := range world {
					fmt.Fprintf(&b, "landmark {\n  x: %.5f\n  y: %.5f\n  z: %.5f\n}\n", p.X, p.Y, p.Z)
				}
			}
			return b.String()
		}},
	}
}

func pictureWriters() []writer {
	return []writer{
		{name: "picture-long.csv", format: "picture landmarks", rate: 30, flat: true, whole: true, series: true, side: true, degrees: 13, write: func(_ testing.TB, k take) string {
			var b strings.Builder
			b.WriteString("frame,hand,landmark,x,y,z\n")
			for i := range k.ticks {
				_, picture := camera(&k.ticks[i])
				for j, p := range picture {
					fmt.Fprintf(&b, "%d,0,%d,%.6f,%.6f,%.6f\n", i, j, p.X, p.Y, p.Z)
				}
			}
			return b.String()
		}},
		{name: "picture-42.csv", format: "picture landmarks", rate: 30, flat: true, whole: true, series: true, side: true, degrees: 18, write: func(_ testing.TB, k take) string {
			var b strings.Builder
			for i := range k.ticks {
				_, picture := camera(&k.ticks[i])
				var row []string
				for _, p := range picture {
					row = append(row, fmt.Sprintf("%.6f,%.6f", p.X, p.Y))
				}
				b.WriteString(strings.Join(row, ",") + "\n")
			}
			return b.String()
		}},
		{name: "picture-pixels-and-scores.json", format: "picture landmarks", rate: 30, flat: true, whole: true, series: true, degrees: 18, write: func(t testing.TB, k take) string {
			return lines(t, k, func(_ int, at *tick) dict {
				_, picture := camera(at)
				var flat []float64
				for _, p := range picture {
					flat = append(flat, math.Round(10*1280*p.X)/10, math.Round(10*720*p.Y)/10, 0.9)
				}
				return dict{"people": []dict{{"hand_" + strings.ToLower(title(k.side)) + "_keypoints_2d": flat}}}
			})
		}},
	}
}

// mediapipeNames are MediaPipe's names of the 21 landmarks.
var mediapipeNames = [...]string{
	"wrist", "thumb_cmc", "thumb_mcp", "thumb_ip", "thumb_tip",
	"index_finger_mcp", "index_finger_pip", "index_finger_dip", "index_finger_tip",
	"middle_finger_mcp", "middle_finger_pip", "middle_finger_dip", "middle_finger_tip",
	"ring_finger_mcp", "ring_finger_pip", "ring_finger_dip", "ring_finger_tip",
	"pinky_finger_mcp", "pinky_finger_pip", "pinky_finger_dip", "pinky_finger_tip",
}

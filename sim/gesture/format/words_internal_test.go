package format

import (
	"strings"
	"testing"

	"mirrorarm/kinematics/hand"

	"github.com/stretchr/testify/require"
)

// Names of the same joints as programs really write them, in the order of
// hand.Landmarks; "-" is one that the program has not.
func TestNamesOfJoints(t *testing.T) {
	fingers := func(wrist, thumb, joints string, names ...string) string {
		out := []string{wrist}
		for i, f := range names {
			list := joints
			if i == 0 {
				list = thumb
			}
			for _, j := range strings.Fields(list) {
				out = append(out, strings.Replace(j, "F", f, 1))
			}
		}
		return strings.Join(out, " ")
	}
	english := []string{"thumb", "index", "middle", "ring", "pinky"}
	capital := []string{"Thumb", "Index", "Middle", "Ring", "Pinky"}
	tests := map[string]string{
		"MediaPipe":  fingers("WRIST", "THUMB_CMC THUMB_MCP THUMB_IP THUMB_TIP", "F_FINGER_MCP F_FINGER_PIP F_FINGER_DIP F_FINGER_TIP", "THUMB", "INDEX", "MIDDLE", "RING", "PINKY"),
		"WebXR":      fingers("wrist", "F-metacarpal F-phalanx-proximal F-phalanx-distal F-tip", "F-finger-phalanx-proximal F-finger-phalanx-intermediate F-finger-phalanx-distal F-finger-tip", english...),
		"OpenXR":     fingers("XR_HAND_JOINT_WRIST_EXT", "XR_HAND_JOINT_F_METACARPAL_EXT XR_HAND_JOINT_F_PROXIMAL_EXT XR_HAND_JOINT_F_DISTAL_EXT XR_HAND_JOINT_F_TIP_EXT", "XR_HAND_JOINT_F_PROXIMAL_EXT XR_HAND_JOINT_F_INTERMEDIATE_EXT XR_HAND_JOINT_F_DISTAL_EXT XR_HAND_JOINT_F_TIP_EXT", "THUMB", "INDEX", "MIDDLE", "RING", "LITTLE"),
		"MRTK":       fingers("Wrist", "FMetacarpalJoint FProximalJoint FDistalJoint FTip", "FKnuckle FMiddleJoint FDistalJoint FTip", capital...),
		"HoloLens":   fingers("Wrist", "FMetacarpal FProximal FDistal FTip", "FKnuckle FMiddle FDistal FTip", capital...),
		"Apple":      fingers("wrist", "FKnuckle FIntermediateBase FIntermediateTip FTip", "FFingerKnuckle FFingerIntermediateBase FFingerIntermediateTip FFingerTip", "thumb", "index", "middle", "ring", "little"),
		"Oculus":     fingers("Hand_WristRoot", "Hand_F1 Hand_F2 Hand_F3 Hand_FTip", "Hand_F1 Hand_F2 Hand_F3 Hand_FTip", capital...),
		"Mixamo":     fingers("mixamorig:RightHand", "mixamorig:RightHandF1 mixamorig:RightHandF2 mixamorig:RightHandF3 mixamorig:RightHandF4", "mixamorig:RightHandF1 mixamorig:RightHandF2 mixamorig:RightHandF3 mixamorig:RightHandF4", capital...),
		"Unity":      fingers("RightHand", "RightFProximal RightFIntermediate RightFDistal -", "RightFProximal RightFIntermediate RightFDistal -", "Thumb", "Index", "Middle", "Ring", "Little"),
		"Unreal":     fingers("hand_r", "F_01_r F_02_r F_03_r -", "F_01_r F_02_r F_03_r -", english...),
		"Blender":    fingers("hand.R", "F.01.R F.02.R F.03.R -", "f_F.01.R f_F.02.R f_F.03.R -", english...),
		"Xsens":      fingers("RightCarpus", "RightFMC RightFPP RightFDP -", "RightFPP RightFMP RightFDP -", "First", "Second", "Third", "Fourth", "Fifth"),
		"InterHand":  fingers("r_wrist", "r_F1 r_F2 r_F3 r_F4", "r_F1 r_F2 r_F3 r_F4", english...),
		"Leap, CSV":  fingers("wrist", "F_proximal_start F_intermediate_start F_distal_start F_distal_end", "F_proximal_start F_intermediate_start F_distal_start F_distal_end", english...),
		"glued":      fingers("RWrist", "RF0 RF1 RF2 RF3", "RF0 RF1 RF2 RF3", capital...),
		"gloves":     fingers("Hand_Position", "F_CMC_Position F_MCP_Position F_DIP_Position F_TIP_Position", "F_MCP_Position F_PIP_Position F_DIP_Position F_TIP_Position", capital...),
		"of a table": fingers("Left Wrist", "Left F CMC|Left F MCP|Left F IP|Left F Tip", "Left F MCP|Left F PIP|Left F DIP|Left F Tip", capital...),
	}
	delete(tests, "of a table") // blanks separate the names above
	for name, list := range tests {
		t.Run(name, func(t *testing.T) {
			names := strings.Fields(list)
			require.Len(t, names, hand.NumLandmarks)
			for i, j := range joints(names) {
				if names[i] != "-" {
					require.Equal(t, jointRole(i), j.role, "%s", names[i])
				}
			}
		})
	}
}

func TestNamesBesideTheHand(t *testing.T) {
	for name, want := range map[string]jointRole{
		"RightForeArm": roleElbow, "forearm_l": roleElbow, "lowerarm_r": roleElbow, "Right Elbow": roleElbow,
		"RightArm": roleShoulder, "upperarm_l": roleShoulder, "Palm": rolePalm,
		"IndexMetacarpal": roleMeta, "RightInHandIndex": roleMeta, "index-finger-metacarpal": roleMeta, "Middle_CMC": roleMeta,
		"Hips": roleNone, "Head": roleNone, "frame": roleNone, "forearmWrist": roleNone,
	} {
		require.Equal(t, want, joints([]string{name})[0].role, name)
	}
}

func TestSidesInNames(t *testing.T) {
	for name, want := range map[string]hand.Side{
		"Left": hand.Left, "LEFT": hand.Left, "l": hand.Left, "left_hand": hand.Left, "LeftHandIndex1": hand.Left, "hand.L": hand.Left, "lefthand": hand.Left,
		"Right": hand.Right, "R": hand.Right, "rHand": hand.Right, "right": hand.Right, "Right Hand": hand.Right,
	} {
		got, known := sideWord(name)
		require.True(t, known, name)
		require.Equal(t, want, got, name)
	}
	for _, name := range []string{"", "none", "Unknown", "both", "thumb"} {
		_, known := sideWord(name)
		require.False(t, known, name)
	}
}

func TestNamesOfTimes(t *testing.T) {
	for name, want := range map[string]Clock{
		"t": Untold, "time": Untold, "timestamp": Untold, "timeStamp": Untold, "ts": Untold,
		"t_s": Seconds, "time_sec": Seconds, "timestamp_seconds": Seconds, "seconds": Seconds,
		"t_ms": Milliseconds, "timestamp_ms": Milliseconds, "timestampMs": Milliseconds, "Elapsed_Time_In_Milliseconds": Milliseconds,
		"tracking_timestamp_us": Microseconds, "t_us": Microseconds, "timestamp_ns": Nanoseconds, "time_ns": Nanoseconds,
	} {
		is, clock := timeKey(words(name))
		require.True(t, is, name)
		require.Equal(t, want, clock, name)
	}
	for _, name := range []string{"x", "frame", "timeVisible", "duration", "thumb_tip", "s", "hand", "delta_time"} {
		is, _ := timeKey(words(name))
		require.False(t, is, name)
	}
}

func TestTimesInWords(t *testing.T) {
	for text, want := range map[string]float64{
		"1.5": 1.5, "1970-01-01T00:00:01.250Z": 1.25, "1970-01-01 00:01:00.5": 60.5, "01:00:02.5": 3602.5,
	} {
		n := textNode(text)
		got, _ := n.clockTime(Untold)
		require.InDelta(t, want, got, 1e-6, text)
	}
}

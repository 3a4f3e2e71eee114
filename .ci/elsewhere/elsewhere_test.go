package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestZeroTimesAreFound(t *testing.T) {
	var report map[string]any
	require.NoError(t, json.Unmarshal([]byte(`{"latency_us":{"loop":{"p50":0,"p99":3,"p999":null}},"wall_seconds":0,
		"steps":0,"gc":{"pause_max_us":0},"us":{"mean":0},"cdf_us":{"loop":[0,1]},"error_mm":0}`), &report))
	require.Equal(t, []string{"cdf_us.loop[0]", "latency_us.loop.p50", "us.mean", "wall_seconds"}, zeroTimes("", report))
}

func TestAWaysOwnFaultIsPardonedAndNoOther(t *testing.T) {
	ours := func(line string) bool { return strings.Contains(line, "cleanup") }
	const text = `--- FAIL: TestOne (0.00s)
    testing.go:1: TempDir RemoveAll cleanup: Invalid function.
--- FAIL: TestTwo (0.00s)
    --- FAIL: TestTwo/a (0.00s)
        testing.go:1: TempDir RemoveAll cleanup: Invalid function.
        x_test.go:7: wrong
    --- FAIL: TestTwo/b (0.00s)
        testing.go:1: TempDir RemoveAll cleanup: Invalid function.
FAIL
FAIL	mirrorarm/x	1.000s
ok  	mirrorarm/y	1.000s
FAIL	mirrorarm/z [build failed]
`
	require.Equal(t, []string{"TestTwo/a", "FAIL\tmirrorarm/z [build failed]"}, failures(text, ours))
	require.Len(t, failures(text, nil), 4)
}

func TestAgreement(t *testing.T) {
	states := func(values ...float64) []byte {
		var b bytes.Buffer
		require.NoError(t, binary.Write(&b, binary.LittleEndian, values))
		return b.Bytes()
	}
	arm, wine := &machine{arch: "arm64"}, &machine{arch: "amd64"}
	text, err := agree(arm, states(1, 2+5e-10), states(1, 2), false)
	require.NoError(t, err)
	require.Contains(t, text, "5.0e-10")
	_, err = agree(wine, states(1, 2+5e-10), states(1, 2), false)
	require.Error(t, err, "the same processor")
	_, err = agree(arm, states(1, 2+5e-9), states(1, 2), false)
	require.Error(t, err)
	_, err = agree(arm, states(1, 2+1e-6), states(1, 2), true)
	require.NoError(t, err)
	_, err = agree(arm, states(1, 2+3e-6), states(1, 2), true)
	require.Error(t, err)
	_, err = agree(arm, states(1), states(1, 2), true)
	require.Error(t, err)
	_, err = agree(arm, nil, nil, true)
	require.Error(t, err)
}

func TestPicturesAreCompared(t *testing.T) {
	picture := func(spots int) *outcome {
		img := image.NewRGBA(image.Rect(0, 0, 100, 10))
		for i := range spots {
			img.Set(i, 0, color.White)
		}
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, img))
		return &outcome{content: b.Bytes()}
	}
	arm, wine := &machine{arch: "arm64"}, &machine{arch: "amd64"}
	_, err := samePicture(arm, picture(5), picture(0))
	require.NoError(t, err)
	_, err = samePicture(arm, picture(6), picture(0))
	require.Error(t, err)
	_, err = samePicture(wine, picture(1), picture(0))
	require.Error(t, err)
	_, err = samePicture(wine, picture(1), picture(1))
	require.NoError(t, err)
}

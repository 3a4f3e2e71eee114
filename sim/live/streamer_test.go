package live_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/spatial"
	"mirrorarm/sim/gesture/format"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/quat"
	"gonum.org/v1/gonum/spatial/r3"
)

// streamerText are a frame's lines as Hand Tracking Streamer writes them: Unity's
// axes, wrist pose and landmarks in the wrist's frame.
func streamerText(f *format.Frame, n int, headers bool) string {
	var b strings.Builder
	for i := range f.Hands {
		h := &f.Hands[i]
		side := map[hand.Side]string{hand.Left: "Left", hand.Right: "Right"}[h.Side]
		meta := ""
		if headers {
			meta = fmt.Sprintf(" | f = %d | t = %.0f", n, 1e9*f.Time)
		}
		unity := func(p r3.Vec) r3.Vec { return r3.Vec{X: p.X, Y: p.Y, Z: -p.Z} }
		wrist := unity(h.Seen.Points[0])
		turn := spatial.FromRPY(0.3, -0.7, 1.1)
		fmt.Fprintf(&b, "%s wrist%s:, %.6f, %.6f, %.6f, %.9f, %.9f, %.9f, %.9f\n", side, meta, wrist.X, wrist.Y, wrist.Z, turn.Imag, turn.Jmag, turn.Kmag, turn.Real)
		fmt.Fprintf(&b, "%s landmarks%s:", side, meta)
		for _, p := range h.Seen.Points {
			q := spatial.Rotate(quat.Conj(turn), r3.Sub(unity(p), wrist))
			fmt.Fprintf(&b, ", %.6f, %.6f, %.6f", q.X, q.Y, q.Z)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const headLine = "Head pose:, 0.1, 1.6, 0.2, 0, 0, 0, 1\n"

func TestStreamerByUDP(t *testing.T) {
	for _, headers := range []bool{true, false} {
		t.Run(fmt.Sprint("headers ", headers), func(t *testing.T) {
			p, a := performed(t), &audience{}
			r := a.open(t, "hts://127.0.0.1:0")
			a.hears(t, "255.255.255.255")
			headset, err := net.Dial("udp", r.Listening())
			require.NoError(t, err)
			defer headset.Close() //nolint:errcheck // test
			n := 0
			a.play(t, p, 1, func(f *format.Frame) {
				for _, text := range []string{headLine, streamerText(f, n, headers), "no line of theirs"} {
					_, err := io.WriteString(headset, text)
					require.NoError(t, err)
				}
				n++
			})
			a.requireLed(t, p, headers)
		})
	}
}

func TestStreamerByTCP(t *testing.T) {
	p, a := performed(t), &audience{}
	r := a.open(t, "hts://127.0.0.1:0")
	headset, err := net.Dial("tcp", r.Listening())
	require.NoError(t, err)
	defer headset.Close() //nolint:errcheck // test
	silent, err := net.Dial("tcp", r.Listening())
	require.NoError(t, err)
	defer silent.Close() //nolint:errcheck // test
	n := 0
	a.play(t, p, 1, func(f *format.Frame) {
		text := headLine + streamerText(f, n, true)
		half := len(text) / 3
		for _, part := range []string{text[:half], text[half:]} {
			_, err := io.WriteString(headset, part)
			require.NoError(t, err)
		}
		n++
	})
	a.requireLed(t, p, true)
}

// The first machine that sends a hand is heard, until it has long been silent;
// another is not, whatever it sends.
func TestStreamerIsLockedToItsFirstSender(t *testing.T) {
	p, a := performed(t), &audience{}
	r := a.open(t, "hts://127.0.0.1:0")
	from := func(host string) net.Conn {
		at, err := net.ResolveUDPAddr("udp", r.Listening())
		require.NoError(t, err)
		c, err := net.DialUDP("udp", &net.UDPAddr{IP: net.ParseIP(host)}, at)
		if err != nil {
			t.Skip("this system has one loopback address: ", err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	first, second := from("127.0.0.1"), from("127.0.0.2")
	say := func(c net.Conn, n int) {
		_, err := io.WriteString(c, streamerText(&p.rec.Frames[n], n, true))
		require.NoError(t, err)
	}
	_, err := io.WriteString(second, "{\"hands\":[]}\n"+headLine)
	require.NoError(t, err)
	a.set(1)
	say(first, 0)
	say(first, 1)
	require.Eventually(t, func() bool { return a.heard() == 2 }, 20*time.Second, time.Millisecond)
	for n := range 5 {
		say(second, n)
	}
	say(first, 2)
	require.Eventually(t, func() bool { return a.heard() >= 3 }, 20*time.Second, time.Millisecond)
	require.Equal(t, 3, a.heard(), "what the second sent came before")
	a.set(12)
	say(second, 3)
	say(second, 4)
	require.Eventually(t, func() bool { return a.heard() == 5 }, 20*time.Second, time.Millisecond)
}

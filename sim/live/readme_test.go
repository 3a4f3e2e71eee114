package live_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/sim/live"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
)

// The Python tracker in README is heard, and its hand is one.
func TestTrackerInReadme(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	text, err := os.ReadFile(filepath.Join(testdata.Path(), "..", "README.md"))
	require.NoError(t, err)
	code := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(text)
	require.NotNil(t, code)
	s, h := serve(t)
	address := strings.TrimSuffix(strings.TrimPrefix(s.URL(), "http://"), "/")
	out, err := exec.Command(python, "-c", string(code[1]), address, "20").CombinedOutput()
	require.NoError(t, err, string(out))
	require.Eventually(t, func() bool { return h.count() == 20 }, 20*time.Second, time.Millisecond)
	h.mu.Lock()
	defer h.mu.Unlock()
	require.Equal(t, "leap", h.settings[0].Axes.Name)
	follower := live.NewFollower(h.settings[0])
	for i := range h.packets {
		p := &h.packets[i]
		v := follower.Push(&p.Frame, p.Came)
		require.Empty(t, v.Refused)
		require.Equal(t, hand.Right, v.Side)
		require.Less(t, v.Fit, 0.01)
	}
}

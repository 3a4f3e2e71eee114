package speaker_test

import (
	"errors"
	"testing"
	"time"

	"mirrorarm/render/sound"
	"mirrorarm/render/speaker"

	"github.com/stretchr/testify/require"
)

// TestNothingDependsOnADevice: a speaker opens, plays or says why it does not, and closes,
// on this machine as on any.
func TestNothingDependsOnADevice(t *testing.T) {
	s := speaker.Open(sound.New())
	deadline := time.Now().Add(time.Second)
	for s.Err() == nil && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	switch err := s.Err(); {
	case err == nil:
		t.Log("a device plays")
	case errors.Is(err, speaker.ErrNotBuiltIn):
		t.Log("built without")
	default:
		t.Logf("silent: %v", err)
		require.ErrorContains(t, err, "speaker: ")
	}
	s.Close()
	s.Close()

	again := speaker.Open(sound.New())
	require.Error(t, again.Err(), "a program opens its device once")
	again.Close()
}

//go:build cgo || windows || js

package window

import (
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheScreenIsNudgedNowAndThen(t *testing.T) {
	nudges := 0
	a := &awake{nudge: func() { nudges++ }, every: 30 * time.Second}
	for now := time.Duration(0); now < 10*time.Minute; now += time.Second / 60 {
		a.at(now)
	}
	require.InDelta(t, 20, nudges, 1)
	a.at(12 * time.Hour) // the clock has jumped
	a.at(12*time.Hour + time.Second)
	require.InDelta(t, 21, nudges, 1)
	a.end()
}

func TestTheHelperEndsWithTheExhibit(t *testing.T) {
	if _, err := exec.LookPath("cat"); err != nil {
		t.Skip("no cat here")
	}
	a := &awake{}
	a.hire([]string{"cat"})
	require.NotNil(t, a.helper)
	helper := a.helper
	a.end()
	require.NotNil(t, helper.ProcessState, "it was waited for")
	a.end()

	a.hire([]string{"mirrorarm-no-such-helper"})
	require.Nil(t, a.helper)
	a.hire(nil)
	a.end()
}

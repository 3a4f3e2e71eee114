package mcap_test

import (
	"bytes"
	"testing"

	"mirrorarm/sim/record/mcap"

	"github.com/stretchr/testify/require"
)

// No bytes upset the reader, and what is repaired of them is a whole file.
func FuzzReader(f *testing.F) {
	f.Add(smallFile(f, mcap.Uncompressed))
	f.Add(smallFile(f, mcap.LZ4))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, wrong := readAll(b)
		_, _ = mcap.ReadSummary(bytes.NewReader(b), int64(len(b)))
		var fixed bytes.Buffer
		done, err := mcap.Repair(&fixed, bytes.NewReader(b))
		if err != nil {
			return
		}
		if wrong == nil {
			require.True(t, done.Whole, "%v", done.Why)
		}
		a, err := readAll(fixed.Bytes())
		require.NoError(t, err)
		require.EqualValues(t, len(a.messages), done.Messages)
		_, err = mcap.ReadSummary(bytes.NewReader(fixed.Bytes()), int64(fixed.Len()))
		require.NoError(t, err)
	})
}

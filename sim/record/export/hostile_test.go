package export_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"mirrorarm/sim/dataset"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/export"
	"mirrorarm/sim/record/mcap"
	"mirrorarm/sim/record/ros"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
)

// rewritten is a session's file with other messages, all its sums right.
func rewritten(t testing.TB, file []byte, change func(topic string, data []byte) []byte) []byte {
	t.Helper()
	r, err := mcap.NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	var out bytes.Buffer
	w, err := mcap.NewWriter(&out, mcap.Options{Header: r.Header})
	require.NoError(t, err)
	channels := map[uint16]uint16{}
	for {
		op, err := r.Next()
		if errors.Is(err, io.EOF) {
			require.NoError(t, w.Close())
			return out.Bytes()
		}
		require.NoError(t, err)
		switch op {
		case mcap.OpAttachment:
			err = w.Attach(&r.Attachment)
		case mcap.OpMetadata:
			err = w.AddMetadata(&r.Metadata)
		case mcap.OpMessage:
			c := r.Topic()
			id, ok := channels[c.ID]
			if !ok {
				s := r.Schemas[c.SchemaID]
				schema, err := w.AddSchema(s.Name, s.Encoding, s.Data)
				require.NoError(t, err)
				id, err = w.AddChannel(schema, c.Topic, c.Encoding, c.Metadata)
				require.NoError(t, err)
				channels[c.ID] = id
			}
			err = w.Write(id, r.Message.LogTime, change(c.Topic, r.Message.Data))
		}
		require.NoError(t, err)
	}
}

// from has a message of a topic changed, from its nth on.
func from[M ros.Message](t testing.TB, topic string, n int, m M, change func(m M)) func(string, []byte) []byte {
	return func(name string, data []byte) []byte {
		if name != topic {
			return data
		}
		if n--; n > 0 {
			return data
		}
		require.NoError(t, ros.Read(data, m))
		change(m)
		return ros.Append(nil, m)
	}
}

// Files whose sums are right and whose content is not are refused at the step where that shows.
func TestContentThatDoesNotGoTogether(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s.mcap")
	recorded(t, path, session.Setup{Seed: 3, Scene: cups(t), Gesture: "rest"}, 0.4)
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	for why, change := range map[string]func(string, []byte) []byte{
		"step 300: at 9000000000 ns after one at 299000000 ns": from(t, record.TopicSteps, 300, &record.Step{}, func(s *record.Step) { s.Stamp = ros.At(9e9) }),
		"step 300: at 1 ns after one at 299000000 ns":          from(t, record.TopicSteps, 300, &record.Step{}, func(s *record.Step) { s.Stamp = ros.At(1) }),
		"step 350: the joints are not those of the beginning":  from(t, record.TopicJoints, 350, &ros.JointState{}, func(s *ros.JointState) { s.Name[3] = "tail" }),
		"the joints are not those":                             from(t, record.TopicCommands, 320, &ros.JointState{}, func(s *ros.JointState) { s.Position = nil }),
		"63 channels of the glove, want 64":                    from(t, record.TopicGlove, 60, &record.Glove{}, func(g *record.Glove) { g.Counts = g.Counts[1:] }),
		"taxels in 24 bytes":                                   from(t, record.TopicSkin, 30, &ros.PointCloud{}, func(c *ros.PointCloud) { c.Data = c.Data[:24] }),
		"with 3 samples of vibration":                          from(t, record.TopicPatches, 35, &record.Patches{}, func(p *record.Patches) { p.Vibration = p.Vibration[:3] }),
		"is gone":                                              from(t, record.TopicTF, 35, &ros.Transforms{}, func(f *ros.Transforms) { f.Transforms = f.Transforms[:3] }),
	} {
		require.NoError(t, os.WriteFile(path, rewritten(t, file, change), 0o600))
		_, err := export.Export(t.Context(), []string{path}, filepath.Join(dir, "set"), options("lerobot", 50), quiet)
		require.ErrorContains(t, err, "s.mcap: step ", why)
		require.ErrorContains(t, err, why)
		require.Equal(t, []string{"s.mcap"}, files(t, dir))
	}
}

// Whatever a file says, there is a set or an error.
func TestAnyBytesInMessages(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s.mcap")
	recorded(t, path, session.Setup{Seed: 3, Scene: cups(t), Gesture: "rest"}, 0.06)
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	refused := 0
	for seed := range 150 {
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		topic := []string{
			record.TopicSteps, record.TopicJoints, record.TopicCommands, record.TopicGlove, record.TopicSkin, record.TopicPatches, record.TopicTF,
		}[rng.IntN(7)]
		bad := rewritten(t, file, func(name string, data []byte) []byte {
			if name == topic && rng.IntN(3) == 0 {
				data = bytes.Clone(data)
				data[4+rng.IntN(min(len(data)-4, 60))] = byte(rng.IntN(256))
			}
			return data
		})
		require.NoError(t, os.WriteFile(path, bad, 0o600))
		o := options("parquet", 500)
		o.State = []string{dataset.StateJoints}
		out := filepath.Join(dir, "set")
		if _, err := export.Export(t.Context(), []string{path}, out, o, quiet); err != nil {
			refused++
			require.NoDirExists(t, out, "seed %d", seed)
			continue
		}
		require.NoError(t, os.RemoveAll(out))
	}
	require.Greater(t, refused, 50)
}

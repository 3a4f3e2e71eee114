package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"mirrorarm/sim/record"
	"mirrorarm/sim/record/mcap"
	"mirrorarm/sim/record/ros"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// readTopic is what npm/read.mjs tells of a topic.
type readTopic struct {
	Messages int    `json:"messages"`
	Type     string `json:"type"`
	Hash     string `json:"hash"`
}

// add hashes a value as npm/read.mjs does.
func add(h hash.Hash, v reflect.Value) {
	eight := func(n uint64) { _ = binary.Write(h, binary.LittleEndian, n) }
	number := func(x float64) {
		if math.IsNaN(x) {
			x = math.Float64frombits(0x7ff8 << 48) // there is but one over there
		}
		eight(math.Float64bits(x))
	}
	switch v.Kind() {
	case reflect.Float32, reflect.Float64:
		number(v.Float())
	case reflect.Bool:
		number(map[bool]float64{true: 1}[v.Bool()])
	case reflect.Int32:
		number(float64(v.Int()))
	case reflect.Uint64:
		eight(v.Uint())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		number(float64(v.Uint()))
	case reflect.String:
		number(float64(v.Len()))
		_, _ = io.WriteString(h, v.String())
	case reflect.Slice, reflect.Array:
		number(float64(v.Len()))
		for i := range v.Len() {
			add(h, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			add(h, v.Field(i))
		}
	default:
		panic(v.Kind())
	}
}

// ours is the same of a file, by our own reader.
func ours(t *testing.T, file []byte) map[string]readTopic {
	t.Helper()
	kinds := map[string]ros.Message{
		record.TopicHand: &record.Hand{}, record.TopicSteps: &record.Step{}, record.TopicJoints: &ros.JointState{},
		record.TopicCommands: &ros.JointState{}, record.TopicGlove: &record.Glove{}, record.TopicSkin: &ros.PointCloud{},
		record.TopicContacts: &record.Contacts{}, record.TopicPatches: &record.Patches{}, record.TopicTF: &ros.Transforms{},
		record.TopicVerdict: &record.Verdict{}, record.TopicEvents: &record.Event{},
	}
	hashes, out := map[string]hash.Hash{}, map[string]readTopic{}
	for topic, kind := range kinds {
		hashes[topic], out[topic] = sha256.New(), readTopic{Type: kind.Type()}
	}
	r, err := mcap.NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	for {
		op, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if op != mcap.OpMessage {
			continue
		}
		topic := r.Topic().Topic
		require.NoError(t, ros.Read(r.Message.Data, kinds[topic]))
		require.Equal(t, r.Message.Data, ros.Append(nil, kinds[topic]), topic)
		o := out[topic]
		o.Messages++
		out[topic] = o
		add(hashes[topic], reflect.ValueOf(r.Message.LogTime))
		add(hashes[topic], reflect.ValueOf(kinds[topic]).Elem())
	}
	for topic, h := range hashes {
		o := out[topic]
		o.Hash = hex.EncodeToString(h.Sum(nil))
		out[topic] = o
	}
	return out
}

// Other people's readers read every message of a session, and every value in it is the
// one that ours reads.
func TestOtherReadersReadEveryMessage(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("left out: node is not installed, by which other readers read the session (Debian: apt-get install nodejs npm)")
	}
	if _, err := os.Stat(filepath.Join("npm", "node_modules", "@mcap", "core")); err != nil {
		t.Skip("left out: @mcap/core is not installed, which reads the session (npm ci --prefix sim/record/npm, as make test does)")
	}
	samples, err := world.LookupScene("samples")
	require.NoError(t, err)
	p := play(t, session.Setup{Channels: 64, Seed: 3, Scene: samples, Gesture: "rest"}, record.Options{
		Version: "v", Facts: map[string]string{"word": "手"}, Hand: &record.Attached{Name: "hand.csv", MediaType: "text/csv", Data: []byte("a,b\n")},
	})
	require.NoError(t, p.Advance(0.2))
	require.NoError(t, p.Do(session.DropBall))
	require.NoError(t, p.Explore(session.Ray{}))
	p.rec.Verdict(&record.Verdict{Materials: []string{"glass", "ABS"}, Probabilities: []float64{0.9, 0.1}})
	require.NoError(t, p.Advance(4.3)) // it touches by then
	p.again(t)

	path := filepath.Join(t.TempDir(), "s.mcap")
	require.NoError(t, os.WriteFile(path, p.file.Bytes(), 0o600))
	text, err := exec.Command(node, filepath.Join("npm", "read.mjs"), path).Output()
	if failed := new(exec.ExitError); err != nil {
		require.ErrorAs(t, err, &failed)
		require.NoError(t, err, string(failed.Stderr))
	}
	var theirs struct {
		Profile     string                       `json:"profile"`
		Statistics  int                          `json:"statistics"`
		Chunks      int                          `json:"chunks"`
		Streamed    int                          `json:"streamed"`
		Done        bool                         `json:"done"`
		Topics      map[string]readTopic         `json:"topics"`
		Attachments map[string]int               `json:"attachments"`
		Metadata    map[string]map[string]string `json:"metadata"`
	}
	require.NoError(t, json.Unmarshal(text, &theirs))
	mine := ours(t, p.file.Bytes())
	require.Equal(t, mine, theirs.Topics)
	total := 0
	for topic, o := range mine {
		require.Positive(t, o.Messages, topic)
		total += o.Messages
	}
	require.Equal(t, total, theirs.Statistics)
	require.Equal(t, total, theirs.Streamed)
	require.True(t, theirs.Done)
	require.GreaterOrEqual(t, theirs.Chunks, 5, "of a second at most")
	require.Equal(t, "ros2", theirs.Profile)
	require.Equal(t, 4, theirs.Attachments["hand.csv"])
	require.Positive(t, theirs.Attachments["robot.urdf"])
	require.Positive(t, theirs.Attachments["scene-0.json"])
	require.Equal(t, "手", theirs.Metadata["mirrorarm"]["word"])
	require.Equal(t, "3", theirs.Metadata["mirrorarm.mirror.0"]["seed"])
	require.Equal(t, "4500", theirs.Metadata["mirrorarm.end"]["steps"])
}

package environment

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mirrorarm/sim/mirror"
	"mirrorarm/sim/task"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// kept keeps one kit per options for all tests.
var kept = struct {
	sync.Mutex
	kits map[string]*task.Kit
}{kits: map[string]*task.Kit{}}

func keptKit(o task.Options) (*task.Kit, error) {
	r, err := o.Resolved()
	if err != nil {
		return nil, err
	}
	name := fmt.Sprint(r.Task, r.Action, r.Observe, r.FrameSkip, r.Seed, r.Scene.Name)
	kept.Lock()
	defer kept.Unlock()
	if k := kept.kits[name]; k != nil {
		return k, nil
	}
	k, err := task.NewKit(o)
	if err == nil {
		kept.kits[name] = k
	}
	return k, err
}

func talk(opt Options) *conversation {
	if opt.Memory == 0 {
		opt.Memory = 1 << 30
	}
	return &conversation{opt: &opt, kits: keptKit}
}

// say sends JSON and gives the answer's object.
func say(t testing.TB, c *conversation, text string) map[string]any {
	t.Helper()
	asBinary, out, err := c.answer(context.Background(), false, []byte(text))
	require.NoError(t, err)
	require.False(t, asBinary)
	var object map[string]any
	require.NoError(t, json.Unmarshal(out, &object))
	return object
}

const makeReach = `{"op":"make","task":"reach","mirrors":2,"frame_skip":1}`

func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	c := talk(Options{Memory: 64 << 20})
	n := func(rows, columns int) string {
		row := "[" + strings.TrimSuffix(strings.Repeat("0,", columns), ",") + "]"
		return `{"op":"step","actions":[` + strings.TrimSuffix(strings.Repeat(row+",", rows), ",") + `]}`
	}
	for _, x := range []struct{ text, want string }{
		{`{"op":"step","actions":[]}`, "want make first"},
		{`{"op":"fly"}`, "want one of tasks, make, reset, step, render"},
		{`{"op":"make","colour":1}`, "unknown field"},
		{`[]`, "is no request"},
		{`{"op":"tasks"} {}`, "goes on after its object"},
		{`{"op":"make","task":"dance"}`, "want one of mirror, reach, grasp, explore"},
		{`{"op":"make","task":"reach","mirrors":-1}`, "mirrors: -1"},
		{`{"op":"make","task":"reach","mirrors":5000}`, "mirrors: 5000, want 1 to 4096"},
		{`{"op":"make","task":"reach","mirrors":2,"seeds":[1]}`, "seeds: 1 of them"},
		{`{"op":"make","task":"reach","scene":"/etc/passwd"}`, "scene \"/etc/passwd\": unknown"},
		{`{"op":"make","task":"reach","autoreset":"never"}`, "want next-step or disabled"},
		{`{"op":"make","task":"reach","format":"xml"}`, "want json or binary"},
		{`{"op":"make","task":"reach","mirrors":3000,"frame_skip":1}`, "MB of memory, there are 64 MB: at most"},
		{makeReach, ""},
		{`{"op":"make","task":"dance"}`, "unknown"}, // the old one stays
		{n(1, 23), "1 of them, want one for each of 2 mirrors"},
		{n(2, 3), "actions[0]: 3 elements, want"},
		{`{"op":"step","actions":[[null],[0]]}`, "actions[0]: 1 elements"},
		{`{"op":"reset","only":[2]}`, "only: 2"},
		{`{"op":"reset","only":[0,0]}`, "only: 0"},
		{`{"op":"reset","seeds":[1]}`, "seeds: 1 of them"},
		{`{"op":"render"}`, "no renderer"},
	} {
		got := say(t, c, x.text)
		if x.want == "" {
			require.Equal(t, "make", got["op"], got)
			continue
		}
		require.Equal(t, "error", got["op"], x.text)
		require.Contains(t, got["error"], x.want)
	}
	// After all that the environment works.
	require.Len(t, say(t, c, `{"op":"reset"}`)["info"], 2)
}

// actions are a batch's, as a binary message: mirror i's follow from its seed and the
// step alone.
func actions(seeds []uint64, n, step int) []byte {
	var out []byte
	for _, seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, uint64(step/8)))
		for range n {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(2*rng.Float64()-1)))
		}
	}
	return out
}

// answered takes a binary answer apart.
func answered(t testing.TB, out []byte, spaces []task.Space, n int) (head map[string]any, reward []float32, terminated, truncated []byte, seen [][][]byte) {
	t.Helper()
	size := int(binary.LittleEndian.Uint32(out))
	require.Zero(t, (4+size)%8)
	require.NoError(t, json.Unmarshal(out[4:4+size], &head))
	rest := out[4+size:]
	for i := range n {
		reward = append(reward, math.Float32frombits(binary.LittleEndian.Uint32(rest[4*i:])))
	}
	terminated, truncated = rest[4*n:5*n], rest[5*n:6*n]
	rest = rest[4*n+(2*n+3)/4*4:]
	seen = make([][][]byte, n)
	for _, s := range spaces {
		for i := range n {
			seen[i] = append(seen[i], rest[4*s.Len()*i:4*s.Len()*(i+1)])
		}
		rest = rest[4*s.Len()*n:]
	}
	require.Empty(t, rest)
	return head, reward, terminated, truncated, seen
}

// play is what each mirror of a batch sees over some steps, episodes' ends included.
func play(t *testing.T, seeds []uint64, steps int) map[uint64]string {
	c := talk(Options{})
	text, err := json.Marshal(map[string]any{
		"op": "make", "task": "reach", "action": "hand", "seeds": seeds, "format": "binary", "frame_skip": 100,
		"observe": []string{"joints", "skin", "glove"},
	})
	require.NoError(t, err)
	require.Equal(t, "make", say(t, c, string(text))["op"])
	spaces, n := c.pool.kit.Spaces(), c.pool.kit.Action().Len()
	out := map[uint64]string{}
	resets := 0
	for step := range steps {
		asBinary, data, err := c.answer(context.Background(), true, actions(seeds, n, step))
		require.NoError(t, err)
		require.True(t, asBinary, string(data))
		head, reward, terminated, truncated, seen := answered(t, data, spaces, len(seeds))
		require.Equal(t, "step", head["op"])
		for i, seed := range seeds {
			out[seed] += fmt.Sprint(reward[i], terminated[i], truncated[i])
			for _, array := range seen[i] {
				out[seed] += string(array)
			}
		}
		if said, ok := head["info"].(map[string]any); ok {
			for _, one := range said {
				if one.(map[string]any)["reset"] == true {
					resets++
				}
			}
		}
	}
	require.GreaterOrEqual(t, resets, len(seeds), "every mirror came to its next episode")
	return out
}

// What a mirror does follows from its seed and its actions, whatever the batch.
func TestTheBatchDoesNotMatter(t *testing.T) {
	const steps = 44 // of 100 ms: an episode of 4 s, the reset, and a bit of the next
	all := play(t, []uint64{7, 8, 9, 10, 11}, steps)
	require.Equal(t, all[9], play(t, []uint64{9}, steps)[9])
	two := play(t, []uint64{11, 8}, steps)
	require.Equal(t, all[8], two[8])
	require.Equal(t, all[11], two[11])
	require.NotEqual(t, all[8], all[9])
}

// JSON says the same as the binary form.
func TestJSONIsComplete(t *testing.T) {
	c := talk(Options{})
	object := say(t, c, `{"op":"make","task":"reach","seeds":[3],"frame_skip":1,"observe":["joints"]}`)
	space := object["observation_space"].([]any)
	require.Equal(t, "joint_position", space[0].(map[string]any)["name"])
	require.Equal(t, "rad", space[0].(map[string]any)["unit"])
	n := c.pool.kit.Action().Len()
	require.Equal(t, []any{float64(n)}, object["action_space"].(map[string]any)["shape"])
	before := say(t, c, `{"op":"reset","seeds":[4]}`)
	require.Equal(t, 4.0, before["info"].(map[string]any)["0"].(map[string]any)["seed"])
	row := strings.TrimSuffix(strings.Repeat("2,", n), ",")
	after := say(t, c, `{"op":"step","actions":[[`+row+`]]}`)
	require.Len(t, after["reward"], 1)
	require.Equal(t, []any{false}, after["terminated"])
	require.Equal(t, []any{false}, after["truncated"])
	require.Equal(t, float64(n), after["info"].(map[string]any)["0"].(map[string]any)["clipped"], "beyond the bounds is clipped, and said")
	seen := after["observation"].(map[string]any)["joint_position"].([]any)[0].([]any)
	require.NotEqual(t, before["observation"].(map[string]any)["joint_position"].([]any)[0], seen)
}

func TestActionsThatAreNoNumbersStepNothing(t *testing.T) {
	c := talk(Options{})
	require.Equal(t, "make", say(t, c, makeReach)["op"])
	n := c.pool.kit.Action().Len()
	good := actions([]uint64{1, 2}, n, 0)
	bad := append([]byte(nil), good...)
	binary.LittleEndian.PutUint32(bad[4*(n+2):], math.Float32bits(float32(math.NaN())))
	for _, x := range []struct {
		data []byte
		want string
	}{{bad, "actions[1]: element 2 is NaN, want a finite number; no mirror was stepped"}, {good[4:], "float32 of shape [2,"}} {
		_, out, err := c.answer(context.Background(), true, x.data)
		require.NoError(t, err)
		require.Contains(t, string(out), x.want)
		require.Zero(t, c.pool.envs[0].Time())
	}
}

func TestAPictureIsDrawn(t *testing.T) {
	c := talk(Options{Render: func(_ mirror.Description, snap *mirror.Snapshot, w, h int) ([]byte, error) {
		return fmt.Appendf(nil, "%d×%d of %d links", w, h, len(snap.Arm.WorldFromLink)), nil
	}})
	say(t, c, makeReach)
	require.NotEmpty(t, say(t, c, `{"op":"render","mirror":1}`)["png"])
	require.Contains(t, say(t, c, `{"op":"render","mirror":2}`)["error"], "mirror: 2, want 0 to 1")
	require.Contains(t, say(t, c, `{"op":"render","width":1,"height":100000}`)["error"], "pixels")
}

// serving starts a server and gives its address.
func serving(t *testing.T, opt Options) (*Server, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	opt.Listen = "127.0.0.1:0"
	s, err := Listen(ctx, opt)
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- s.Serve() }()
	t.Cleanup(func() {
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
	})
	return s, cancel
}

func dial(t *testing.T, s *Server) *websocket.Conn {
	t.Helper()
	ws, _, err := websocket.Dial(context.Background(), s.URL(), nil)
	require.NoError(t, err)
	ws.SetReadLimit(maxMessage)
	return ws
}

func ask(t *testing.T, ws *websocket.Conn, text string) string {
	t.Helper()
	require.NoError(t, ws.Write(context.Background(), websocket.MessageText, []byte(text)))
	_, data, err := ws.Read(context.Background())
	require.NoError(t, err)
	return string(data)
}

// A client that vanishes while its mirrors are being stepped, or made, leaves nothing
// behind: the next one gets its place and an environment.
func TestAClientThatVanishesLeavesItsPlace(t *testing.T) {
	s, _ := serving(t, Options{Clients: 1})
	first := dial(t, s)
	require.Contains(t, ask(t, first, `{"op":"make","task":"reach","mirrors":3,"frame_skip":100}`), `"op":"make"`)
	n := 0
	for _, k := range s.kits {
		n = k.Action().Len()
	}
	second := dial(t, s)
	_, _, err := second.Read(context.Background())
	require.Equal(t, websocket.StatusTryAgainLater, websocket.CloseStatus(err))
	require.ErrorContains(t, err, "taken: 1 clients are connected already")
	require.NoError(t, first.Write(context.Background(), websocket.MessageBinary, actions([]uint64{1, 2, 3}, n, 0)))
	require.NoError(t, first.CloseNow())
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.clients == 0
	}, time.Minute, 5*time.Millisecond)
	next := dial(t, s)
	defer next.CloseNow() //nolint:errcheck // the test is over
	require.Contains(t, ask(t, next, `{"op":"make","task":"reach","mirrors":2,"frame_skip":100}`), `"op":"make"`)
	require.Contains(t, ask(t, next, `{"op":"reset"}`), `"observation"`)
}

func TestTheServerEndsEveryConnection(t *testing.T) {
	s, cancel := serving(t, Options{})
	ws := dial(t, s)
	require.Contains(t, ask(t, ws, `{"op":"tasks"}`), "grasp")
	cancel()
	_, _, err := ws.Read(context.Background())
	require.Error(t, err)
}

func TestStrangersAreTurnedAway(t *testing.T) {
	_, err := Listen(context.Background(), Options{Listen: "0.0.0.0:0"})
	require.ErrorIs(t, err, ErrOpen)
	s, _ := serving(t, Options{Token: "secret"})
	url := "http" + strings.TrimPrefix(s.URL(), "ws")
	status := func(change func(*http.Request)) int {
		r, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(url, path), nil)
		require.NoError(t, err)
		change(r)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode
	}
	require.Equal(t, http.StatusUnauthorized, status(func(*http.Request) {}))
	require.Equal(t, http.StatusUnauthorized, status(func(r *http.Request) { r.Header.Set("Authorization", "Bearer wrong") }))
	require.Equal(t, http.StatusOK, status(func(r *http.Request) { r.Header.Set("Authorization", "Bearer secret") }))
	require.Equal(t, http.StatusForbidden, status(func(r *http.Request) { r.Host = "evil.example" }))
	header := http.Header{"Authorization": {"Bearer secret"}, "Origin": {"https://evil.example"}}
	_, _, err = websocket.Dial(context.Background(), s.URL(), &websocket.DialOptions{HTTPHeader: header})
	require.Error(t, err)
}

// Whatever is said is answered, by an object, and the environment goes on working.
func FuzzProtocol(f *testing.F) {
	for _, text := range []string{
		makeReach, `{"op":"reset","only":[0],"seeds":[5]}`, `{"op":"step","actions":[[0],[1]]}`, `{"op":"tasks"}`,
		`{"op":"render","width":64,"height":64}`, `{"op":"make","task":"reach","seeds":[1,2],"format":"binary"}`, "", "{", "null",
	} {
		f.Add(false, []byte(text))
	}
	c := talk(Options{})
	c.kits = func(o task.Options) (*task.Kit, error) {
		// One kit for all: what a fuzzer asks for would take minutes to make.
		if _, err := o.Resolved(); err != nil {
			return nil, err
		}
		return keptKit(task.Options{Task: "reach", FrameSkip: 1, Observe: []string{"joints"}})
	}
	c.opt.Memory = 64 << 20
	require.Equal(f, "make", say(f, c, makeReach)["op"])
	n := c.pool.kit.Action().Len()
	f.Add(true, actions([]uint64{1, 2}, n, 0))
	f.Fuzz(func(t *testing.T, isBinary bool, data []byte) {
		asBinary, out, err := c.answer(context.Background(), isBinary, data)
		require.NoError(t, err)
		if !asBinary {
			var object map[string]any
			require.NoError(t, json.Unmarshal(out, &object))
			require.NotEmpty(t, object["op"])
		}
		require.NotNil(t, c.pool)
	})
}

package task_test

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"
	"math/rand/v2"
	"testing"

	"mirrorarm/sim/task"
	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

func kit(t testing.TB, o task.Options) *task.Kit {
	t.Helper()
	k, err := task.NewKit(o)
	require.NoError(t, err)
	return k
}

func env(t testing.TB, k *task.Kit, seed uint64) *task.Env {
	t.Helper()
	e, err := k.New(seed)
	require.NoError(t, err)
	t.Cleanup(e.Close)
	return e
}

// digest is of all that is seen and of every outcome.
type digest struct {
	hash hash.Hash
	seen task.Observation
}

func (d *digest) add(t *testing.T, e *task.Env, out task.Outcome) {
	d.seen = e.ObserveTo(d.seen)
	for _, array := range d.seen {
		require.NoError(t, binary.Write(d.hash, binary.LittleEndian, array))
	}
	require.NoError(t, binary.Write(d.hash, binary.LittleEndian, out.Reward))
	for _, c := range e.Body().Skin().Counts() {
		_, _ = d.hash.Write([]byte{byte(c), byte(c >> 8)})
	}
}

// wild steps an environment by random actions that stay near each other, and tells the
// digest.
func wild(t *testing.T, e *task.Env, steps int) string {
	d := digest{hash: sha256.New()}
	d.add(t, e, task.Outcome{})
	rng := rand.New(rand.NewPCG(e.Seed(), 9))
	action := make([]float32, e.Kit().Action().Len())
	for range steps {
		for i := range action {
			action[i] = 0.9*action[i] + 0.4*float32(rng.NormFloat64())
			if i >= len(e.Body().Position()) {
				action[i] = 0 // nothing is named
			}
		}
		d.add(t, e, e.Step(action))
	}
	return string(d.hash.Sum(nil))
}

// everything is all that can be seen.
func everything(name string) task.Options {
	return task.Options{Task: name, Observe: task.Sights(), Seed: 5}
}

// An environment that was reset, in the midst of an episode in which fingers touched
// things, is as one that was made for the seed.
func TestAResetEnvironmentIsAsANewOne(t *testing.T) {
	for _, x := range task.Tasks() {
		t.Run(x.Name, func(t *testing.T) {
			k := kit(t, everything(x.Name))
			used := env(t, k, 1)
			before := wild(t, used, 30)
			used.Reset(2)
			want := wild(t, env(t, k, 2), 25)
			require.Equal(t, want, wild(t, used, 25))
			used.Reset(1)
			require.Equal(t, before, wild(t, used, 30))
			require.NotEqual(t, before, want)
		})
	}
}

// The seed draws the sensors' noise too: the same actions on the same robot, with
// nothing around that differs, do not give the same counts.
func TestTheSeedDrawsTheNoise(t *testing.T) {
	k := kit(t, task.Options{Task: "mirror", Observe: task.Sights()})
	e := env(t, k, 1)
	counts := func(seed uint64) (skin, glove []uint16) {
		e.Reset(seed)
		action := make([]float32, k.Action().Len())
		for range 10 {
			e.Step(action)
		}
		return append(skin, e.Body().Skin().Counts()...), append(glove, e.Counts()...)
	}
	skin, glove := counts(1)
	again, gloveAgain := counts(1)
	require.Equal(t, skin, again)
	require.Equal(t, glove, gloveAgain)
	other, gloveOther := counts(2)
	differ := 0
	for i := range skin {
		if skin[i] != other[i] {
			differ++
		}
	}
	require.Greater(t, differ, len(skin)/100)
	require.NotEqual(t, glove, gloveOther)
}

// What is seen has the shape and keeps the bounds that its space states, whatever is
// done.
func TestObservationsKeepTheirBounds(t *testing.T) {
	for _, x := range task.Tasks() {
		for _, action := range x.Actions {
			o := everything(x.Name)
			o.Action = action
			k := kit(t, o)
			e := env(t, k, 3)
			var seen task.Observation
			act := make([]float32, k.Action().Len())
			for step := range 30 {
				for i := range act {
					act[i] = float32(1 - 2*((step/5+i)%2))
					if i >= len(e.Body().Position()) {
						act[i] = 0
					}
				}
				out := e.Step(act)
				require.False(t, math.IsNaN(out.Reward))
				seen = e.ObserveTo(seen)
				require.Len(t, seen, len(k.Spaces()))
				for s, space := range k.Spaces() {
					require.Len(t, seen[s], space.Len(), space.Name)
					require.Contains(t, []int{1, space.Len()}, len(space.Low), space.Name)
					for i, v := range seen[s] {
						low, high := space.Low[min(i, len(space.Low)-1)], space.High[min(i, len(space.High)-1)]
						require.True(t, float64(v) >= low-1e-4 && float64(v) <= high+1e-4, "%s[%d] = %g, want %g … %g", space.Name, i, v, low, high)
					}
				}
			}
		}
	}
}

// The scripts do their tasks.
func TestScriptsDoTheirTasks(t *testing.T) {
	for _, c := range []struct {
		task     string
		action   task.Action
		episodes int
		least    int
	}{
		{"mirror", task.Joints, 1, 1}, {"reach", task.Joints, 6, 6}, {"reach", task.Hand, 3, 3},
		{"grasp", task.Joints, 4, 4}, {"grasp", task.Hand, 3, 3}, {"explore", task.Joints, 1, 1},
	} {
		t.Run(c.task+" by "+string(c.action), func(t *testing.T) {
			if c.task == "explore" && testing.Short() {
				t.Skip("takes a minute")
			}
			k := kit(t, task.Options{Task: c.task, Action: c.action, Seed: 1})
			require.NoError(t, k.Prepare(nil))
			done := 0
			e := env(t, k, 0)
			action := make([]float32, k.Action().Len())
			for seed := range c.episodes {
				e.Reset(uint64(seed))
				script, err := e.Script()
				require.NoError(t, err)
				sum, last := 0.0, task.Outcome{}
				for !last.Terminated && !last.Truncated {
					script.Act(action)
					last = e.Step(action)
					require.Zero(t, last.Clipped)
					sum += last.Reward
				}
				if last.Success {
					done++
				}
				t.Logf("seed %d: success %v after %.2f s, reward %.1f %s", seed, last.Success, e.Time(), sum, e.Truth())
			}
			require.GreaterOrEqual(t, done, c.least)
		})
	}
}

// Without a script nothing is lifted, reached or named, and the time runs out.
func TestIdlenessIsNoSuccess(t *testing.T) {
	k := kit(t, task.Options{Task: "reach", FrameSkip: 100})
	e := env(t, k, 7)
	action := make([]float32, k.Action().Len())
	steps := 0
	for {
		steps++
		out := e.Step(action)
		require.False(t, out.Success || out.Terminated)
		require.Less(t, out.Reward, 0.0)
		if out.Truncated {
			break
		}
	}
	require.Equal(t, 40, steps)
	require.Equal(t, task.Outcome{}, e.Step(action), "an episode that is over stays as it is")
	require.InDelta(t, 4, e.Time(), 1e-9)
}

func TestActionsAreChecked(t *testing.T) {
	k := kit(t, task.Options{Task: "reach"})
	action := make([]float32, k.Action().Len())
	require.NoError(t, k.CheckAction(action))
	require.ErrorContains(t, k.CheckAction(action[1:]), "elements, want")
	action[3] = float32(math.NaN())
	require.ErrorContains(t, k.CheckAction(action), "element 3 is NaN")
	action[3] = float32(math.Inf(-1))
	require.ErrorContains(t, k.CheckAction(action), "element 3")
	action[3] = 5
	require.NoError(t, k.CheckAction(action))
	require.Equal(t, 1, env(t, k, 1).Step(action).Clipped)
}

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	empty, err := world.LookupScene("empty")
	require.NoError(t, err)
	for _, c := range []struct {
		o    task.Options
		want string
	}{
		{task.Options{Task: "dance"}, `"dance": unknown, want one of mirror, reach, grasp, explore`},
		{task.Options{Task: "mirror", Action: task.Hand}, "task mirror takes [joints]"},
		{task.Options{Task: "reach", Observe: []string{"smell"}}, `observe "smell": unknown`},
		{task.Options{Task: "reach", FrameSkip: 101}, "frame skip 101"},
		{task.Options{Task: "grasp", Scene: empty}, "no movable thing"},
		{task.Options{Task: "explore", Scene: empty}, "no thing called sample"},
	} {
		_, err := task.NewKit(c.o)
		require.ErrorContains(t, err, c.want)
	}
}

// A control step allocates nothing.
func TestStepsAllocateNothing(t *testing.T) {
	k := kit(t, everything("grasp"))
	e := env(t, k, 1)
	action := make([]float32, k.Action().Len())
	seen := e.ObserveTo(nil)
	e.Step(action)
	require.Zero(t, testing.AllocsPerRun(20, func() {
		e.Step(action)
		seen = e.ObserveTo(seen)
	}))
}

func BenchmarkReset(b *testing.B) {
	for _, name := range []string{"mirror", "grasp"} {
		b.Run(name, func(b *testing.B) {
			e := env(b, kit(b, everything(name)), 1)
			b.ReportMetric(float64(e.Bytes()), "bytes")
			for b.Loop() {
				e.Reset(2)
			}
		})
	}
}

func BenchmarkStep(b *testing.B) {
	k := kit(b, everything("grasp"))
	e := env(b, k, 1)
	action := make([]float32, k.Action().Len())
	var seen task.Observation
	n := uint64(0)
	for b.Loop() {
		if e.Time() > 5 {
			n++
			e.Reset(n)
		}
		e.Step(action)
		seen = e.ObserveTo(seen)
	}
}

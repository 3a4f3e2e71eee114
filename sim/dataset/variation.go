package dataset

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mirrorarm/sim/record/frames"
	"mirrorarm/sim/task"
	"mirrorarm/sim/world"
)

// How many people and scenes episodes choose from: each pair takes a kit, which is
// made once. Design values.
const (
	people    = 8
	maxScenes = 4
)

// massFactors make scenes of one whose things can be moved: the first is as shipped.
var massFactors = [maxScenes]float64{1, 0.7, 1.2, 1.5}

// Streams of random numbers.
const (
	variationStream = 0x766172696174 + iota
	personStream
)

// Variation is what one episode has of its own.
type Variation struct {
	Person int // from 0
	Scene  int // from 0, the task's own
	Seed   uint64
	Noise  uint64
}

// Variation is that of episode n. What is not varied is as in every other episode, and
// what is does not depend on what else is.
func (r *Recipe) Variation(n int) Variation {
	rng := rand.New(rand.NewPCG(r.Seed, variationStream+uint64(n)<<8))
	// 63 bits, as files of tables know no unsigned numbers.
	v := Variation{rng.IntN(people), rng.IntN(maxScenes), rng.Uint64() >> 1, rng.Uint64() >> 1}
	if !slices.Contains(r.Vary, VaryPerson) {
		v.Person = 0
	}
	if !slices.Contains(r.Vary, VaryScene) {
		v.Scene = 0
	}
	if !slices.Contains(r.Vary, VarySeed) {
		v.Seed = r.Seed >> 1
	}
	if !slices.Contains(r.Vary, VaryNoise) {
		v.Noise = r.Seed >> 1
	}
	return v
}

// facts are what an episode's file tells of it, whatever is varied.
func (v Variation) facts(n int, success bool, scene string) []frames.Fact {
	return []frames.Fact{
		frames.Truth("success", success), frames.Number("number", int64(n)), frames.Number("varied/person", int64(v.Person)), frames.Word("varied/scene", scene),
		frames.Number("varied/seed", int64(v.Seed)), frames.Number("varied/noise", int64(v.Noise)),
	}
}

// hardware is the seed of a person's hand and of the sensors; the first one's is the
// recipe's.
func (r *Recipe) hardware(person int) uint64 {
	if person == 0 {
		return r.Seed
	}
	return rand.New(rand.NewPCG(r.Seed, personStream+uint64(person))).Uint64()
}

// scenes are those that episodes choose from, the task's own first: where things can be
// moved, the same ones of other masses, so that observations stay of one kind; else the
// shipped ones in which the task can be done.
func (r *Recipe) scenes() ([]*world.Scene, error) {
	t, err := task.Lookup(r.Task)
	if err != nil {
		return nil, err
	}
	own, err := world.LookupScene(t.Scene)
	if err != nil {
		return nil, err
	}
	scenes := []*world.Scene{own}
	if !slices.Contains(r.Vary, VaryScene) {
		return scenes, nil
	}
	if slices.ContainsFunc(own.Objects, func(p world.Placed) bool { return p.Body.Mass > 0 }) {
		for _, factor := range massFactors[1:] {
			scenes = append(scenes, heavier(own, factor))
		}
		return scenes, nil
	}
	for _, name := range world.SceneNames() {
		if name == own.Name || len(scenes) == maxScenes {
			continue
		}
		other, err := world.LookupScene(name)
		if err != nil {
			return nil, err
		}
		if _, err := task.NewKit(task.Options{Task: r.Task, Scene: other, Observe: []string{}, FrameSkip: r.skip()}); err == nil {
			scenes = append(scenes, other)
		}
	}
	return scenes, nil
}

// heavier is a scene whose movable things weigh so many times as much.
func heavier(s *world.Scene, factor float64) *world.Scene {
	other := &world.Scene{Name: fmt.Sprintf("%s, masses × %g", s.Name, factor), About: s.About, Objects: slices.Clone(s.Objects)}
	for i := range other.Objects {
		other.Objects[i].Body.Mass *= factor
	}
	return other
}

package bench

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
)

// Description of a case, for people.
type Description struct {
	Name, Text string
}

// benchmark is a named case.
type benchmark struct {
	name, text string
	run        func(*session) (*Case, error) // when the session ends, with what there is
}

// benchmarks are all cases, in the order in which a suite runs them.
func benchmarks() []benchmark {
	all := []benchmark{{"loop", "the whole step at 1 kHz, stage by stage: sense, decode, retarget, body, skin; and how exactly the arm follows", (*session).loop}}
	for _, s := range stageCases() {
		all = append(all, benchmark{s.name, s.text, func(x *session) (*Case, error) { return x.stageAgainst(s) }})
	}
	return append(all,
		benchmark{"ik", "poses of the palm from random postures: solved, error and cost", (*session).ik},
		benchmark{"world", "the things of a scene by themselves, tossed every half second: cost of contact and motion", (*session).world},
		benchmark{"frame", "a picture of 1280 × 720 with the steps of the loop between two of them", (*session).frame},
		benchmark{"channels", "glove and decoder with 64 to 65,536 channels: cost and error", (*session).channels},
		benchmark{"taxels", "the robot's skin with 114 to 65,536 taxels: cost", (*session).taxels},
		benchmark{"robots", "1 to 64 arms that follow one gesture at 100 Hz, on all cores", (*session).robots},
		benchmark{"throughput", "simulated seconds a second of 1 to as many whole mirrors as there are cores, with and without a scene", (*session).throughput},
		benchmark{"gestures", "every gesture for itself: how exactly the arm follows", (*session).gestures},
		benchmark{"faults", "broken channels, lost, late and irregular frames: what they cost in accuracy", (*session).faults},
		benchmark{"realtime", "the loop paced at 1 kHz by the clock: deadlines met, wake-up jitter, pauses", (*session).realtime},
	)
}

// Cases describes all cases.
func Cases() []Description {
	var out []Description
	for _, b := range benchmarks() {
		out = append(out, Description{b.name, b.text})
	}
	return out
}

// Names are the names of all cases.
func Names() []string {
	var out []string
	for _, b := range benchmarks() {
		out = append(out, b.name)
	}
	return out
}

// CheckCases reports a name that is no case.
func CheckCases(names []string) error {
	for _, name := range names {
		if !slices.Contains(Names(), name) {
			return fmt.Errorf("bench: case %q: unknown, want one of %s", name, strings.Join(Names(), ", "))
		}
	}
	return nil
}

// contests are the cases in which other programs are set beside ours, and what they ask.
func contests() map[string]func(*session) (*quiz, error) {
	return map[string]func(*session) (*quiz, error){
		"retarget": (*session).retargetQuiz, "ik": (*session).ikQuiz, "decode": (*session).decodeQuiz,
	}
}

// CheckContest reports that none of the named cases sets other programs beside ours; all
// cases are named by none.
func CheckContest(names []string) error {
	for _, name := range names {
		if contests()[name] != nil {
			return nil
		}
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("--against goes with the cases %s", strings.Join(slices.Sorted(maps.Keys(contests())), ", "))
}

// session is one run of a suite.
type session struct {
	ctx   context.Context
	host  Host
	opt   Options
	setup time.Duration // spent on building, in this case
}

// Run measures the named cases, all of them if there are none, into result. When
// ctx ends, it stops and result holds what was measured so far.
func Run(ctx context.Context, host Host, opt Options, names []string, result *Result) error {
	if err := CheckCases(names); err != nil {
		return err
	}
	if opt.Duration <= 0 || opt.Repeats < 1 {
		return fmt.Errorf("bench: duration %s in %d repeats, want both positive", opt.Duration, opt.Repeats)
	}
	if opt.Source == "" {
		opt.Source = gesture.Medley
	}
	for _, b := range benchmarks() {
		wanted := slices.Contains(names, b.name) || len(names) == 0 && (b.name != "frame" || opt.NewPicture != nil)
		if !wanted || ctx.Err() != nil {
			continue
		}
		s := &session{ctx: ctx, host: host, opt: opt}
		c, err := b.run(s)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("bench: case %s: %w", b.name, err)
		}
		if c.empty() {
			continue
		}
		s.tell("", 1)
		c.SetupSeconds = s.host.Clock.Resolution().Seconds(s.setup)
		if host.PeakMemory != nil {
			c.PeakMemory = host.PeakMemory()
		}
		c.Interrupted = ctx.Err() != nil
		result.Cases[b.name] = c
	}
	result.Interrupted = ctx.Err() != nil
	return nil
}

// stageAgainst measures a stage and, where there are rivals, holds the contest.
func (s *session) stageAgainst(stage stageCase) (*Case, error) {
	c, err := s.stage(stage)
	if err != nil || len(s.opt.Against) == 0 {
		return c, err
	}
	if quiz := contests()[stage.name]; quiz != nil {
		err = s.contestOf(c, quiz)
	}
	return c, err
}

func (s *session) tell(doing string, share float64) {
	if s.opt.Progress != nil {
		s.opt.Progress(doing, share)
	}
}

// goesOn ends with the session what takes long.
func (s *session) goesOn(float64) error { return s.ctx.Err() }

// built counts the time that make takes as setting up.
func built[T any](s *session, make func() (T, error)) (T, error) {
	start := s.host.Clock.Now()
	v, err := make()
	s.setup += s.host.Clock.Now() - start
	return v, err
}

// source is what the suite mirrors.
func (s *session) source() (gesture.Source, error) {
	return gesture.Synth(s.opt.Source, gesture.Options{Seed: s.opt.Seed})
}

// mirror builds a loop that mirrors src as the defaults say, then as change says.
func (s *session) mirror(src gesture.Source, change func(*mirror.Config)) (*mirror.Mirror, error) {
	return built(s, func() (*mirror.Mirror, error) {
		arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
		if err != nil {
			return nil, err
		}
		cfg := mirror.Config{
			Source: src, Robot: arm, Follow: retarget.Mirror,
			Scene: s.opt.Scene, Seed: s.opt.Seed, Clock: s.host.Clock, Handicap: s.opt.Handicap, Building: s.goesOn,
		}
		if change != nil {
			change(&cfg)
		}
		return mirror.New(cfg)
	})
}

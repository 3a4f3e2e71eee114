package main

import (
	"io"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mirrorarm/render/window"
	"mirrorarm/sensors/glove"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sensors/wearer"
	"mirrorarm/sim/evaluate"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// commandLine is the program's, as main makes it.
func commandLine(t *testing.T) *kong.Kong {
	t.Helper()
	k, err := kong.New(&cli{}, kong.Name("mirrorarm"), kong.Vars{"version": ""}, readings(), kong.Writers(io.Discard, io.Discard))
	require.NoError(t, err)
	return k
}

// A flag that the chosen mode would ignore is refused, and told where it belongs.
func TestAFlagThatDoesNothingIsRefused(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "p.png")
	for line, want := range map[string]string{
		"run --tips thumb=a":                                     "--tips: run does not use it; it goes with --robot FILE.urdf",
		"run --axes camera":                                      "--axes: run does not use it; it goes with --source FILE",
		"run --live x --source synth:wave":                       "--source: run --live FILE does not use it; it goes with run",
		"run --live x --camera":                                  "--camera: run --live FILE does not use it; it goes with run --camera",
		"run --camera --delay 10ms":                              "--delay: run --camera does not use it; it goes with run --live FILE",
		"run --listen 127.0.0.1:0 --camera-window":               "--camera-window: run --listen ADDRESS does not use it; it goes with run --camera",
		"run --wrist palm":                                       "--wrist: run does not use it",
		"run --robot bionic --wrist palm":                        "--wrist: run does not use it",
		"shot --out P --step 2":                                  "--step: shot of the mirror does not use it; it goes with shot --lesson",
		"shot --out P --lesson ik --source synth:wave":           "--source: shot --lesson does not use it; it goes with shot of the mirror",
		"shot --out P --lesson ik --at 1s":                       "--at: shot --lesson",
		"shot --out P --lesson ik --show temperature":            "--show: shot --lesson",
		"shot --out P --lesson ik --robot x.urdf --tips thumb=a": "--tips: shot --lesson",
		"ik --urdf a --targets b --max-step 1":                   "--max-step: ik does not use it; it goes with ik --track",
		"ik --urdf a --targets b --posture 1":                    "--posture: ik does not use it",
		"bench --list --case loop":                               "--case: bench --list does not use it",
		"bench --list --out x.json":                              "--out: bench --list does not use it",
		"bench --force":                                          "--force: bench without --json does not use it; it goes with bench compare",
		"bench --fail-above 1.1":                                 "--fail-above: bench without --json does not use it",
		"bench compare a b --duration 1s":                        "--duration: bench compare does not use it",
		"bench --json --format gobench":                          "--format: bench --json does not use it; it goes with bench without --json",
		"glove --list --people 4":                                "--people: glove --list does not use it; it goes with glove --evaluate",
		"glove --list --calibration named":                       "--calibration: glove --list",
		"glove --evaluate --out s.png":                           "--out: glove --evaluate does not use it; it goes with glove --evaluate --study sweep",
		"glove --evaluate --study sweep --channels 64":           "--channels: glove --evaluate --study sweep",
		"glove --evaluate --study sweep --people 2":              "--people: glove --evaluate --study sweep",
		"glove --calibrate c.json --wearer other":                "--wearer: glove --calibrate",
		"glove --check c.json --poses 3":                         "--poses: glove --check",
		"glove --people 3":                                       "--people: glove does not use it; it goes with glove --evaluate",
		"feel --explore glass --trials 4":                        "--trials: feel --explore does not use it; it goes with feel without --explore",
		"feel --explore glass --out c.png":                       "--out: feel --explore",
		"feel --explore glass --press c.png":                     "--press: feel --explore",
		"teach --example --json":                                 "--json: teach --example does not use it",
		"teach --experiments --json":                             "--json: teach --experiments does not use it",
		"teach --text":                                           "--text: the list of lessons",
		"teach ik --text --lang zh":                              "--lang: teach ik --text does not use it; it goes with teach ik",
		"teach ik --json --fullscreen":                           "--fullscreen: teach ik --json",
		"teach ik --recording r.jsonl":                           "--recording: teach ik does not use it; it goes with teach filters",
		"teach --all --progress p.json":                          "--progress: teach --all does not use it",
		"teach ik --handout h.html --reset":                      "--reset: teach --handout does not use it",
	} {
		t.Run(line, func(t *testing.T) {
			code, out, errs := command(t, strings.Fields(strings.ReplaceAll(line, " P ", " "+picture+" "))...)
			require.Equal(t, exitUsage, code, errs)
			require.Contains(t, errs, want)
			require.Empty(t, out)
			require.NoFileExists(t, picture)
		})
	}
}

// With a window open nobody reads a report, and an exhibit plays acts of its own.
func TestWhatTheDemoUsesDependsOnTheDisplay(t *testing.T) {
	uses := func(c *demoCmd) (name string, flags []string) {
		for _, m := range c.modes() {
			if m.on {
				name, flags = name+m.name+";", append(flags, strings.Fields(m.uses)...)
			}
		}
		return name, flags
	}
	c := &demoCmd{mirrorFlags: mirrorFlags{Source: "synth", robotFlags: robotFlags{Robot: bionicRobot}}}
	name, flags := uses(c)
	require.Contains(t, flags, "source")
	if window.Available() {
		require.Equal(t, "demo in a window;", name)
		require.NotContains(t, flags, "json")
		c.Kiosk = true
		_, flags = uses(c)
		require.NotContains(t, flags, "source")
		return
	}
	require.Equal(t, "demo without a display;", name)
	require.Contains(t, flags, "json")
}

// Every flag of a command is used in one of its modes, and no mode names a flag
// that there is not; in each combination of switches at least one mode is on.
func TestModesKnowEveryFlag(t *testing.T) {
	for _, node := range commandLine(t).Model.Children {
		c, ok := node.Target.Addr().Interface().(moded)
		if !ok {
			continue
		}
		used := []string{"seed"}
		on := false
		for _, m := range c.modes() {
			used = append(used, strings.Fields(m.uses)...)
			on = on || m.on
		}
		require.True(t, on, node.Name)
		var flags []string
		for _, f := range node.Flags {
			flags = append(flags, f.Name)
			require.Contains(t, used, f.Name, "%s --%s", node.Name, f.Name)
		}
		for _, name := range used {
			require.Contains(t, flags, name, "%s names --%s", node.Name, name)
		}
	}
	require.Contains(t, lesson.Names(), recordedLesson)
}

// eachFlag calls use with every flag of every command.
func eachFlag(t *testing.T, use func(command string, f *kong.Flag)) {
	for _, node := range commandLine(t).Model.Children {
		for _, f := range node.Flags {
			use(node.Name, f)
		}
	}
}

// What a flag's help lists, what its error lists and what it takes is one table.
func TestHelpErrorAndParserAgreeOnNames(t *testing.T) {
	found := 0
	eachFlag(t, func(command string, f *kong.Flag) {
		if f.Enum == "" {
			return
		}
		found++
		names := f.EnumSlice()
		err := checkNames(f.Value, reflect.ValueOf("no such name"))
		require.ErrorContains(t, err, "must be one of "+strings.Join(names, ", ")+", but")
		for _, name := range names {
			require.Contains(t, f.Help, name, "%s --%s", command, f.Name)
			require.NoError(t, checkNames(f.Value, reflect.ValueOf(name)))
		}
		require.Contains(t, names, f.Default, "%s --%s", command, f.Name)
	})
	require.Greater(t, found, 15)
}

// The names on the command line are those that the packages behind it know.
func TestNamesAreThoseOfThePackages(t *testing.T) {
	knows := func(lookup func(string) error) func(string) bool {
		return func(name string) bool { return lookup(name) == nil }
	}
	for flag, known := range map[string]func(string) bool{
		"profile":      knows(func(n string) error { _, err := taxel.Lookup(n); return err }),
		"skin-profile": knows(func(n string) error { _, err := taxel.Lookup(n); return err }),
		"calibration":  knows(func(n string) error { _, err := wearer.ParseMode(n); return err }),
		"wearer":       knows(func(n string) error { _, err := evaluate.ParseWho(n); return err }),
		"hand":         knows(func(n string) error { _, err := gesture.ParseChoice(n); return err }),
		"lang":         knows(func(n string) error { _, err := locale.Parse(n); return err }),
	} {
		found := false
		eachFlag(t, func(command string, f *kong.Flag) {
			if f.Name == flag {
				found = true
				require.NotEmpty(t, f.Enum, "%s --%s", command, flag)
				for _, name := range f.EnumSlice() {
					require.True(t, known(name), "%s --%s %s", command, flag, name)
				}
			}
		})
		require.True(t, found, flag)
	}
	eachFlag(t, func(command string, f *kong.Flag) {
		switch f.Name {
		case "scene":
			for _, name := range world.SceneNames() {
				require.Contains(t, f.Help, name, command)
			}
		case "panels":
			for name := range panelNames() {
				require.Contains(t, f.Help, name, command)
			}
		}
	})
	require.True(t, slices.Contains(taxel.Names(), "patch"))
}

// The bounds in the tags can be read, hold the default, stand in the help, and are
// those of the packages behind the flags.
func TestBoundsAreThoseOfThePackages(t *testing.T) {
	want := map[string]int{
		"run --channels": glove.MaxChannels, "glove --channels": glove.MaxChannels, "glove --poses": glove.MaxPoses, "feel --trials": touch.MaxTrials,
	}
	eachFlag(t, func(command string, f *kong.Flag) {
		b, ok := boundsOf(f.Value)
		kind := f.Target.Kind()
		if kind == reflect.Int || kind == reflect.Float64 || kind == reflect.Int64 || kind == reflect.Pointer {
			require.True(t, ok, "%s --%s has no bounds", command, f.Name)
		}
		if !ok {
			return
		}
		require.Less(t, b.lower, b.upper)
		require.Contains(t, valueHelp(f.Value), "("+b.text+").", "%s --%s", command, f.Name)
		if upper, ok := want[command+" --"+f.Name]; ok {
			require.Equal(t, float64(upper), b.upper)
			delete(want, command+" --"+f.Name)
		}
		if f.HasDefault {
			require.NoError(t, f.Reset())
			require.True(t, b.contain(reflect.Indirect(f.Target)), "%s --%s %s", command, f.Name, f.Default)
		}
	})
	require.Empty(t, want)
	require.Equal(t, 64, glove.MinChannels)
	require.Equal(t, 8, touch.MinTrain)
}

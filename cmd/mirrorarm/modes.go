package main

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"mirrorarm/render/window"
	"mirrorarm/sim/live"

	"github.com/alecthomas/kong"
)

// mode is one of the things that a command does.
type mode struct {
	name string // how a user asks for it
	on   bool
	uses string // the flags that change what it does, separated by spaces
}

// moded is a command with a table of its modes, of which several may be on: a
// flag counts if one of those uses it.
type moded interface{ modes() []mode }

// checkModes refuses a flag that the chosen mode would ignore. --seed is every
// command's, whether or not it draws anything.
func checkModes(parsed *kong.Context) error {
	command, ok := parsed.Selected().Target.Addr().Interface().(moded)
	if !ok {
		return nil // what it does takes all of its flags
	}
	modes := command.modes()
	for _, el := range parsed.Path {
		if el.Flag == nil || el.Flag.Name == "seed" {
			continue
		}
		uses := func(m mode) bool { return slices.Contains(strings.Fields(m.uses), el.Flag.Name) }
		if slices.ContainsFunc(modes, func(m mode) bool { return m.on && uses(m) }) {
			continue
		}
		chosen := modes[slices.IndexFunc(modes, func(m mode) bool { return m.on })]
		text := fmt.Sprintf("--%s: %s does not use it", el.Flag.Name, chosen.name)
		if i := slices.IndexFunc(modes, uses); i >= 0 && el.Flag.Name != "json" { // which nearly every mode has
			text += "; it goes with " + modes[i].name
		}
		return usageError{fmt.Errorf("%s", text)}
	}
	return nil
}

// foreignFlags are those of a robot that is not ours.
const foreignFlags = " wrist hand-link tips side palm-frame base ignore-follower-limits mesh-dir xacro mapping "

// foreign is the mode of such a robot.
func (f *mirrorFlags) foreign() mode {
	return mode{"--robot FILE.urdf", f.Robot != bionicRobot, foreignFlags}
}

// reading are the flags that say how a recording is to be read.
func reading() string { return " " + strings.Join(flagsOf(reflect.TypeFor[readFlags]()), " ") + " " }

// recorded is the mode of a source that is a file.
func (f *mirrorFlags) recorded() mode {
	_, synthetic, _ := f.gesture()
	return mode{"--source FILE", !synthetic && !live.IsAddress(f.Source) && !isSession(f.Source), reading()}
}

// mirrored are the flags of everything that is mirrored, but for some.
func mirrored(but string) string {
	left := strings.Fields(but + foreignFlags + reading())
	names := slices.DeleteFunc(flagsOf(reflect.TypeFor[mirrorFlags]()), func(name string) bool { return slices.Contains(left, name) })
	return " " + strings.Join(names, " ") + " "
}

// flagsOf are the names that kong makes of a struct's fields.
func flagsOf(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		field := t.Field(i)
		switch name := field.Tag.Get("name"); {
		case field.Anonymous:
			names = append(names, flagsOf(field.Type)...)
		case name != "":
			names = append(names, name)
		default:
			names = append(names, dashed(field.Name))
		}
	}
	return names
}

// dashed is a field's name as a flag's: SkinProfile is skin-profile.
func dashed(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) && unicode.IsLower(rune(name[i-1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// The flags of live hands: of any tracker's, and of those before a camera.
const (
	trackers = " fov hands listen save tls cert key "
	cameras  = trackers + "camera camera-window "
)

func (c *demoCmd) modes() []mode {
	display := window.Available()
	// An exhibit plays acts of its own; without a window there is none.
	exhibit := display && c.Kiosk
	if c.Session != "" {
		return []mode{
			{"demo session.mcap", true, "fullscreen renderer monitor lang mute volume"},
			{"demo without a session", false, mirrored("") + foreignFlags + reading() + cameras + "kiosk record json"},
		}
	}
	return []mode{
		{"demo --kiosk", exhibit, mirrored("source scene") + "kiosk acts poster-dir poster-link logo line game best fullscreen renderer monitor record lang mute volume camera listen"},
		{"demo in a window", display && !c.Kiosk, mirrored("") + "kiosk game best fullscreen renderer monitor record lang mute volume camera listen"},
		{"demo without a display", !display, mirrored("") + cameras + "kiosk acts poster-dir poster-link logo line game best fullscreen renderer monitor record lang mute volume json"}, // says what it leaves out
		{"demo --camera", c.Camera, cameras},
		{"demo --source ADDRESS", live.IsAddress(c.Source), "fov save axes"},
		{"demo --listen ADDRESS", c.Listen != "", trackers},
		c.foreign(), c.recorded(),
	}
}

func (c *runCmd) modes() []mode {
	const measured = " duration out json "
	return []mode{
		{"run", c.Live == "" && !c.comes(), mirrored("") + measured},
		c.foreign(), c.recorded(),
		{"run --live FILE", c.Live != "", mirrored("source") + reading() + measured + "live delay bones"},
		{"run --source ADDRESS", c.Live == "" && !c.comes() && live.IsAddress(c.Source), "fov save axes"},
		{"run --camera", c.Camera && c.Live == "", mirrored("source") + measured + cameras},
		{"run --listen ADDRESS", !c.Camera && c.Listen != "" && c.Live == "", mirrored("source") + measured + trackers},
	}
}

func (c *recordCmd) modes() []mode {
	run := runCmd{mirrorFlags: c.mirrorFlags, replayFlags: c.replayFlags, cameraFlags: c.cameraFlags}
	modes := run.modes()
	for i := range modes {
		modes[i].name = strings.Replace(modes[i].name, "run", "record", 1)
		modes[i].on = modes[i].on && len(c.Repair) == 0
	}
	return append(modes, mode{"record repair", len(c.Repair) > 0, "out json"})
}

func (c *shotCmd) modes() []mode {
	return []mode{
		{"shot --lesson", c.Lesson != "", "lesson step lang size robot tip out json"},
		{"shot of the mirror", c.Lesson == "" && !c.exhibited(), mirrored("") + "at lang size explore show poster out json"},
		{"shot --act", c.Lesson == "" && c.Act != "", mirrored("source scene") + "act at lang size show poster out json"},
		{"shot --game", c.Lesson == "" && c.Game && c.Act == "" && !c.Attract, mirrored("source scene") + "game at lang size show out json"},
		{"shot --attract", c.Lesson == "" && c.Attract && c.Act == "", mirrored("source scene") + "attract at lang size show out json"},
		{"shot --poster", c.Poster, "poster poster-link logo line"},
		{"a shot of the mirror that is no GIF", c.Lesson == "" && !c.moves(), "panels"},
		{"shot --out FILE.gif", c.Lesson == "" && c.moves(), "duration"},
		{"a shot of the mirror with --robot FILE.urdf", c.Lesson == "" && c.Robot != bionicRobot, foreignFlags},
		{"a shot of the mirror with --source FILE", c.Lesson == "" && c.recorded().on, reading()},
	}
}

func (c *ikCmd) modes() []mode {
	return []mode{
		{"ik", true, "urdf tip targets method track passes out continuous json"},
		{"ik --track", c.Track, "max-step posture"},
	}
}

func (c *benchCmd) modes() []mode {
	compare, list := len(c.Compare) > 0, len(c.Compare) == 0 && c.List
	measure := !compare && !list
	const measured = " case duration repeat source scene against pin gomaxprocs out report cpuprofile trace slow "
	return []mode{
		{"bench compare", compare, "fail-above force json"},
		{"bench --list", list, "list json"},
		{"bench --json", measure && c.JSON, measured + "json"},
		{"bench without --json", measure && !c.JSON, measured + "format"},
	}
}

func (c *gloveCmd) modes() []mode {
	study, sweep := c.Evaluate && c.Study != "sweep", c.Evaluate && c.Study == "sweep"
	return []mode{
		{"glove --list", c.List, "list profile channels json"},
		{"glove --evaluate", study, "evaluate profile channels calibration poses wearer people seconds study json"},
		{"glove --evaluate --study sweep", sweep, "evaluate profile calibration poses study out json"},
		{"glove --calibrate", c.Calibrate != "", "calibrate profile channels calibration poses json"},
		{"glove --check", c.Check != "", "check profile channels json"},
		{"glove", !c.List && !c.Evaluate && c.Calibrate == "" && c.Check == "", ""},
	}
}

func (c *serveCmd) modes() []mode {
	return []mode{
		{"serve --list", c.List, "list json"},
		{"serve --env", !c.List, "env listen token frame-skip clients memory"},
	}
}

func (c *webCmd) modes() []mode { return []mode{{"web", true, "listen tls cert key folder json"}} }

func (c *feelCmd) modes() []mode {
	// An exploration's answer is that of a classifier which learns as the study's.
	const learns = " train materials channels forced spread noise finish slides temperatures twin json "
	return []mode{
		{"feel --explore", c.Explore != "", learns + "explore"},
		{"feel without --explore", c.Explore == "", learns + "trials out press"},
	}
}

// recordedLesson is the one that a recorded hand may be taken to.
const recordedLesson = "filters"

func (c *teachCmd) modes() []mode {
	const robot = " robot tip language "
	handout := !c.Example && !c.Experiments && c.Handout != ""
	all := !c.Example && !c.Experiments && c.Handout == "" && c.All
	rest := !c.Example && !c.Experiments && c.Handout == "" && !c.All
	taken := rest && (c.Lesson != "" || c.File != "")
	lesson := "teach " + cmp.Or(c.Lesson, "LESSON")
	return []mode{
		// What most people want comes first: that is where a refused flag is said to go.
		{lesson, taken && !c.JSON && !c.Text, robot + "file lang fullscreen progress reset"},
		{lesson + " --text", taken && !c.JSON && c.Text, robot + "file text progress reset"},
		{lesson + " --json", taken && c.JSON, robot + "file text progress reset json"},
		{"teach --example", c.Example, "example"},
		{"teach --handout", handout, robot + "handout all file json"},
		{"teach --all", all, robot + "all text file json"},
		{"the list of lessons", rest && !taken, robot + "progress reset json"},
		{"teach " + recordedLesson, (all || handout || taken) && (c.All || c.File != "" || c.Lesson == recordedLesson), "recording"},
		{"teach --experiments", !c.Example && c.Experiments, "experiments robot tip recording"},
	}
}

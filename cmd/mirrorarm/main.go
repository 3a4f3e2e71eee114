// Command mirrorarm simulates a bionic arm that mirrors a person's hand, as
// felt through a glove of tactile sensors. See the README, or --help.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"
)

// Exit codes, which scripts rely on.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130 // by Ctrl-C or SIGTERM
)

// cli is the command line: one field per command.
type cli struct {
	Version kong.VersionFlag `help:"Print the version and stop."`

	Demo     demoCmd     `cmd:"" help:"Open the window: the arm mirrors a hand. Without a display it runs for 10 s and writes a picture."`
	Run      runCmd      `cmd:"" help:"Run the mirror with no window, as fast as it can, and print what was measured."`
	Shot     shotCmd     `cmd:"" help:"Write one picture of the mirror, or of a lesson, to a file; needs no display."`
	Import   importCmd   `cmd:"" help:"Read a recording of a hand in any known format and write it in the program's own."`
	FK       fkCmd       `cmd:"" name:"fk" help:"Where a link of a robot is: forward kinematics of a URDF."`
	Robot    robotCmd    `cmd:"" help:"What is found of somebody's robot: its palm, its fingers, its side, what is coupled; and a picture of it."`
	Retarget retargetCmd `cmd:"" help:"Make a robot's links follow recorded points: retargeting on a URDF."`
	Bench    benchCmd    `cmd:"" help:"Measure the mirroring loop: latency, throughput, accuracy and cost; and compare two measurements."`
	IK       ikCmd       `cmd:"" name:"ik" help:"Joint values that bring a link of a robot to given poses: inverse kinematics of a URDF."`
	Glove    gloveCmd    `cmd:"" help:"List the glove's channels, calibrate it, or measure how well it is decoded."`
	Feel     feelCmd     `cmd:"" help:"Let the robot's fingertips touch samples and name their materials."`
	Scene    sceneCmd    `cmd:"" help:"Scenes, what stands around the robot: explain the format of their files, check one, list those that ship."`
	Teach    teachCmd    `cmd:"" help:"A class in kinematics: lessons with figures and exercises that check themselves."`
	Serve    serveCmd    `cmd:"" help:"Serve environments to learn in: many mirrors stepped by one message, for reinforcement learning."`
	Web      webCmd      `cmd:"" help:"Serve the program as a page for browsers, which make web builds."`
	Generate generateCmd `cmd:"" help:"Make a data set of episodes in which the robot does a task, for those who teach policies."`
	Merge    mergeCmd    `cmd:"" help:"Join the parts of a data set that several machines made."`
	Camera   cameraCmd   `cmd:"" help:"The hand tracker for a camera: install, status, pack, remove."`

	Record recordCmd `cmd:"" help:"Run the mirror and record every channel into an MCAP file, or repair such a file."`
	Replay replayCmd `cmd:"" help:"Run a recorded session again and compare it, step by step and bit by bit."`
	Export exportCmd `cmd:"" help:"Make a data set of recorded sessions, for those who teach policies."`

	Completion completionCmd `cmd:"" help:"Print the script with which a shell completes commands, flags and values."`
}

// app is what a command gets from main.
type app struct {
	ctx    context.Context
	stdout io.Writer // results only
	stderr io.Writer // progress and logs
}

// common are the flags that every command has.
type common struct {
	Seed uint64 `help:"Seed of everything random: the same seed and the same input give the same bytes. Example: --seed 7" default:"1"`
	JSON bool   `name:"json" help:"Print one JSON object on stdout and nothing else there."`
}

// wantsJSON tells whether stdout is a program's.
func (c *common) wantsJSON() bool { return c.JSON }

// subcommand is what every command is.
type subcommand interface{ wantsJSON() bool }

// usageError marks an error as the caller's: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func main() {
	prepareConsole()
	ctx, stop := untilSignal()
	a, args := &app{ctx: ctx, stdout: os.Stdout, stderr: os.Stderr}, os.Args[1:]
	var unseen strings.Builder // what nobody would see of a program started with the mouse
	if len(args) == 0 && doubleClicked() {
		a.stderr, args = &unseen, []string{"demo"}
	}
	code := run(a, args)
	stop()
	if code != exitDone && unseen.Len() > 0 {
		showError(unseen.String())
	}
	os.Exit(code)
}

// helpExit carries kong's wish to stop, after --help and --version, up to run.
type helpExit int

func run(a *app, args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			exit, ok := r.(helpExit)
			if !ok {
				panic(r)
			}
			code = int(exit)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parse(a.parser(&cli{}), args)
	if err != nil {
		return a.report(err, false)
	}
	chosen := parsed.Selected().Target.Addr().Interface()
	if writing, ok := chosen.(author); ok {
		if err := tryPlaces(writing.places()); err != nil {
			return a.report(err, false)
		}
	}
	return a.report(parsed.Run(a), chosen.(subcommand).wantsJSON())
}

// parser reads the command line.
func (a *app) parser(c *cli) *kong.Kong {
	parser, err := kong.New(c,
		kong.Name("mirrorarm"),
		kong.Description("A bionic arm mirrors a person's hand, felt through a glove of tactile sensors; all of it simulated.\n\nStart with: mirrorarm demo"),
		kong.Vars{"version": version()},
		readings(),
		kong.Writers(a.stdout, a.stderr),
		kong.WithHyphenPrefixedParameters(true),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.Exit(func(code int) { panic(helpExit(code)) }),
	)
	if err != nil {
		panic(err) // the command line's own definition is wrong
	}
	return parser
}

// report prints an error as one line and says how to exit.
func (a *app) report(err error, asJSON bool) int {
	switch usage := (usageError{}); {
	case err == nil:
		return exitDone
	case errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled):
		return a.interrupted(err, asJSON)
	case errors.As(err, &usage):
		a.complain(plainly(err) + " (see mirrorarm --help, or COMMAND --help)")
		return exitUsage
	}
	a.complain(plainly(err))
	return exitFailed
}

// complain says why a command ends.
func (a *app) complain(why string) { fmt.Fprintln(a.stderr, "mirrorarm:", why) }

// tell prints a line for whoever runs a command, if there is one, beside its
// results.
func (a *app) tell(line string) {
	if line != "" {
		fmt.Fprintln(a.stderr, line)
	}
}

// version names the module's version, its commit and that one's date, as far as the
// build knows them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "mirrorarm (unknown build)"
	}
	commit, date, changed := "commit unknown", "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = "commit " + s.Value[:12]
		case s.Key == "vcs.time" && len(s.Value) >= len(time.DateOnly):
			date = " of " + s.Value[:len(time.DateOnly)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed since"
		}
	}
	return fmt.Sprintf("mirrorarm %s (%s%s%s), %s %s/%s", info.Main.Version, commit, date, changed, info.GoVersion, runtime.GOOS, runtime.GOARCH)
}

// build tells two builds apart, as parts of one data set must come from one: by the
// version and, where that does not know of all changes, by the program's own bytes.
var build = sync.OnceValue(func() string {
	told := version()
	if !strings.Contains(told, "unknown") && !strings.Contains(told, "changed since") {
		return told
	}
	path, err := os.Executable()
	if err != nil {
		return told
	}
	bytes, err := os.ReadFile(path)
	if err != nil {
		return told
	}
	return fmt.Sprintf("%s, program %x", told, sha256.Sum256(bytes))[:len(told)+len(", program ")+12]
})

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// outcome is a line of the table: what was tried, and what came of it.
type outcome struct {
	check, text string
	wrong       bool

	content []byte // by which machines are compared
	json    map[string]any
}

// check is a command that is tried on every machine.
type check struct {
	name   string
	args   []string
	prints bool   // text, not JSON
	writes string // a file
	same   func(m *machine, got, want *outcome) (string, error)

	briefly []string // instead of args, where another processor is emulated
}

// checks are every command once, short.
func checks() []check {
	ik := []string{"ik", "--urdf", "testdata/robots/six-axis.urdf", "--tip", "flange"}
	return []check{
		{name: "--version", args: []string{"--version"}, prints: true},
		{name: "run", args: []string{"run", "--duration", "2s", "--json"}, same: sameRun},
		{name: "run with contact", args: []string{"run", "--scene", "cups", "--source", "synth:grasp", "--duration", "2s", "--json"}, same: sameRun},
		{name: "run --out", args: []string{"run", "--duration", "500ms", "--json", "--out", "steps.jsonl"}, writes: "steps.jsonl"},
		{name: "shot", args: []string{"shot", "--source", "synth:pinch", "--at", "1s", "--size", "640x360", "--out", "p.png", "--json"}, writes: "p.png", same: samePicture},
		{name: "bench loop", args: []string{"bench", "--case", "loop", "--source", "pinch", "--duration", "1s", "--repeat", "3", "--json"}, same: loopTimes,
			briefly: []string{"bench", "--case", "loop", "--source", "pinch", "--duration", "200ms", "--repeat", "1", "--json"}},
		{name: "bench realtime", args: []string{"bench", "--case", "realtime", "--duration", "3s", "--json"}, same: paces},
		{name: "fk", args: []string{"fk", "--urdf", "testdata/robots/six-axis.urdf", "--q", "0 0.4 0 0 0.6 0", "--json"}, same: nearly},
		{name: "ik", args: append(ik, "--targets", "testdata/poses/six-axis.csv", "--json"), same: solverTimes},
		{name: "ik --track", args: append(ik, "--track", "--targets", "testdata/poses/six-axis-path.csv", "--json"), same: solverTimes},
		{name: "retarget", args: []string{"retarget", "--urdf", "testdata/robots/four-finger.urdf", "--frames", "testdata/poses/four-finger.csv", "--json"}, same: solverTimes},
		{name: "glove --list", args: []string{"glove", "--list", "--json"}},
		{name: "glove --evaluate", args: []string{"glove", "--evaluate", "--people", "1", "--seconds", "1", "--channels", "64", "--poses", "8", "--json"},
			briefly: []string{"glove", "--evaluate", "--study", "smoothing", "--people", "1", "--seconds", "3", "--channels", "64", "--poses", "8", "--json"}},
		{name: "feel", args: []string{"feel", "--trials", "2", "--train", "8", "--materials", "steel,glass,cotton", "--json"}},
		{name: "teach", args: []string{"teach", "--json"}},
		{name: "teach --handout", args: []string{"teach", "--handout", "page.html", "--json", "jacobian"}, writes: "page.html"},
		{name: "completion", args: []string{"completion", "powershell"}, prints: true},
		{name: "bad usage", args: []string{"run", "--source", "synth:pinhc"}, prints: true, same: refuses},
	}
}

// patience is how long one command may take, by qemu on a busy machine: the longest of
// them needs 60 s of a processor there.
const patience = 6 * time.Minute

// smoke runs every check and compares it with what came out on another machine; with
// nothing, if there is none.
func (m *machine) smoke(ctx context.Context, reference []outcome) []outcome {
	if m.program == "" {
		return nil
	}
	var out []outcome
	for _, c := range checks() {
		if ctx.Err() != nil {
			return append(out, outcome{check: c.name, text: "not tried: the whole took too long", wrong: true})
		}
		fmt.Fprintln(os.Stderr, m.name, c.name)
		o := m.one(ctx, &c)
		if !o.wrong && c.same != nil {
			var want *outcome
			if i := slices.IndexFunc(reference, func(r outcome) bool { return r.check == c.name && !r.wrong }); i >= 0 {
				want = &reference[i]
			}
			text, err := c.same(m, &o, want)
			if o.text = text; err != nil {
				o.text, o.wrong = err.Error(), true
			}
		}
		out = append(out, o)
	}
	out = append(out, m.steps(ctx, reference)...)
	if m.window {
		out = append(out, m.openWindow(ctx))
	}
	return out
}

// one runs a check by itself: it ends well, its JSON is one object, nothing in it that
// is a time is zero, and the file that it was asked for is there.
func (m *machine) one(ctx context.Context, c *check) outcome {
	o := outcome{check: c.name, text: "done"}
	fail := func(err error) outcome {
		o.text, o.wrong = err.Error(), true
		return o
	}
	args := c.args
	if c.briefly != nil && !m.exact() {
		args = c.briefly
	}
	text, err := m.run(ctx, patience, m.program, args...)
	o.content = text
	if err != nil {
		if c.name == "bad usage" {
			o.text = err.Error()
			return o
		}
		return fail(err)
	}
	if c.prints {
		if len(bytes.TrimSpace(text)) == 0 {
			return fail(errors.New("printed nothing"))
		}
		o.text = firstLine(string(text))
	} else {
		if err := json.Unmarshal(text, &o.json); err != nil {
			return fail(fmt.Errorf("no JSON object: %w", err))
		}
		if zeros := zeroTimes("", o.json); len(zeros) > 0 {
			return fail(fmt.Errorf("%d times are zero, such as %s", len(zeros), zeros[0]))
		}
	}
	if c.writes != "" {
		if o.content, err = os.ReadFile(filepath.Join(m.dir, c.writes)); err != nil {
			return fail(err)
		}
	}
	return o
}

// rare are times that may be zero: nothing of the kind happened.
var rare = []string{"gc", "lag_ms"}

// zeroTimes names the times in a report that are exactly zero: what a clock that is too
// coarse makes of them.
func zeroTimes(path string, v any) (found []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			if !slices.Contains(rare, key) {
				found = append(found, zeroTimes(path+"."+key, x)...)
			}
		}
	case []any:
		for i, x := range v {
			found = append(found, zeroTimes(fmt.Sprintf("%s[%d]", path, i), x)...)
		}
	case float64:
		if v == 0 && isTime(path) {
			found = append(found, strings.TrimPrefix(path, "."))
		}
	}
	slices.Sort(found)
	return found
}

func isTime(path string) bool {
	for key := range strings.SplitSeq(path, ".") {
		key, _, _ = strings.Cut(key, "[")
		if key == "us" || strings.HasSuffix(key, "_us") || strings.HasSuffix(key, "_ns") ||
			key == "wall_seconds" || key == "setup_seconds" || key == "cpu_seconds" || key == "seconds" {
			return true
		}
	}
	return false
}

// openWindow opens the demo's window for 10 s and closes it as a visitor does.
func (m *machine) openWindow(ctx context.Context) outcome {
	o := outcome{check: "window for 10 s"}
	fmt.Fprintln(os.Stderr, m.name, o.check)
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	defer cancel()
	p, err := m.start(ctx, m.program, "demo")
	if err != nil {
		return outcome{check: o.check, text: err.Error(), wrong: true}
	}
	defer p.forget()
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	hand := func(args ...string) error {
		c := exec.CommandContext(ctx, "xdotool", args...)
		c.Env = append(os.Environ(), m.env...)
		return c.Run()
	}
	select {
	case err := <-ended:
		o.text, o.wrong = fmt.Sprintf("ended by itself: %v: %s", err, p.complaint()), true
		return o
	case <-time.After(10 * time.Second):
	}
	if err := hand("search", "--sync", "--onlyvisible", "--name", "mirrorarm", "windowfocus", "key", "Escape"); err != nil {
		o.text, o.wrong = "no window was seen", true
		cancel()
		<-ended
		return o
	}
	for {
		select {
		case err := <-ended:
			if o.text = "opened, and closed by Esc"; err != nil {
				o.text, o.wrong = fmt.Sprintf("%v: %s", err, p.complaint()), true
			}
			return o
		case <-time.After(2 * time.Second): // it may have been busy
			_ = hand("search", "--name", "mirrorarm", "windowfocus", "key", "Escape")
		}
	}
}

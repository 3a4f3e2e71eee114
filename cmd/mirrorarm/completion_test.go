package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// printed is what `mirrorarm completion` prints for a shell.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, complaint bytes.Buffer
	code := run(&app{ctx: t.Context(), stdout: &out, stderr: &complaint}, append([]string{"completion"}, args...))
	require.Equal(t, exitDone, code, "%s", &complaint)
	return out.String()
}

// completed starts a shell that this machine may have or not, and returns the lines
// that it prints.
func completed(t *testing.T, shell, program string) []string {
	t.Helper()
	path, err := exec.LookPath(shell)
	if err != nil {
		t.Skipf("no %s here", shell)
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "completion"), []byte(printed(t, shell)), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "hand.jsonl"), nil, 0o644))
	cmd := exec.CommandContext(t.Context(), path, "-c", program)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_DATA_HOME="+dir)
	text, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", text)
	return strings.Fields(strings.ReplaceAll(string(text), "\\ ", "_"))
}

// What is offered where; the same in every shell that answers without a terminal.
var completionCases = []struct {
	line          string
	offers, hides []string
}{
	{"mirrorarm ", []string{"demo", "run", "teach", "completion"}, []string{"--source"}},
	{"mirrorarm be", []string{"bench"}, []string{"demo"}},
	{"mirrorarm run --so", []string{"--source"}, []string{"--scene"}},
	{"mirrorarm run --scene cu", []string{"cups"}, []string{"balls", "--scene"}},
	{"mirrorarm run --scene h", []string{"hand.jsonl"}, nil},
	{"mirrorarm run --json --follow s", []string{"same"}, []string{"mirror"}},
	{"mirrorarm bench --case loop,re", []string{"loop,realtime"}, []string{"loop,loop", "realtime"}},
	{"mirrorarm bench --source pi", []string{"pinch"}, []string{"synth:pinch"}},
	{"mirrorarm glove --profile te", []string{"textile"}, nil},
	{"mirrorarm feel --materials EV", []string{"EVA_foam"}, nil},
	{"mirrorarm teach jac", []string{"jacobian"}, nil},
	{"mirrorarm ik --method ", []string{"closed-form", "dls", "ccd"}, nil},
	{"mirrorarm run --duration ", nil, []string{"--duration", "run", "hand.jsonl"}},
	{"mirrorarm completion ", []string{"bash", "zsh", "fish", "powershell"}, nil},
	{"mirrorarm shot --show=t", []string{"temperature"}, []string{"pressure"}},
}

func TestBashCompletes(t *testing.T) {
	ask := func(line string) []string {
		return completed(t, "bash", `. ./completion; COMP_WORDBREAKS=$' \t\n"'"'"'><=;|&(:'
			COMP_LINE='`+line+`'; COMP_POINT=${#COMP_LINE}; _mirrorarm; printf '%s\n' "${COMPREPLY[@]}"`)
	}
	for _, c := range completionCases {
		got := ask(c.line)
		require.Subset(t, got, c.offers, "%s", c.line)
		for _, word := range c.hides {
			require.NotContains(t, got, word, "%s", c.line)
		}
	}
	// bash breaks words at colons: only what follows is to be put in.
	require.Contains(t, ask("mirrorarm run --source synth:pin"), "pinch")
	require.Contains(t, ask("mirrorarm run --source syn"), "synth:pinch")
}

func TestFishCompletes(t *testing.T) {
	for _, c := range completionCases {
		var got []string
		for _, word := range completed(t, "fish", `source ./completion; for l in (complete -C '`+c.line+`'); echo (string replace -a ' ' '\\ ' -- (string split \t -- $l)[1]); end`) {
			got = append(got, strings.TrimPrefix(strings.ReplaceAll(word, `\\`, ""), "--show="))
		}
		require.Subset(t, got, c.offers, "%s", c.line)
		for _, word := range c.hides {
			require.NotContains(t, got, word, "%s", c.line)
		}
	}
}

// zsh completes on a terminal only: that its script is one, and that it registers.
func TestZshTakesTheScript(t *testing.T) {
	got := completed(t, "zsh", `zsh -fn ./completion && autoload -Uz compinit && compinit -D && . ./completion && echo $_comps[mirrorarm]`)
	require.Equal(t, []string{"_mirrorarm"}, got)
}

// Whatever is offered as a value must be one word of letters that no shell reads
// anything into, and every command and visible flag of the command line is offered.
func TestCompletionIsOfTheCommandLine(t *testing.T) {
	parser, err := kong.New(&cli{}, kong.Vars{"version": ""}, readings())
	require.NoError(t, err)
	commands := completable(parser.Model.Node)
	require.NotEmpty(t, commands)
	flags := 0
	for _, c := range commands {
		for _, f := range append(c.Flags, c.Argument) {
			flags++
			require.NotContains(t, f.Help, "'")
			for _, v := range f.Values {
				require.Regexp(t, `^[A-Za-z0-9:._-]+( [A-Za-z0-9]+)?$`, v)
			}
		}
	}
	require.Greater(t, flags, 100)
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		script := printed(t, shell)
		for _, node := range parser.Model.Children {
			for _, f := range node.Flags {
				if !f.Hidden {
					require.Contains(t, script, f.Name, "%s %s", shell, node.Name)
				}
			}
			require.Contains(t, script, node.Name)
		}
		require.NotContains(t, script, "--slow", "a hidden flag")
	}
	var report struct{ Shell, Script string }
	require.NoError(t, json.Unmarshal([]byte(printed(t, "fish", "--json")), &report))
	require.Equal(t, "fish", report.Shell)
	require.Equal(t, printed(t, "fish"), report.Script)
}

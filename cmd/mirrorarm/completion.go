package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"mirrorarm/kinematics/ik"
	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/bench"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/lesson"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"

	"github.com/alecthomas/kong"
)

// completionCmd is `mirrorarm completion`.
type completionCmd struct {
	common
	Shell string `arg:"" help:"The shell: bash, zsh, fish or powershell." enum:"bash,zsh,fish,powershell"`
}

// Help is the long help text.
func (completionCmd) Help() string {
	return `Prints the script that lets a shell complete commands, flags and their values.
For this shell alone, or for good by the same line in its start-up file:

  bash        source <(mirrorarm completion bash)
  zsh         source <(mirrorarm completion zsh)      after compinit
  fish        mirrorarm completion fish | source
  powershell  mirrorarm completion powershell | Out-String | Invoke-Expression`
}

// Run prints the script.
func (c *completionCmd) Run(a *app, parsed *kong.Context) error {
	script := completionScript(c.Shell, completable(parsed.Model.Node))
	if c.JSON {
		return a.printJSON(struct {
			Shell  string `json:"shell"`
			Script string `json:"script"`
		}{c.Shell, script})
	}
	_, err := fmt.Fprint(a.stdout, script)
	return err
}

// completableCommand is a command as a shell completes it.
type completableCommand struct {
	Name, Help string
	Flags      []completableFlag
	Argument   completableFlag // without a dash
}

// completableFlag is a flag, and what may follow it.
type completableFlag struct {
	Name, Help string   // Name with its dashes
	Takes      bool     // a value follows
	List       bool     // values may be joined by commas
	Files      bool     // a value may be a file
	Values     []string // that are known
}

// completable walks the command line as kong knows it.
func completable(root *kong.Node) []completableCommand {
	known := knownValues()
	var out []completableCommand
	for _, node := range root.Children {
		if node.Hidden {
			continue
		}
		c := completableCommand{Name: node.Name, Help: firstSentence(node.Help)}
		for _, group := range node.AllFlags(true) {
			for _, f := range group {
				name := "--" + f.Name
				c.Flags = append(c.Flags, offer(f.Value, name, known[node.Name+" "+name], known[name]))
			}
		}
		slices.SortFunc(c.Flags, func(a, b completableFlag) int { return strings.Compare(a.Name, b.Name) })
		for _, p := range node.Positional {
			c.Argument = offer(p, "", known[node.Name])
		}
		out = append(out, c)
	}
	return out
}

// offer is what may be said for a flag or an argument: the first of the given lists
// that is one, else what kong itself checks.
func offer(v *kong.Value, name string, lists ...[]string) completableFlag {
	f := completableFlag{
		Name: name, Help: firstSentence(v.Help), Takes: !v.IsBool(), List: v.IsSlice(),
		Files: strings.Contains(v.Tag.Type, "file") || v.Tag.Type == "path",
	}
	for _, list := range lists {
		if f.Values == nil {
			f.Values = list
		}
	}
	if f.Values == nil && v.Enum != "" {
		f.Values = v.EnumSlice()
	}
	if i := slices.Index(f.Values, anyFile); i >= 0 {
		f.Files, f.Values = true, slices.Delete(slices.Clone(f.Values), i, i+1)
	}
	return f
}

// anyFile stands among values for a file.
const anyFile = "FILE"

// knownValues are the values that the packages know and kong does not check, by flag,
// by command and flag, or by command for its argument.
func knownValues() map[string][]string {
	var synth, cases, languages, materials, methods []string
	for _, name := range gesture.Names() {
		synth = append(synth, "synth:"+name)
	}
	for l := range locale.Language(locale.NumLanguages) {
		languages = append(languages, l.String())
	}
	for _, m := range world.Materials() {
		materials = append(materials, m.Name)
	}
	for _, c := range bench.Cases() {
		cases = append(cases, c.Name)
	}
	for _, r := range []ik.Rule{ik.Transpose, ik.PseudoInverse, ik.DampedLeastSquares, ik.LevenbergMarquardt, ik.CyclicCoordinateDescent} {
		methods = append(methods, r.String())
	}
	panels := slices.Sorted(maps.Keys(panelNames()))
	return map[string][]string{
		"--source":        append([]string{"synth", anyFile}, synth...),
		"bench --source":  gesture.Names(),
		"--scene":         append(world.SceneNames(), anyFile),
		"--robot":         {bionicRobot, anyFile},
		"teach --robot":   {anyFile},
		"glove --profile": taxel.Names(),
		"--lang":          languages,
		"--lesson":        append(lesson.Names(), "workbench"),
		"teach":           append(lesson.Names(), "workbench"),
		"--explore":       materials,
		"--materials":     append([]string{"all"}, materials...),
		"feel --channels": touch.ChannelNames(),
		"--panels":        panels,
		"--method":        append([]string{"default", "closed-form"}, methods...),
		"--case":          cases,
		"bench":           {"compare", anyFile},
	}
}

// firstSentence of a help text, without what means something to any of the shells.
func firstSentence(text string) string {
	text, _, _ = strings.Cut(text, ". ")
	text, _, _ = strings.Cut(text, "Example")
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("'\"`$\\[]():;{}", r) {
			return -1
		}
		return r
	}, text)
	return strings.TrimRight(strings.TrimSpace(text), ".")
}

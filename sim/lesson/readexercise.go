package lesson

import (
	"slices"

	"gopkg.in/yaml.v3"
)

func (e *Exercise) read(n *yaml.Node) error {
	given := map[string]bool{}
	seen := func(f field) field {
		read := f.read
		f.read = func(v *yaml.Node) error {
			given[f.key] = true
			return read(v)
		}
		return f
	}
	err := fields(n, "an exercise", append(setupFields(&e.Setup),
		need("name", word(&e.Name, "name")),
		need("kind", func(v *yaml.Node) (err error) {
			if e.Kind, err = parseKind(v.Value); err != nil {
				return wrong(v, "%v", err)
			}
			return nil
		}),
		need("ask", text(&e.Ask, "ask")),
		need("hints", texts(&e.Written, "hints", 4*NumHints)),
		may("plot", func(v *yaml.Node) error {
			e.Plot = &Plot{line: v.Line}
			return e.Plot.read(v)
		}),
		seen(may("result", word(&e.Result, "result"))),
		seen(may("tolerance", positive(&e.Tolerance, "tolerance"))),
		seen(may("over", assignments(&e.Over))),
		seen(may("change", words(&e.Change, "change", maxEntries))),
		seen(may("goals", func(v *yaml.Node) error {
			return items(v, "goals", maxEntries, func(v *yaml.Node) error {
				var g Goal
				err := g.read(v)
				e.Goals = append(e.Goals, g)
				return err
			})
		})),
		seen(may("target", e.Target.read)),
		seen(may("product", text(&e.Product, "product"))),
		seen(may("from", texts(&e.From, "from", maxOrder))),
	)...)
	if err != nil {
		return err
	}
	forSome := slices.ContainsFunc(e.Written, condition.MatchString)
	if len(e.Written) < NumHints || (len(e.Written) > NumHints && !forSome) {
		return wrong(n, "exercise %q: %d hints, want %d", e.Name, len(e.Written), NumHints)
	}
	copy(e.Hints[:], e.Written)
	return e.checkKeys(n, given)
}

// kindKeys are the keys that each kind needs; all others of the list below are
// not its own.
var kindKeys = [...][]string{
	Predict: {"result", "tolerance"},
	Find:    {"change", "goals"},
	Choose:  {"change", "goals"},
	Reach:   {"change", "target"},
	Order:   {"product", "from"},
}

func (e *Exercise) checkKeys(n *yaml.Node, given map[string]bool) error {
	for _, key := range kindKeys[e.Kind] {
		if !given[key] {
			return wrong(n, "exercise %q: %s needs %q", e.Name, e.Kind, key)
		}
		delete(given, key)
	}
	if e.Kind == Predict {
		delete(given, "over")
	}
	for _, key := range []string{"result", "tolerance", "over", "change", "goals", "target", "product", "from"} {
		if given[key] {
			return wrong(n, "exercise %q: %q does not belong to %s", e.Name, key, e.Kind)
		}
	}
	return nil
}

func (t *Target) read(n *yaml.Node) error {
	placed := false
	err := fields(n, "target",
		may("aim", assignments(&t.Aim)),
		may("position_mm", func(v *yaml.Node) error {
			placed = true
			return triple(&t.Position, "position_mm")(v)
		}),
		may("rpy_deg", func(v *yaml.Node) error {
			t.Oriented = true
			return triple(&t.RPY, "rpy_deg")(v)
		}),
		need("within_mm", positive(&t.WithinMM, "within_mm")),
		may("within_deg", positive(&t.WithinDeg, "within_deg")),
	)
	switch {
	case err != nil:
		return err
	case placed == (t.Aim != nil):
		return wrong(n, "target: want position_mm, or aim in its place")
	case t.Aim != nil && !t.Oriented:
		t.Oriented = t.WithinDeg > 0
	case t.Oriented != (t.WithinDeg > 0):
		return wrong(n, "target: rpy_deg and within_deg belong together")
	}
	return nil
}

package main

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"mirrorarm/sensors/taxel"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"
	"mirrorarm/sim/world"

	"github.com/alecthomas/kong"
)

// readings are how the command line's values are read, bounded and listed.
func readings() kong.Option {
	options := append(valueReaders(),
		kong.ValueFormatter(valueHelp),
		kong.NamedMapper("given file", kong.MapperFunc(givenFile)),
		kong.Vars{
			"profiles":      strings.Join(taxel.Names(), ", "),
			"skin_profiles": strings.Join(skinProfiles(), ", "),
			"scenes":        strings.Join(world.SceneNames(), ", "),
			"acts":          strings.Join(session.ActNames(), ", "),
			"languages":     strings.Join(locale.Codes(), ", "),
			"panels":        strings.Join(slices.Sorted(maps.Keys(panelNames())), ", "),
		})
	return kong.OptionFunc(func(k *kong.Kong) error {
		for _, o := range options {
			if err := o.Apply(k); err != nil {
				return err
			}
		}
		return nil
	})
}

// givenFile reads a path that errors are to name as it was given; kong's own would
// make it absolute.
func givenFile(ctx *kong.DecodeContext, target reflect.Value) error {
	var path string
	if err := ctx.Scan.PopValueInto("file", &path); err != nil {
		return err
	}
	target.SetString(path)
	return nil
}

// parse reads the command line. What is wrong with it is the caller's, in one
// line that says what would be right.
func parse(k *kong.Kong, args []string) (*kong.Context, error) {
	if len(args) > 0 && args[0] == "help" {
		args = append(slices.Clone(args[1:]), "--help")
	}
	parsed, err := k.Parse(args)
	if failed := (*kong.ParseError)(nil); errors.As(err, &failed) {
		// kong's own words for what is wrong speak of Go's types.
		if own := explain(failed.Context); own != nil {
			err = own
		}
	}
	if err == nil {
		err = explain(parsed)
	}
	if err != nil {
		return nil, usageError{err}
	}
	return parsed, checkModes(parsed)
}

package main

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// valueReaders read numbers, times and switches, with errors that a person
// understands.
func valueReaders() []kong.Option {
	return []kong.Option{
		kong.KindMapper(reflect.Int, reader(func(text string, v reflect.Value) error {
			n, err := strconv.ParseInt(text, 0, 0)
			v.SetInt(n)
			return notA("a whole number", text, err)
		})),
		kong.KindMapper(reflect.Uint64, reader(func(text string, v reflect.Value) error {
			n, err := strconv.ParseUint(text, 0, 64)
			v.SetUint(n)
			return notA("a whole number from 0 up", text, err)
		})),
		kong.KindMapper(reflect.Float64, reader(func(text string, v reflect.Value) error {
			x, err := strconv.ParseFloat(text, 64)
			if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
				err = errors.New("no number")
			}
			v.SetFloat(x)
			return notA("a finite number", text, err)
		})),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), reader(func(text string, v reflect.Value) error {
			d, err := time.ParseDuration(text)
			v.SetInt(int64(d))
			return notA("a time with unit, such as 10s or 1500ms", text, err)
		})),
		kong.KindMapper(reflect.Bool, switchReader{}),
	}
}

// reader makes a mapper of a function that reads a word into a value.
type reader func(text string, v reflect.Value) error

// Decode reads the next word.
func (r reader) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	token, err := ctx.Scan.PopValue("")
	if err != nil {
		return err
	}
	return r(token.String(), target)
}

// notA says what was wanted in place of a text that could not be read.
func notA(kind, text string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%q is too large a number", text)
	}
	return fmt.Errorf("%q is not %s", text, kind)
}

// switchReader reads a flag that is on where it stands; --flag=no is off.
type switchReader struct{}

// IsBool lets the flag stand without a value.
func (switchReader) IsBool() bool { return true }

// Decode takes a value only where it is joined to the flag.
func (switchReader) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetBool(true)
		return nil
	}
	switch text := ctx.Scan.Pop().String(); strings.ToLower(text) {
	case "true", "yes", "1":
		target.SetBool(true)
	case "false", "no", "0":
		target.SetBool(false)
	default:
		return fmt.Errorf("%q is neither yes nor no", text)
	}
	return nil
}

// checkValues holds the values that the user gave against the names and bounds
// that their flags have.
func checkValues(look *kong.Context) error {
	for _, el := range look.Path {
		if el.Flag == nil {
			continue
		}
		v := reflect.Indirect(reflect.ValueOf(look.FlagValue(el.Flag)))
		if err := checkNames(el.Flag.Value, v); err != nil {
			return err
		}
		if err := checkEnding(el.Flag.Value, v); err != nil {
			return err
		}
		if b, ok := boundsOf(el.Flag.Value); ok && !b.contain(v) {
			return fmt.Errorf("--%s %v: want %s", el.Flag.Name, v, b.text)
		}
	}
	return nil
}

// checkNames refuses a word that is not among those that a flag knows.
func checkNames(flag *kong.Value, v reflect.Value) error {
	if flag.Enum == "" || v.Kind() != reflect.String {
		return nil
	}
	names := flag.EnumSlice()
	if slices.Contains(names, v.String()) {
		return nil
	}
	return fmt.Errorf("--%s must be one of %s, but is %q%s", flag.Name, strings.Join(names, ", "), v, didYouMean(v.String(), names))
}

// checkEnding refuses a file whose name does not say what will be in it: the
// tag is as ends:".png, .jpg or .jpeg".
func checkEnding(flag *kong.Value, v reflect.Value) error {
	text := flag.Tag.Get("ends")
	endings := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	if text == "" || slices.Contains(endings, strings.ToLower(filepath.Ext(v.String()))) {
		return nil
	}
	return fmt.Errorf("--%s %s: want a name that ends in %s", flag.Name, filepath.Base(v.String()), text)
}

// bounds are those of a flag, from its tag: range:"1 to 48", range:"1ms to 24h",
// range:"above 0 to 3600". Times are in nanoseconds.
type bounds struct {
	lower, upper float64
	open         bool // the lower one is not within
	text         string
}

// boundsOf reads a flag's tag. One that cannot be read is a mistake in the
// program, which a test finds.
func boundsOf(flag *kong.Value) (b bounds, ok bool) {
	b.text = flag.Tag.Get("range")
	if b.text == "" {
		return b, false
	}
	lower, upper, found := strings.Cut(b.text, " to ")
	lower, b.open = strings.CutPrefix(lower, "above ")
	var errs [2]error
	b.lower, errs[0] = bound(lower)
	b.upper, errs[1] = bound(upper)
	if err := errors.Join(errs[:]...); err != nil || !found {
		panic(fmt.Sprintf("--%s: range %q: %v", flag.Name, b.text, err))
	}
	return b, true
}

func bound(text string) (float64, error) {
	if d, err := time.ParseDuration(text); err == nil && text != "0" {
		return float64(d), nil
	}
	return strconv.ParseFloat(text, 64)
}

func (b *bounds) contain(v reflect.Value) bool {
	var x float64
	switch {
	case v.CanInt():
		x = float64(v.Int())
	case v.CanFloat():
		x = v.Float()
	}
	return x <= b.upper && (x > b.lower || x == b.lower && !b.open)
}

// valueHelp is a flag's help with its bounds, which stand before the example.
func valueHelp(v *kong.Value) string {
	b, ok := boundsOf(v)
	if !ok {
		return v.Help
	}
	text, example, _ := strings.Cut(v.Help, " Example: ")
	text = strings.TrimSuffix(text, ".") + " (" + b.text + ")."
	if example != "" {
		text += " Example: " + example
	}
	return text
}

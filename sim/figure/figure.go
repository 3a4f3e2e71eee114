// Package figure holds the figures of reports, each with the possibility that it
// was not measured: an interrupted run, a source without position, a movement too
// short to tell. Such a figure is not zero. People read "not measured" and why;
// programs read null, and the reason under not_measured (see Marshal).
package figure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
)

// Value is a figure, or the reason why there is none. The zero value was not
// measured, so that a field that nobody filled in does not pass for a result.
type Value struct {
	number   float64
	measured bool
	why      string
}

// Of is a figure that was measured. A NaN or an infinity is none.
func Of(x float64) Value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Missing("its measurement gave no finite number")
	}
	return Value{number: x, measured: true}
}

// Count is a figure that was counted.
func Count(n int) Value { return Of(float64(n)) }

// Missing is a figure that was not measured, and why, in a few words.
func Missing(why string) Value { return Value{why: why} }

// Ratio is part over whole, such as a sum over the number of its terms; without
// a whole it was not measured, because of why.
func Ratio(part, whole float64, why string) Value {
	if whole == 0 {
		return Missing(why)
	}
	return Of(part / whole)
}

// Measured tells whether there is a number.
func (v Value) Measured() bool { return v.measured }

// Float is the number, NaN where there is none.
func (v Value) Float() float64 {
	if !v.measured {
		return math.NaN()
	}
	return v.number
}

// Why is the reason for which there is no number; empty where there is one.
func (v Value) Why() string {
	if !v.measured && v.why == "" {
		return "nothing was measured for it"
	}
	return v.why
}

// Times is the figure in another unit.
func (v Value) Times(factor float64) Value {
	if !v.measured {
		return v
	}
	return Of(v.number * factor)
}

// Plus is the sum of two figures, measured where both were.
func (v Value) Plus(o Value) Value {
	switch {
	case !v.measured:
		return v
	case !o.measured:
		return o
	}
	return Of(v.number + o.number)
}

// Text prints figures for people by a format with a floating-point verb for each.
// Where one of them was not measured, it says so and why in place of all.
func Text(format string, values ...Value) string {
	numbers := make([]any, len(values))
	for i, v := range values {
		if !v.measured {
			return "not measured (" + v.Why() + ")"
		}
		numbers[i] = v.number
	}
	return fmt.Sprintf(format, numbers...)
}

// Format prints the number as any float64, or "not measured" in as much space:
// for the cells of tables.
func (v Value) Format(f fmt.State, verb rune) {
	if v.measured {
		fmt.Fprintf(f, fmt.FormatString(f, verb), v.number)
		return
	}
	width, _ := f.Width()
	if f.Flag('-') {
		width = -width
	}
	fmt.Fprintf(f, "%*s", width, "not measured")
}

// MarshalJSON is the number or null.
func (v Value) MarshalJSON() ([]byte, error) {
	if !v.measured {
		return []byte("null"), nil
	}
	return json.Marshal(v.number)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (v *Value) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		*v = Missing("it was not measured when it was written")
		return nil
	}
	var x float64
	if err := json.Unmarshal(text, &x); err != nil {
		return err
	}
	*v = Of(x)
	return nil
}

package bench

import (
	"fmt"
	"strconv"
	"strings"
)

// Series is a row of numbers. In JSON it is one string, the numbers parted by
// spaces, so that a file of results stays readable.
type Series []float64

// maxSeries bounds what is read from a file.
const maxSeries = 1 << 20

// MarshalText writes the numbers with four significant digits, whole ones whole.
func (s Series) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 6*len(s))
	for i, v := range s {
		if i > 0 {
			b = append(b, ' ')
		}
		if v >= 1000 {
			b = strconv.AppendFloat(b, v, 'f', 0, 64)
		} else {
			b = strconv.AppendFloat(b, v, 'g', 4, 64)
		}
	}
	return b, nil
}

// UnmarshalText reads finite numbers, none below 0.
func (s *Series) UnmarshalText(text []byte) error {
	fields := strings.Fields(string(text))
	if len(fields) > maxSeries {
		return fmt.Errorf("bench: series of %d numbers, want at most %d", len(fields), maxSeries)
	}
	*s = make(Series, len(fields))
	for i, f := range fields {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || !(v >= 0 && v <= 1e18) {
			return fmt.Errorf("bench: series, number %d %q: want 0 to 1e18", i+1, f)
		}
		(*s)[i] = v
	}
	return nil
}

package table_test

import (
	"io"
	"os"
	"strings"
	"testing"

	"mirrorarm/kinematics/table"

	"github.com/stretchr/testify/require"
)

func TestReadsColumnsByName(t *testing.T) {
	text := "\ufeff# q0: 1 -2.5 3e-3\r\n# free text\r\nt,name, x ,y\r\n\r\n0,a,1,2\r\n1,b,3,4\r\n"
	tab, err := table.Read("p.csv", strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, 2, tab.Rows())
	require.Equal(t, []string{"t", "name", "x", "y"}, tab.Columns())
	require.True(t, tab.Has("x"))
	require.False(t, tab.Has("z"))
	got, err := tab.Numbers("y", "x")
	require.NoError(t, err)
	require.Equal(t, [][]float64{{2, 1}, {4, 3}}, got)
	q0, ok, err := tab.Comment("q0")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, []float64{1, -2.5, 0.003}, q0)
	_, ok, err = tab.Comment("posture")
	require.NoError(t, err)
	require.False(t, ok)
	require.Equal(t, 6, tab.Line(1))
}

func TestErrorsAreOneLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {"# nothing\n", "p.csv: empty, want a line of column names"},
		"short row":  {"x,y\n1\n", "p.csv:2: 1 fields, want 2"},
		"twice":      {"x,x\n", `p.csv:1: column "x" twice`},
		"string":     {"x,y\n1,two\n", `p.csv:2: column "y": "two" is not a finite number`},
		"nan":        {"x,y\n1,NaN\n", `"NaN" is not a finite number`},
		"no column":  {"x,z\n1,2\n", `no column "y"; it has x z`},
		"long line":  {"x," + strings.Repeat("y", 2<<20), "p.csv:1: line longer than 1048576 bytes"},
		"wide":       {strings.Repeat(",", 5000), "5001 columns, at most 4096"},
		"wide again": {"a,", `no column "x"`},
	} {
		t.Run(name, func(t *testing.T) {
			tab, err := table.Read("p.csv", strings.NewReader(c.text))
			if err == nil {
				_, err = tab.Numbers("x", "y")
			}
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
	tab, err := table.Read("p.csv", strings.NewReader("# q0: 1 x\nx\n"))
	require.NoError(t, err)
	_, _, err = tab.Comment("q0")
	require.ErrorContains(t, err, `comment "q0": "x" is not a finite number`)
	_, err = table.Load("does/not/exist.csv")
	require.ErrorIs(t, err, os.ErrNotExist)
}

// Neither infinity is a number that a table can hold, however it is written.
func TestOnlyFiniteNumbers(t *testing.T) {
	for _, text := range []string{"Inf", "+Inf", "-Inf", "-infinity", "nan", "1e999", "-1e999", ""} {
		tab, err := table.Read("p.csv", strings.NewReader("# q0: 1 "+text+"\nx,y\n1,"+text+"\n"))
		require.NoError(t, err)
		_, err = tab.Numbers("y")
		require.ErrorContains(t, err, `p.csv:3: column "y": "`+text+`" is not a finite number`)
		if text != "" {
			_, _, err = tab.Comment("q0")
			require.ErrorContains(t, err, `comment "q0": "`+text+`" is not a finite number`)
		}
	}
}

// endless gives comment lines for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '#'
		if i%512 == 511 {
			p[i] = '\n'
		}
	}
	return len(p), nil
}

// A file as long as is allowed is read, one of a byte more is not.
func TestSizeIsBounded(t *testing.T) {
	of := func(size int64) error {
		const header = "x\n"
		_, err := table.Read("p.csv", io.MultiReader(strings.NewReader(header), io.LimitReader(endless{}, size-int64(len(header)))))
		return err
	}
	require.NoError(t, of(512<<20))
	require.ErrorContains(t, of(512<<20+1), "p.csv: longer than 536870912 bytes")
}

func FuzzRead(f *testing.F) {
	f.Add("# q0: 1 2\nx,y\n1,2\n")
	f.Add("x\n\n#\n#:\n1e999\n")
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := table.Read("fuzz.csv", strings.NewReader(text))
		if err != nil {
			return
		}
		rows, err := tab.Numbers(tab.Columns()...)
		if err == nil {
			require.Len(t, rows, tab.Rows())
		}
		_, _, _ = tab.Comment("q0") // whatever it holds, no panic
	})
}

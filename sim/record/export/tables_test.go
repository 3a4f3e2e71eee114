package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/sim/record/frames"

	"github.com/stretchr/testify/require"
)

// table is the rows of a set: by column and element, as CSV names them.
type table []map[string]float64

// readCSV reads the plain table.
func readCSV(t *testing.T, dir string) (out table) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "frames.csv"))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, line := range lines[1:] {
		row := map[string]float64{}
		for i, text := range line {
			if done, err := strconv.ParseBool(text); err == nil && strings.HasPrefix(lines[0][i], "next.") {
				row[lines[0][i]] = map[bool]float64{true: 1}[done]
				continue
			}
			v, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err)
			row[lines[0][i]] = v
		}
		require.Len(t, row, len(lines[0]), "no two columns of one name")
		out = append(out, row)
	}
	return out
}

// readLeRobot reads the rows of all episodes.
func readLeRobot(t *testing.T, dir string) (out table) {
	t.Helper()
	for _, e := range episodesOf(t, dir) {
		for i := range e.Rows() {
			row := map[string]float64{}
			for k := range e.Columns {
				c := &e.Columns[k]
				for j, name := range c.Names {
					if name = c.Name + "." + name; c.IsScalar() {
						name = c.Name
					}
					row[name] = c.At(i*c.Len() + j)
				}
			}
			out = append(out, row)
		}
	}
	return out
}

// episodesOf reads them as they are in a set of LeRobot's.
func episodesOf(t *testing.T, dir string) (all []*frames.Episode) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "meta", "info.json"))
	require.NoError(t, err)
	var info struct{ Features json.RawMessage }
	require.NoError(t, json.Unmarshal(text, &info))
	features := inOrder(t, info.Features)
	data, err := os.ReadFile(filepath.Join(dir, "data", "chunk-000", "file-000.parquet"))
	require.NoError(t, err)
	r, err := frames.Open(bytes.NewReader(data), int64(len(data)), features)
	require.NoError(t, err)
	for g := range r.Groups() {
		e := new(frames.Episode)
		require.NoError(t, r.Read(e, g))
		all = append(all, e)
	}
	return all
}

// inOrder are the features of an info.json, in its order.
func inOrder(t *testing.T, text []byte) (list []frames.Feature) {
	t.Helper()
	from := json.NewDecoder(bytes.NewReader(text))
	_, err := from.Token() // {
	require.NoError(t, err)
	for from.More() {
		name, err := from.Token()
		require.NoError(t, err)
		var f struct {
			Kind  frames.Kind `json:"dtype"`
			Shape []int       `json:"shape"`
			Names []string    `json:"names"`
		}
		require.NoError(t, from.Decode(&f))
		list = append(list, frames.Feature{Name: name.(string), Kind: f.Kind, Shape: f.Shape, Names: f.Names})
	}
	return list
}

package figure_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"mirrorarm/sim/figure"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAFigureIsANumberOrAReason(t *testing.T) {
	require.Equal(t, 1.5, figure.Of(1.5).Float())
	require.Empty(t, figure.Of(0).Why())
	for name, v := range map[string]figure.Value{
		"zero value": {}, "NaN": figure.Of(math.NaN()), "infinity": figure.Of(math.Inf(-1)),
		"missing": figure.Missing("no step"), "mean of nothing": figure.Ratio(0, 0, "no step"),
		"sum with a gap": figure.Of(1).Plus(figure.Missing("no step")),
	} {
		require.False(t, v.Measured(), name)
		require.True(t, math.IsNaN(v.Float()), name)
		require.NotEmpty(t, v.Why(), name)
	}
	require.Equal(t, figure.Of(0.25), figure.Ratio(1, 4, ""))
	require.Equal(t, figure.Count(3), figure.Of(1).Plus(figure.Of(2)))
}

func TestAFigureInAnotherUnit(t *testing.T) {
	require.Equal(t, figure.Of(1500), figure.Of(1.5).Times(1000))
	require.Equal(t, figure.Missing("no step"), figure.Missing("no step").Times(1000), "the reason stays")
}

func TestTextForPeople(t *testing.T) {
	require.Equal(t, "1.5 mm, 2°", figure.Text("%.1f mm, %.0f°", figure.Of(1.52), figure.Of(2)))
	require.Equal(t, "   1.52|1.5  |3", fmt.Sprintf("%7.2f|%-5.1f|%v", figure.Of(1.52), figure.Of(1.52), figure.Count(3)))
	require.Equal(t, "  not measured|not measured|not measured ", fmt.Sprintf("%14.2f|%5.1f|%-13v", figure.Value{}, figure.Value{}, figure.Value{}))
	require.Equal(t, "not measured (no step)", figure.Text("%.1f mm, %.0f°", figure.Of(1.52), figure.Missing("no step")))
}

type inner struct {
	Tips  figure.Value            `json:"tips_mm"`
	Costs map[string]figure.Value `json:"costs"`
}

type embedded struct {
	Step figure.Value `json:"step"`
}

type report struct {
	Name   string         `json:"name"`
	Lag    figure.Value   `json:"lag_ms"`
	Parts  []inner        `json:"parts"`
	Other  *inner         `json:"other,omitempty"`
	Series []float64      `json:"series"`
	Pair   []figure.Value `json:"pair"`
	Hidden figure.Value   `json:"-"`
	Unset  figure.Value   `json:"unset,omitzero"`
	*embedded
}

func TestEveryNullHasItsReason(t *testing.T) {
	text, err := figure.Marshal(&report{
		Name: "x", Lag: figure.Missing("nothing moved"), Series: []float64{1},
		Parts:    []inner{{Tips: figure.Of(2)}, {Tips: figure.Missing("no tips"), Costs: map[string]figure.Value{"skin": {}}}},
		Pair:     []figure.Value{figure.Of(1), figure.Missing("only one")},
		embedded: &embedded{figure.Missing("no path")},
	})
	require.NoError(t, err)
	require.JSONEq(t, `{"name":"x","lag_ms":null,"series":[1],"pair":[1,null],"step":null,
		"parts":[{"tips_mm":2,"costs":null},{"tips_mm":null,"costs":{"skin":null}}],
		"not_measured":{"lag_ms":"nothing moved","parts.1.tips_mm":"no tips","parts.1.costs.skin":"nothing was measured for it","pair.1":"only one","step":"no path"}}`, string(text))
}

func TestAWholeReportHasNoReasons(t *testing.T) {
	text, err := figure.Marshal(embedded{figure.Of(3)})
	require.NoError(t, err)
	require.JSONEq(t, `{"step":3}`, string(text))
	text, err = figure.Marshal([]embedded{{figure.Of(3)}, {figure.Missing("why")}})
	require.NoError(t, err)
	require.JSONEq(t, `[{"step":3},{"step":null,"not_measured":{"step":"why"}}]`, string(text))
}

func TestReadingBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := figure.Of(rapid.Float64().Draw(rt, "x"))
		text, err := json.Marshal(want)
		require.NoError(rt, err)
		var got figure.Value
		require.NoError(rt, json.Unmarshal(text, &got))
		require.Equal(rt, want, got)
	})
	var got figure.Value
	require.NoError(t, json.Unmarshal([]byte("null"), &got))
	require.False(t, got.Measured())
	require.Error(t, json.Unmarshal([]byte(`"1"`), &got))
}

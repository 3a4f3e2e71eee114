package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/world"

	"github.com/stretchr/testify/require"
)

// sceneFile writes a scene into a fresh folder.
func sceneFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "my-scene.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestTheExampleOfASceneIsSoundAndRuns(t *testing.T) {
	code, text, errs := command(t, "scene", "--example")
	require.Zero(t, code, errs)
	path := sceneFile(t, text)
	code, out, errs := command(t, "scene", "check", path)
	require.Zero(t, code, errs)
	require.Equal(t, path+": example: 8 things, 4 of them movable\n", out)
	require.Empty(t, errs)
	for _, follow := range []string{"mirror", "same"} {
		code, out, errs = command(t, "run", "--scene", path, "--follow", follow, "--duration", "100ms", "--json")
		require.Zero(t, code, errs)
		require.Empty(t, errs, "the arm has room where it starts")
		require.True(t, json.Valid([]byte(out)))
	}
	code, out, _ = command(t, "scene", "--example", "--json")
	require.Zero(t, code)
	var r sceneReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.Equal(t, sceneReport{OK: true, Problems: []world.Problem{}, Example: text}, r)
}

func TestCheckTellsEveryProblemOfASceneWithLineAndKey(t *testing.T) {
	path := sceneFile(t, `version: 1
objects:
  - name: slab
    material: tin
    position_mm: [0, 0, 500]
    parts: [{box_mm: [400, 400, 40]}]
  - {name: ball, material: oak, mass_g: heavy, position_mm: [0, 0, 600], parts: [{sphere_mm: 10}]}
`)
	code, out, errs := command(t, "scene", "check", path)
	require.Equal(t, exitFailed, code)
	require.Equal(t, []string{
		path + `: line 4, objects[0].material: "tin", want one of copper, aluminium, steel, alumina, glass, ABS, rubber, oak, paper, cotton, EVA foam, leather`,
		path + `: line 7, objects[1].mass_g: "heavy", want a number in g`,
	}, strings.Split(strings.TrimSpace(out), "\n"))
	require.Equal(t, "mirrorarm: "+path+": 2 problems\n", errs)

	code, out, errs = command(t, "scene", "check", path, "--json")
	require.Equal(t, exitFailed, code)
	require.Equal(t, 1, strings.Count(errs, "\n"))
	var r map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &r), "one JSON object and nothing else")
	require.Equal(t, map[string]any{"ok": false, "problems": []any{
		map[string]any{"line": 4.0, "key": "objects[0].material", "problem": `"tin", want one of copper, aluminium, steel, alumina, glass, ABS, rubber, oak, paper, cotton, EVA foam, leather`},
		map[string]any{"line": 7.0, "key": "objects[1].mass_g", "problem": `"heavy", want a number in g`},
	}}, r)

	code, out, errs = command(t, "run", "--scene", path)
	require.Equal(t, exitFailed, code)
	require.Empty(t, out)
	require.Contains(t, errs, `line 4, objects[0].material: "tin", want one of`)
	require.Contains(t, errs, "(and 1 more)")
	require.Equal(t, 1, strings.Count(errs, "\n"))

	for _, unreadable := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none.yaml"), sceneFile(t, ""), sceneFile(t, "\xff\xfe")} {
		code, out, _ = command(t, "scene", "check", unreadable, "--json")
		require.Equal(t, exitFailed, code)
		var r sceneReport
		require.NoError(t, json.Unmarshal([]byte(out), &r))
		require.False(t, r.OK)
		require.Len(t, r.Problems, 1)
		require.NotContains(t, r.Problems[0].Problem, unreadable)
	}
	code, out, _ = command(t, "scene", "check", sceneFile(t, "version: 1\n"), "--json")
	require.Zero(t, code)
	require.JSONEq(t, `{"ok": true, "problems": []}`, out)
}

func TestShippedScenesAreListedWithALineEach(t *testing.T) {
	code, out, errs := command(t, "scene", "list")
	require.Zero(t, code, errs)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, len(world.SceneNames()))
	code, out, _ = command(t, "scene", "list", "--json")
	require.Zero(t, code)
	var r sceneReport
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	require.True(t, r.OK)
	for i, name := range world.SceneNames() {
		require.Regexp(t, `^`+name+` +\S.{10,}$`, lines[i])
		require.Equal(t, name, r.Scenes[i].Name)
		require.Contains(t, lines[i], r.Scenes[i].About)
	}
}

func TestSceneSaysHowItIsUsed(t *testing.T) {
	for _, args := range [][]string{
		{"scene"}, {"scene", "check"}, {"scene", "list", "x.yaml"}, {"scene", "paint", "x.yaml"}, {"scene", "--example", "list"},
	} {
		code, out, errs := command(t, args...)
		require.Equal(t, exitUsage, code, args)
		require.Empty(t, out)
		require.Equal(t, 1, strings.Count(errs, "\n"), errs)
		require.Contains(t, errs, "want")
	}
}

// TestTheArmThatStartsAsideSaysSoInOneLine: on stderr, beside the results.
func TestTheArmThatStartsAsideSaysSoInOneLine(t *testing.T) {
	path := sceneFile(t, "version: 1\nobjects: [{name: table, material: oak, position_mm: [300, -100, 960], parts: [{box_mm: [500, 900, 40], rounding_mm: 5}]}]\n")
	picture := filepath.Join(t.TempDir(), "p.png")
	for _, args := range [][]string{
		{"run", "--scene", path, "--source", "synth:rest", "--duration", "50ms", "--json"},
		{"shot", "--scene", path, "--source", "synth:rest", "--at", "10ms", "--size", "320x180", "--out", picture, "--json"},
	} {
		code, out, errs := command(t, args...)
		require.Zero(t, code, errs)
		require.True(t, json.Valid([]byte(out)))
		require.Regexp(t, `^the arm starts up to \d+ mm beside the mirrored posture, in which the robot's "\w+" would be \d+\.\d mm inside "table"; it goes there within \d\.\d s as far as it can\n$`, errs)
	}
}

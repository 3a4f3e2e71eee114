package world

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// good is a small scene; the tests below spoil a piece of it.
const good = `version: 1
name: own
objects:
  - name: slab
    material: oak
    position_mm: [0, 0, 500]
    parts: [{box_mm: [400, 400, 40], rounding_mm: 5}]
  - name: ball
    material: steel
    mass_g: 10
    position_mm: [0, 0, 600]
    parts: [{sphere_mm: 10}]
`

// wordsOfTheLibraries are what a reader of a message has never heard of.
var wordsOfTheLibraries = []string{"unmarshal", "!!", "float64", "yaml", "strconv", "world.", "[]", "reflect", "struct"}

func TestWhatIsWrongInASceneIsToldWithLineKeyAndExpectation(t *testing.T) {
	_, problems := CheckScene(strings.NewReader(good))
	require.Empty(t, problems)
	for _, c := range []struct {
		name, from, to string
		line           int
		key, want      string
	}{
		{"no number", "mass_g: 10", "mass_g: heavy", 10, "objects[1].mass_g", `"heavy", want a number in g`},
		{"a number as a word", "mass_g: 10", `mass_g: "10"`, 10, "objects[1].mass_g", `"10", want a number in g`},
		{"with its unit", "sphere_mm: 10", "sphere_mm: 10 mm", 12, "objects[1].parts[0].sphere_mm", `"10 mm", want a number in mm`},
		{"not finite", "mass_g: 10", "mass_g: .nan", 10, "objects[1].mass_g", ".nan, want a finite number in g"},
		{"infinite", "[0, 0, 600]", "[0, 0, .inf]", 11, "objects[1].position_mm[2]", ".inf, want a finite number in mm"},
		{"too large to be", "mass_g: 10", "mass_g: 1e999", 10, "objects[1].mass_g", "want a"},
		{"nothing", "mass_g: 10", "mass_g:", 10, "objects[1].mass_g", "nothing, want a number in g"},
		{"a list for a number", "mass_g: 10", "mass_g: [10]", 10, "objects[1].mass_g", "a list, want a number in g"},
		{"keys for a number", "mass_g: 10", "mass_g: {x: 1}", 10, "objects[1].mass_g", "keys and values, want a number in g"},
		{"a number for a list", "[0, 0, 600]", "600", 11, "objects[1].position_mm", `"600", want 3 numbers in mm in brackets`},
		{"two numbers", "[0, 0, 600]", "[0, 600]", 11, "objects[1].position_mm", "2 entries, want 3 numbers in mm in brackets"},
		{"unknown key", "mass_g: 10", "colour: red", 10, "objects[1].colour", "unknown, want one of name, material, mass_g"},
		{"unknown form", "sphere_mm: 10", "cone_mm: 10", 12, "objects[1].parts[0].cone_mm", "unknown, want one of sphere_mm"},
		{"unknown at the top", "name: own", "title: own", 2, "title", "unknown, want one of version, name, about, gravity_m_s2, objects"},
		{"twice", "mass_g: 10", "mass_g: 10\n    mass_g: 20", 11, "objects[1].mass_g", "given twice, in line 10 already"},
		{"no version", "version: 1\n", "", 1, "version", "missing, want version: 1"},
		{"another version", "version: 1", "version: 2", 1, "version", "2, want 1"},
		{"half a version", "version: 1", "version: 1.5", 1, "version", "1.5, want a whole number"},
		{"no name", "name: ball", "name: ''", 8, "objects[1].name", "0 letters, want 1 to 60"},
		{"name of blanks", "name: ball", "name: '  '", 8, "objects[1].name", "blank, want a name"},
		{"long name", "name: ball", "name: " + strings.Repeat("ä", 61), 8, "objects[1].name", "61 letters, want 1 to 60"},
		{"name of two lines", "name: ball", `name: "a\nb"`, 8, "objects[1].name", "want one line"},
		{"name of another", "name: ball", "name: slab", 8, "objects[1].name", `"slab" is the name of objects[0] too`},
		{"name of the scene", "name: own", "name: " + strings.Repeat("x", 61), 2, "name", "61 letters, want 0 to 60"},
		{"about", "name: own", "about: " + strings.Repeat("x", 201), 2, "about", "201 letters, want 0 to 200"},
		{"material", "material: steel", "material: tin", 9, "objects[1].material", `"tin", want one of copper, aluminium`},
		{"no material", "    material: steel\n", "", 8, "objects[1].material", "missing, want one of copper"},
		{"negative mass", "mass_g: 10", "mass_g: -10", 10, "objects[1].mass_g", "-10, want 0.5 to 100000 in g, or 0"},
		{"tiny mass", "mass_g: 10", "mass_g: 0.1", 10, "objects[1].mass_g", "0.1, want 0.5 to 100000 in g, or 0"},
		{"hot", "mass_g: 10", "mass_g: 10\n    temperature_c: 900", 11, "objects[1].temperature_c", "900, want -50 to 150 in °C"},
		{"far", "[0, 0, 600]", "[0, 0, 20001]", 11, "objects[1].position_mm", "20001 from the world's origin, want at most 20000 in mm"},
		{"turned", "mass_g: 10", "mass_g: 10\n    rpy_deg: [0, 361, 0]", 11, "objects[1].rpy_deg", "361, want -360 to 360 in degrees"},
		{"fast", "mass_g: 10", "mass_g: 10\n    velocity_mm_s: [90000, 0, 0]", 11, "objects[1].velocity_mm_s", "90000 in all, want at most 50000 in mm/s"},
		{"fixed and thrown", "mass_g: 10", "velocity_mm_s: [1, 0, 0]", 10, "objects[1].velocity_mm_s", "a thing of mass_g 0 stays where it is"},
		{"steep", "name: own", "name: own\ngravity_m_s2: [0, 20, -25]", 3, "gravity_m_s2", "in all, want at most 30 in m/s²"},
		{"gravity of one number", "name: own", "name: own\ngravity_m_s2: 9.8", 3, "gravity_m_s2", "want 3 numbers in m/s² in brackets"},
		{"rough", "mass_g: 10", "mass_g: 10\n    friction: 2.1", 11, "objects[1].friction", "2.1, want 0 to 2"},
		{"bouncing higher", "mass_g: 10", "mass_g: 10\n    restitution: 1.1", 11, "objects[1].restitution", "1.1, want 0 to 1"},
		{"rolling by itself", "mass_g: 10", "mass_g: 10\n    rolling_resistance: -0.1", 11, "objects[1].rolling_resistance", "-0.1, want 0 to 0.5"},
		{"no parts", "parts: [{sphere_mm: 10}]", "parts: []", 12, "objects[1].parts", "0 parts, want 1 to 32"},
		{"many parts", "parts: [{sphere_mm: 10}]", "parts: [" + strings.Repeat("{sphere_mm: 10},", 33) + "]", 12, "objects[1].parts", "33 parts, want 1 to 32"},
		{"no form", "{sphere_mm: 10}", "{position_mm: [0, 0, 0]}", 12, "objects[1].parts[0]", "0 forms, want exactly one of sphere_mm"},
		{"two forms", "{sphere_mm: 10}", "{sphere_mm: 10, box_mm: [1, 1, 1]}", 12, "objects[1].parts[0]", "2 forms, want exactly one of sphere_mm"},
		{"no radius", "sphere_mm: 10", "sphere_mm: 0", 12, "objects[1].parts[0].sphere_mm", "radius 0, want 0.5 to 2000 in mm"},
		{"thin box", "[400, 400, 40]", "[400, 400, 0.9]", 7, "objects[0].parts[0].box_mm", "size 0.9, want 1 to 4000 in mm"},
		{"high cylinder", "sphere_mm: 10", "cylinder_mm: [10, 4001]", 12, "objects[1].parts[0].cylinder_mm", "height 4001, want 1 to 4000 in mm"},
		{"thick capsule", "sphere_mm: 10", "capsule_mm: [2001, 10]", 12, "objects[1].parts[0].capsule_mm", "radius 2001, want 0.5 to 2000 in mm"},
		{"much rounding", "rounding_mm: 5", "rounding_mm: 20.1", 7, "objects[0].parts[0].rounding_mm", "20.1, want 0 to 20 in mm"},
		{"rounded ball", "{sphere_mm: 10}", "{sphere_mm: 10, rounding_mm: 1}", 12, "objects[1].parts[0].rounding_mm", "only a box is rounded, this is a sphere"},
		{"far part", "{sphere_mm: 10}", "{sphere_mm: 10, position_mm: [2001, 0, 0]}", 12, "objects[1].parts[0].position_mm", "2001 from the thing's origin, want at most 2000 in mm"},
		{"many copies", "mass_g: 10", "repeat: {count: 10000}", 10, "objects[1].repeat.count", "10000, want 1 to 256"},
		{"no copies", "mass_g: 10", "repeat: {step_mm: [1, 0, 0]}", 10, "objects[1].repeat.count", "0, want 1 to 256"},
		{"more materials than copies", "mass_g: 10", "repeat: {count: 1, materials: [oak, oak]}", 10, "objects[1].repeat.materials", "2 of them, want at most 1, one for each copy"},
		{"material of a copy", "mass_g: 10", "repeat: {count: 2, step_mm: [90, 0, 0], materials: [oak, tin]}", 10, "objects[1].repeat.materials", `"tin", want one of`},
		{"more temperatures than copies", "mass_g: 10", "repeat: {count: 1, temperatures_c: [1, 2]}", 10, "objects[1].repeat.temperatures_c", "2 of them, want at most 1, one for each copy"},
		{"temperature of a copy", "mass_g: 10", "repeat: {count: 1, temperatures_c: [-60]}", 10, "objects[1].repeat.temperatures_c", "-60, want -50 to 150 in °C"},
		{"copies that go far", "mass_g: 10", "repeat: {count: 3, step_mm: [11000, 0, 0]}", 10, "objects[1].repeat.step_mm", "from the world's origin, want at most 20000 in mm"},
		{"inside another thing", "[0, 0, 600]", "[0, 0, 525]", 11, "objects[1].position_mm", `"ball" starts 5.0 mm inside "slab"`},
		{"deep inside", "[0, 0, 600]", "[0, 0, 500]", 11, "objects[1].position_mm", `"ball" starts 20.0 mm inside "slab"`},
		{"inside a copy", "mass_g: 10", "mass_g: 10\n    repeat: {count: 2, step_mm: [18, 0, 0]}", 12, "objects[1].position_mm", `copy 2 of "ball" starts 2.0 mm inside copy 1 of "ball"`},
		{"inside the floor", "[0, 0, 600]", "[0, 0, 4]", 11, "objects[1].position_mm", `"ball" starts 6.0 mm inside the floor, which is at z = 0`},
		{"a fixed one too", "[0, 0, 500]", "[0, 0, 19]", 6, "objects[0].position_mm", `"slab" starts 1.0 mm inside the floor`},
		{"a merge", "mass_g: 10", "<<: {mass_g: 10}", 10, "objects[1].<<", "unknown, want one of name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, good, c.from)
			text := strings.Replace(good, c.from, c.to, 1)
			s, problems := CheckScene(strings.NewReader(text))
			require.Nil(t, s)
			require.Len(t, problems, 1, "nothing else follows from it: %v", problems)
			p := problems[0]
			require.Equal(t, c.line, p.Line, p)
			require.Equal(t, c.key, p.Key)
			require.Contains(t, p.Problem, c.want)
			for _, word := range wordsOfTheLibraries {
				require.NotContains(t, p.Problem, word)
			}
			_, err := ReadScene(strings.NewReader(text))
			require.EqualError(t, err, "world: scene: "+p.String())
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestSeveralProblemsOfASceneAreToldAtOnceInTheOrderOfTheirLines(t *testing.T) {
	text := strings.NewReplacer("oak", "tin", "mass_g: 10", "mass_g: heavy", "rounding_mm: 5", "rounded: 5").Replace(good)
	_, problems := CheckScene(strings.NewReader(text))
	var keys []string
	for _, p := range problems {
		keys = append(keys, p.Key)
	}
	require.Equal(t, []string{"objects[0].material", "objects[0].parts[0].rounded", "objects[1].mass_g"}, keys)
	_, err := ReadScene(strings.NewReader(text))
	require.ErrorContains(t, err, `world: scene: line 5, objects[0].material: "tin", want one of copper`)
	require.ErrorContains(t, err, "(and 2 more)")
	var all *SceneError
	require.ErrorAs(t, err, &all)
	require.Equal(t, problems, all.Problems)

	_, problems = CheckScene(strings.NewReader("version: 1\nobjects:\n" + strings.Repeat("  - {}\n", 200)))
	require.Len(t, problems, maxProblems)
}

// broken reads a little and then fails.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestWhatIsNoSceneAtAllIsToldInOneLine(t *testing.T) {
	folder, err := os.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, folder.Close()) })
	laughs := "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
	for c := 'b'; c <= 'z'; c++ {
		laughs += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9))
	}
	thing := "name: x, material: oak, position_mm: [0, 0, 100], parts: [{sphere_mm: 1}]"
	unfolds := "version: 1\nobjects:\n  - &o {" + thing + ", repeat: &r {count: 1, temperatures_c: &t [" + strings.Repeat("1, ", 256) + "]}}\n" + strings.Repeat("  - *o\n", 255)
	for _, c := range []struct {
		name string
		from io.Reader
		line int
		want string
	}{
		{"empty", strings.NewReader(""), 0, "an empty file, want a scene"},
		{"a comment alone", strings.NewReader("# nothing\n"), 0, "an empty file, want a scene"},
		{"a folder", folder, 0, "cannot be read: "},
		{"a broken disk", broken{errors.New("input/output error")}, 0, "cannot be read: input/output error"},
		{"not UTF-8", strings.NewReader("version: 1\nname: caf\xe9\n"), 2, "not UTF-8 text"},
		{"UTF-16", strings.NewReader("\xff\xfev\x00"), 1, "not UTF-8 text"},
		{"a picture", strings.NewReader("\x89PNG\r\n\x1a\n"), 1, "not UTF-8 text"},
		{"too long", io.LimitReader(zeros{}, 2<<20), 0, "longer than 1048576 bytes, want a scene"},
		{"control characters", strings.NewReader("version: 1\x00"), 0, "a control character"},
		{"one word", strings.NewReader("scene"), 1, `"scene", want keys with their values, some of version, name`},
		{"a list", strings.NewReader("[1, 2]"), 1, "a list, want keys with their values, some of version"},
		{"nothing", strings.NewReader("~"), 1, "nothing, want keys with their values, some of version"},
		{"two scenes", strings.NewReader(good + "---\n" + good), 13, "more than one document, want one scene"},
		{"a list left open", strings.NewReader("version: 1\nobjects: [{name: x\n"), 2, "keys in braces that are not closed"},
		{"a tab", strings.NewReader("version: 1\nobjects:\n\t- name: x\n"), 3, "a tab"},
		{"no colon", strings.NewReader("version: 1\nname\nobjects: []\n"), 2, "a key without its colon"},
		{"moved in", strings.NewReader("version: 1\n  name: x\n"), 2, "a colon too many, or a key that stands too far right"},
		{"moved out", strings.NewReader("  version: 1\nname: x\n"), 2, "a key that stands further left than the first one"},
		{"a quotation mark", strings.NewReader("version: 1\nname: \"x\n"), 2, "a quotation mark that is not closed"},
		{"a backslash", strings.NewReader("version: 1\nname: \"\\y\"\n"), 2, "a backslash in quotation marks"},
		{"no such reference", strings.NewReader("version: 1\nname: *v\n"), 2, `a reference to "v", which is not there`},
		{"a billion laughs", strings.NewReader(laughs), 1, "unknown, want one of version"},
		{"laughs in a list", strings.NewReader(unfolds), 0, "references (*) unfolded"},
		{"itself", strings.NewReader("version: 1\nobjects: &o [*o]\n"), 0, "a list, want keys with their values, some of name"},
		{"endless brackets", strings.NewReader("version: " + strings.Repeat("[", 100_000)), 0, "lists and keys inside each other without end"},
		{"long key", strings.NewReader(strings.Repeat("k", 1000) + ": 1"), 1, "unknown, want one of"},
		{"key of two lines", strings.NewReader("\"a\\nb\": 1"), 1, "unknown, want one of"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, problems := CheckScene(c.from)
			require.Nil(t, s)
			require.NotEmpty(t, problems)
			found := false
			for _, p := range problems {
				found = found || strings.Contains(p.Problem, c.want) && (c.line == 0 || p.Line == c.line)
				require.Less(t, len(p.String()), 400, "fit for a terminal")
				require.NotContains(t, p.String(), "\n")
				for _, word := range wordsOfTheLibraries {
					require.NotContains(t, p.String(), word)
				}
			}
			require.True(t, found, "%q in line %d: %v", c.want, c.line, problems)
		})
	}
}

// zeros are bytes without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestASceneHoldsNoMoreThanTheWorldCan(t *testing.T) {
	scene := func(things ...string) string {
		return "version: 1\nobjects:\n  - " + strings.Join(things, "\n  - ") + "\n"
	}
	row := func(name string, count int, mass float64, parts string) string {
		return fmt.Sprintf("{name: %s, material: oak, mass_g: %g, position_mm: [-3000, 0, 100], parts: [%s], repeat: {count: %d, step_mm: [30, 0, 0]}}", name, mass, parts, count)
	}
	for _, c := range []struct{ want, text string }{
		{"", scene(row("a", 256, 0, "{sphere_mm: 5}"))},
		{"more than 256 things", scene(row("a", 256, 0, "{sphere_mm: 5}"), row("b", 1, 0, "{sphere_mm: 5}"))},
		{"", scene(row("a", 256, 10, "{sphere_mm: 5}"))},
		{"", scene(row("a", 32, 0, strings.Repeat("{sphere_mm: 5},", 32)))},
		{"more than 1024 parts", scene(row("a", 33, 0, strings.Repeat("{sphere_mm: 5},", 32)))},
		{"257 entries, want at most 256", scene(strings.Split(strings.Repeat("{name: x}|", 257), "|")[:257]...)},
	} {
		s, problems := CheckScene(strings.NewReader(c.text))
		if c.want == "" {
			require.Empty(t, problems)
			w, _ := bionicWorld(t, "ideal")
			require.NoError(t, w.Fill(s))
			continue
		}
		require.Len(t, problems, 1)
		require.Contains(t, problems[0].Problem, c.want)
	}
}

// keysOf are the paths of all keys that a type of a scene's file has.
func keysOf(of reflect.Type, path string, keys map[string]bool) {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return
	}
	for i := range of.NumField() {
		if name := of.Field(i).Tag.Get("yaml"); name != "" {
			keys[joined(path, name)] = true
			keysOf(of.Field(i).Type, joined(path, name), keys)
		}
	}
}

// explained are the paths of all keys in a text, and whether a comment stands by
// one of them.
func explained(n *yaml.Node, path string, keys map[string]bool) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := joined(path, key.Value)
		comment := key.HeadComment + key.LineComment + value.HeadComment + value.LineComment
		for _, entry := range value.Content {
			// The comment of a list in brackets belongs to its last entry or its end.
			if value.Style&yaml.FlowStyle != 0 {
				comment += entry.LineComment + entry.FootComment
			}
		}
		keys[at] = keys[at] || len(comment) > 10
		explained(value, at, keys)
	}
	if n.Kind == yaml.SequenceNode {
		for _, entry := range n.Content {
			explained(entry, path, keys)
		}
	}
}

func TestTheExampleExplainsEveryKeyOfASceneAndNoOther(t *testing.T) {
	want, got := map[string]bool{}, map[string]bool{}
	keysOf(reflect.TypeFor[sceneFile](), "", want)
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(ExampleScene()), &doc))
	explained(doc.Content[0], "", got)
	require.Equal(t, want, got)
	require.Greater(t, len(want), 20)

	s, err := ReadScene(strings.NewReader(ExampleScene()))
	require.NoError(t, err)
	w, _ := bionicWorld(t, "ideal")
	require.NoError(t, w.Fill(s))
}

// TestTheExampleTellsTheDefaults: what it says is a key's default is so, and the
// bounds that it names are those of the reader.
func TestTheExampleTellsTheDefaults(t *testing.T) {
	least := "version: 1\nobjects:\n  - {name: x, material: oak, position_mm: [0, 0, 500], parts: [{box_mm: [10, 20, 30]}]}\n"
	spelt := "version: 1\nname: ''\nabout: ''\ngravity_m_s2: [0, 0, -9.80665]\nobjects:\n  - {name: x, material: oak, mass_g: 0, temperature_c: 22, position_mm: [0, 0, 500], rpy_deg: [0, 0, 0], " +
		"friction: 0.48, restitution: 0.5, rolling_resistance: 0.003, velocity_mm_s: [0, 0, 0], parts: [{box_mm: [10, 20, 30], rounding_mm: 0, position_mm: [0, 0, 0], rpy_deg: [0, 0, 0]}], repeat: {count: 1, step_mm: [0, 0, 0], materials: [], temperatures_c: []}}\n"
	a, err := ReadScene(strings.NewReader(least))
	require.NoError(t, err)
	b, err := ReadScene(strings.NewReader(spelt))
	require.NoError(t, err)
	require.Equal(t, a, b)
	nowhere, err := ReadScene(strings.NewReader("version: 1\n"))
	require.NoError(t, err)
	require.Empty(t, nowhere.Objects)

	text := strings.Join(strings.Fields(strings.ReplaceAll(ExampleScene(), "#", "")), " ")
	for _, bound := range []string{
		fmt.Sprintf("%d letters", maxName), fmt.Sprintf("%d letters", maxAbout),
		fmt.Sprintf("%d at most", MaxObjects), fmt.Sprintf("of %d parts", maxSceneParts),
		fmt.Sprintf("%g mm inside", maxOverlap*1e3), fmt.Sprintf("%g to %.0f", minMass*1e3, maxMass*1e3),
		fmt.Sprintf("%g to %g; %g by default", minTemperature, maxTemperature, roomTemperature),
		fmt.Sprintf("%.0f from the origin", maxPlace*1e3), fmt.Sprintf("each -%d to %d", maxTurn, maxTurn),
		fmt.Sprintf("1 to %d parts", maxParts), fmt.Sprintf("each %g to %g", minSize*1e3, 2*maxSize*1e3),
		fmt.Sprintf("%g from its origin", maxSize*1e3), fmt.Sprintf("radius, %g to %g, and height along z, %g to %g", minSize*1e3/2, maxSize*1e3, minSize*1e3, 2*maxSize*1e3),
		fmt.Sprintf("%d m/s² in all", maxGravity), fmt.Sprintf("while it slides, 0 to %d", maxFriction), fmt.Sprintf("coefficient, 0 to %g", maxRolling),
		fmt.Sprintf("%.0f in all", maxSpeed*1e3), fmt.Sprintf("1 to %d; needed", MaxObjects),
	} {
		require.Contains(t, text, bound)
	}
	for _, m := range Materials() {
		require.Contains(t, text, m.Name)
	}
}

func TestASceneMayBeJSON(t *testing.T) {
	s, err := ReadScene(strings.NewReader(`{"version": 1, "objects": [{"name": "ball", "material": "steel", "mass_g": 1e1, "position_mm": [0, 0, 600], "parts": [{"sphere_mm": 10}]}]}`))
	require.NoError(t, err)
	require.InDelta(t, 0.01, s.Objects[0].Body.Mass, 1e-12)
}

// FuzzScene: whatever the text, a scene is made of it that the world takes, or it
// is told in bounded lines what is wrong.
func FuzzScene(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(ExampleScene()))
	for _, name := range SceneNames() {
		text, err := shipped.ReadFile("scenes/" + name + ".yaml")
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"version": 1, "objects": [{"name": "x", "material": "oak", "parts": [{"capsule_mm": [1, 1]}]}]}`))
	f.Add([]byte("version: 1\nobjects: &o [*o]"))
	f.Add([]byte("version: 1\nobjects:\n  - &a {name: x, parts: [&p {sphere_mm: 1e308}, *p], repeat: {count: 256}}\n  - *a"))
	w, _ := bionicWorld(f, "ideal")
	f.Fuzz(func(t *testing.T, text []byte) {
		s, problems := CheckScene(strings.NewReader(string(text)))
		require.Equal(t, s == nil, len(problems) > 0)
		require.LessOrEqual(t, len(problems), maxProblems)
		for _, p := range problems {
			require.NotContains(t, p.String(), "\n")
			require.NotEmpty(t, p.Problem)
			require.GreaterOrEqual(t, p.Line, 0)
		}
		if s == nil {
			return
		}
		w.Clear()
		require.NoError(t, w.Fill(s))
		for _, o := range w.Objects {
			require.True(t, o.WorldFromObject.IsFinite())
		}
	})
}

package session_test

import (
	"fmt"
	"strings"
	"testing"

	"mirrorarm/sim/locale"
	"mirrorarm/sim/session"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/spatial/r3"
)

// TestAProgramIsRead in its order, with lengths and words of its maker's.
func TestAProgramIsRead(t *testing.T) {
	acts, err := session.ReadActs("a.yaml", strings.NewReader(fmt.Sprintf(session.ActsExample, strings.Join(session.ActNames(), " "))))
	require.NoError(t, err)
	require.Len(t, acts, 3)
	require.Equal(t, []string{"greeting", "feel", "turn"}, []string{acts[0].Name, acts[1].Name, acts[2].Name})
	require.InDelta(t, 20.0, acts[0].Seconds, 0)
	require.Equal(t, "Move your hand!", acts[0].Words[locale.English])

	s := open(t, session.Options{Kiosk: true, Program: acts, Language: locale.English})
	require.Equal(t, "Move your hand!", s.Status().Words)
	s.Skip()
	require.Empty(t, s.Status().Words)
	require.Equal(t, locale.ActTouch, s.Status().Caption)
	s.Touch()
	s.Skip()
	require.Empty(t, s.Status().Words)
}

// TestAWrongProgramIsRefused with its line, the key, and what was expected.
func TestAWrongProgramIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "session: p.yaml: empty, want a program of acts",
		"version: 2\nacts: [{act: feel}]":    `session: p.yaml:1: version "2", want 1`,
		"acts: [{act: feel}]":                `session: p.yaml:1: version "", want 1`,
		"version: 1\nacts: []":               "session: p.yaml: 0 acts, want 1 to 100",
		"version: 1\nacts:\n- act: juggle\n": `session: p.yaml:3: acts[0].act: "juggle", want one of attract, greeting, copycat, feel, `,
		"version: 1\nacts:\n- act: feel\n  seconds: 1e9\n":           `session: p.yaml:4: acts[0].seconds: "1e9", want 3 to 600`,
		"version: 1\nacts:\n- act: feel\n  seconds: .nan\n":          `session: p.yaml:4: acts[0].seconds: ".nan", want 3 to 600`,
		"version: 1\nacts:\n- act: feel\n  length: 4\n":              `session: p.yaml:4: unknown key "length", want version, acts, act, seconds or words`,
		"version: 1\nacts:\n- act: feel\n  words: {fr: a}\n":         "session: p.yaml:4: acts[0].words: locale: ",
		"version: 1\nacts:\n- act: feel\n  words: {en: \"a\\tb\"}\n": "session: p.yaml:4: acts[0].words.en: 3 characters, want 1 to 160",
		"version: 1\nacts: [":                                        "session: p.yaml:",
		"version: 1\nacts: [{act: feel}]\n---\n{}":                   "session: p.yaml: more than one document",
		strings.Repeat("#", 1<<17):                                   "session: p.yaml: longer than 65536 bytes",
	} {
		_, err := session.ReadActs("p.yaml", strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
		require.NotContains(t, err.Error(), "\n")
	}
}

// FuzzActs: whatever a file says, it is a program that can be opened, or refused in a line.
func FuzzActs(f *testing.F) {
	f.Add(session.ActsExample)
	f.Add("version: 1\nacts: [{act: feel, seconds: 4, words: {ru: a}}]")
	f.Fuzz(func(t *testing.T, text string) {
		acts, err := session.ReadActs("f", strings.NewReader(text))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		for _, a := range acts {
			require.True(t, a.Seconds >= 3 && a.Seconds <= 600 && a.Explore < a.Seconds)
		}
	})
}

// TestCopperAndOakShareAHand: in the duel one finger lies on copper, its neighbour on oak,
// both as warm as the room, and copper takes more of the heat.
func TestCopperAndOakShareAHand(t *testing.T) {
	duel, err := session.LookupAct("duel")
	require.NoError(t, err)
	s := open(t, session.Options{Kiosk: true, Program: []session.Act{duel}})
	require.True(t, s.Status().Warmth)
	advance(t, s, 12)
	var copper, oak r3.Vec
	for _, o := range s.Mirror().World().Objects {
		switch {
		case o == nil:
		case o.Name == "copper":
			copper = o.Touched.Force
		case o.Name == "oak":
			oak = o.Touched.Force
		}
	}
	require.Greater(t, r3.Norm(copper), 0.3, "N")
	require.Greater(t, r3.Norm(oak), 0.3, "N")
	felt := map[string]float64{}
	for _, f := range look(s).Feel {
		if f.Contact {
			felt[f.Region] = f.Temperature
		}
	}
	t.Logf("felt: %v °C", felt)
	require.Len(t, felt, 2, "two fingers touch, and nothing else")
	require.Greater(t, felt["ring_distal"]-felt["middle_distal"], 3.0, "copper feels colder")
}

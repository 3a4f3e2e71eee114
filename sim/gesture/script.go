package gesture

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"mirrorarm/kinematics/hand"
)

// Bounds of a script.
const (
	maxItems    = 1000
	maxDuration = 10 * time.Minute
)

// parseScript reads a sequence of gestures as Synth describes it.
func parseScript(text string) ([]item, error) {
	var items []item
	for i, part := range strings.Split(text, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			return nil, fmt.Errorf("gesture: script: item %d is empty, want a gesture", i+1)
		}
		it, err := parseItem(words)
		if err != nil {
			return nil, fmt.Errorf("gesture: script: item %d %q: %w", i+1, strings.TrimSpace(part), err)
		}
		if items = append(items, it); len(items) > maxItems {
			return nil, fmt.Errorf("gesture: script: more than %d items", maxItems)
		}
	}
	return items, nil
}

func parseItem(words []string) (it item, err error) {
	var ok bool
	if it.shape, ok = known(words[0]); !ok {
		return it, fmt.Errorf("gesture %q unknown, want one of %s", words[0], strings.Join(Names()[1:], ", "))
	}
	words = words[1:]
	if len(words) > 0 && startsWithLetter(words[0]) && words[0] != "hold" {
		f, ok := fingerNamed(words[0])
		if !ok || it.shape.name != "pinch" {
			return it, fmt.Errorf("%q is no time, and no finger; a pinch takes one of %s, then all take a time such as 0.5s", words[0], strings.Join(fingerNames(), ", "))
		}
		it.shape = pinchWith(it.shape, f)
		words = words[1:]
	}
	if len(words) > 0 && words[0] != "hold" {
		if it.move, err = parseTime(words[0]); err != nil {
			return it, err
		}
		words = words[1:]
	}
	if len(words) > 0 && words[0] == "hold" {
		if len(words) < 2 {
			return it, fmt.Errorf("no time after hold, want one such as 0.5s")
		}
		if it.hold, err = parseTime(words[1]); err != nil {
			return it, err
		}
		words = words[2:]
	}
	if len(words) > 0 {
		return it, fmt.Errorf("%q left over, want NAME [FINGER] [TIME] [hold TIME]", strings.Join(words, " "))
	}
	return it, nil
}

func parseTime(word string) (float64, error) {
	d, err := time.ParseDuration(word)
	if err != nil || d < 10*time.Millisecond || d > maxDuration {
		return 0, fmt.Errorf("time %q, want one from 10ms to 10m, such as 0.5s", word)
	}
	return d.Seconds(), nil
}

func fingerNamed(word string) (hand.Finger, bool) {
	i := slices.Index(fingerNames(), word)
	return hand.Index + hand.Finger(max(i, 0)), i >= 0
}

// fingerNames are the fingers that may meet the thumb.
func fingerNames() (names []string) {
	for f := hand.Index; f <= hand.Little; f++ {
		names = append(names, f.String())
	}
	return names
}

// startsWithLetter tells a name from a time.
func startsWithLetter(word string) bool { return unicode.IsLetter([]rune(word)[0]) }

// pinchWith moves the pinch from the index finger to another one.
func pinchWith(s shape, f hand.Finger) shape {
	i := int(f - hand.Index)
	s.fingers[0], s.fingers[i] = s.fingers[i], s.fingers[0]
	s.touch = pulpOf(f)
	return s
}

package lesson

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Numbers in a lesson's words are not typed but asked for, so that they are those of
// the page and of the arm: {left_mm} is a result of the page's experiment at its
// start, {=x_mm} or {=$elbow} a parameter there, {$elbow} what the joint is called,
// {~$baseFrom$tip} a transform, and {#upper_mm} a fact about the arm. A colon and a digit say how many decimals
// there are. {{ is a brace.
//
// A paragraph, a formula or a hint that begins with [ball] is only for arms that
// have what is named, one with [!ball] only for the others.

var (
	phrase    = regexp.MustCompile(`\{\{|\{([^{}]*)\}`)
	condition = regexp.MustCompile(`^\[(!?)([a-z]+)\]\s*`)
)

// speaker fills in the words of one page.
type speaker struct {
	bench   *Bench
	results []float64
	extra   map[string]float64 // further numbers, by name
}

// text fills in a text; paragraphs that are for other arms are left out.
func (s *speaker) text(text string) (string, error) {
	paragraphs, err := s.texts(strings.Split(text, "\n\n"))
	return strings.Join(paragraphs, "\n\n"), err
}

// texts fills in several and leaves out those for other arms.
func (s *speaker) texts(all []string) (out []string, err error) {
	for _, text := range all {
		mine := true
		for mine {
			m := condition.FindStringSubmatch(text)
			if m == nil {
				break
			}
			if mine, err = s.meets(m[2], m[1] == ""); err != nil {
				return nil, err
			}
			text = text[len(m[0]):]
		}
		if !mine {
			continue
		}
		if text, err = s.fill(text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// meets tells whether the arm has something, or has it not.
func (s *speaker) meets(need string, has bool) (bool, error) {
	if s.bench.arm == nil {
		return false, fmt.Errorf("[%s]: no arm stands on this page", need)
	}
	all := s.bench.arm.needs()
	i := slices.IndexFunc(all, func(n structure) bool { return n.name == need })
	if i < 0 {
		return false, fmt.Errorf("[%s]: want one of %s", need, strings.Join(needNames(), ", "))
	}
	return all[i].has == has, nil
}

// fill puts numbers and names in the place of what stands in braces.
func (s *speaker) fill(text string) (string, error) {
	var err error
	out := phrase.ReplaceAllStringFunc(text, func(found string) string {
		if found == "{{" {
			return "{"
		}
		word, wrong := s.word(found[1 : len(found)-1])
		if wrong != nil && err == nil {
			err = wrong
		}
		return word
	})
	return out, err
}

// word is what one pair of braces stands for.
func (s *speaker) word(name string) (string, error) {
	name, digits, rounded := strings.Cut(name, ":")
	decimals := -1
	if rounded {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || n > 9 {
			return "", fmt.Errorf("{%s:%s}: want a number of decimals, 0 to 9", name, digits)
		}
		decimals = n
	}
	switch {
	case strings.HasPrefix(name, "="):
		k, err := s.bench.knob(name[1:])
		if err != nil {
			return "", fmt.Errorf("{%s}: %w", name, err)
		}
		return spokenNumber(k.value(s.bench.Start[k.at]), decimals), nil
	case strings.HasPrefix(name, mark), strings.HasPrefix(name, "#"), strings.HasPrefix(name, "~"):
		if s.bench.arm == nil {
			return "", fmt.Errorf("{%s}: no arm stands on this page", name)
		}
		if l, ok := s.bench.Experiment.(limbed); ok && name == "#idle" {
			return l.robotLimb().idle(), nil
		}
		if strings.HasPrefix(name, "~") {
			return s.bench.arm.inTransforms(name[1:])
		}
		if strings.HasPrefix(name, "#") {
			return s.bench.arm.fact(name[1:], decimals)
		}
		return s.bench.arm.spoken(name[1:])
	}
	if v, ok := s.extra[name]; ok {
		return spokenNumber(v, decimals), nil
	}
	resolved, err := s.bench.resolve(name)
	if err != nil {
		return "", err
	}
	i, err := s.bench.Result(resolved)
	if err != nil {
		return "", fmt.Errorf("{%s}: %w", name, err)
	}
	return spokenNumber(s.results[i], decimals), nil
}

// spokenNumber is a number in a sentence: with a minus that is as long as a plus,
// and with four significant digits where nothing else was asked for.
func spokenNumber(v float64, decimals int) string {
	text := figure(v)
	if decimals >= 0 && !math.IsInf(v, 0) {
		text = strconv.FormatFloat(v, 'f', decimals, 64)
		if zero, err := strconv.ParseFloat(text, 64); err == nil && zero == 0 {
			text = strings.TrimPrefix(text, "-")
		}
	}
	return strings.Replace(text, "-", "−", 1)
}

// spoken is what a joint or a link of a role is called.
func (a *anatomy) spoken(role string) (string, error) {
	if h, ok := a.joint(role); ok {
		return jointWord(a.limb, h.at), nil
	}
	if link, ok := a.link(role); ok {
		return a.limb.linkWord(link), nil
	}
	return "", a.lacks(role)
}

// fact is a fact about the arm by its name.
func (a *anatomy) fact(name string, decimals int) (string, error) {
	switch name {
	case "tip":
		return a.limb.tipWord(), nil
	case "hand":
		if a.limb.tipWord() == "wrist" {
			return "hand", nil
		}
		return "tip", nil
	case "joints":
		return counted(len(a.limb.coords)), nil
	}
	b := a.bones
	if b == nil {
		return "", a.lacks("elbow")
	}
	low, most := a.span(b.elbow)
	most = max(most, -low)
	switch name {
	case "sign":
		if b.raises {
			return "−", nil
		}
		return "+", nil
	case "lead":
		if b.raises {
			return "", nil
		}
		return "−", nil
	case "bends":
		if b.raises {
			return "upwards", nil
		}
		return "downwards", nil
	case "a":
		return a.rule(b.shoulder), nil
	case "e":
		return a.rule(b.elbow), nil
	}
	v, ok := map[string]float64{
		"upper_mm": b.upper / mm, "fore_mm": b.fore / mm, "reach_mm": (b.upper + b.fore) / mm,
		"upper_m": b.upper, "fore_m": b.fore,
		"most_deg": most / deg, "nearest_mm": b.distance(most) / mm, "best_deg": b.best() / deg,
	}[name]
	if !ok {
		return "", fmt.Errorf("{#%s}: no such fact about an arm", name)
	}
	return spokenNumber(v, decimals), nil
}

// distance is that of the tip from the shoulder's axis at a bend: the law of
// cosines.
func (b *bones) distance(bend float64) float64 {
	return math.Sqrt(b.upper*b.upper + b.fore*b.fore + 2*b.upper*b.fore*math.Cos(bend))
}

// best is the bend at which distance times sine is most, where an arm with a ball
// for a shoulder is most dexterous: with c its cosine and k = (l₁² + l₂²)/(l₁·l₂),
// 3c² + kc − 1 = 0.
func (b *bones) best() float64 {
	k := (b.upper*b.upper + b.fore*b.fore) / (b.upper * b.fore)
	return math.Acos((math.Sqrt(k*k+12) - k) / 6)
}

// rule says how a joint's own value makes the angle of a hinge.
func (a *anatomy) rule(h hinge) string {
	out := jointWord(a.limb, h.at)
	if h.sign < 0 {
		out = "−" + out
	}
	zero := math.Round(h.zero/deg*10) / 10
	switch {
	case zero > 0:
		out += fmt.Sprintf(" + %g°", zero)
	case zero < 0:
		out += fmt.Sprintf(" − %g°", -zero)
	}
	return out
}

// idle names the joints that cannot move the tip in the present posture.
func (l *limb) idle() string {
	var names []string
	tip := l.pose().Pos
	for i := range l.coords {
		if x := l.axis(i); x.turns && x.lever(tip) < meets {
			names = append(names, jointWord(l, i))
		}
	}
	switch n := len(names); n {
	case 0:
		return "no joint is such a one"
	case 1:
		return names[0] + " is such a one"
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1] + " are such"
	}
}

// counted is a small number in words.
func counted(n int) string {
	words := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

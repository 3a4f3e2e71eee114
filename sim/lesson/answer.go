package lesson

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"mirrorarm/kinematics/chain"
	"mirrorarm/kinematics/spatial"

	"gonum.org/v1/gonum/spatial/r3"
)

// longestAnswer bounds what may be typed, in bytes.
const longestAnswer = 4096

// Check judges an answer as it is typed. An answer that cannot be read is an
// error, which costs no try.
func (t *Task) Check(answer string) (Verdict, error) {
	answer = strings.TrimSpace(answer)
	if answer == "" || len(answer) > longestAnswer {
		return Verdict{}, fmt.Errorf("lesson: %d bytes of answer, want %s", len(answer), t.Form())
	}
	switch t.Exercise.Kind {
	case Predict:
		return t.checkPredict(answer)
	case Order:
		return t.checkOrder(answer)
	}
	at, err := t.read(answer)
	if err != nil {
		return Verdict{}, err
	}
	miss, err := t.missAt(at)
	if err != nil {
		return Verdict{Message: err.Error()}, nil
	}
	return Verdict{Accepted: miss == 0, Message: t.explain(at)}, nil
}

// read is the lesson's parameters with the answer's in place.
func (t *Task) read(answer string) ([]float64, error) {
	at := append([]float64(nil), t.Bench.Start...)
	for _, pair := range strings.Fields(answer) {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("lesson: %q: want %s", pair, t.Form())
		}
		i, err := t.Bench.Param(name)
		if err != nil {
			return nil, fmt.Errorf("lesson: %w", err)
		}
		if !t.mayChange(i) {
			return nil, fmt.Errorf("lesson: %s is not to be changed here: %s", name, t.Form())
		}
		v, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64)
		if err != nil {
			return nil, fmt.Errorf("lesson: %s=%s: want a number", name, value)
		}
		if err := t.Bench.params[i].check(v); err != nil {
			return nil, fmt.Errorf("lesson: %w", err)
		}
		at[i] = v
	}
	return at, nil
}

func (t *Task) mayChange(i int) bool {
	for _, f := range t.free {
		if f == i {
			return true
		}
	}
	return false
}

// explain says what parameters lead to, against what was asked.
func (t *Task) explain(at []float64) string {
	results, err := t.Bench.Run(at)
	if err != nil {
		return err.Error()
	}
	if t.Exercise.Kind == Reach {
		distance, angle := t.left()
		w := &t.Exercise.Target
		out := fmt.Sprintf("the tip is %s mm from the target, wanted at most %s mm", figure(distance/mm), figure(w.WithinMM))
		if w.Oriented {
			out += fmt.Sprintf("; turned by %s°, wanted at most %s°", figure(angle/deg), figure(w.WithinDeg))
		}
		return out
	}
	var out []string
	for i := range t.Exercise.Goals {
		g := &t.Exercise.Goals[i]
		out = append(out, g.told(&t.Bench.results[t.goals[i]], results[t.goals[i]]))
	}
	return strings.Join(out, "; ")
}

// told says how a result stands against the goal.
func (g *Goal) told(r *Result, v float64) string {
	return fmt.Sprintf("%s: %s, wanted %s", r.Said(), withUnit(v, r.Unit), g.words(r.Unit))
}

// words is a goal as a person reads it.
func (g *Goal) words(unit string) string {
	switch {
	case unit == truth:
		return withUnit(max(g.Above, 0), unit)
	case math.IsInf(g.Above, 0):
		return "at most " + withUnit(g.Below, unit)
	case math.IsInf(g.Below, 0):
		return "at least " + withUnit(g.Above, unit)
	}
	return figure(g.Above) + " to " + withUnit(g.Below, unit)
}

// checkPredict compares a number with what the experiment computes now.
func (t *Task) checkPredict(answer string) (Verdict, error) {
	number := strings.Fields(answer)[0]
	v, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
	if err != nil || math.IsNaN(v-v) {
		return Verdict{}, fmt.Errorf("lesson: %q: want %s", answer, t.Form())
	}
	want, err := t.wanted()
	if err != nil {
		return Verdict{}, fmt.Errorf("lesson: %w", err)
	}
	if math.Abs(v-want) <= t.Exercise.Tolerance {
		return Verdict{Accepted: true, Message: t.asked() + " is " + withUnit(want, t.unit())}, nil
	}
	return Verdict{Message: t.slip(v, want)}, nil
}

// asked is the quantity to predict, in words.
func (t *Task) asked() string {
	words := t.Bench.results[t.result].Said()
	if t.Exercise.Over != nil {
		return "the factor of " + words
	}
	return words
}

// unit is that of the number to predict; a ratio has none.
func (t *Task) unit() string {
	if t.Exercise.Over != nil {
		return ""
	}
	return t.Bench.results[t.result].Unit
}

// slip guesses what went wrong, without giving the number away.
func (t *Task) slip(v, want float64) string {
	// The tolerance grows with the unit; what is next to zero tells nothing.
	near := func(other float64) bool {
		tolerance := t.Exercise.Tolerance * math.Abs(other/want)
		return want != 0 && math.Abs(v-other) <= tolerance && math.Abs(other) > tolerance
	}
	unit := t.unit()
	switch {
	case near(-want):
		return "right but for the sign: which way do the axes point?"
	case unit != "" && near(want*1e-3):
		return "that would be right in a unit a thousand times larger: the answer is wanted in " + unitWord(unit)
	case unit != "" && near(want*1e3):
		return "that would be right in a unit a thousand times smaller: the answer is wanted in " + unitWord(unit)
	case unit == "deg" && near(want*deg):
		return "that looks like radians: the answer is wanted in degrees"
	case t.Exercise.Over != nil && near(1/want):
		return "that is the inverse of the ratio that was asked for"
	case v*want < 0:
		return "the sign is wrong"
	case math.Abs(v) < math.Abs(want):
		return "too small"
	}
	return "too large"
}

// unitWord is a unit in a sentence.
func unitWord(unit string) string {
	if unit == "deg" {
		return "degrees"
	}
	return unit
}

// checkOrder multiplies the transforms in the order given.
func (t *Task) checkOrder(answer string) (Verdict, error) {
	s := t.state()
	now := spatial.Identity()
	used := map[string]bool{}
	factors := splitTransforms(answer)
	for _, text := range factors {
		name, ok := t.offered(text)
		if !ok || used[name] {
			return Verdict{}, fmt.Errorf("lesson: %q is not on offer, or used twice: %s", text, t.Form())
		}
		used[name] = true
		p, err := transform(s, name)
		if err != nil {
			return Verdict{}, fmt.Errorf("lesson: %w", err)
		}
		now = now.Mul(p)
	}
	want, err := product(s, t.Exercise.Product)
	if err != nil {
		return Verdict{}, fmt.Errorf("lesson: %w", err)
	}
	if sameTransform(now, want) {
		return Verdict{Accepted: true, Message: strings.Join(factors, " · ") + " = " + t.Exercise.Product}, nil
	}
	message := fmt.Sprintf("that product is off by %s mm and %s°",
		figure(r3.Norm(r3.Sub(now.Pos, want.Pos))/mm), figure(turned(now, want)))
	for i := range len(factors) - 1 {
		_, left, leftOK := strings.Cut(factors[i], "From")
		right, _, rightOK := strings.Cut(factors[i+1], "From")
		if leftOK && rightOK && plain(left) != plain(right) {
			message += fmt.Sprintf("; %s and %s do not match: the names that meet must be the same", left, right)
			break
		}
	}
	return Verdict{Message: message}, nil
}

// offered finds a transform among those to choose from, by name or number.
func (t *Task) offered(text string) (string, bool) {
	if i, err := strconv.Atoi(text); err == nil && i >= 1 && i <= len(t.Exercise.From) {
		return t.Exercise.From[i-1], true
	}
	for _, name := range t.Exercise.From {
		if plain(name) == plain(text) {
			return name, true
		}
	}
	return "", false
}

// state is the robot as the exercise sets it up.
func (t *Task) state() *chain.State {
	s := chain.NewState(t.Bench.setting.Robot.Model)
	if p, ok := t.Bench.Experiment.(poser); ok {
		if _, err := t.Bench.Run(t.Bench.Start); err == nil {
			s.SetCoordinates(p.Posture())
		}
	}
	return s
}

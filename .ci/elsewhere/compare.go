package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"strings"
	"text/tabwriter"
)

// Bounds of agreement. Windows runs on this very processor and must agree to the bit.
const (
	freeAgreement    = 1e-9  // rad, of joint angles over 10 s with nothing to touch
	contactAgreement = 1e-6  // of the largest angle, with contact
	figureAgreement  = 1e-6  // relative, of figures in reports
	pixelAgreement   = 0.005 // of the pixels may differ
)

// number finds a number in a report by its keys.
func number(report map[string]any, path string) float64 {
	var v any = report
	for key := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return math.NaN()
		}
		v = m[key]
	}
	if x, ok := v.(float64); ok {
		return x
	}
	return math.NaN()
}

// exact tells whether a machine rounds as this one does.
func (m *machine) exact() bool { return m.arch == "amd64" }

func sameRun(m *machine, got, want *outcome) (string, error) {
	digest, _ := got.json["digest"].(string)
	text := fmt.Sprintf("digest %.8s, loop p50 %.0f µs", digest, number(got.json, "latency_us.loop.p50"))
	if want == nil {
		return text, nil
	}
	if m.exact() && digest != want.json["digest"] {
		return "", fmt.Errorf("digest %.8s, want %.8s", digest, want.json["digest"])
	}
	worst := 0.0
	for _, path := range []string{
		"decode.joint_rmse_deg", "decode.predicted_deg", "retarget.tip_error_mm.mean", "retarget.palm_error_mm", "retarget.reachable_pct",
	} {
		a, b := number(got.json, path), number(want.json, path)
		if math.IsNaN(a) != math.IsNaN(b) {
			return "", fmt.Errorf("%s: %g, want %g", path, a, b)
		}
		if d := math.Abs(a-b) / max(math.Abs(b), 1e-9); d > figureAgreement {
			return "", fmt.Errorf("%s: %.12g, want %.12g", path, a, b)
		} else if d > worst {
			worst = d
		}
	}
	if !m.exact() {
		text += fmt.Sprintf(", figures within %.0e", worst)
	}
	return text, nil
}

func nearly(_ *machine, got, want *outcome) (string, error) {
	if want == nil {
		return "done", nil
	}
	a, _ := got.json["position_m"].([]any)
	b, _ := want.json["position_m"].([]any)
	if len(a) != 3 || len(b) != 3 {
		return "", errors.New("no position")
	}
	for i := range a {
		x, _ := a[i].(float64)
		y, _ := b[i].(float64)
		if math.Abs(x-y) > freeAgreement {
			return "", fmt.Errorf("position %v, want %v", a, b)
		}
	}
	return "the same position", nil
}

func solverTimes(_ *machine, got, want *outcome) (string, error) {
	text := fmt.Sprintf("mean %.1f µs, p50 %.1f µs", number(got.json, "us.mean"), number(got.json, "us.p50"))
	if want == nil {
		return text, nil
	}
	for _, key := range []string{"targets", "solved", "frames", "limit_violations"} {
		if a, b := number(got.json, key), number(want.json, key); a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
			return "", fmt.Errorf("%s: %g, want %g", key, a, b)
		}
	}
	return text, nil
}

func loopTimes(_ *machine, got, _ *outcome) (string, error) {
	loop := "cases.loop.latency_us.loop."
	return fmt.Sprintf("loop p50 %s, p99 %s", micros(number(got.json, loop+"p50")), micros(number(got.json, loop+"p99"))), nil
}

// micros is a time in µs, or a word where the clock did not tell it.
func micros(us float64) string {
	if math.IsNaN(us) {
		return "below the clock's resolution"
	}
	return fmt.Sprintf("%.1f µs", us)
}

func paces(_ *machine, got, _ *outcome) (string, error) {
	r := "cases.realtime.realtime."
	return fmt.Sprintf("deadlines met %.1f %%, wake-up p50 %s, spinning %.1f %% of a core",
		number(got.json, r+"deadlines_met_pct"), micros(number(got.json, r+"wake_up_us.p50")), number(got.json, r+"spinning_pct")), nil
}

// refuses wants exit code 2, or what wine makes of it.
func refuses(_ *machine, got, _ *outcome) (string, error) {
	if !strings.Contains(got.text, "exit status 2") || !strings.Contains(got.text, "pinch") {
		return "", fmt.Errorf("want exit status 2 and a word on what there is: %s", got.text)
	}
	return "refused with exit code 2", nil
}

func samePicture(m *machine, got, want *outcome) (string, error) {
	a, err := png.Decode(bytes.NewReader(got.content))
	if err != nil {
		return "", err
	}
	if want == nil {
		return fmt.Sprint("a picture of ", a.Bounds().Size()), nil
	}
	if m.exact() {
		if !bytes.Equal(got.content, want.content) {
			return "", errors.New("another picture")
		}
		return "the same picture to the byte", nil
	}
	b, err := png.Decode(bytes.NewReader(want.content))
	if err != nil {
		return "", err
	}
	share := differing(a, b)
	if share > pixelAgreement {
		return "", fmt.Errorf("%.2f %% of the pixels differ", 100*share)
	}
	return fmt.Sprintf("%.3f %% of the pixels differ", 100*share), nil
}

func differing(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	n := 0
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}

// steps compares the joint angles of every step, to the bit or within bounds.
func (m *machine) steps(ctx context.Context, reference []outcome) (out []outcome) {
	for _, c := range []struct {
		name, source, scene, seconds string
		relative                     bool
	}{
		{"10 s in the empty scene", "medley", "empty", "10", false},
		{"2 s with contact", "grasp", "cups", "2", true},
	} {
		fmt.Fprintln(os.Stderr, m.name, c.name)
		o := outcome{check: c.name}
		var err error
		if o.content, err = m.run(ctx, patience, m.states, c.source, c.scene, c.seconds); err != nil {
			o.text, o.wrong = err.Error(), true
			out = append(out, o)
			continue
		}
		o.text = fmt.Sprintf("%d joint angles", len(o.content)/8)
		for _, want := range reference {
			if want.check == c.name {
				o.text, err = agree(m, o.content, want.content, c.relative)
			}
		}
		if err != nil {
			o.text, o.wrong = err.Error(), true
		}
		out = append(out, o)
	}
	return out
}

func agree(m *machine, got, want []byte, relative bool) (string, error) {
	if len(got) != len(want) || len(got) == 0 {
		return "", fmt.Errorf("%d bytes of joint angles, want %d", len(got), len(want))
	}
	if bytes.Equal(got, want) {
		return "joint angles equal to the bit", nil
	}
	if m.exact() {
		return "", errors.New("joint angles differ")
	}
	worst, largest := 0.0, 0.0
	for i := 0; i < len(got); i += 8 {
		a := math.Float64frombits(binary.LittleEndian.Uint64(got[i:]))
		b := math.Float64frombits(binary.LittleEndian.Uint64(want[i:]))
		if d := math.Abs(a - b); !(d <= worst) {
			worst = d
		}
		largest = max(largest, math.Abs(b))
	}
	unit, bound := " rad", freeAgreement
	if relative {
		worst, unit, bound = worst/largest, " relative", contactAgreement
	}
	if !(worst <= bound) {
		return "", fmt.Errorf("joint angles differ by up to %.1e%s", worst, unit)
	}
	return fmt.Sprintf("joint angles within %.1e%s", worst, unit), nil
}

// table collects what came out.
type table struct {
	rows  [][3]string
	wrong int
}

func (t *table) add(m *machine, outcomes []outcome) {
	for _, o := range outcomes {
		text := o.text
		if o.wrong {
			text = "WRONG: " + text
			t.wrong++
		}
		t.rows = append(t.rows, [3]string{m.name, o.check, text})
	}
}

func (t *table) print(w io.Writer) {
	tab := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, r := range t.rows {
		_, _ = fmt.Fprintf(tab, "%s\t%s\t%s\n", r[0], r[1], r[2])
	}
	if err := tab.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

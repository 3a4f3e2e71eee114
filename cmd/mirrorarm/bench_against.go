package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mirrorarm/sim/bench"
	"mirrorarm/sim/clock"
)

// rivalPatience is how long another program may take for an answer; beyond it, it
// hangs.
const rivalPatience = 5 * time.Second

// maxAnswer bounds a line of another program's (bytes).
const maxAnswer = 1 << 20

// entrants are the programs that a suite is set against.
func (a *app) entrants(commands []string) ([]bench.Entrant, error) {
	var out []bench.Entrant
	for _, text := range commands {
		words, err := splitWords(text)
		if err != nil {
			return nil, fmt.Errorf("--against %q: %w", text, err)
		}
		if _, err := exec.LookPath(words[0]); err != nil {
			return nil, fmt.Errorf("--against %q: %w", text, err)
		}
		name := filepath.Base(words[len(words)-1])
		out = append(out, bench.Entrant{Name: name, Start: func() (bench.Rival, error) { return startRival(a.ctx, words) }})
	}
	return out, nil
}

// splitWords takes a command apart at spaces, but for those in quotes.
func splitWords(text string) (words []string, err error) {
	var word strings.Builder
	quote, inside := rune(0), false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inside = r, true
		case r == ' ' || r == '\t' || r == '\n':
			if inside {
				words = append(words, word.String())
				word.Reset()
			}
			inside = false
		default:
			inside = true
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the quote %c is not closed", quote)
	}
	if inside {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("want a command")
	}
	return words, nil
}

// rival is another program that speaks JSON lines.
type rival struct {
	ctx    context.Context
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  chan []byte // of its answers; closed at its end
	stop   context.CancelFunc
	stderr tail
}

// tail keeps the last of what a program complains.
type tail struct{ bytes.Buffer }

// Write keeps the last kilobyte or so.
func (t *tail) Write(p []byte) (int, error) {
	const most = 1 << 10
	t.Buffer.Write(p)
	t.Next(max(0, t.Len()-most))
	return len(p), nil
}

func startRival(ctx context.Context, words []string) (*rival, error) {
	inner, stop := context.WithCancel(ctx)
	r := &rival{ctx: ctx, cmd: exec.CommandContext(inner, words[0], words[1:]...), lines: make(chan []byte), stop: stop}
	r.cmd.WaitDelay = time.Second / 5 // for what it has started, and which holds its pipes
	r.cmd.Stderr = &r.stderr
	var err error
	if r.in, err = r.cmd.StdinPipe(); err != nil {
		stop()
		return nil, err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		stop()
		return nil, err
	}
	if err := r.cmd.Start(); err != nil {
		stop()
		return nil, err
	}
	go func() {
		defer close(r.lines)
		s := bufio.NewScanner(out)
		s.Buffer(make([]byte, 64<<10), maxAnswer)
		for s.Scan() {
			select {
			case r.lines <- bytes.Clone(s.Bytes()):
			case <-inner.Done():
				return
			}
		}
	}()
	return r, nil
}

// Begin says what it is about. There is no answer.
func (r *rival) Begin(header any) error { return r.say(header) }

// say writes a line, unless nobody reads it.
func (r *rival) say(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	written := make(chan error, 1)
	go func() {
		_, err := r.in.Write(append(text, '\n'))
		written <- err
	}()
	late := clock.Alarm(rivalPatience)
	defer late.Stop()
	select {
	case err := <-written:
		if err != nil {
			return r.died()
		}
		return nil
	case <-late.C:
		return fmt.Errorf("hangs: has not read a line within %s", rivalPatience)
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

// Solve asks one question.
func (r *rival) Solve(question any) (answer []float64, own time.Duration, err error) {
	if err := r.say(question); err != nil {
		return nil, -1, err
	}
	late := clock.Alarm(rivalPatience)
	defer late.Stop()
	select {
	case line, ok := <-r.lines:
		if !ok {
			return nil, -1, r.died()
		}
		return readAnswer(line)
	case <-late.C:
		return nil, -1, fmt.Errorf("hangs: no answer within %s", rivalPatience)
	case <-r.ctx.Done():
		return nil, -1, r.ctx.Err()
	}
}

// readAnswer reads {"q": […], "us": 12.5}, us being optional.
func readAnswer(line []byte) (answer []float64, own time.Duration, err error) {
	var a struct {
		Q  []*float64 `json:"q"`
		US *float64   `json:"us"`
	}
	const most = 60
	shown := string(line[:min(len(line), most)])
	if err := json.Unmarshal(line, &a); err != nil {
		return nil, -1, fmt.Errorf("nonsense: %q: want an object with q, numbers: %w", shown, err)
	}
	if a.Q == nil {
		return nil, -1, fmt.Errorf("nonsense: %q has no q", shown)
	}
	for i, v := range a.Q {
		if v == nil {
			return nil, -1, fmt.Errorf("number %d of the answer is null", i)
		}
		answer = append(answer, *v)
	}
	own = -1
	if a.US != nil {
		if !(*a.US >= 0 && *a.US < 1e9) {
			return nil, -1, fmt.Errorf("us is %g, want 0 or more", *a.US)
		}
		own = time.Duration(math.Round(*a.US * 1e3))
	}
	return answer, own, nil
}

// died is what there is to say of a program that has ended.
func (r *rival) died() error {
	r.stop()
	_ = r.cmd.Wait() // its state says it
	if last := lastLine(strings.TrimSpace(r.stderr.String())); last != "" {
		return fmt.Errorf("died (%s): %s", r.cmd.ProcessState, last)
	}
	return fmt.Errorf("died (%s)", r.cmd.ProcessState)
}

// Close ends the program.
func (r *rival) Close() {
	_ = r.in.Close()
	r.stop()
	_ = r.cmd.Wait()    // which closes the pipes, whoever else holds them
	for range r.lines { // until the reader has ended
	}
}

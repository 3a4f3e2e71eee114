// Command mutants breaks the code on purpose, a small fault at a time, and counts how
// many of them the tests notice. `make mutants` tries what has changed, `make
// mutants-all` everything.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"mirrorarm/sim/clock"
)

// options are the command's flags.
type options struct {
	Packages []string      `arg:"" optional:"" help:"Packages whose code is broken, as go list names them." default:"./..."`
	Sample   int           `help:"Faults a package." default:"60"`
	Seed     uint64        `help:"Which faults: another seed, another sample." default:"1"`
	Operator []operator    `help:"Only such faults: ${enum}." enum:"${operators}"`
	Since    string        `help:"Only files that differ from this commit. Example: --since HEAD~1" placeholder:"COMMIT"`
	Limit    time.Duration `help:"How long it may take in all; what was tried until then is counted." default:"12h"`
	Importer time.Duration `help:"The longest that an importer's tests may take to be asked too; 0s asks none." default:"10s"`
	Results  string        `help:"Where results are kept, so that a second run goes on." default:"bin/mutants.jsonl" type:"path"`
	List     bool          `help:"Print the sample and try nothing."`
	JSON     bool          `help:"Print one JSON object."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run returns the exit code: 0 done, 1 failed, 2 bad usage, 130 interrupted.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var o options
	asked := false
	parser := kong.Must(&o, kong.Name("mutants"), kong.Writers(stdout, stderr), kong.Exit(func(int) { asked = true }),
		kong.Vars{"operators": operators()},
		kong.Description("Breaks the code on purpose and counts how many faults the tests notice. Faults that do not compile, messages of errors and tables of data are left out."))
	if _, err := parser.Parse(args); asked {
		return 0
	} else if err != nil {
		fmt.Fprintln(stderr, "mutants:", err)
		return 2
	}
	h := &hunt{options: o, stderr: stderr, clock: clock.New()}
	results, err := h.run(ctx)
	if err != nil && !errors.Is(err, errStopped) {
		fmt.Fprintln(stderr, "mutants:", err)
		return 1
	}
	if o.List {
		return 0
	}
	if printed := printScores(stdout, score(results), o.JSON); printed != nil {
		fmt.Fprintln(stderr, "mutants:", printed)
		return 1
	}
	if ctx.Err() != nil {
		return 130
	}
	return 0
}

// operators are the names that --operator takes.
func operators() string {
	var names []string
	for _, op := range slices.Concat(coarse, byHand) {
		names = append(names, string(op))
	}
	return strings.Join(names, ",")
}

func printScores(w io.Writer, s *scores, asJSON bool) error {
	if !asJSON {
		return s.print(w)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(s)
}

// Package draws fixes what property tests draw, so that a test that passed passes
// again. A package that has such tests imports it in one of them:
//
//	import _ "mirrorarm/testdata/draws"
//
// With MIRRORARM_DRAWS=fresh, as in `make soak`, every run draws anew; rapid prints the
// seed of a failure, and -rapid.seed repeats it.
package draws

import (
	"flag"
	"os"

	_ "pgregory.net/rapid" // has the flag
)

func init() {
	if os.Getenv("MIRRORARM_DRAWS") == "fresh" {
		return
	}
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
}

//go:build linux && cgo

package window

import (
	"io"
	"log"

	"github.com/jezek/xgb"
)

import "C"

// quietX keeps off stderr what Ebitengine's other connection to the display logs,
// such as that nobody needs a password. It does so while packages are initialised,
// before that connection is made, which no package of ours could be: C calls it at
// the first step, and by then nothing of Go is ready but what this one uses.
//
//export quietX
func quietX() { xgb.Logger = log.New(io.Discard, "", 0) }

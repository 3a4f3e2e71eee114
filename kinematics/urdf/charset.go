//go:build !page

package urdf

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// charsetReader decodes the encodings that descriptions declare, as browsers know them.
func charsetReader(label string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(label)
	// What begins with a readable declaration has a byte for every letter of it.
	if err != nil || strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return nil, fmt.Errorf("encoding %q: want UTF-8, or one that ASCII is a part of", label)
	}
	return e.NewDecoder().Reader(r), nil
}

//go:build page

package urdf

import (
	"fmt"
	"io"
)

// charsetReader refuses what is not UTF-8: the tables of the other encodings are left
// out of what a browser has to load.
func charsetReader(label string, _ io.Reader) (io.Reader, error) {
	return nil, fmt.Errorf("encoding %q: want UTF-8 here", label)
}

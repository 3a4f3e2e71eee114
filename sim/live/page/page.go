// Package page is the camera page: what a browser shows and runs to find hands in
// a camera's picture. It loads nothing but its own files and the tracker's.
package page

import (
	"embed"
	"io/fs"
)

//go:embed index.html page.css page.js words.js worker.js
var files embed.FS

// Files are the page's.
func Files() fs.FS { return files }

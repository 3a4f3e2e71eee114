package main

import (
	"fmt"
	"os"
)

// distinct refuses a list in which a file or folder stands twice, under whatever names.
func distinct(command, what string, paths []string) error {
	var known []os.FileInfo
	for i, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			info = nil // whoever opens it says so
		}
		for k, other := range known {
			if paths[k] == path || info != nil && other != nil && os.SameFile(info, other) {
				return usageError{fmt.Errorf("%s: %s and %s are the same; want each %s once", command, paths[k], path, what)}
			}
		}
		known = append(known[:i], info)
	}
	return nil
}

// counted is a number of things, one of which is said to be of a kind.
func counted(n int, kind string) string {
	if n == 1 {
		return "1 " + kind
	}
	return fmt.Sprintf("%d %ss", n, kind)
}

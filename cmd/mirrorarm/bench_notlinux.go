//go:build !linux

package main

import "errors"

// pinThread is what only Linux offers.
func pinThread(int) error { return errors.New("only Linux can pin a thread to a core") }

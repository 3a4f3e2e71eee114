package lesson

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// How long another window may keep a file locked before this one gives up, and how
// often it looks. A save takes a few milliseconds. Design values.
const (
	lockPatience = 2 * time.Second
	lockPause    = 10 * time.Millisecond
)

// errLocked says that somebody else holds a lock.
var errLocked = errors.New("locked")

// lockBeside locks a file beside the one at path against other processes and other
// users of this one, until release is called. The lock ends with its process, so
// that none is ever stale; its file goes with the release.
func lockBeside(path string) (release func(), err error) {
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".lock")
	patience, stop := context.WithTimeout(context.Background(), lockPatience)
	defer stop()
	for {
		release, err := lockFile(name)
		if err == nil || !errors.Is(err, errLocked) {
			return release, err
		}
		pause, stop := context.WithTimeout(patience, lockPause)
		<-pause.Done()
		stop()
		if patience.Err() != nil {
			return nil, fmt.Errorf("%s: another window has kept it locked for %s", path, lockPatience)
		}
	}
}

// lockFile opens, locks and hands out the file of a name, or fails with errLocked.
func lockFile(name string) (release func(), err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	done := func() {
		// What is left behind by a failure here is an empty file that hinders nobody.
		_ = f.Close()
	}
	if err := lockOpen(f); err != nil {
		done()
		return nil, err
	}
	// Between opening and locking, its holder may have removed it.
	mine, err := f.Stat()
	if err == nil {
		var there os.FileInfo
		if there, err = os.Stat(name); err == nil && os.SameFile(mine, there) {
			return func() {
				_ = os.Remove(name)
				done()
				if runtime.GOOS == "windows" {
					_ = os.Remove(name) // which removes nothing that is open, be it the next holder's
				}
			}, nil
		}
	}
	done()
	return nil, errLocked
}

package testdata

import (
	"strings"
	"sync"
)

// Log is what a process writes while a test reads it.
type Log struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (l *Log) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

// String is all that has been written.
func (l *Log) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

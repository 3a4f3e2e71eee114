package live

import (
	"fmt"
	"slices"
)

// State is how a camera stands, as its page tells it.
type State string

// The states. Gone is that of a page that is not connected any more.
const (
	Gone       State = ""
	Starting   State = "starting"
	Permission State = "permission" // is waited for
	Denied     State = "denied"
	NoCamera   State = "none"
	Unplugged  State = "unplugged"
	NoHand     State = "nohand"
	HandSeen   State = "hand"
	TooDark    State = "dark"
	TooSlow    State = "slow"
	MustShow   State = "visible" // the page, to go on
	Broken     State = "broken"
)

func (s State) check() error {
	known := []State{Starting, Permission, Denied, NoCamera, Unplugged, NoHand, HandSeen, TooDark, TooSlow, MustShow, Broken}
	if !slices.Contains(known, s) {
		return fmt.Errorf("state %q, want one of %v", short(string(s)), known)
	}
	return nil
}

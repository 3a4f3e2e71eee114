package session_test

import _ "mirrorarm/testdata/draws" // property tests draw the same every time

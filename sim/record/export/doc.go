// Package export makes data sets of recorded sessions, each an episode, in the formats and
// with the columns of sim/dataset.
//
// Rows come at a fixed rate, from the first step on at which every channel has told
// something; nothing is made up, nor interpolated: a value is the latest at or before its
// row's time. An action are the joint targets of the step after that, the first ones that
// were sent once the row could be seen.
package export

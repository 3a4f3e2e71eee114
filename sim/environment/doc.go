// Package environment offers the tasks of sim/task to programs that learn, over
// WebSocket: many robots stepped by one message, in parallel, each deterministic by
// its own seed, whatever the number of the others and of the cores.
//
// The protocol, which README shows with a client: requests are JSON objects in text
// messages, told apart by their op; a binary message is a step's actions. Each gets
// one answer, JSON or, if asked for, binary. What cannot be done is answered by the op
// "error" and a sentence, and leaves everything as it was.
//
// Every connection has an environment of its own, which ends with it.
package environment

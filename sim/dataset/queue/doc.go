// Package queue has the episodes of a data set made by any number of machines, which
// come and go, through a NATS server with JetStream (https://docs.nats.io/nats-concepts/jetstream),
// which is the user's own.
//
// Orders, an episode each, stand in a stream that is a work queue. A worker takes one,
// says while it works that it is in progress, stores the episode's file in the job's
// object store, and acknowledges the order only then: that of a worker that dies is
// given out again. An episode that is made twice is the same bytes. HandOut fetches what
// is stored into a part, from which the set is assembled. Everything that talks to the
// server is tried again through an outage.
package queue

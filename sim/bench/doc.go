// Package bench measures the mirroring loop: latency, throughput, accuracy and
// cost, of the whole and of each stage, and compares two such measurements.
//
// # How it measures
//
// A case is measured in repeats. Each repeat starts from freshly built stages,
// so that the placement of memory varies among repeats as it does among runs of
// the program, warms up, and then steps through the same simulated movement from
// its beginning. Since every repeat does the same work at the same step, a step's
// cost can be compared across repeats: what another program on the machine adds to
// some of them disappears in their lower quartile, and what the step itself costs
// remains. A fixed reference loop, timed every ten steps, takes the speed of the
// processor out of comparisons.
//
// Latencies go into HdrHistograms, without such cleaning. A loop that is run as
// fast as it can never queues; its "response" is the latency from the time at
// which a step would have been due at the loop's rate, so that a stall counts for
// every step that it would have delayed.
//
// # Clocks
//
// The package owns no clock and starts no goroutine but the workers of the robots
// case: what it needs of the machine is passed in as a Host. Times are
// time.Durations; in results the unit is in the name.
package bench

package main

import "mirrorarm/sim/bench"

func writeBenchReport(string, *bench.Result) error { return nil }

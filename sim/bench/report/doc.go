// Package report turns the results of a benchmark into plots and one page of
// HTML that needs nothing from outside. Times are microseconds, sizes counts; the
// unit is on every axis.
package report

//go:build race

package httpx_test

// raced says that the race detector is on: it makes pools forget on purpose, so allocations cannot
// be counted.
const raced = true

//go:build race

package phone

// racing makes the proofs small: the race detector slows them tenfold and has
// nothing to find in them. They are complete in a run without it.
const racing = true

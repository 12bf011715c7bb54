//go:build !unix

package bench

func processorTime() processor { return 0 }

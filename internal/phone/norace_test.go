//go:build !race

package phone

const racing = false

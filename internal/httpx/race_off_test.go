//go:build !race

package httpx_test

const raced = false

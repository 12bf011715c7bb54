package main

import "errors"

type exportCommand struct{}

// Run exports.
func (c *exportCommand) Run(e *environment) error { return errors.New("not yet") }

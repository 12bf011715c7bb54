package main

import (
	"bufio"
	"strings"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// confirmFlag guards a command that deletes more than one thing.
type confirmFlag struct {
	Yes bool `help:"Go on without the question."`
}

// confirm prints what goes and reads the name from standard input. An error means that the name did
// not come.
func (c confirmFlag) confirm(e *environment, name string, what message.Text) error {
	if c.Yes {
		return nil
	}
	e.printf("%s\n%s ", e.language.Render(what), e.say("cmd.type_name", ringdex.Show(name)))
	lines := bufio.NewScanner(e.stdin)
	lines.Scan()
	if strings.TrimSpace(lines.Text()) != name {
		return message.Err("cmd.not_confirmed")
	}
	return nil
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" help:"Shell that reads the script." enum:"bash,zsh,fish"`
}

// completions are scripts that ask the program itself, so that they fit every version. Without an
// answer the shell completes names of files.
var completions = map[string]string{
	"bash": `_ringdex() { local IFS=$'\n'; COMPREPLY=($(ringdex complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)); }
complete -o default -F _ringdex ringdex
`,
	"zsh": `_ringdex() { local found=("${(@f)$(ringdex complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"); [[ -n $found ]] && compadd -- $found || _files; }
compdef _ringdex ringdex
`,
	"fish": `complete -c ringdex -a '(ringdex complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
}

// Run prints the script of the shell.
func (c *completionCommand) Run(e *environment) error {
	e.printf("%s", completions[c.Shell])
	return nil
}

type completeCommand struct {
	Words []string `arg:"" optional:""`
}

// Run prints the completions of the last word, one a line.
func (c *completeCommand) Run(e *environment, k *kong.Kong) error {
	for _, word := range completionsOf(k.Model.Node, c.Words) {
		fmt.Fprintln(e.stdout, word)
	}
	return nil
}

// typed is what the words before the last one have named.
type typed struct {
	node    *kong.Node
	flag    *kong.Flag // waits for its value; nil for none
	command int        // arguments of the command
}

// completionsOf returns what the last word of a command line can become: commands, flags, and
// choices of flags and arguments.
func completionsOf(app *kong.Node, words []string) []string {
	if len(words) > 1 && words[0] == "help" {
		words = words[1:]
	}
	at := typed{node: app}
	last := len(words) - 1
	for _, word := range words[:max(last, 0)] {
		at.take(word)
	}
	begun := ""
	if last >= 0 {
		begun = words[last]
	}
	return at.fitting(begun)
}

// take moves on by a complete word. bash makes "=" a word of its own.
func (t *typed) take(word string) {
	switch {
	case t.flag != nil:
		if word != "=" {
			t.flag = nil
		}
	case strings.HasPrefix(word, "-"):
		if flag := t.flagNamed(word); flag != nil && !flag.IsBool() {
			t.flag = flag
		}
	default:
		t.command++
		for _, child := range t.node.Children {
			if child.Name == word {
				t.node, t.command = child, 0
			}
		}
	}
}

func (t *typed) flagNamed(word string) *kong.Flag {
	for _, flag := range slices.Concat(t.node.AllFlags(false)...) {
		if "--"+flag.Name == word {
			return flag
		}
	}
	return nil
}

// fitting returns the words that begin with begun.
func (t *typed) fitting(begun string) (words []string) {
	name, value, assigned := strings.Cut(begun, "=")
	switch flag := t.flagNamed(name); {
	case t.flag != nil:
		return matching(strings.TrimPrefix(begun, "="), "", choicesOf(t.flag.Value))
	case assigned && flag != nil:
		return matching(value, name+"=", choicesOf(flag.Value))
	case strings.HasPrefix(begun, "-"):
		for _, flag := range slices.Concat(t.node.AllFlags(true)...) {
			words = append(words, "--"+flag.Name)
		}
	case t.command < len(t.node.Positional):
		words = choicesOf(t.node.Positional[t.command])
	case t.command == 0:
		for _, child := range t.node.Children {
			if !child.Hidden {
				words = append(words, child.Name)
			}
		}
	}
	return matching(begun, "", words)
}

// matching returns the words that begin so, with a prefix.
func matching(begun, prefix string, words []string) (fit []string) {
	for _, word := range words {
		if strings.HasPrefix(word, begun) {
			fit = append(fit, prefix+word)
		}
	}
	return fit
}

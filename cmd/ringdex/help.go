package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// helped maps "help" and an empty command line to --help, and --version to its command.
func helped(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		return []string{"version"}
	}
	return args
}

// helpOn returns the command that shows the help on a command line with an error.
func helpOn(err error) string {
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok {
		if node := wrong.Context.Selected(); node != nil {
			return "ringdex help" + strings.TrimPrefix(node.FullPath(), "ringdex")
		}
	}
	return "ringdex help"
}

// helpShown ends parsing after help was printed; kong itself would exit the program.
type helpShown struct{}

// placeholders gives each flag without a placeholder its choices, or else the last word of its
// name. kong would show the type or the default.
func placeholders(k *kong.Kong) error {
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && flag.PlaceHolder == "" {
			flag.PlaceHolder = placeholder(flag)
		}
		return next(nil)
	})
}

func placeholder(flag *kong.Flag) string {
	if choices := choicesOf(flag.Value); len(choices) > 0 {
		return strings.Join(choices, "|")
	}
	return strings.ToUpper(flag.Name[strings.LastIndex(flag.Name, "-")+1:])
}

// choicesOf returns the choices of a flag or an argument; none if it takes any value.
func choicesOf(v *kong.Value) []string {
	if v.Enum == "" {
		return nil
	}
	return v.EnumSlice()
}

// explained returns the help of a flag or an argument, with its default and its environment
// variable. An argument has no placeholder, so its choices are added, too.
func explained(v *kong.Value) string {
	help := strings.TrimSuffix(v.Help, ".")
	if choices := choicesOf(v); v.Flag == nil && len(choices) > 0 {
		help += ": " + strings.Join(choices, " or ")
	}
	if v.HasDefault && v.Default != "" {
		help += "; default: " + v.Default
	}
	if len(v.Tag.Envs) > 0 {
		help += " ($" + v.Tag.Envs[0] + ")"
	}
	return help + "."
}

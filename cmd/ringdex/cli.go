package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"ringdex/internal/i18n"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// cli is the command line. Its own flags, and those of serve, are settings (settings.go).
type cli struct {
	Database     string `help:"Where the directory is kept: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME." default:"sqlite:ringdex.db" placeholder:"URL"`
	Organization string `help:"Key of the organization that a command is about." default:"default" placeholder:"KEY"`
	Language     string `help:"Language of messages and reports: en, cs, de, pl or sk." default:"en" placeholder:"LANGUAGE"`
	Region       string `help:"Where numbers without a country code are from, in order; a new organization keeps it (organization set changes it)." default:"CZ" placeholder:"CZ,SK,PL"`

	AllowOutbound []string `help:"Private networks that webhooks may reach, also without https." placeholder:"10.0.0.0/8"`

	Serve   serveCommand    `cmd:"" help:"Serve all doors."`
	Init    initCommand     `cmd:"" help:"Make a new database, with its first organization and administrator."`
	Lookup  lookupCommand   `cmd:"" help:"Ask who has a number."`
	User    userCommands    `cmd:"" help:"Users: contacts that can sign in."`
	Contact contactCommands `cmd:"" help:"One contact: show or delete it."`
	Key     keyCommands     `cmd:"" help:"API keys."`
	Field   fieldCommands   `cmd:"" help:"Custom fields."`
	Source  sourceCommands  `cmd:"" help:"Sources, and how their records are taken."`
	Org     orgCommands     `cmd:"" name:"organization" help:"Organizations (tenants)."`
	Webhook webhookCommands `cmd:"" help:"Webhooks: who is told what changes."`
	Jobs    jobsCommands    `cmd:"" help:"Work that waits, runs, or has died."`
	Check   checkCommand    `cmd:"" help:"Show the settings and test what they point to."`
	Import  importCommand   `cmd:"" help:"Take contacts or companies in from a file."`
	Export  exportCommand   `cmd:"" help:"Write contacts or companies to a file."`
	Runs    runCommands     `cmd:"" name:"run" help:"Imports and calls, and what became of their records."`
	Backup  backupCommand   `cmd:"" help:"Back up a database of SQLite, also beside a running server."`
	Restore restoreCommand  `cmd:"" help:"Put a back-up in the place of the database."`
	Migrate migrateCommand  `cmd:"" help:"Copy everything to another database, such as from SQLite to PostgreSQL."`
	Bench   benchCommand    `cmd:"" help:"Measure, beside a floor in the same run."`
	Version versionCommand  `cmd:"" help:"Print the version."`
}

// environment holds the inputs and outputs of commands.
type environment struct {
	ctx    context.Context
	stdin  io.Reader
	stdout *terminal
	stderr *terminal
	clock  ringdex.Clock
	cli    *cli

	language i18n.Language // of messages; the zero value is English

	uploadLimit int64 // for the VOIPEX wire; 0 for its default
}

// now returns the time in the stored form: UTC, in milliseconds.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// usageExit is the exit code of an invalid command line.
const usageExit = 2

func execute(e *environment, args []string) (code int) {
	e.cli = &cli{}
	exited := -1
	parser, err := kong.New(e.cli, kong.Name("ringdex"), kong.Description("The contact hub: contacts in, the caller out."),
		kong.Writers(e.stdout, e.stderr), kong.Exit(func(code int) { exited = code; panic(helpShown{}) }),
		kong.PostBuild(settings), kong.ValueFormatter(explained))
	if err != nil {
		return fail(e, err)
	}
	defer func() {
		if recovered := recover(); recovered != nil {
			if _, ok := recovered.(helpShown); !ok {
				panic(recovered)
			}
			code = exited
		}
	}()
	parsed, err := parser.Parse(helped(args))
	if err != nil {
		fmt.Fprintln(e.stderr, "ringdex:", err, "(ringdex --help lists what there is)")
		return usageExit
	}
	if err := e.speak(); err != nil {
		return fail(e, err)
	}
	if err := parsed.Run(e); err != nil {
		return fail(e, err)
	}
	return 0
}

// speak sets the language from the settings.
func (e *environment) speak() error {
	l, ok := i18n.Parse(e.cli.Language)
	if !ok {
		return message.Err("cmd.language", ringdex.Show(e.cli.Language), i18n.Languages)
	}
	e.language = l
	return nil
}

// helped maps "help" and an empty command line to --help.
func helped(args []string) []string {
	if len(args) == 0 {
		return []string{"--help"}
	}
	if args[0] == "help" {
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}

// explained returns the help of a flag or an argument, with its choices and its default unless the
// text has them.
func explained(v *kong.Value) string {
	help := strings.TrimSuffix(v.Help, ".")
	if choices := slices.DeleteFunc(v.EnumSlice(), func(c string) bool { return c == "" || strings.Contains(v.Help, c) }); len(choices) > 0 {
		help += ": " + strings.Join(slices.DeleteFunc(v.EnumSlice(), func(c string) bool { return c == "" }), ", ")
	}
	if v.HasDefault && v.Default != "" && v.Tag.PlaceHolder != "" {
		help += "; default " + v.Default
	}
	if len(v.Tag.Envs) > 0 {
		help += " ($" + v.Tag.Envs[0] + ")"
	}
	return help + "."
}

// helpShown ends parsing after help was printed; kong itself would exit the program.
type helpShown struct{}

// exitCode is the error of a command that has already printed its result.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// fail prints an error with its causes: the user of the command line is the operator.
func fail(e *environment, err error) int {
	if code, ok := errors.AsType[exitCode](err); ok {
		return int(code)
	}
	fmt.Fprintln(e.stderr, "ringdex:", e.language.Error(err))
	if known, ok := errors.AsType[*ringdex.Error](err); ok && known.Cause != nil {
		fmt.Fprintln(e.stderr, "  "+e.language.Render(message.New("cmd.because", known.Cause)))
	}
	return 1
}

// regions returns the default regions from the settings.
func (e *environment) regions() (phone.Regions, error) {
	regions, err := phone.ParseRegions(e.cli.Region)
	if err != nil {
		return nil, message.Wrap(err, "value.of", "--region")
	}
	return regions, nil
}

func (e *environment) printf(format string, args ...any) { fmt.Fprintf(e.stdout, format, args...) }

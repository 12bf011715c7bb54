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
	"ringdex/internal/terminal"
)

// cli is the command line. Its own flags, and those of serve, are settings (settings.go).
type cli struct {
	Database     string `help:"Database of the directory: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME." default:"sqlite:ringdex.db" placeholder:"URL"`
	Organization string `help:"Key of the organization." default:"default" placeholder:"KEY"`
	Language     string `help:"Language of messages and reports." default:"en" placeholder:"en|cs|de|pl|sk"`
	Region       string `help:"Regions of numbers without a country code, in order. A new organization keeps them; \"organization set\" changes them." default:"CZ" placeholder:"CZ,SK,PL"`

	AllowOutbound []string `help:"Private networks that webhooks and connectors may reach, also by http." placeholder:"10.0.0.0/8"`
	FilesRoot     string   `help:"Folder below which connectors that are not in ringdex.yaml may read files, each in the folder DIR/ORGANIZATION; default: nowhere." placeholder:"DIR"`

	Serve     serveCommand      `cmd:"" help:"Run the server."`
	Init      initCommand       `cmd:"" help:"Create a database with its first organization and administrator."`
	Lookup    lookupCommand     `cmd:"" help:"Look up a number."`
	Search    searchCommand     `cmd:"" help:"Find contacts and companies by words."`
	User      userCommands      `cmd:"" help:"Users: contacts that can sign in."`
	Contact   contactCommands   `cmd:"" help:"Show or delete a contact."`
	Company   companyCommands   `cmd:"" help:"Show what sources say of a company, and lock its fields."`
	Key       keyCommands       `cmd:"" help:"API keys."`
	Field     fieldCommands     `cmd:"" help:"Custom fields."`
	Source    sourceCommands    `cmd:"" help:"Settings of sources."`
	Org       orgCommands       `cmd:"" name:"organization" help:"Organizations (tenants)."`
	Webhook   webhookCommands   `cmd:"" help:"Webhooks: addresses that are notified of changes."`
	Jobs      jobsCommands      `cmd:"" help:"Background jobs."`
	Check     checkCommand      `cmd:"" help:"Show the settings, and check the database."`
	Import    importCommand     `cmd:"" help:"Import contacts or companies from a file."`
	Export    exportCommand     `cmd:"" help:"Export contacts or companies to a file."`
	History   historyCommands   `cmd:"" help:"Show what has changed of a record, who changed it and from where."`
	Runs      runCommands       `cmd:"" name:"run" help:"Runs: imports, uploads and calls, with their outcomes."`
	Undo      undoCommand       `cmd:"" help:"Take a run or a single change back."`
	Person    personCommands    `cmd:"" help:"Find a person over all sources, give out what is known of it, erase it."`
	Backup    backupCommand     `cmd:"" help:"Back up an SQLite database. A server may be running."`
	Restore   restoreCommand    `cmd:"" help:"Replace the database by a back-up."`
	Migrate   migrateCommand    `cmd:"" help:"Copy everything to another database, for example from SQLite to PostgreSQL."`
	Connector connectorCommands `cmd:"" help:"Connectors: remote systems to read from and to send to."`
	Sync      syncCommand       `cmd:"" help:"Read from a connector now, or send what waits for it."`
	Reconcile reconcileCommand  `cmd:"" help:"Compare the system of a connector with the directory."`
	Emulate   emulateCommands   `cmd:"" help:"Emulate a remote system, to try its connector."`
	Bench     benchCommand      `cmd:"" help:"Measure speed, with a floor in the same run."`
	Version   versionCommand    `cmd:"" help:"Print the version."`

	Completion completionCommand `cmd:"" help:"Print a script that completes commands in a shell."`
	Complete   completeCommand   `cmd:"" hidden:"" passthrough:"" help:"Complete a command line; called by the script."`
}

// environment holds the inputs and outputs of commands.
type environment struct {
	ctx    context.Context
	stdin  io.Reader
	stdout *terminal.Terminal
	stderr *terminal.Terminal
	clock  ringdex.Clock
	cli    *cli

	language i18n.Language // of messages; the zero value is English

	databaseNamed bool // by --database, not by a setting

	uploadLimit int64 // for the VOIPEX wire; 0 for its default
}

// now returns the time in the stored form: UTC, in milliseconds.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// usageExit is the exit code of an invalid command line.
const usageExit = 2

func execute(e *environment, args []string) (code int) {
	e.cli = &cli{}
	exited := -1
	parser, err := newParser(e, e.cli, func(code int) { exited = code; panic(helpShown{}) })
	if err != nil {
		return fail(e, usage(err))
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
		e.warn("cmd.wrong_usage", err, helpOn(err))
		return usageExit
	}
	e.databaseNamed = slices.ContainsFunc(parsed.Path, func(p *kong.Path) bool { return p.Flag != nil && p.Flag.Name == "database" })
	if err := e.speak(); err != nil {
		return fail(e, err)
	}
	if err := parsed.Run(e); err != nil {
		return fail(e, err)
	}
	return 0
}

// joinTexts lists values in a message.
func joinTexts[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

// newParser returns a parser of command lines into c.
func newParser(e *environment, c *cli, exit func(int)) (*kong.Kong, error) {
	return kong.New(c, kong.Name("ringdex"), kong.Description("Contact hub: imports contacts and identifies callers."),
		kong.Writers(e.stdout, e.stderr), kong.Exit(exit),
		kong.PostBuild(settings), kong.PostBuild(placeholders), kong.ValueFormatter(explained))
}

// speak sets the language from the settings.
func (e *environment) speak() error {
	l, ok := i18n.Parse(e.cli.Language)
	if !ok {
		return usage(message.Err("cmd.language", ringdex.Show(e.cli.Language), joinTexts(i18n.Languages)))
	}
	e.language = l
	return nil
}

// exitCode is the error of a command that has already printed its result.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// usageError is an error of the command line or of a setting. Its exit code is that of a flag that
// the parser refuses.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// Message implements message.Texter.
func (u usageError) Message() message.Text { return message.Of(u.error) }

// usage returns err as an error of the command line; nil for nil.
func usage(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

// flagError returns an error about the value of a flag; nil for nil.
func flagError(flag string, err error) error {
	if err == nil {
		return nil
	}
	return usage(message.Wrap(err, "value.of", flag))
}

// fail prints an error with its causes: the user of the command line is the operator.
func fail(e *environment, err error) int {
	if code, ok := errors.AsType[exitCode](err); ok {
		return int(code)
	}
	fmt.Fprintln(e.stderr, "ringdex:", e.language.Error(err))
	if known, ok := errors.AsType[*ringdex.Error](err); ok && known.Cause != nil {
		fmt.Fprintln(e.stderr, "  "+e.say("cmd.because", known.Cause))
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return usageExit
	}
	return 1
}

// regions returns the default regions from the settings.
func (e *environment) regions() (phone.Regions, error) {
	regions, err := phone.ParseRegions(e.cli.Region)
	return regions, flagError("--region", err)
}

// say returns a text of the catalogue in the language of the settings.
func (e *environment) say(key string, args ...any) string {
	return e.language.Render(message.New(key, args...))
}

// tell prints a line of the catalogue to standard output.
func (e *environment) tell(key string, args ...any) { fmt.Fprintln(e.stdout, e.say(key, args...)) }

// warn prints a line of the catalogue to standard error.
func (e *environment) warn(key string, args ...any) {
	fmt.Fprintln(e.stderr, "ringdex:", e.say(key, args...))
}

func (e *environment) printf(format string, args ...any) { fmt.Fprintf(e.stdout, format, args...) }

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"ringdex/internal/emulator/fault"
	"ringdex/internal/server"
)

// emulateCommands have a command for each system, with its own file.
type emulateCommands struct {
	Helpdesk emulateHelpdesk `cmd:"" help:"Emulate an IPEX Helpdesk."`
	Helios   emulateHelios   `cmd:"" help:"Emulate a ServiceGate of Helios Green."`
	HTTP     emulateHTTP     `cmd:"" name:"http" help:"Emulate a REST API of a shop."`
	Daktela  emulateDaktela  `cmd:"" help:"Emulate a Daktela."`
	Thulium  emulateThulium  `cmd:"" help:"Emulate a Thulium."`
	Voipex   emulateVoipex   `cmd:"" help:"Emulate a VOIPEX."`
}

// emulation holds the flags of all emulators.
type emulation struct {
	Addr     string `help:"Address to listen on." default:"127.0.0.1:9001" placeholder:"HOST:PORT"`
	Username string `help:"User name that a connector needs." default:"sync"`
	Password string `help:"Password that a connector needs." default:"tajne"`

	TooMany    int           `help:"Answer every Nth call with 429." placeholder:"N"`
	RetryAfter time.Duration `help:"Retry-After of a 429." default:"1s"`
	Broken     int           `help:"Answer every Nth call with 500." placeholder:"N"`
	Cut        int           `help:"Process every Nth call, and close the connection without an answer." placeholder:"N"`
	Rubbish    int           `help:"Answer every Nth call with an HTML page." placeholder:"N"`
	Slow       time.Duration `help:"Time before each answer." default:"0s"`
}

// plan returns the failures of the flags.
func (c *emulation) plan() fault.Plan {
	return fault.Plan{
		Every: map[fault.Failure]int{fault.TooMany: c.TooMany, fault.Broken: c.Broken, fault.Cut: c.Cut, fault.Rubbish: c.Rubbish},
		Retry: int(c.RetryAfter / time.Second), Slow: c.Slow,
	}
}

// serve serves a system until a signal stops it. settings returns what to put into the
// configuration, for an address.
func (c *emulation) serve(e *environment, system http.Handler, settings func(url string) string) error {
	s := server.NewBare(server.Config{Addr: c.Addr, Log: slog.New(slog.DiscardHandler)}, system)
	if err := s.Start(e.ctx); err != nil {
		return err
	}
	e.tell("emulate.settings")
	e.printf("%s%s", reachable(s.Addr()), settings("http://"+s.Addr()))
	var failed error
	select {
	case <-e.ctx.Done():
	case failed = <-s.Failed():
	}
	return errors.Join(failed, s.Stop(context.WithoutCancel(e.ctx)))
}

// reachable returns the setting without which nothing calls an address of this machine.
func reachable(address string) string {
	at := netip.MustParseAddrPort(address).Addr() // of a listener
	return fmt.Sprintf("allow-outbound: %s\n", netip.PrefixFrom(at, at.BitLen()))
}

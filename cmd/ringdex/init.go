package main

type initCommand struct{}

// Run creates the database with the contents of a first start. It is idempotent: an existing
// database keeps its data.
func (initCommand) Run(e *environment) error {
	st, err := e.openOrCreate()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if _, err := e.bootstrap(st, adminPassword()); err != nil {
		return err
	}
	all, err := st.Organizations(e.ctx)
	if err != nil {
		return err
	}
	e.tell("cmd.ready", shownDatabase(e.cli.Database), len(all))
	return nil
}

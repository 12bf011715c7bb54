package main

import (
	"fmt"
	"strings"

	"ringdex/internal/directory"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

type fieldCommands struct {
	Add  fieldAdd  `cmd:"" help:"Define a custom field."`
	Set  fieldSet  `cmd:"" help:"Change a custom field; its type and its number stay."`
	List fieldList `cmd:"" help:"List the custom fields."`

	Remove fieldRemove `cmd:"" help:"Remove a custom field, with its values in all records."`
}

type fieldAdd struct {
	Kind     string   `help:"contact or company." required:""`
	Title    string   `help:"What people call it." required:""`
	Type     string   `help:"text, textarea, checkbox, date, datetime, integer, decimal or dropdown." required:""`
	ID       int64    `help:"Its number; the next free one when not given."`
	Key      string   `help:"A name for programs."`
	Required bool     `help:"No record is created without it."`
	Unique   bool     `help:"No two records hold the same value."`
	Min      int      `help:"Shortest text, in characters."`
	Max      int      `help:"Longest text, in characters."`
	Hint     string   `help:"A sentence for whoever fills it in."`
	Item     []string `help:"Choice of a drop-down; once for each, numbered in this order." sep:"none"`
}

// Run defines the field; a running server uses it immediately.
func (c *fieldAdd) Run(e *environment) error {
	kind, err := ringdex.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	f := ringdex.Field{
		ID: c.ID, Kind: kind, Key: c.Key, Title: c.Title, Type: ringdex.FieldType(c.Type),
		Required: c.Required, Unique: c.Unique, Min: c.Min, Max: c.Max, Hint: c.Hint,
	}
	for _, title := range c.Item {
		f.Items = append(f.Items, ringdex.Item{Title: title})
	}
	st, org, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if f, err = directory.New(st, e.clock).AddField(e.ctx, org.ID, f); err != nil {
		return err
	}
	e.printf("added the %s field %d, %q\n", f.Kind, f.ID, f.Title)
	return nil
}

type fieldSet struct {
	Kind     string   `arg:"" help:"contact or company."`
	Field    string   `arg:"" help:"Its number or its key."`
	Title    *string  `help:"What people call it."`
	Key      *string  `help:"A name for programs; empty for none."`
	Required *bool    `help:"No record is created without it." negatable:""`
	Unique   *bool    `help:"No two records hold the same value." negatable:""`
	Min      *int     `help:"Shortest text, in characters."`
	Max      *int     `help:"Longest text, in characters; 0 for no limit of its own."`
	Hint     *string  `help:"A sentence for whoever fills it in."`
	AddItem  []string `help:"Another choice of a drop-down, behind the others; items keep their numbers." sep:"none"`
}

// Run changes the given settings; a running server applies them immediately.
func (c *fieldSet) Run(e *environment) error {
	kind, err := ringdex.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	st, org, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	f, err := directory.New(st, e.clock).SetField(e.ctx, org.ID, kind, c.Field, c.change)
	if err != nil {
		return err
	}
	e.printf("the %s field %d, %q, is set\n", f.Kind, f.ID, f.Title)
	return nil
}

func (c *fieldSet) change(f *ringdex.Field) {
	given(&f.Title, c.Title)
	given(&f.Key, c.Key)
	given(&f.Required, c.Required)
	given(&f.Unique, c.Unique)
	given(&f.Min, c.Min)
	given(&f.Max, c.Max)
	given(&f.Hint, c.Hint)
	for _, title := range c.AddItem {
		f.Items = append(f.Items, ringdex.Item{Title: title})
	}
}

type fieldList struct{}

// Run lists the fields.
func (c *fieldList) Run(e *environment) error {
	st, org, err := e.organization()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	fields, err := directory.New(st, e.clock).Fields(e.ctx, org.ID)
	if err != nil {
		return err
	}
	table := e.table("KIND", "ID", "KEY", "TITLE", "TYPE", "RULES", "ITEMS")
	for _, f := range fields {
		table.row(f.Kind, f.ID, f.Key, f.Title, f.Type, rulesOf(f), itemsOf(f))
	}
	return table.end()
}

func rulesOf(f ringdex.Field) string {
	var rules []string
	if f.Required {
		rules = append(rules, "required")
	}
	if f.Unique {
		rules = append(rules, "unique")
	}
	if f.Max > 0 {
		rules = append(rules, fmt.Sprintf("%d-%d characters", f.Min, f.Max))
	}
	return strings.Join(rules, ", ")
}

func itemsOf(f ringdex.Field) string {
	var items []string
	for _, item := range f.Items {
		items = append(items, fmt.Sprintf("%d %s", item.ID, item.Title))
	}
	return strings.Join(items, ", ")
}

type fieldRemove struct {
	Kind  string `arg:"" help:"contact or company."`
	Field string `arg:"" help:"Its number or its key."`
	confirmFlag
}

// Run removes the field after a confirmation; a running server applies it immediately.
func (c *fieldRemove) Run(e *environment) error {
	kind, err := ringdex.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	st, org, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	dir := directory.New(st, e.clock)
	f, records, err := dir.FieldUse(e.ctx, org.ID, kind, c.Field)
	if err != nil {
		return err
	}
	if err := c.confirm(e, f.Title, message.New("cmd.field_goes", f.Kind, f.ID, ringdex.Show(f.Title), records)); err != nil {
		return err
	}
	if records, err = dir.RemoveField(e.ctx, org.ID, f, ringdex.Cause{Actor: "command line"}); err != nil {
		return err
	}
	e.printf("removed the %s field %d, %q, from %d records\n", f.Kind, f.ID, f.Title, records)
	return nil
}

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
	Set  fieldSet  `cmd:"" help:"Change a custom field. Its number and its type stay."`
	List fieldList `cmd:"" help:"List the custom fields."`

	Remove fieldRemove `cmd:"" help:"Remove a custom field and its values in all records."`
}

type fieldAdd struct {
	Kind     string   `help:"Kind of record." required:"" enum:"contact,company"`
	Title    string   `help:"Title for people." required:""`
	Type     string   `help:"Type of its values." required:"" enum:"text,textarea,checkbox,date,datetime,integer,decimal,dropdown"`
	ID       int64    `help:"Number of the field; default: the next free one." placeholder:"N"`
	Key      string   `help:"Name for programs."`
	Required bool     `help:"Refuse new records without a value."`
	Unique   bool     `help:"Refuse a value that another record has."`
	Min      int      `help:"Least length of a text, in characters." placeholder:"N"`
	Max      int      `help:"Greatest length of a text, in characters; default: no limit of its own." placeholder:"N"`
	Hint     string   `help:"Sentence that explains the field." placeholder:"TEXT"`
	Item     []string `help:"Choice of a drop-down. Give the flag once for each choice, in the order of their numbers." sep:"none"`
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
	return e.inDirectory(e.prepared, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		if f, err = dir.AddField(e.ctx, org, f); err != nil {
			return err
		}
		e.tell("cmd.field_added", f.Kind, f.ID, ringdex.Show(f.Title))
		return nil
	})
}

type fieldSet struct {
	Kind     string   `arg:"" help:"Kind of record." enum:"contact,company"`
	Field    string   `arg:"" help:"Number or key of the field."`
	Title    *string  `help:"Title for people."`
	Key      *string  `help:"Name for programs; empty for none."`
	Required *bool    `help:"Refuse new records without a value." negatable:""`
	Unique   *bool    `help:"Refuse a value that another record has." negatable:""`
	Min      *int     `help:"Least length of a text, in characters." placeholder:"N"`
	Max      *int     `help:"Greatest length of a text, in characters; 0 for no limit of its own." placeholder:"N"`
	Hint     *string  `help:"Sentence that explains the field." placeholder:"TEXT"`
	AddItem  []string `help:"New choice at the end of a drop-down. The other choices keep their numbers." sep:"none"`
}

// Run changes the given settings; a running server applies them immediately.
func (c *fieldSet) Run(e *environment) error {
	kind, err := ringdex.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	return e.inDirectory(e.organization, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		f, err := dir.SetField(e.ctx, org, kind, c.Field, c.change)
		if err != nil {
			return err
		}
		e.tell("cmd.field_set", f.Kind, f.ID, ringdex.Show(f.Title))
		return nil
	})
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
	return e.inDirectory(e.organization, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		fields, err := dir.Fields(e.ctx, org)
		if err != nil {
			return err
		}
		table := e.table("KIND", "ID", "KEY", "TITLE", "TYPE", "RULES", "ITEMS")
		for _, f := range fields {
			table.row(f.Kind, f.ID, f.Key, f.Title, f.Type, rulesOf(f), itemsOf(f))
		}
		return table.end()
	})
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
	Kind  string `arg:"" help:"Kind of record." enum:"contact,company"`
	Field string `arg:"" help:"Number or key of the field."`
	confirmFlag
}

// Run removes the field after a confirmation; a running server applies it immediately.
func (c *fieldRemove) Run(e *environment) error {
	kind, err := ringdex.ParseKind(c.Kind)
	if err != nil {
		return err
	}
	return e.inDirectory(e.prepared, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		f, records, err := dir.FieldUse(e.ctx, org, kind, c.Field)
		if err != nil {
			return err
		}
		if err := c.confirm(e, f.Title, message.New("cmd.field_goes", f.Kind, f.ID, ringdex.Show(f.Title), records)); err != nil {
			return err
		}
		if records, err = dir.RemoveField(e.ctx, org, f, ringdex.Cause{Actor: "command line"}); err != nil {
			return err
		}
		e.tell("cmd.field_removed", f.Kind, f.ID, ringdex.Show(f.Title), records)
		return nil
	})
}

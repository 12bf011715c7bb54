package store

import (
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// connectorRow is the body of a connector.
type connectorRow struct {
	ID       idText            `json:"id"`
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Source   string            `json:"source,omitempty"`
	Schedule string            `json:"schedule,omitempty"`
	Settings map[string]string `json:"settings,omitempty"`
	Secrets  map[string][]byte `json:"secrets,omitempty"`
	Sources  []string          `json:"sources,omitempty"`
	Kinds    []string          `json:"kinds,omitempty"`
	OnDelete string            `json:"onDelete,omitempty"`
	Managed  bool              `json:"managed,omitempty"`
	Disabled bool              `json:"disabled,omitempty"`
	Created  time.Time         `json:"created"`
	Updated  time.Time         `json:"updated,omitzero"`
}

func toConnectorRow(c ringdex.Connector) connectorRow {
	return connectorRow{
		idText(c.ID), c.Name, c.Kind, c.Source, c.Schedule, c.Settings, c.Secrets, c.Sources,
		eachOf(c.Kinds, func(k ringdex.Kind) string { return string(k) }), c.OnDelete,
		c.Managed, c.Disabled, c.Created, c.Updated,
	}
}

func (row connectorRow) record() ringdex.Connector {
	return ringdex.Connector{
		ID: ringdex.ID(row.ID), Name: row.Name, Kind: row.Kind, Source: row.Source, Schedule: row.Schedule,
		Settings: row.Settings, Secrets: row.Secrets, Sources: row.Sources,
		Kinds:    eachOf(row.Kinds, func(k string) ringdex.Kind { return ringdex.Kind(k) }),
		OnDelete: row.OnDelete, Managed: row.Managed, Disabled: row.Disabled,
		Created: row.Created, Updated: row.Updated,
	}
}

// connectorStateRow is the body of the state of a connector.
type connectorStateRow struct {
	Connector idText    `json:"connector"`
	Place     []byte    `json:"place,omitempty"`
	Complete  time.Time `json:"complete,omitzero"`
	Began     time.Time `json:"began,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	Runs      []idText  `json:"runs,omitempty"`
	Notes     []textRow `json:"notes,omitempty"`
	Failure   wordsRow  `json:"failure,omitzero"`
	Held      bool      `json:"held,omitempty"`
	Node      string    `json:"node,omitempty"`
	Job       int64     `json:"job,omitempty"`
}

func toConnectorStateRow(s ringdex.ConnectorState) connectorStateRow {
	return connectorStateRow{
		idText(s.Connector), s.Place, s.Complete, s.Began, s.Ended,
		eachOf(s.Runs, func(id ringdex.ID) idText { return idText(id) }),
		eachOf(s.Notes, toTextRow), wordsRow(toTextRow(s.Failure)), s.Held, s.Node, s.Job,
	}
}

func (row connectorStateRow) record() ringdex.ConnectorState {
	return ringdex.ConnectorState{
		Connector: ringdex.ID(row.Connector), Place: row.Place, Complete: row.Complete,
		Began: row.Began, Ended: row.Ended,
		Runs:    eachOf(row.Runs, func(id idText) ringdex.ID { return ringdex.ID(id) }),
		Notes:   eachOf(row.Notes, func(t textRow) message.Text { return t.text() }),
		Failure: textRow(row.Failure).text(), Held: row.Held, Node: row.Node, Job: row.Job,
	}
}

// sentRow is the body of a row of sent. Ref is the record in text form.
type sentRow struct {
	Kind     string    `json:"kind"`
	Contact  idText    `json:"contact,omitzero"`
	Company  int64     `json:"company,omitempty"`
	Key      string    `json:"key,omitempty"`
	Memory   []byte    `json:"memory,omitempty"`
	Note     wordsRow  `json:"note,omitzero"`
	Refused  wordsRow  `json:"refused,omitzero"`
	Attempts int       `json:"attempts,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	At       time.Time `json:"at"`
}

func toSentRow(s *ringdex.Sent) sentRow {
	return sentRow{
		string(s.Ref.Kind), idText(s.Ref.Contact), s.Ref.Company, s.Key, s.Memory,
		wordsRow(toTextRow(s.Note)), wordsRow(toTextRow(s.Refused)), s.Attempts, s.Due, s.At,
	}
}

func (row sentRow) record() ringdex.Sent {
	return ringdex.Sent{
		Ref: ringdex.Ref{Kind: ringdex.Kind(row.Kind), Contact: ringdex.ID(row.Contact), Company: row.Company},
		Key: row.Key, Memory: row.Memory, Note: textRow(row.Note).text(), Refused: textRow(row.Refused).text(), Attempts: row.Attempts,
		Due: row.Due, At: row.At,
	}
}

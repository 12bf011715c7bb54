// Package ringdex is the language of the product: contacts, companies, custom fields, sources,
// runs, outcomes and changes, and the rules over them that need no I/O: operations, validation,
// comparison, error codes, and the contract that a store keeps.
//
// It owns the terms (docs/glossary.md) and their meaning. It leaves the wires to the dialects,
// planning to intake, rows to store, and numbers to phone.
package ringdex

// Package ringdex is the language of the product: contacts, companies, custom fields, sources,
// runs, outcomes and changes, and the rules over them that need no I/O: operations, validation,
// comparison, error codes, and the contract that a store keeps.
//
// It owns the words (docs/glossary.md) and what they mean. It leaves reading wires to the dialects,
// deciding what becomes of a record to intake, keeping rows to store, and numbers to phone, the only
// package of ours that it imports.
package ringdex

package ringdex

// Document is a small thing that an administrator configures: a source, a custom field, an API
// key, a webhook. The store keeps all of them in one table, so a new type of document needs a
// DocumentKind and its row in the store, but no method of the contract and no migration.
type Document interface {
	// Document returns what identifies the document.
	Document() DocumentRef
}

// DocumentKind is the type of a document.
type DocumentKind string

// The kinds of documents.
const (
	SourceDocument  DocumentKind = "source"
	FieldDocument   DocumentKind = "field"
	KeyDocument     DocumentKind = "key"
	WebhookDocument DocumentKind = "webhook"

	ConnectorDocument      DocumentKind = "connector"
	ConnectorStateDocument DocumentKind = "connector_state"

	SessionDocument DocumentKind = "session"
	ErasureDocument DocumentKind = "erasure"
)

// DocumentRef identifies a document of an organization by its ID or by its Name; both are unique
// within the kind.
type DocumentRef struct {
	Kind DocumentKind
	ID   string // never changes
	Name string // optional and may change: the key of a field, the hash of an API key
}

// Documents returns all documents of type T by ID.
func Documents[T Document](r SettingsReader) ([]T, error) {
	var sample T
	all, err := r.Documents(sample.Document().Kind)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	typed := make([]T, len(all))
	for i, d := range all {
		typed[i] = d.(T)
	}
	return typed, nil
}

// FindDocument returns the document of type T with an ID. NotFound if there is none.
func FindDocument[T Document](r SettingsReader, id string) (T, error) {
	var sample T
	found, err := r.Document(DocumentRef{Kind: sample.Document().Kind, ID: id})
	if err != nil {
		return sample, err
	}
	return found.(T), nil
}

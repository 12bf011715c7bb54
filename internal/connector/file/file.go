// Package file reads contacts and companies from the files that somebody puts into a folder: of
// this machine, or of an SFTP server. Its kind is "file".
//
// It owns which files are read, when one is complete, and where it lies afterwards. How a file is
// read is package fileimport's, as for the command import, whose flags are the settings here. Each
// file is a run of its own.
//
// A file is moved only after all of its rows have their outcome, so one that is interrupted is read
// again: rows that are in are unchanged the second time.
package file

import (
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/table/charset"
)

// Kind is a folder of files.
func Kind() connector.Kind { return connector.Kind{Name: "file", New: New} }

// New returns a connector without settings.
func New(d connector.Deps) connector.Connector { return &files{deps: d} }

// files is a connector with its settings.
type files struct {
	deps connector.Deps

	folder       string
	server       server
	done, failed string // folders in the folder
	settle       time.Duration

	patterns map[ringdex.Kind]*[]string // of the names of files
	fields   map[ringdex.Kind]*map[string]string
	rows     settings
}

// settings say how a file is read.
type settings struct {
	replace, deleteRefused, createCompanies, clearEmpty, helpdesk, userNames bool

	maxDelete                            string
	regions                              []string
	encoding, delimiter, sheet, language string
	headerRow                            int
}

// someFiles are the names of files that can be read.
const someFiles = "*.csv, *.tsv, *.txt, *.xlsx, *.vcf"

// Spec returns the settings. Those about reading have the names of the flags of the command import.
func (f *files) Spec() connector.Spec {
	f.patterns = map[ringdex.Kind]*[]string{ringdex.KindCompany: {}, ringdex.KindContact: {}}
	f.fields = map[ringdex.Kind]*map[string]string{ringdex.KindCompany: {}, ringdex.KindContact: {}}
	r, s := &f.rows, &f.server
	return connector.Spec{
		connector.Text("folder", &f.folder).Require().As("file_folder").Like("/srv/contacts"),
		connector.List("files", f.patterns[ringdex.KindContact]).As("file_files").Or(someFiles),
		connector.Map("map", f.fields[ringdex.KindContact]),
		connector.List("companies.files", f.patterns[ringdex.KindCompany]).As("file_companies_files").Like("companies*.csv"),
		connector.Map("companies.map", f.fields[ringdex.KindCompany]).As("file_companies_map"),
		connector.Flag("replace", &r.replace).As("file_replace").Or("false"),
		connector.Text("max_delete", &r.maxDelete).As("file_max_delete").Like("10%"),
		connector.Flag("delete_refused", &r.deleteRefused).As("file_delete_refused").Or("false"),
		connector.Flag("create_companies", &r.createCompanies).As("file_create_companies").Or("false"),
		connector.Flag("clear_empty", &r.clearEmpty).As("file_clear_empty").Or("false"),
		connector.Flag("helpdesk", &r.helpdesk).As("file_helpdesk").Or("false"),
		connector.Flag("make_usernames", &r.userNames).As("file_make_usernames").Or("false"),
		connector.List("region", &r.regions).As("file_region").Like("CZ, SK"),
		connector.Choice("encoding", &r.encoding, texts(charset.Encodings())...).As("file_encoding"),
		connector.Text("delimiter", &r.delimiter).As("file_delimiter").Like("tab"),
		connector.Text("sheet", &r.sheet).As("file_sheet"),
		connector.Integer("header_row", &r.headerRow, 1, 1000).As("file_header_row"),
		connector.Choice("language", &r.language, texts(i18n.Languages)...).As("file_language").Or(string(i18n.English)),
		connector.Duration("settle", &f.settle, 0).As("file_settle").Or("30s"),
		connector.Text("done", &f.done).As("file_done").Or("done"),
		connector.Text("failed", &f.failed).As("file_failed").Or("failed"),
		connector.Text("host", &s.host).As("file_host").Like("sftp.example.com"),
		connector.Text("username", &s.username),
		connector.Secret("password", &s.password),
		connector.Secret("private_key", &s.privateKey).As("file_private_key"),
		connector.Text("host_key", &s.hostKey).As("file_host_key").Like("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI…"),
		connector.Text("known_hosts", &s.knownHosts).As("file_known_hosts").Like("/etc/ssh/ssh_known_hosts"),
	}
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

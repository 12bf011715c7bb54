package file_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"ringdex/internal/syncer"
)

// byAPI makes the connector one that was made through the API, in an organization that may read
// below root.
func (w *office) byAPI(root string, settings ...string) {
	w.t.Helper()
	w.root = root
	w.Syncer = syncer.New(w.deps())
	if err := w.Apply(w.t.Context(), w.Org, nil); err != nil {
		w.t.Fatal(err)
	}
	_, err := w.Add(w.t.Context(), w.Org, syncer.Config{Name: "theirs", Kind: "file", Settings: values(settings)})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *office) theirs() error {
	_, err := w.Read(w.t.Context(), w.Org, "theirs", syncer.Reading{})
	return err
}

// A connector that was made through the API reads only below the folder of its organization,
// however its folder is written, and learns nothing of others.
func TestFoldersOfAnOrganization(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, dir := range []string{"default/inbox", "other/inbox"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	outside := t.TempDir()
	for name, to := range map[string]string{"out": outside, "sibling": filepath.Join(root, "other"), "up": "../other"} {
		if err := os.Symlink(to, filepath.Join(root, "default", name)); err != nil {
			t.Fatal(err)
		}
	}
	const text = "jmeno;telefon\nJana;603303961\n"
	for _, dir := range []string{"default/inbox", "other/inbox", "other"} {
		if err := os.WriteFile(filepath.Join(root, dir, "people.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(outside, "people.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{
		outside, "/", "/etc", "..", "../other", "../other/inbox", "inbox/../../other", filepath.Join(root, "other"), root, root + "/default/../other",
	} {
		w := newOffice(t)
		w.byAPI(root, "folder="+folder, "settle=0s")
		if err := w.theirs(); err == nil || !strings.HasSuffix(err.Error(), "lies outside the files of this organization; connectors of ringdex.yaml may read any folder") {
			t.Errorf("%s: %v", folder, err)
		}
	}
	for _, folder := range []string{"out", "sibling", "up", "missing", "inbox/people.csv"} {
		w := newOffice(t)
		w.byAPI(root, "folder="+folder, "settle=0s")
		if err := w.theirs(); err == nil || !strings.Contains(err.Error(), "cannot be opened") {
			t.Errorf("%s: %v", folder, err)
		}
	}
	w := newOffice(t)
	w.byAPI("", "folder="+filepath.Join(root, "default", "inbox"), "settle=0s")
	if err := w.theirs(); err == nil || !strings.HasPrefix(err.Error(), "connectors that are not in ringdex.yaml may read no folder") {
		t.Errorf("without a root: %v", err)
	}
	for _, folder := range []string{"inbox", filepath.Join(root, "default", "inbox")} {
		w := newOffice(t)
		if err := os.WriteFile(filepath.Join(root, "default", "inbox", "people.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		w.byAPI(root, "folder="+folder, "settle=0s")
		if err := w.theirs(); err != nil {
			t.Errorf("%s: %v", folder, err)
		}
	}
	for _, dir := range []string{"other/people.csv", "other/inbox/people.csv"} {
		if _, err := os.Stat(filepath.Join(root, dir)); err != nil {
			t.Error(err)
		}
	}
}

// A file of known hosts may be any file, so its failures would tell what is in it.
func TestKnownHostsOfAnOrganization(t *testing.T) {
	t.Parallel()
	w, s := newOffice(t), newServer(t)
	w.byAPI(t.TempDir(), "folder="+w.inbox, "host="+s.address, "username=ringdex", "password="+password, "known_hosts=/etc/passwd")
	if err := w.theirs(); err == nil || !strings.HasPrefix(err.Error(), "only connectors of ringdex.yaml can name a file of known hosts") {
		t.Errorf("the read ends with %v", err)
	}
}

// Links and pipes are not followed, and what ringdex writes does not go through a link.
func TestLinks(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	const text = "jmeno;telefon\nTajná;603303961\n"
	if err := os.WriteFile(secret, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(w.inbox, "link.csv")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(w.inbox, "pipe.csv"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.put("kept", "kept")
	if err := os.Mkdir(filepath.Join(w.inbox, "done"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../kept", filepath.Join(w.inbox, "done", "people.csv.refused.csv")); err != nil {
		t.Fatal(err)
	}
	w.put("people.csv", "jmeno;telefon;firma\nPetr;603303962;Nikdo\nJana;603303963;\n")
	report := w.mustSync()
	equal(t, "contacts", []string{"Jana"}, w.names())
	equal(t, "notes", []string{
		"1 file is left, because no pattern (*.csv, *.tsv, *.txt, *.xlsx, *.vcf) fits: kept",
		"2 entries are left, being a link or a device and no plain file: link.csv, pipe.csv",
		"people.csv: 1 row was refused; see " + w.inbox + "/done/people.csv.refused.csv",
	}, notes(&report))
	if w.text("kept") != "kept" {
		t.Error("a link led to another file")
	}
}

// Folders for files that were read are not made outside the folder.
func TestDoneIsALink(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(w.inbox, "done")); err != nil {
		t.Fatal(err)
	}
	w.put("people.csv", "jmeno;telefon\nJana;603303963\n")
	if report, err := w.sync(syncer.Reading{}); err == nil || len(report.Runs) != 0 {
		t.Errorf("the read ends with %v", err)
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 0 {
		t.Errorf("%d files were moved out of the folder (%v)", len(entries), err)
	}
}

// Nobody becomes an administrator by a file.
func TestRolesInAFile(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	w.put("people.csv", "jmeno;telefon;role.administrator;userName\nJana;603303963;true;jana\nPetr;603303964;;petr\n")
	report := w.mustSync()
	equal(t, "runs", []string{"people.csv contact created 1 refused 1"}, runs(&report))
	equal(t, "contacts", []string{"Petr"}, w.names())
}

package script

import (
	"fmt"
	"net/http"
	"os/exec"
	"testing"
)

// TestNoRoom: the files of a running server may not grow any more, as on a full disk. It refuses
// writes, answers lookups, says so, and goes on by itself when there is room again.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	s := startStored(t)
	s.limit(t, "4096")
	s.wantImport(t, http.StatusServiceUnavailable)
	s.wantReady(t, http.StatusServiceUnavailable, `{"name":"storage","ok":false,"problem":"the disk of the database has failed`)
	s.wantImport(t, http.StatusServiceUnavailable)
	s.wantLookup(t)
	s.limit(t, "unlimited")
	s.wantReady(t, http.StatusOK, `{"name":"storage","ok":true}`)
	s.wantImport(t, http.StatusOK)
	s.wantLog(t, "has failed")
	s.restarted(t, s.next)
}

// limit sets how long files of the server may become.
func (s *stored) limit(t *testing.T, bytes string) {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), "prlimit", "--pid", fmt.Sprint(s.cmd.Process.Pid), "--fsize="+bytes+":").CombinedOutput()
	if err != nil {
		t.Fatalf("prlimit: %v\n%s", err, said)
	}
}

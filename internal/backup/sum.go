package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"strings"

	"ringdex/internal/message"
)

// sumFile is the file that has the checksum of a back-up.
func sumFile(of string) string { return of + ".sha256" }

// sumOf is the checksum of a file, and its length.
func sumOf(path string) (sum string, length int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = file.Close() }()
	h := sha256.New()
	length, err = io.Copy(h, file)
	return hexadecimal(h), length, err
}

func hexadecimal(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// expected is the checksum that was written with a back-up; "" when there is none beside it.
func expected(of string) (string, error) {
	text, err := os.ReadFile(sumFile(of))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	sum, _, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != sha256.Size {
		return "", message.Err("backup.no_sum", sumFile(of))
	}
	return strings.ToLower(sum), nil
}

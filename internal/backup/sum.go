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

// sumFile returns the path of a back-up's checksum.
func sumFile(of string) string { return of + ".sha256" }

// sumOf returns the checksum and the length of a file.
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

// expected returns the stored checksum of a back-up, or "".
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

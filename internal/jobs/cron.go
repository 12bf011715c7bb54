package jobs

import (
	"time"

	"ringdex/internal/ringdex"
)

// CheckCron refuses a schedule that cannot be read. Its field is "schedule".
func CheckCron(text string) error {
	if _, err := readCron(text, time.UTC); err != nil {
		return ringdex.Problem("schedule", "value.not_schedule", ringdex.Show(text))
	}
	return nil
}

// NextCron returns the first time of a schedule after now, in a zone. For a schedule that cannot be
// read it returns a day later.
func NextCron(text string, zone *time.Location, now time.Time) time.Time {
	s, err := readCron(text, zone)
	if err != nil {
		return now.Add(24 * time.Hour)
	}
	return s.next(now)
}

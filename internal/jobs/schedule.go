package jobs

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/netresearch/go-cron"

	"ringdex/internal/ringdex"
)

// scheduleGroup is the group of scheduled jobs. Their key is the schedule, so that a changed
// schedule is detected.
const scheduleGroup = "schedule"

// schedule is a parsed Cron expression.
type schedule struct {
	text  string
	cron  cron.Schedule
	zone  *time.Location
	fixed bool // at certain hours, not hourly
}

// parseSchedule returns the schedule of a Work, or nil without Cron.
func parseSchedule(w Work) *schedule {
	if w.Cron == "" {
		return nil
	}
	zone := w.Zone
	if zone == nil {
		zone = time.UTC
	}
	s, err := readCron(w.Cron, zone)
	if err != nil {
		panic("jobs: the schedule of " + w.Kind + ": " + err.Error())
	}
	return s
}

func readCron(text string, zone *time.Location) (*schedule, error) {
	c, err := cron.StandardParser().Parse(text)
	if err != nil {
		return nil, err
	}
	return &schedule{text: text + " " + zone.String(), cron: c, zone: zone, fixed: !eachHour(text)}, nil
}

// eachHour reports whether an expression matches every hour or every n hours.
func eachHour(expression string) bool {
	if strings.HasPrefix(expression, "@") {
		return expression == "@hourly" || strings.HasPrefix(expression, "@every")
	}
	return strings.HasPrefix(strings.Fields(expression)[1], "*")
}

// next returns the first time after now. When clocks are set back, an hour occurs twice, and a job
// with a fixed hour runs the first time only. When they are set forward, a job that falls into the
// gap runs right after it.
func (s *schedule) next(now time.Time) time.Time {
	t := s.cron.Next(now.In(s.zone))
	for s.fixed && repeated(t) {
		t = s.cron.Next(t)
	}
	return t.UTC()
}

// repeated reports whether t is the second occurrence of its wall clock time, after the clocks were
// set back.
func repeated(t time.Time) bool {
	_, is := t.Zone()
	_, was := t.Add(-3 * time.Hour).Zone()
	if was <= is {
		return false
	}
	_, then := t.Add(-time.Duration(was-is) * time.Second).Zone()
	return then == was
}

// scheduled reports whether a schedule made the job, rather than a request to run it now.
func (k *kind) scheduled(j ringdex.Job) bool { return k.schedule != nil && j.Group == scheduleGroup }

// rest postpones a scheduled job to its next time. An error stays visible in the row.
func (k *kind) rest(r ringdex.JobResult, now time.Time) ringdex.JobResult {
	r.State, r.Due, r.Args, r.Fresh = ringdex.JobWaiting, k.schedule.next(now), json.RawMessage("{}"), true
	return r
}

// keepSchedules checks periodically that every organization has its scheduled jobs: a new one has
// none, and an operator may have removed one.
func (q *Queue) keepSchedules(ctx context.Context) {
	ticker := time.NewTicker(q.pace.schedule)
	defer ticker.Stop()
	looked := map[ringdex.OrganizationID]time.Time{}
	for {
		if err := q.scheduleAll(ctx, looked); err != nil && ctx.Err() == nil {
			q.deps.Log.Error("scheduled jobs could not be looked after; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// lookAgain is how long an organization is skipped after its scheduled jobs were found complete.
const lookAgain = time.Minute

func (q *Queue) scheduleAll(ctx context.Context, looked map[ringdex.OrganizationID]time.Time) error {
	all, err := q.deps.Store.Organizations(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if last, known := looked[o.ID]; known && time.Since(last) < lookAgain {
			continue
		}
		if err := q.schedule(ctx, o.ID); err != nil {
			return err
		}
		looked[o.ID] = time.Now()
	}
	return nil
}

// schedule creates the missing scheduled jobs of an organization. It checks on a snapshot and again
// in the write transaction, because another node may have created them meanwhile.
func (q *Queue) schedule(ctx context.Context, org ringdex.OrganizationID) error {
	missing := false
	err := q.deps.Store.View(ctx, org, func(r ringdex.Reader) error {
		lacking, err := q.lacking(r)
		missing = len(lacking) > 0
		return err
	})
	if err != nil || !missing {
		return err
	}
	return q.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		lacking, err := q.lacking(w)
		if err != nil {
			return err
		}
		for _, k := range lacking {
			if _, err := In(w).RemoveJobs(ringdex.JobFilter{Kind: k.Kind, Group: scheduleGroup}); err != nil {
				return err
			}
			now := q.deps.Clock()
			job := ringdex.Job{Kind: k.Kind, Group: scheduleGroup, Key: k.schedule.text, Due: k.schedule.next(now), Created: now}
			if err := In(w).Enqueue([]ringdex.Job{job}); err != nil {
				return err
			}
		}
		return nil
	})
}

// lacking returns the scheduled kinds without a job for their current schedule.
func (q *Queue) lacking(r ringdex.Reader) (kinds []*kind, err error) {
	for _, name := range slices.Sorted(maps.Keys(q.kinds)) {
		k := q.kinds[name]
		if k.schedule == nil {
			continue
		}
		jobs, err := Of(r).Jobs(ringdex.JobFilter{Kind: k.Kind, Group: scheduleGroup}, ringdex.Page{Limit: 2})
		if err != nil {
			return nil, err
		}
		if len(jobs) != 1 || jobs[0].Key != k.schedule.text {
			kinds = append(kinds, k)
		}
	}
	return kinds, nil
}

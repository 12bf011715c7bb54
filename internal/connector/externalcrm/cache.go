package externalcrm

import (
	"sync"
	"time"
)

// cacheSize limits the remembered answers; a customer is about a kilobyte.
const cacheSize = 10_000

// cache remembers answers by number, those of "nobody" too.
type cache struct {
	mu      sync.Mutex
	answers map[string]remembered
}

type remembered struct {
	customer *customer // nil if the CRM has none
	until    time.Time
}

func (c *cache) get(number string, now time.Time) (found *customer, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, known := c.answers[number]
	return r.customer, known && now.Before(r.until)
}

func (c *cache) put(number string, found *customer, now time.Time, life time.Duration) {
	if life == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answers == nil {
		c.answers = map[string]remembered{}
	}
	if len(c.answers) >= cacheSize {
		c.shrink(now)
	}
	c.answers[number] = remembered{found, now.Add(life)}
}

// shrink drops what is old, and half of the rest if that is nothing.
func (c *cache) shrink(now time.Time) {
	for number, r := range c.answers {
		if !now.Before(r.until) {
			delete(c.answers, number)
		}
	}
	for number := range c.answers {
		if len(c.answers) <= cacheSize/2 {
			return
		}
		delete(c.answers, number)
	}
}

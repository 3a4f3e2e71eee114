package clock

import "time"

// Spin is the share of a core that a Pacer may spend on polling the clock, for the
// wake-up to be exact. Rest spends none: what runs all day on a stand's battery.
const (
	Rest = 0.0
	Spin = 0.1
)

// Pacer releases steps on a schedule that no delay shifts: it sleeps until shortly
// before the next step is due and polls the clock for the rest. How long before is
// what keeps its sleep in time for all but one in a hundred, learnt on the way, within
// the share of polling that it was granted.
type Pacer struct {
	clock  Clock
	sleep  Sleep
	period time.Duration
	share  float64

	began  time.Duration // of the time of which the share is granted
	due    time.Duration
	margin time.Duration // before due, when sleep is to end; less than nothing if it ends early
	late   float64       // ns: mean of what sleep is late by, as far as the margin covers it
	spun   time.Duration
	jumps  int
}

// NewPacer makes a schedule whose first step is due one period from now.
func NewPacer(c Clock, s Sleep, period time.Duration, share float64) *Pacer {
	p := &Pacer{clock: c, sleep: s, period: period, share: share, late: float64(s.Late)}
	if c.Resolution().Tells(period) { // otherwise polling would see no more than sleep does
		p.margin = s.Late
	} else {
		p.share = Rest
	}
	p.margin = min(p.margin, p.mostMargin())
	p.began = c.Now()
	p.due = p.began
	return p
}

// Due is when the step that Next released last was due.
func (p *Pacer) Due() time.Duration { return p.due }

// Spun is the time spent on polling so far.
func (p *Pacer) Spun() time.Duration { return p.spun }

// Jumps is how often the clock has jumped.
func (p *Pacer) Jumps() int { return p.jumps }

// Next waits until the next step is due and tells by how much later it is. Where the
// clock has jumped, the step is due now: none of those that were missed is made up for.
func (p *Pacer) Next() (late time.Duration) {
	p.due += p.period
	now := p.clock.Now()
	if wake := p.due - p.margin; wake > now {
		p.sleep.For(wake - now)
		now = p.clock.Now()
		p.learn(now - wake)
	}
	for now < p.due {
		if !p.affords(p.due-now, now) {
			p.sleep.For(p.due - now)
			now = p.clock.Now()
			continue
		}
		began := now
		for now < p.due {
			now = p.clock.Now()
		}
		p.spun += min(now, p.due) - began
	}
	if late = now - p.due; late > Jump {
		p.due, p.began, late = now, p.began+late, 0
		p.jumps++
	}
	return late
}

// affords reports whether polling for d more is within the share. The margin keeps to
// it by itself while every step leaves time to sleep.
func (p *Pacer) affords(d, now time.Duration) bool {
	return p.share > Rest && float64(p.spun+d) <= p.share*float64(now-p.began+p.period)
}

// How the margin is learnt: by a walk that goes up by upStep when sleep was late and
// down by downStep when it was not comes to rest where the first is so many times
// rarer than the second.
const (
	upStep   = 9900 * time.Nanosecond
	downStep = 100 * time.Nanosecond
	lateMean = 1.0 / 64 // weight of the latest in the mean
)

func (p *Pacer) learn(late time.Duration) {
	if p.share <= Rest || late > Jump {
		return
	}
	p.late += lateMean * (float64(min(late, p.margin)) - p.late)
	if late > p.margin {
		p.margin += upStep
	} else {
		p.margin -= downStep
	}
	p.margin = min(max(p.margin, -p.period), p.mostMargin())
}

// mostMargin keeps polling within its share: it lasts as long as sleep ends before the
// step is due, which is the margin less what sleep is late by.
func (p *Pacer) mostMargin() time.Duration {
	if p.share <= Rest {
		return 0
	}
	return time.Duration(p.late + p.share*float64(p.period))
}

package world

import "slices"

// sort puts the contacts that act into the order in which they are solved: those
// first that are furthest, by contacts, from what is fixed. What a stack weighs so
// comes down to the floor in one round, and what cannot yield has the last word: a
// light thing under a heavy one is not left pressed into the floor (contact graphs:
// Guendelman, Bridson and Fedkiw, SIGGRAPH 2003, §7).
func (w *World) sort() {
	const far = MaxObjects
	for i := range w.levels {
		w.levels[i] = far
		if w.movers[i].inverse == 0 {
			w.levels[i] = 0
		}
	}
	w.order = w.order[:0]
	for _, k := range w.contacts.list {
		if w.acts(&w.contacts.pool[k]) {
			w.order = append(w.order, k)
		}
	}
	for changed := true; changed; {
		changed = false
		for _, k := range w.order {
			c, low := &w.contacts.pool[k], w.level(k)
			for _, i := range [2]int{c.a, c.b} {
				if low+1 < w.levels[i] {
					w.levels[i], changed = low+1, true
				}
			}
		}
	}
	slices.SortStableFunc(w.order, func(i, k int) int { return w.level(k) - w.level(i) })
}

// level is that of the contact's nearer partner.
func (w *World) level(k int) int {
	c := &w.contacts.pool[k]
	return min(w.levels[c.a], w.levels[c.b])
}

// Package rewind takes a simulation back to a moment: it remembers what every
// variable that can be reached from some roots holds, and puts it back in place, so
// that nothing has to be built again.
//
// What does not change is named by its type, and is neither remembered nor looked
// into: it may be shared. Maps and channels are refused, for they cannot be put back
// in place; functions are taken to have no memory.
package rewind

import (
	"fmt"
	"math/rand/v2"
	"reflect"
)

// Point is a moment. It belongs to whoever owns the simulation.
type Point struct {
	blocks  []block
	sources []*rand.PCG // in the order in which the walk meets them, which is that of the fields
	bytes   int
}

// block is one variable, or the array behind a slice, and what it held.
type block struct{ live, saved reflect.Value }

// place tells variables apart: one may begin where another of another type does.
type place struct {
	at uintptr
	of reflect.Type
	n  int
}

// walk is the search for everything that can change.
type walk struct {
	*Point
	shared map[reflect.Type]bool
	seen   map[place]bool
	moves  map[reflect.Type]bool // whether a type holds pointers
}

// Mark remembers what can be reached from the roots, which are pointers. Shared are
// pointers to what does not change, for their types alone; nil ones will do.
func Mark(shared []any, roots ...any) (*Point, error) {
	w := walk{Point: &Point{}, shared: map[reflect.Type]bool{}, seen: map[place]bool{}, moves: map[reflect.Type]bool{}}
	for _, s := range shared {
		w.shared[reflect.TypeOf(s).Elem()] = true
	}
	for _, r := range roots {
		if err := w.visit(reflect.ValueOf(r)); err != nil {
			return nil, err
		}
	}
	return w.Point, nil
}

// Restore puts everything back. It allocates nothing.
func (p *Point) Restore() {
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.live.Kind() == reflect.Slice {
			reflect.Copy(b.live, b.saved)
		} else {
			b.live.Set(b.saved)
		}
	}
}

// Reseed gives every source of random numbers a stream of its own that follows from
// the seed.
func (p *Point) Reseed(seed uint64) {
	for i, s := range p.sources {
		s.Seed(seed, 0x726577696e64+uint64(i))
	}
}

// Bytes is what the point remembers.
func (p *Point) Bytes() int { return p.bytes }

func (w *walk) keep(live, saved reflect.Value, size int) {
	w.blocks = append(w.blocks, block{live, saved})
	w.bytes += size
}

// first tells whether a variable has not been met before.
func (w *walk) first(at uintptr, of reflect.Type, n int) bool {
	p := place{at, of, n}
	if w.seen[p] {
		return false
	}
	w.seen[p] = true
	return true
}

func (w *walk) visit(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		return w.pointer(v)
	case reflect.Slice:
		return w.slice(v)
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return w.visit(v.Elem())
	case reflect.Struct:
		if w.shared[v.Type()] {
			return nil
		}
		for i := range v.NumField() {
			if !w.holdsPointers(v.Type().Field(i).Type) {
				continue
			}
			if err := w.visit(v.Field(i)); err != nil {
				return fmt.Errorf("%s.%w", v.Type().Field(i).Name, err)
			}
		}
	case reflect.Array:
		return w.elements(v)
	case reflect.Map, reflect.Chan:
		if !v.IsNil() {
			return fmt.Errorf("%s: cannot be put back in place", v.Type())
		}
	}
	return nil
}

// pointer remembers a variable. NewAt, as it knows nothing of how the pointer was come
// by, may also write what is not exported.
func (w *walk) pointer(v reflect.Value) error {
	of := v.Type().Elem()
	if v.IsNil() || w.shared[of] || !w.first(v.Pointer(), of, 1) {
		return nil
	}
	at := reflect.NewAt(of, v.UnsafePointer())
	if s, ok := at.Interface().(*rand.PCG); ok {
		w.sources = append(w.sources, s)
	}
	saved := reflect.New(of).Elem()
	saved.Set(at.Elem())
	w.keep(at.Elem(), saved, int(of.Size()))
	return w.visit(at.Elem())
}

// slice remembers the whole array behind a slice: its end may be looked into later.
func (w *walk) slice(v reflect.Value) error {
	of, n := v.Type().Elem(), v.Cap()
	if n == 0 || w.shared[of] || !w.first(v.Pointer(), of, n) {
		return nil
	}
	live := reflect.SliceAt(of, v.UnsafePointer(), n)
	saved := reflect.MakeSlice(reflect.SliceOf(of), n, n)
	reflect.Copy(saved, live)
	w.keep(live, saved, n*int(of.Size()))
	return w.elements(live)
}

func (w *walk) elements(v reflect.Value) error {
	if !w.holdsPointers(v.Type().Elem()) {
		return nil
	}
	for i := range v.Len() {
		if err := w.visit(v.Index(i)); err != nil {
			return fmt.Errorf("%d.%w", i, err)
		}
	}
	return nil
}

// holdsPointers tells whether something can be reached through a type.
func (w *walk) holdsPointers(t reflect.Type) (yes bool) {
	if known, ok := w.moves[t]; ok {
		return known
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Interface, reflect.Map, reflect.Chan:
		yes = true
	case reflect.Array:
		yes = w.holdsPointers(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			yes = yes || w.holdsPointers(t.Field(i).Type)
		}
	}
	w.moves[t] = yes
	return yes
}

// Shared names the types of what two points both put back: two simulations with such
// points cannot run side by side, though what they put back be the same.
func (p *Point) Shared(other *Point) (types []string) {
	mine := map[uintptr]bool{}
	for i := range p.blocks {
		mine[p.blocks[i].at()] = true
	}
	for i := range other.blocks {
		if b := &other.blocks[i]; b.saved.Type().Size() > 0 && mine[b.at()] {
			types = append(types, b.live.Type().String())
		}
	}
	return types
}

// at is where a block begins.
func (b *block) at() uintptr {
	if b.live.Kind() == reflect.Slice {
		return b.live.Pointer()
	}
	return b.live.UnsafeAddr()
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mirrorarm/sim/clock"
)

// hunt goes through the packages.
type hunt struct {
	options
	stderr  io.Writer
	clock   clock.Clock
	module  *module
	bench   *bench
	ledger  *ledger
	results []result
}

// errStopped says that not everything was tried: interrupted, or out of time.
var errStopped = errors.New("stopped")

func (h *hunt) run(ctx context.Context) (results []result, err error) {
	ctx, cancel := context.WithTimeout(ctx, h.Limit)
	defer cancel()
	if h.module, err = load(ctx); err != nil {
		return nil, err
	}
	packages, err := h.module.choose(ctx, h.Packages)
	if err != nil {
		return nil, err
	}
	var only map[string]bool
	if h.Since != "" {
		if only, err = h.module.changed(ctx, h.Since); err != nil {
			return nil, err
		}
	}
	folder, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	h.bench = &bench{module: h.module, folder: folder, clock: h.clock, times: map[string]time.Duration{}}
	if h.ledger, err = openLedger(h.Results); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.ledger.file.Close()) }()
	for _, p := range packages {
		if err = h.tryPackage(ctx, p, only); err != nil {
			break
		}
	}
	if ctx.Err() != nil {
		fmt.Fprintln(h.stderr, "stopped before everything was tried; the same command goes on from here")
		err = errStopped
	}
	return h.results, err
}

// tryPackage tries a sample of the faults that one package can have.
func (h *hunt) tryPackage(ctx context.Context, p *listed, only map[string]bool) error {
	all, err := h.module.mutants(p, only)
	if len(h.Operator) > 0 {
		all = slices.DeleteFunc(all, func(m mutant) bool { return !slices.Contains(h.Operator, m.Operator) })
	}
	if err != nil || len(all) == 0 {
		return err
	}
	drawn := sample(all, h.Seed)
	if h.List {
		for _, m := range drawn[:min(h.Sample, len(drawn))] {
			fmt.Fprintln(h.stderr, m.String())
		}
		return nil
	}
	t := &trial{hunt: h, pkg: p}
	if err := t.prepare(); err != nil {
		return err
	}
	var c count
	for i := range drawn {
		if c.Faults == h.Sample {
			break
		}
		r, err := t.one(ctx, &drawn[i])
		if err != nil {
			return err
		}
		h.results = append(h.results, r)
		if r.Own == uncompiled {
			continue
		}
		c.add(&r)
		fmt.Fprintf(h.stderr, "%s %d of %d: %s: %s\n", strings.TrimPrefix(p.ImportPath, "mirrorarm/"), c.Faults, min(h.Sample, len(drawn)), r.All, r.String())
	}
	return nil
}

// trial is what is known of a package while its faults are tried. Its tests are first
// run without one when the first fault comes that is not in the ledger.
type trial struct {
	*hunt
	pkg           *listed
	importers     []*listed
	state, around string

	own    *suite
	others []*suite // nil until they are asked for
}

func (t *trial) prepare() (err error) {
	if t.Importer > 0 {
		t.importers = t.module.importers(t.pkg)
	}
	if t.state, err = t.module.state(t.pkg); err != nil {
		return err
	}
	t.around, err = t.module.state(append([]*listed{t.pkg}, t.importers...)...)
	return err
}

// one tries a fault, unless it is known what becomes of it.
func (t *trial) one(ctx context.Context, m *mutant) (result, error) {
	if r, ok := t.ledger.lookUp(m, t.state, t.around); ok {
		return r, nil
	}
	r := result{mutant: *m, State: t.state}
	var err error
	if r.Own, err = t.underOwn(ctx, m); err != nil {
		return r, err
	}
	if r.All = r.Own; r.Own.noticed() {
		r.By = t.pkg.ImportPath
	} else if r.Own == survived && len(t.importers) > 0 {
		r.Around = t.around
		if r.All, r.By, err = t.underOthers(ctx, m); err != nil {
			return r, err
		}
	}
	return r, t.ledger.keep(r)
}

func (t *trial) underOwn(ctx context.Context, m *mutant) (outcome, error) {
	if !t.pkg.tested() {
		return survived, nil
	}
	if t.own == nil {
		var err error
		fmt.Fprintf(t.stderr, "%s: its tests without a fault\n", t.pkg.ImportPath)
		if t.own, err = t.bench.watch(ctx, t.pkg, t.pkg, mostWithout); err != nil {
			return "", err
		} else if t.own == nil {
			return "", fmt.Errorf("the tests of %s take more than %s", t.pkg.ImportPath, mostWithout)
		}
	}
	if !t.own.reaches(filepath.Base(m.File), spot{m.Line, m.Column}) {
		return survived, nil
	}
	return t.bench.try(ctx, m, t.own)
}

func (t *trial) underOthers(ctx context.Context, m *mutant) (outcome, string, error) {
	if t.others == nil {
		t.others = []*suite{}
		for _, q := range t.importers {
			fmt.Fprintf(t.stderr, "%s: the tests of %s without a fault\n", t.pkg.ImportPath, q.ImportPath)
			s, err := t.bench.watch(ctx, q, t.pkg, t.Importer)
			switch {
			case errors.Is(err, errFails):
				fmt.Fprintln(t.stderr, "left out:", err)
			case err != nil:
				return "", "", err
			case s != nil:
				t.others = append(t.others, s)
			}
		}
	}
	for _, s := range t.others {
		if !s.reaches(filepath.Base(m.File), spot{m.Line, m.Column}) {
			continue
		}
		did, err := t.bench.try(ctx, m, s)
		if err != nil {
			return "", "", err
		}
		if did.noticed() {
			return did, s.pkg.ImportPath, nil
		}
		if did == uncompiled {
			break
		}
	}
	return survived, "", nil
}

package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"strings"

	"mirrorarm/render/hud"
	"mirrorarm/render/picture"
	"mirrorarm/render/scene"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/bench"
	"mirrorarm/sim/mirror"
)

// describeMachine tells where it is measured, as far as the system says.
func describeMachine() bench.Machine {
	m := bench.Machine{OS: runtime.GOOS, Arch: runtime.GOARCH, CPU: "unknown", Cores: runtime.NumCPU(), Load: -1}
	// Only Linux has these files; elsewhere nothing is known.
	if data, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(data)) {
			key, value, _ := strings.Cut(line, ":")
			if k := strings.TrimSpace(key); k == "model name" || k == "Model" {
				m.CPU = strings.TrimSpace(value)
				break
			}
		}
	}
	if data, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.Kernel = strings.TrimSpace(string(data))
	}
	if data, err := os.ReadFile("/proc/loadavg"); err == nil {
		if _, err := fmt.Sscan(string(data), &m.Load); err != nil {
			m.Load = -1
		}
	}
	return m
}

// describeBuild tells what is measured.
func describeBuild() bench.Build {
	b := bench.Build{Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	var settings []string
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		case "CGO_ENABLED", "GOAMD64", "GOARM64", "-race", "-gcflags", "-tags", "-pgo":
			settings = append(settings, s.Key+"="+s.Value)
		}
	}
	b.Tags = strings.Join(append([]string{b.Go}, settings...), " ")
	return b
}

// startProfiles begins to write what was asked for; stop ends it.
func startProfiles(cpu, execution string) (stop func() error, err error) {
	var ends []func() error
	stop = func() error {
		var errs []error
		for _, end := range ends {
			errs = append(errs, end())
		}
		return errors.Join(errs...)
	}
	if cpu != "" {
		f, err := atomicfile.Create(cpu)
		if err != nil {
			return nil, err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			f.Discard()
			return nil, err
		}
		ends = append(ends, func() error {
			pprof.StopCPUProfile()
			return f.Commit()
		})
	}
	if execution != "" {
		f, err := atomicfile.Create(execution)
		if err != nil {
			return nil, errors.Join(err, stop())
		}
		if err := trace.Start(f); err != nil {
			f.Discard()
			return nil, errors.Join(err, stop())
		}
		ends = append(ends, func() error {
			trace.Stop()
			return f.Commit()
		})
	}
	return stop, nil
}

// benchPicture is the renderer of the frame case: what the window shows.
type benchPicture struct {
	view *picture.Picture
	desc mirror.Description
}

func newBenchPicture(desc mirror.Description) (bench.Picture, error) {
	view, err := picture.New(desc, picture.Options{Width: 1280, Height: 720})
	if err != nil {
		return nil, err
	}
	return &benchPicture{view, desc}, nil
}

// Draw composes one picture.
func (p *benchPicture) Draw(snap *mirror.Snapshot) {
	p.view.Compose(snap, scene.DefaultOrbit(), hud.State{
		Source: "bench", Health: snap.Health, Lost: snap.Person.Lost, Reached: snap.Arm.Reachable,
		Side: p.desc.Side, Channels: len(snap.Glove), Taxels: len(snap.Touch),
	})
}

// Close ends the renderer's workers.
func (p *benchPicture) Close() { p.view.Close() }

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mirrorarm/kinematics/hand"
	"mirrorarm/kinematics/retarget"
	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/live"
	"mirrorarm/sim/locale"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/record"
	"mirrorarm/sim/record/mcap"
	"mirrorarm/sim/session"
)

// recordCmd is `mirrorarm record`: it runs and records the mirror, or repairs a record.
type recordCmd struct {
	common
	mirrorFlags
	replayFlags
	cameraFlags
	Repair   []string       `arg:"" optional:"" name:"repair F.mcap" help:"Instead of recording, make a whole file of one whose writer was killed, in its place or as --out says."`
	Duration *time.Duration `help:"Simulated time, with unit (if absent: 10s of a synthetic source, the whole of a recording); a recording that is shorter ends it. Example: --duration 30s" range:"1ms to 24h" placeholder:"10s"`
	Out      string         `help:"The file to write, which must not be there yet. Example: --out session.mcap" ends:".mcap" placeholder:"FILE.mcap" type:"path"`
}

// Help is the long help text.
func (recordCmd) Help() string {
	return `Example:
  mirrorarm record --source synth:grasp --scene cups --out session.mcap
  mirrorarm record --camera --duration 60s --out me.mcap
  mirrorarm record repair session.mcap

Runs the mirror as run does and records every channel: person, glove, joints, skin,
contacts, poses, events, and a hash of each step. The file is MCAP with ROS 2
messages, which Foxglove, Rerun and ros2 bag open. It holds all that replay needs
to have the session again, bit for bit. A file that a killed program left behind
is repaired up to its last second.`
}

func (c *recordCmd) places() []place { return []place{{path: c.Out}, {path: c.Save}} }

// Run records or repairs.
func (c *recordCmd) Run(a *app) error {
	if len(c.Repair) > 0 {
		return c.repair(a)
	}
	if c.Out == "" {
		return usageError{errors.New("record: --out is missing: the file to write, such as --out session.mcap")}
	}
	kept, err := c.begin(c.Out, c.Camera || c.Listen != "" || live.IsAddress(c.Source))
	if err != nil {
		return err
	}
	defer kept.discard()
	run := runCmd{
		common: c.common, mirrorFlags: c.mirrorFlags, replayFlags: c.replayFlags, cameraFlags: c.cameraFlags, Duration: c.Duration,
		kept: kept,
	}
	return run.Run(a)
}

// recording is a session's file that is being written.
type recording struct {
	*record.Recorder
	file  *os.File
	path  string
	ended bool
}

// stepped records a step, if anything is recorded.
func (r *recording) stepped(m *mirror.Mirror) {
	if r != nil {
		r.Step(m)
	}
}

// full tells that nothing more can be recorded: end tells why.
func (r *recording) full() bool { return r != nil && r.Ended() }

// witness is what sees the acts of a session; nil for no recording.
func (r *recording) witness() func(*mirror.Mirror, *mirror.Act) {
	if r == nil {
		return nil
	}
	return r.Did
}

// found records what a thing that is explored is taken to be.
func (r *recording) found(f *session.Finding) {
	if r == nil || f == nil || f.Name == locale.Nothing {
		return
	}
	v := &record.Verdict{Materials: []string{locale.English.Text(f.Name)}, Probabilities: []float64{f.Share}, Over: f.Over}
	if f.Second != locale.Nothing {
		v.Materials, v.Probabilities = append(v.Materials, locale.English.Text(f.Second)), append(v.Probabilities, f.SecondShare)
	}
	r.Verdict(v)
}

// finish ends a recording that a demo has made, and says what is in it.
func (r *recording) finish(a *app) error {
	if r == nil {
		return nil
	}
	report, err := r.end()
	if report != nil && report.Steps == 0 { // it came to nothing, and is not to be in the next one's way
		return errors.Join(err, os.Remove(r.path))
	}
	if err == nil {
		a.tell(fmt.Sprintf("recorded %d steps: %s, %.1f MB", report.Steps, report.Out, float64(report.Bytes)/1e6))
	}
	return err
}

// recordedReport is what became of a recording.
type recordedReport struct {
	Out      string `json:"out"`
	Steps    uint64 `json:"steps"`
	Messages uint64 `json:"messages"`
	Bytes    int64  `json:"bytes"`
}

func (r *recordedReport) print(w io.Writer, seconds float64) error {
	p := &printer{w: w}
	p.linef("recording  %s: %d steps, %d messages, %.1f MB (%.2f MB/s)", r.Out, r.Steps, r.Messages, float64(r.Bytes)/1e6, float64(r.Bytes)/1e6/seconds)
	return p.err
}

// recordOptions are those of a session's file. Live hands do not wait for the disk.
func (f *mirrorFlags) recordOptions(comesLive bool) (record.Options, error) {
	o := record.Options{Version: version(), Wait: !comesLive, Facts: map[string]string{"source": filepath.Base(f.Source)}}
	if f.Robot != bionicRobot {
		text, err := f.text(f.Robot)
		if err != nil {
			return o, err
		}
		arm, err := f.openRobot(f.recordedSide(comesLive))
		if err != nil {
			return o, err
		}
		o.Robot = &record.RobotFile{Text: text, Fit: arm.Fit}
	}
	if f.recorded().on && !isSession(f.Source) {
		var err error
		if o.Hand, err = attached(f.Source); err != nil {
			return o, err
		}
	}
	return o, nil
}

// begin creates a session's file.
func (f *mirrorFlags) begin(path string, comesLive bool) (*recording, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("cannot write %s: it is there already, and no recording is written over", path)
	case err != nil:
		return nil, err
	}
	return f.beginIn(file, comesLive)
}

// beginIn begins a session in a new file, of which nothing is left where that fails.
func (f *mirrorFlags) beginIn(file *os.File, comesLive bool) (*recording, error) {
	r := &recording{file: file, path: file.Name()}
	o, err := f.recordOptions(comesLive)
	if err == nil {
		r.Recorder, err = record.NewRecorder(file, o)
	}
	if err != nil {
		r.discard()
		return nil, err
	}
	return r, nil
}

// recordedSide is the side of the robot that a session begins with, as far as that is
// known before it does.
func (f *mirrorFlags) recordedSide(comesLive bool) hand.Side {
	follow, err := retarget.ParseFollow(f.Follow)
	person := hand.Right
	if f.Hand == hand.Left.String() {
		person = hand.Left
	}
	if src, bad := f.openSource(1); bad == nil && !comesLive {
		person = src.Info().Side
	}
	if err != nil {
		return person
	}
	return follow.RobotSide(person)
}

// mostAttached bounds what a session's file holds of somebody's recording (bytes).
const mostAttached = 256 << 20

// attached reads a recorded hand into a session's file; one that is too large stays
// outside, since what was mirrored of it is in the messages anyway.
func attached(path string) (*record.Attached, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > mostAttached {
		return nil, nil // whoever opens it says what is wrong
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	kind := mime.TypeByExtension(filepath.Ext(path))
	if kind == "" {
		kind = "application/octet-stream"
	}
	return &record.Attached{Name: "hand-" + filepath.Base(path), MediaType: kind, Data: b}, nil
}

// end ends the file, and tells what is in it.
func (r *recording) end() (*recordedReport, error) {
	r.ended = true
	kept, err := r.Close()
	info, statErr := r.file.Stat()
	err = errors.Join(err, statErr, r.file.Close())
	if err != nil {
		err = fmt.Errorf("%s: %w", r.path, err)
	}
	report := &recordedReport{Out: r.path, Steps: kept.Steps, Messages: kept.Messages}
	if statErr == nil {
		report.Bytes = info.Size()
	}
	return report, err
}

// discard leaves nothing of a recording that came to nothing.
func (r *recording) discard() {
	if r.ended {
		return
	}
	r.ended = true
	if r.Recorder != nil {
		_, _ = r.Close()
	}
	_ = r.file.Close()
	_ = os.Remove(r.path)
}

// repairReport is what a repair came to.
type repairReport struct {
	Out      string `json:"out"`
	Whole    bool   `json:"whole"` // as it was
	Steps    uint64 `json:"steps"`
	Messages uint64 `json:"messages"`
	Chunks   uint32 `json:"chunks"`
	Lost     int64  `json:"lost_bytes"` // at the end, of the damaged file
	Why      string `json:"why,omitempty"`
}

// repair makes a whole file of a damaged one.
func (c *recordCmd) repair(a *app) error {
	if len(c.Repair) == 1 && c.Repair[0] == "repair" {
		return usageError{errors.New("record repair: the file to repair is missing, such as record repair session.mcap")}
	}
	if len(c.Repair) != 2 || c.Repair[0] != "repair" {
		return usageError{fmt.Errorf("record: unexpected %q, want record --out FILE.mcap or record repair FILE.mcap", c.Repair[0])}
	}
	path := c.Repair[1]
	in, info, err := openFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read from
	out := path
	if c.Out != "" {
		out = c.Out
		if _, err := os.Lstat(out); err == nil {
			return fmt.Errorf("cannot write %s: it is there already, and no recording is written over", out)
		}
	}
	file, err := atomicfile.Create(out)
	if err != nil {
		return err
	}
	defer file.Discard()
	done, err := awaitSaying(a, "repairing "+path, func() (mcap.Repaired, error) {
		return mcap.Repair(interruptibleWriter{a.ctx, file}, in)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if !done.Whole && !done.Cut && c.Out == "" {
		return fmt.Errorf("%s: is not cut off, but cannot be read on: %w; it is left alone; --out FILE.mcap takes over what is before that", path, done.Why)
	}
	r := repairReport{Out: out, Whole: done.Whole, Messages: done.Messages, Chunks: done.Chunks, Steps: stepsOfRepaired(&done)}
	if !done.Whole {
		r.Lost, r.Why = info.Size()-done.Kept, done.Why.Error()
	}
	if !done.Whole || out != path { // a whole file stays as it is
		if err := file.Commit(); err != nil {
			return err
		}
	}
	return c.printRepair(a, &r)
}

func (c *recordCmd) printRepair(a *app, r *repairReport) error {
	if c.JSON {
		return a.printJSON(r)
	}
	p := &printer{w: a.stdout}
	if r.Whole {
		p.linef("%s: is whole, %s", r.Out, counted(int(r.Messages), "message"))
		return p.err
	}
	p.linef("%s: %s, %s in %s; lost at the end: %s (%s)", r.Out, counted(int(r.Steps), "step"), counted(int(r.Messages), "message"),
		counted(int(r.Chunks), "chunk"), counted(int(r.Lost), "byte"), r.Why)
	return p.err
}

// repairable adds what can be done about a session's file that does not end, one of
// those that are named, if that can be done.
func repairable(err error, files ...string) error {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	for _, path := range files {
		if strings.HasPrefix(err.Error(), path+":") && mends(path) {
			return fmt.Errorf("%w; mirrorarm record repair makes a whole file of it", err)
		}
	}
	return err
}

// mends tells whether a repair comes to anything.
func mends(path string) bool {
	f, _, err := openFile(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // only read from
	done, err := mcap.Repair(io.Discard, f)
	return err == nil && stepsOfRepaired(&done) > 0
}

// stepsOfRepaired counts a repaired file's steps.
func stepsOfRepaired(r *mcap.Repaired) uint64 {
	for i := range r.Topics {
		if r.Topics[i].Topic == record.TopicSteps {
			return r.PerChannel[r.Topics[i].ID]
		}
	}
	return 0
}

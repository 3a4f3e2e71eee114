package clock

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// sleeps are the runtime's timer; the high-resolution waitable timer of Windows 10
// 1803 and later; and the delay of the native interface, which is the best of them
// where the system's tick is short.
func sleeps() []Sleep {
	ways := []Sleep{UsualSleep()}
	if t, ok := newWaitableTimer(); ok {
		ways = append(ways, Sleep{Name: "high-resolution waitable timer", For: t.wait})
	}
	delay := &nativeDelay{proc: windows.NewLazySystemDLL("ntdll.dll").NewProc("NtDelayExecution")}
	if delay.proc.Find() == nil {
		ways = append(ways, Sleep{Name: "NtDelayExecution", For: delay.wait})
	}
	return ways
}

// relative is a time as both interfaces take it: counted from now if negative, in
// 100 ns.
func relative(d time.Duration) int64 { return -int64((d + 99) / 100) }

// waitableTimer is a timer of the kernel's; the system takes it back when the program
// ends.
type waitableTimer struct {
	set    uintptr
	handle windows.Handle
	due    int64 // held, so that nothing is moved to the heap at every sleep
}

func newWaitableTimer() (*waitableTimer, bool) {
	const (
		highResolution = 0x2 // CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
		allAccess      = 0x1F0003
	)
	kernel := windows.NewLazySystemDLL("kernel32.dll")
	create, set := kernel.NewProc("CreateWaitableTimerExW"), kernel.NewProc("SetWaitableTimer")
	if create.Find() != nil || set.Find() != nil {
		return nil, false
	}
	handle, _, _ := create.Call(0, 0, highResolution, allAccess)
	if handle == 0 {
		return nil, false // before Windows 10 1803
	}
	return &waitableTimer{set: set.Addr(), handle: windows.Handle(handle)}, true
}

func (t *waitableTimer) wait(d time.Duration) {
	t.due = relative(d)
	if done, _, _ := syscall.SyscallN(t.set, uintptr(t.handle), uintptr(unsafe.Pointer(&t.due)), 0, 0, 0, 0); done == 0 {
		time.Sleep(d)
		return
	}
	if _, err := windows.WaitForSingleObject(t.handle, windows.INFINITE); err != nil {
		time.Sleep(d)
	}
}

// nativeDelay is the delay beneath the documented Sleep, which counts in ms.
type nativeDelay struct {
	proc *windows.LazyProc
	due  int64 // held
}

func (n *nativeDelay) wait(d time.Duration) {
	n.due = relative(d)
	_, _, _ = syscall.SyscallN(n.proc.Addr(), 0, uintptr(unsafe.Pointer(&n.due)))
}

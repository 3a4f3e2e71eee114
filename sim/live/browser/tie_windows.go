package browser

import (
	"os/exec"
	"unsafe"

	"golang.org/x/sys/windows"
)

func tie(*exec.Cmd, string) error { return nil }

// hold puts the browser into a job that the system ends when the last handle on
// it is closed, which is when this program ends, however it does. Where that
// fails the browser is ended by Close alone.
func hold(cmd *exec.Cmd) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		return
	}
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(cmd.Process.Pid))
	if err != nil {
		return
	}
	defer windows.CloseHandle(process) //nolint:errcheck // a handle of ours
	_ = windows.AssignProcessToJobObject(job, process)
}

func end(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

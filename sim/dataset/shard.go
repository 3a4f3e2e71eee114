package dataset

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of N parts of a set: the episodes whose number leaves I when it is
// divided by N, so that parts take about equally long.
type Shard struct{ I, N int }

// Numbers are its episodes.
func (s Shard) Numbers(episodes int) (numbers []int) {
	for n := s.I; n < episodes; n += s.N {
		numbers = append(numbers, n)
	}
	return numbers
}

// ParseShard reads "I/N"; "auto", which a Slurm array's job fills in from its
// environment; or "auto/N", of which a Kubernetes Indexed Job's pod tells I.
func ParseShard(text string, getenv func(string) string) (Shard, error) {
	first, second, divided := strings.Cut(text, "/")
	var s Shard
	var err error
	switch {
	case first == "auto" && !divided:
		s, err = slurm(getenv)
	case first == "auto":
		s, err = indexed(second, getenv)
	case divided:
		s.I, err = strconv.Atoi(first)
		if err == nil {
			s.N, err = strconv.Atoi(second)
		}
		if err != nil {
			err = errors.New("want I/N, as 0/5")
		}
	default:
		err = errors.New("want I/N, as 0/5, auto in a Slurm array, or auto/N in a Kubernetes Indexed Job")
	}
	if err == nil && (s.N < 1 || s.I < 0 || s.I >= s.N) {
		err = fmt.Errorf("part %d of %d: want one from 0 to N−1", s.I, s.N)
	}
	if err != nil {
		return Shard{}, fmt.Errorf("shard %q: %w", text, err)
	}
	return s, nil
}

// slurm is a Slurm array's (https://slurm.schedmd.com/job_array.html): a task's number
// less the smallest one, and how many there are.
func slurm(getenv func(string) string) (Shard, error) {
	number := func(name string) (int, error) {
		n, err := strconv.Atoi(getenv(name))
		if err != nil {
			return 0, fmt.Errorf("%s is %q: want to run in a Slurm array, or auto/N in a Kubernetes Indexed Job", name, getenv(name))
		}
		return n, nil
	}
	id, err := number("SLURM_ARRAY_TASK_ID")
	least, err2 := number("SLURM_ARRAY_TASK_MIN")
	most, err3 := number("SLURM_ARRAY_TASK_MAX")
	count, err4 := number("SLURM_ARRAY_TASK_COUNT")
	for _, err := range []error{err, err2, err3, err4} {
		if err != nil {
			return Shard{}, err
		}
	}
	if most-least+1 != count {
		return Shard{}, fmt.Errorf("the Slurm array's %d tasks are numbered %d to %d: want them without gaps, by a step of 1", count, least, most)
	}
	return Shard{id - least, count}, nil
}

// indexed is a Kubernetes Indexed Job's (https://kubernetes.io/docs/tasks/job/indexed-parallel-processing-static/).
func indexed(count string, getenv func(string) string) (Shard, error) {
	n, err := strconv.Atoi(count)
	if err != nil {
		return Shard{}, fmt.Errorf("%q is no number of parts", count)
	}
	i, err := strconv.Atoi(getenv("JOB_COMPLETION_INDEX"))
	if err != nil {
		return Shard{}, fmt.Errorf("JOB_COMPLETION_INDEX is %q: want to run in a Kubernetes Indexed Job", getenv("JOB_COMPLETION_INDEX"))
	}
	return Shard{i, n}, nil
}

package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mirrorarm/sim/dataset"
	"mirrorarm/testdata"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// readmeBlock is the first block of README in a language.
func readmeBlock(t *testing.T, language string) string {
	t.Helper()
	found := regexp.MustCompile("(?s)\n```" + language + "\n(.*?)\n```\n").FindStringSubmatch(contents(t, testdata.Path("..", "README.md")))
	require.NotNil(t, found, language)
	return found[1]
}

func TestSlurmScriptInREADME(t *testing.T) {
	script := readmeBlock(t, "bash")
	require.True(t, strings.HasPrefix(script, "#!/bin/bash\n"))
	array := regexp.MustCompile(`(?m)^#SBATCH --array=(\d+)-(\d+)$`).FindStringSubmatch(script)
	require.NotNil(t, array, "by a step of 1")
	least, _ := strconv.Atoi(array[1])
	most, _ := strconv.Atoi(array[2])
	line := regexp.MustCompile(`(?m)^mirrorarm (generate .*) --out "parts/\$SLURM_ARRAY_TASK_ID"$`).FindStringSubmatch(script)
	require.NotNil(t, line, "each part has a folder of its own")
	c := parsedAs[generateCmd](t, line[1]+" --out x")
	_, err := c.recipe()
	require.NoError(t, err)
	for id := least; id <= most; id++ {
		env := map[string]string{
			"SLURM_ARRAY_TASK_ID": strconv.Itoa(id), "SLURM_ARRAY_TASK_MIN": array[1], "SLURM_ARRAY_TASK_MAX": array[2],
			"SLURM_ARRAY_TASK_COUNT": strconv.Itoa(most - least + 1),
		}
		s, err := dataset.ParseShard(c.Shard, func(name string) string { return env[name] })
		require.NoError(t, err)
		require.Equal(t, dataset.Shard{I: id - least, N: most - least + 1}, s)
	}
}

func TestKubernetesManifestInREADME(t *testing.T) {
	var job struct {
		Version string `yaml:"apiVersion"`
		Kind    string
		Spec    struct {
			Mode        string `yaml:"completionMode"`
			Completions int
			Template    struct {
				Spec struct {
					Restart    string `yaml:"restartPolicy"`
					Containers []struct {
						Image  string
						Args   []string
						Mounts []struct {
							Name string
							Path string `yaml:"mountPath"`
						} `yaml:"volumeMounts"`
					}
					Volumes []struct {
						Name  string
						Claim struct {
							Name string `yaml:"claimName"`
						} `yaml:"persistentVolumeClaim"`
					}
				}
			}
		}
	}
	require.NoError(t, yaml.Unmarshal([]byte(readmeBlock(t, "yaml")), &job))
	require.Equal(t, "batch/v1", job.Version)
	require.Equal(t, "Job", job.Kind)
	require.Equal(t, "Indexed", job.Spec.Mode)
	pod := job.Spec.Template.Spec
	require.Equal(t, "OnFailure", pod.Restart)
	require.Len(t, pod.Containers, 1)
	box := pod.Containers[0]
	require.NotEmpty(t, box.Image)
	require.Len(t, box.Mounts, 1)
	require.Len(t, pod.Volumes, 1)
	require.Equal(t, box.Mounts[0].Name, pod.Volumes[0].Name)
	require.NotEmpty(t, pod.Volumes[0].Claim.Name)
	c := parsedAs[generateCmd](t, strings.Join(box.Args, " "))
	_, err := c.recipe()
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(c.Out, box.Mounts[0].Path+"/$(JOB_COMPLETION_INDEX)"), "a folder of its own, on the volume")
	for i := range job.Spec.Completions {
		s, err := dataset.ParseShard(c.Shard, func(name string) string {
			require.Equal(t, "JOB_COMPLETION_INDEX", name)
			return strconv.Itoa(i)
		})
		require.NoError(t, err)
		require.Equal(t, dataset.Shard{I: i, N: job.Spec.Completions}, s)
	}
}

func TestContainerFileInREADME(t *testing.T) {
	lines := strings.Split(readmeBlock(t, "dockerfile"), "\n")
	wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(contents(t, testdata.Path("..", "go.mod")))
	require.Equal(t, "FROM golang:"+wanted[1]+" AS build", lines[0])
	var made, entry []string
	for _, line := range lines {
		if build := regexp.MustCompile(`^RUN CGO_ENABLED=0 go build -o (\S+) (\S+)$`).FindStringSubmatch(line); build != nil {
			made = build
		}
		if text, ok := strings.CutPrefix(line, "ENTRYPOINT "); ok {
			require.NoError(t, json.Unmarshal([]byte(text), &entry))
		}
	}
	require.NotNil(t, made)
	_, err := os.Stat(testdata.Path("..", made[2], "main.go"))
	require.NoError(t, err)
	require.Contains(t, lines, "COPY --from=build "+made[1]+" "+entry[0])
}

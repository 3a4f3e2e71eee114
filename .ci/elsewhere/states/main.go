// Command states writes the robot's joint angles (rad) after every step of a run, as
// little-endian float64s to stdout: every bit, so that two machines can be compared.
//
//	states SOURCE SCENE SECONDS
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"

	"mirrorarm/kinematics/retarget"
	"mirrorarm/kinematics/robot"
	"mirrorarm/sim/gesture"
	"mirrorarm/sim/mirror"
	"mirrorarm/sim/world"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "states:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("want SOURCE SCENE SECONDS, got %q", args)
	}
	src, err := gesture.Synth(args[0], gesture.Options{Seed: 1})
	if err != nil {
		return err
	}
	scene, err := world.LookupScene(args[1])
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseFloat(args[2], 64)
	if err != nil {
		return err
	}
	arm, err := robot.Bionic(retarget.Mirror.RobotSide(src.Info().Side))
	if err != nil {
		return err
	}
	m, err := mirror.New(mirror.Config{Source: src, Robot: arm, Follow: retarget.Mirror, Scene: scene, Seed: 1})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	for i := range int(seconds / mirror.Period) {
		m.Step(float64(i+1) * mirror.Period)
		if err := binary.Write(out, binary.LittleEndian, m.Record().Coordinates); err != nil {
			return err
		}
	}
	return out.Flush()
}

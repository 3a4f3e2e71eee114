package main

import (
	"fmt"

	"mirrorarm/sensors/material"
	"mirrorarm/sim/touch"
	"mirrorarm/sim/world"
)

// exploreTemperature is that of the sample before the arm (°C): a room's.
const exploreTemperature = 22.0

// exploreReport is what the arm found out about one sample.
type exploreReport struct {
	Material    string  `json:"material"`
	Answer      string  `json:"answer"`      // a material, or "unsure"
	Probability float64 `json:"probability"` // of the most probable material
	Temperature float64 `json:"temperature_c"`
}

// explore has the arm touch one sample and say what it is.
func (c *feelCmd) explore(a *app, opt touch.Options, bar *progress) error {
	sample, err := world.LookupMaterial(c.Explore)
	if err != nil {
		return usageError{fmt.Errorf("--explore: %w", err)}
	}
	classifier, err := touch.Teach(a.ctx, opt)
	if err != nil {
		return err
	}
	bar.begin("the arm explores %s", sample.Name)
	bar.announce()
	explorer, err := touch.NewExplorer(opt.Profile, opt.Seed)
	if err != nil {
		return err
	}
	found, err := explorer.Explore(a.ctx, sample, exploreTemperature)
	if err != nil {
		return err
	}
	bar.end()
	posterior := classifier.Posterior(material.Features(found, opt.Channels))
	likeliest := material.Decide(posterior, true)
	r := exploreReport{
		Material: sample.Name, Answer: "unsure", Probability: posterior[likeliest], Temperature: material.ObjectTemperature(found),
	}
	if answer := material.Decide(posterior, opt.Forced); answer != material.Unsure {
		r.Answer = classifier.Labels()[answer]
	}
	if c.JSON {
		return a.printJSON(r)
	}
	_, err = fmt.Fprintf(a.stdout, "touched %s at %.0f °C: %s (%.0f %%), %.1f °C\n",
		r.Material, exploreTemperature, r.Answer, 100*r.Probability, r.Temperature)
	return err
}

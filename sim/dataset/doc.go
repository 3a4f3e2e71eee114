// Package dataset makes data sets of episodes in which the robot does a task: by the
// scripts of sim/task, on all cores, in parts on many machines, and into one set.
//
// An episode is a pure function of the recipe and of its number: whoever makes it, on
// one architecture and by one build of the program, makes the same bytes. Making it
// twice does no harm. A Part is a folder of episodes, one file each, and of the recipe;
// work that was interrupted goes on in it, and Assemble joins parts into a set.
//
// The rows of an episode come at a fixed rate. Each begins with what is observed; its
// action are the joint targets that were sent after that, and next.reward, next.done
// and next.success what they came to.
package dataset

// Package lerobot writes data sets in the format LeRobot v3.0, from which policies are
// trained. It is written from the format's public description
// (https://huggingface.co/docs/lerobot/lerobot-dataset-v3) and from what its own
// reader and writer do (https://github.com/huggingface/lerobot, src/lerobot/datasets).
// Nothing in here knows of the robot.
//
// A set is a folder:
//
//	meta/info.json                             what the columns are, and how many rows
//	meta/stats.json                            statistics of every column
//	meta/tasks.parquet                         the sentences that say what is to be done
//	meta/episodes/chunk-000/file-000.parquet   a row per episode
//	data/chunk-000/file-000.parquet            a row per frame, a row group per episode
//	videos/KEY/chunk-000/file-000.mp4          where pictures are films, one episode after another
//
// A Writer takes episodes in their order and needs memory for one of them. The folder
// appears when the set is whole, or not at all.
package lerobot

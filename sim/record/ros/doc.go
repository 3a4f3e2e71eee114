// Package ros writes and reads messages as ROS 2 does: the types that ROS has for robots,
// with their definitions, and the serialisation that its recordings hold.
//
// The bytes are plain CDR, version 1, little-endian (OMG DDS-XTypes 1.3, §7.4.3, in the
// frame of DDSI-RTPS 2.5, §10): four bytes 00 01 00 00, then the fields in their order,
// each number at a multiple of its size counted from behind those four; a string is its
// length with the closing 0 (uint32), its bytes and that 0; a sequence is its length
// (uint32) and its elements; an array is its elements.
//
// A type lists its fields once, in a method that both writes and reads.
package ros

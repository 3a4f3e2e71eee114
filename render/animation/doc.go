// Package animation makes one file of many pictures: a GIF89a (the specification of
// CompuServe, 31 July 1990) with a palette made for what it shows, in no more bytes
// than it is allowed. Pictures are taken one by one and not kept, so that a take may be
// made beside something that must not wait.
//
// It is pure, and knows nothing of what is in the pictures.
package animation

package retarget

// CholeskySolve is choleskySolve, for the comparison with gonum.
var CholeskySolve = choleskySolve

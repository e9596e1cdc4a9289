package procedure

// The curves of the calibration, fitted to the questions in testdata (go test -run
// CurvesFit -fit). One number a feature, in the order of their list.
var (
	curveFirst = curve{-14.605, 1.980, 0.740, 2.985, 0.933, 1.507, 1.832, -0.751, 2.292, 0.454}
	curveScope = curve{-17.333, 0.657, 0.728, 1.758, 2.675, 1.066, -0.752, -1.778, 3.474, 0.025}
)

// thresholdScope is from where on a question is taken for one in scope.
const thresholdScope = 0.655

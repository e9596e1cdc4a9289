package procedure

// The curves of the calibration, fitted to the questions in testdata (go test -run
// CurvesFit -fit). One number a feature, in the order of their list.
var (
	curveFirst = curve{-14.786, 2.002, 0.845, 2.877, 0.921, 1.621, 1.663, -0.735, 2.342, 0.427}
	curveScope = curve{-17.353, 0.656, 0.721, 1.763, 2.663, 1.063, -0.687, -1.778, 3.484, 0.023}
)

// thresholdScope is from where on a question is taken for one in scope.
const thresholdScope = 0.660

package procedure

// The curves of the calibration, fitted to the questions in testdata (go test -run
// CurvesFit -fit). One number a feature, in the order of their list.
var (
	curveScope = curve{-17.330, 0.643, 0.746, 1.761, 2.670, 1.076, -0.774, -1.782, 3.475, 0.031}
	curveFirst = curve{-14.448, 1.847, 0.767, 2.909, 0.959, 1.517, 1.725, -0.779, 2.282, 0.470}
)

// thresholdScope is from where on a question is taken for one in scope.
const thresholdScope = 0.655

package procedure

// The curves of the calibration, fitted to the questions in testdata (go test -run
// CurvesFit -fit). One number a feature, in the order of their list.
var (
	curveScope = curve{-17.576, 0.218, -0.047, 2.225, 2.978, 0.934, -0.513, -1.775, 3.491, -0.036}
	curveFirst = curve{-14.865, 1.750, 0.534, 3.216, 1.093, 1.443, 1.671, -0.746, 2.338, 0.333}
)

// thresholdScope is from where on a question is taken for one in scope.
const thresholdScope = 0.667

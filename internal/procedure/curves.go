package procedure

// The curves of the calibration, fitted to the questions in testdata (go test -run
// CurvesFit -fit). One number a feature, in the order of their list.
var (
	curveFirst = curve{-6.482, 0.967, 0.394, 2.348, 0.593, 0.725, 3.836, -0.331, 0.712, 0.066}
	curveScope = curve{-11.489, 0.842, 0.853, 1.351, 2.103, 0.478, 1.275, -3.380, 2.909, -0.553}
)

// thresholdScope is from where on a question is taken for one in scope.
const thresholdScope = 0.941

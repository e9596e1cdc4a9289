package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"motcua/internal/chat"
)

// Fetch gives what is in a file that was sent, and reads no more of it than may be kept:
// one that is too large is cut a byte behind that, and Check says so. Errors wrap ErrType
// where there is nothing to open, and ErrSize where the sender says already that it is
// too large.
func Fetch(ctx context.Context, sent *chat.Sent) ([]byte, error) {
	if sent.Open == nil {
		return nil, ErrType
	}
	if sent.Size > Most {
		return nil, ErrSize
	}
	in, err := sent.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("fetch a file: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(in, Most+1))
	return data, errors.Join(err, in.Close())
}

// InMemory is a sent file whose content was fetched before: it is not fetched again.
func InMemory(sent chat.Sent, data []byte) *chat.Sent {
	sent.Size = int64(len(data))
	sent.Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	return &sent
}

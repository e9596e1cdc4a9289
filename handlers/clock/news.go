package clock

import (
	"context"
	"time"

	"motcua/internal/chat"
	"motcua/internal/follow"
	"motcua/internal/unit"
)

// Follows is what telling followers reads and writes. Errors wrap chat.ErrAway when the
// store cannot be reached.
type Follows interface {
	// FanOut inserts a job for each who follows a dossier and gives their number.
	FanOut(ctx context.Context, dossier int64) (int, error)
	// FollowState reads a Follow with its dossier; the error wraps follow.ErrNone when it is gone.
	FollowState(ctx context.Context, id int64) (follow.State, error)
	// TellFollower moves a watermark from f.Told and keeps what is said with it, all or
	// nothing; false when it stands elsewhere by now.
	TellFollower(ctx context.Context, f follow.Follow, told follow.Told, out []chat.Outgoing) (bool, error)
	// CatchUp inserts jobs for followers who are to be told something and have none.
	CatchUp(ctx context.Context, now time.Time) (follow.Caught, error)
}

// Units finds the places where results are handed over.
type Units interface {
	Directory(ctx context.Context) (*unit.Directory, error)
}

// News lets all who follow a dossier be told: one job each, so that one that fails holds
// back nobody else.
func (c *Clock) News(ctx context.Context, dossier int64) error {
	_, err := c.Follows.FanOut(ctx, dossier)
	return err
}

package clock

import "context"

// CatchUp looks once a day for followers who are to be told something and for whom no job
// waits. Most are the calendar's: a date that nears or has passed. A change among them was
// lost by its job, which an operator should know.
func (c *Clock) CatchUp(ctx context.Context) error {
	found, err := c.Follows.CatchUp(ctx, c.Now())
	if err != nil {
		return err
	}
	c.CountUntold(found.Untold)
	if found.Untold > 0 {
		c.Log.Warn("followers were found whom no job had told of a change; they are told now", "untold", found.Untold, "by_calendar", found.ByCalendar)
	} else {
		c.Log.Info("the daily look after followers is done", "untold", found.Untold, "by_calendar", found.ByCalendar)
	}
	return nil
}

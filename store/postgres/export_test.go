package postgres

import "context"

// ForgetSearch is what two seconds do: the next search asks whether it is still good.
func (s *Store) ForgetSearch() { s.search.forget() }

// SearchRenewed waits until a build that runs is over.
func (s *Store) SearchRenewed(ctx context.Context) error {
	s.search.mu.Lock()
	building := s.search.build
	s.search.mu.Unlock()
	if building == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-building:
		return nil
	}
}

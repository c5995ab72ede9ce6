import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useApi } from '../../api/api.ts';

/** Signs out and forgets everything that was read. */
export function useSignOut(): () => Promise<void> {
  const api = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await api.session.signOut();
    await navigate({ to: '/sign-in', replace: true });
    queryClient.clear();
  };
}

import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../api/api.ts';

const POLL_MS = 2_000;

/** What the demo's receiver is at. */
export function demoReceiverQuery({ demo }: Api) {
  return queryOptions({ queryKey: ['demo'], queryFn: () => demo.read(), refetchInterval: POLL_MS });
}

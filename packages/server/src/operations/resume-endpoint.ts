import type { Endpoint } from '@keyturn/store';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';
import { setEndpointPaused } from './set-endpoint-paused.ts';

/** Resumes an endpoint, whoever paused it; what waits for it is due at once. */
export async function resumeEndpoint(
  parts: OperationParts,
  ...args: Parameters<Operations['resumeEndpoint']>
): Outcome<Endpoint> {
  const resumed = await setEndpointPaused(parts, 'resumed', ...args);
  if (resumed.ok) parts.delivery.wake(resumed.value.ref);
  return resumed;
}

import type { Endpoint } from '@keyturn/store';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';
import { setEndpointPaused } from './set-endpoint-paused.ts';

/** Pauses an endpoint: its deliveries wait, and the clock of their retries stands still, until it is resumed. */
export function pauseEndpoint(
  parts: OperationParts,
  ...args: Parameters<Operations['pauseEndpoint']>
): Outcome<Endpoint> {
  return setEndpointPaused(parts, 'paused', ...args);
}

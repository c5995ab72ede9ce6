import type { EventId, EventRef } from './ids.ts';
import type { EpochMs } from './time.ts';

/** A published event as it is stored: immutable, its body the exact bytes that are signed and sent. */
export interface Event {
  readonly ref: EventRef;
  readonly id: EventId;
  readonly type: string;
  readonly subject?: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly acceptedAt: EpochMs;
}

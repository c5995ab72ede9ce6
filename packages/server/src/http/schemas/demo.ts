import { SECRET_TEXT_CHARACTERS_MAX } from '@keyturn/core';
import { z } from 'zod';
import { DEMO_RECEIVER_MODES, type DemoReceiverState } from '../demo-receiver.ts';

export const giveSecretBody = z.strictObject({
  secret: z.string().refine((text) => text.length <= SECRET_TEXT_CHARACTERS_MAX, {
    error: `must have at most ${SECRET_TEXT_CHARACTERS_MAX} characters`,
    params: { fault: 'too_long' },
  }),
});

export const breakReceiverBody = z.strictObject({ mode: z.enum(DEMO_RECEIVER_MODES) });

/** The receiver as the dashboard reads it. */
export interface ShownDemoReceiver {
  readonly mode: DemoReceiverState['mode'];
  /** Newest first. */
  readonly key_ids: readonly string[];
  readonly verified_count: number;
  readonly refused_count: number;
}

/** The receiver as the dashboard reads it. */
export function presentDemoReceiver(state: DemoReceiverState): ShownDemoReceiver {
  return {
    mode: state.mode,
    key_ids: state.keyIds,
    verified_count: state.verifiedCount,
    refused_count: state.refusedCount,
  };
}

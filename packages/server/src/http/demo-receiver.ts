import type { Sensitive } from '../keyring/sensitive.ts';

/**
 * How the demo's receiver behaves: `none` is well, `500` answers so, `slow` answers past an attempt's deadline, `forget` has only the
 * newest secret that it was given, `gone` answers 410.
 */
export const DEMO_RECEIVER_MODES = ['none', '500', 'slow', 'forget', 'gone'] as const;
export type DemoReceiverMode = (typeof DEMO_RECEIVER_MODES)[number];

/** What the demo's receiver is at now. */
export interface DemoReceiverState {
  readonly mode: DemoReceiverMode;
  /** Of the secrets that it verifies with, newest first. */
  readonly keyIds: readonly string[];
  /** Since the demo started. */
  readonly verifiedCount: number;
  readonly refusedCount: number;
}

/** The demo's pretend customer, as its own process reaches it. No other installation has one. */
export interface DemoReceiverControl {
  state(): DemoReceiverState;
  /** Hands it a secret; false when the text is none. */
  giveSecret(text: Sensitive<string>): Promise<boolean>;
  behave(mode: DemoReceiverMode): Promise<void>;
}

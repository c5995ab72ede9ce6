/** The demo's receiver as its own page reaches it: what it holds, what it made of events, and how it behaves. */
import type { DemoReceiverControl, DemoReceiverMode } from '@keyturn/server';
import { WebhookVerificationError } from '@keyturn/verify';
import type { Verdict } from './receiver.ts';
import type { ReceiverSecrets } from './receiver-secrets.ts';

/** What the demo does with its receiver beside what the page may do. */
export interface DemoControl extends DemoReceiverControl {
  readonly mode: DemoReceiverMode;
  /** Counts what the receiver made of an event. */
  note(verdict: Verdict): void;
}

/** Makes it. `onGiven` is told of every secret that came from the page, `onMode` of a change, before the page is answered. */
export function makeReceiverControl(parts: {
  readonly secrets: ReceiverSecrets;
  readonly mode: DemoReceiverMode;
  readonly onGiven: () => void;
  readonly onMode: (mode: DemoReceiverMode, before: DemoReceiverMode) => Promise<void>;
}): DemoControl {
  const { secrets } = parts;
  let { mode } = parts;
  let verifiedCount = 0;
  let refusedCount = 0;
  return {
    get mode() {
      return mode;
    },
    note({ type }) {
      if (type === 'verified') verifiedCount++;
      else if (type === 'refused') refusedCount++;
    },
    state: () => ({
      mode,
      keyIds: mode === 'forget' ? secrets.keyIds.slice(0, 1) : secrets.keyIds,
      verifiedCount,
      refusedCount,
    }),
    async giveSecret(text) {
      try {
        await secrets.add(text.reveal());
      } catch (error) {
        if (error instanceof WebhookVerificationError) return false;
        throw error;
      }
      parts.onGiven();
      return true;
    },
    async behave(wanted) {
      const before = mode;
      mode = wanted;
      if (before !== wanted) await parts.onMode(wanted, before);
    },
  };
}

import { type Answer, type ReceivedRequest, Receiver, respond } from '@keyturn/testkit';
import { createVerifier, WebhookVerificationError } from '@keyturn/verify';

/** One request as the receiver judged it. */
export interface LedgerEntry {
  readonly eventId: string;
  /** `unsigned`, or the verification's error code, when it did not verify. */
  readonly verdict: 'verified' | 'unsigned' | string;
  readonly keyIds: readonly string[];
  /** Milliseconds of this test process. */
  readonly arrivedAt: number;
}

/**
 * A receiver that judges every request before it answers, and keeps what it saw: what the publisher was told can be held against what
 * arrived. It knows every secret ever made, so that an old key is told from a wrong one.
 */
export class LedgerReceiver {
  readonly entries: LedgerEntry[] = [];
  readonly #receiver: Receiver;
  readonly #secretTexts: string[] = [];
  #answer: (entry: LedgerEntry) => Answer = () => respond(204);

  private constructor(receiver: Receiver) {
    this.#receiver = receiver;
    receiver.answerAlways(async (request) => {
      const entry = await this.#judge(request);
      this.entries.push(entry);
      return this.#answer(entry);
    });
  }

  static async open(): Promise<LedgerReceiver> {
    return new LedgerReceiver(await Receiver.open());
  }

  get url(): string {
    return this.#receiver.url();
  }

  learn(secretText: string): void {
    this.#secretTexts.push(secretText);
  }

  /** How it answers from now on; 204 to everything until told. */
  answer(rule: (entry: LedgerEntry) => Answer): void {
    this.#answer = rule;
  }

  /** Events that arrived at least once. */
  get arrivedIds(): ReadonlySet<string> {
    return new Set(this.entries.map(({ eventId }) => eventId));
  }

  /** Requests beyond the first of their event. */
  get duplicateCount(): number {
    return this.entries.length - this.arrivedIds.size;
  }

  close(): Promise<void> {
    return this.#receiver.close();
  }

  async #judge(request: ReceivedRequest): Promise<LedgerEntry> {
    const keyIds = (request.headers['keyturn-key-id'] ?? '').split(' ').filter((id) => id !== '');
    const eventId = request.headers['webhook-id'] ?? '';
    return { eventId, keyIds, arrivedAt: request.arrivedAt, verdict: await this.#verdict(request) };
  }

  async #verdict(request: ReceivedRequest): Promise<string> {
    if (request.headers['webhook-signature'] === undefined) return 'unsigned';
    try {
      // The most recent ones first: a verifier holds only a few.
      const secrets = this.#secretTexts.slice(-8).reverse();
      await createVerifier({ secrets }).verifyBytes({ headers: request.headers, body: request.body });
      return 'verified';
    } catch (error) {
      if (error instanceof WebhookVerificationError) return error.code;
      throw error;
    }
  }
}

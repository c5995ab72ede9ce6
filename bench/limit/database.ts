/** An event on its way to disk: which endpoint it goes to and the bytes that will be signed and sent. */
export interface AcceptedEvent {
  readonly id: string;
  readonly endpoint: string;
  readonly body: string;
}

/** The outcome of an attempt: the HTTP status, or 0 when no answer came. */
export interface AttemptResult {
  readonly id: string;
  readonly status: number;
}

/** The whole of what the bare program asks of a database. */
export interface LimitDatabase {
  /** Writes both lists in one transaction and settles once they are on disk. Called again only after it has settled. */
  commit(events: readonly AcceptedEvent[], results: readonly AttemptResult[]): Promise<void>;
  close(): Promise<void>;
}

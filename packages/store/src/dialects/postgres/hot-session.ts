import type { Client, QueryConfig, QueryResult } from 'pg';
import { StoreError } from '../../store-error.ts';
import { failureOf, isConnectionLost, isTransactionConflict, unknownCommit } from './postgres-failure.ts';
import type { PostgresUrl } from './postgres-url.ts';
import { destroyClient, HOT_STATEMENT_MS_MAX, openSession } from './session.ts';

/** How often a transaction that was rolled back to let another go first is tried again. */
const CONFLICT_TRIES_MAX = 5;

/**
 * Plans of the hot statements must not depend on statistics: a queue that was empty when it was last looked at holds millions now, and
 * a planner that believes it to be empty reads the whole of it to join it with ten rows. So each statement is nested loops over indexes by
 * construction, nothing else is considered, and each is planned once in `PLAN_MS_MAX` (made on empty tables, a plan has no reason to
 * prefer one index to another).
 *
 * `commit`: rows are looked up by key alone. Bitmap scans only, which cannot read an index without a condition (no difference was
 * measured: 71 µs of the server's CPU an event either way). `claim`: rows are read in the order of an index up to a limit, which only an
 * index scan can stop; without sorts, it can only be the index that has that order. Where such a statement updates by key, it is an
 * `insert ... on conflict`, which has no join to turn round.
 */
export const PLANNER_SETTINGS = {
  commit: `
    set plan_cache_mode = force_generic_plan;
    set enable_seqscan = off;
    set enable_indexscan = off;
    set enable_indexonlyscan = off;
    set enable_hashjoin = off;
    set enable_mergejoin = off;
    set jit = off`,
  claim: `
    set plan_cache_mode = force_generic_plan;
    set enable_seqscan = off;
    set enable_bitmapscan = off;
    set enable_sort = off;
    set enable_incremental_sort = off;
    set enable_hashjoin = off;
    set enable_mergejoin = off;
    set jit = off`,
} as const;

/** How long a plan is used: planning the largest statement takes 1 to 3 ms, and the sizes of tables are looked at anew. */
const PLAN_MS_MAX = 10_000;

/** The connection of one hot transaction, while it lasts. */
export interface HotTransaction {
  /** Sends statements in one write, and waits for all of their results; one failure fails them all. */
  send(...statements: readonly QueryConfig[]): Promise<readonly QueryResult[]>;
}

/**
 * One pipelined connection for hot transactions, one at a time in order of arrival; opened when first used, and anew after it was lost.
 *
 * Pipelining sends begin, statements and commit in one write: one round trip in place of four, 0.63 against 0.51 of the bare program
 * (`bench/`). Two things follow. A statement that fails does not stop those behind it, and the commit of an aborted transaction
 * "succeeds" with the tag ROLLBACK: so every result and that tag are looked at before anything counts as stored. And a second connection
 * would only make the batches smaller (5.2 against 4.5 thousand events a second): there is one.
 */
export class HotSession {
  readonly #url: PostgresUrl;
  readonly #purpose: 'commit' | 'claim';
  #client: Client | undefined;
  #warningCount = 0;
  #plannedAt = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(url: PostgresUrl, purpose: 'commit' | 'claim') {
    this.#url = url;
    this.#purpose = purpose;
  }

  /** Runs statements that are one transaction, all known before: one round trip. Resolved means committed. */
  transact(statements: readonly QueryConfig[]): Promise<readonly QueryResult[]> {
    return this.#inTurn(async (client) => {
      const results = await this.#send(client, [...this.#freshPlans(), BEGIN, ...statements, COMMIT]);
      return results.slice(-1 - statements.length, -1);
    });
  }

  /**
   * Runs a transaction whose statements depend on each other's results; `work` returns the last ones, which are sent with the commit.
   */
  transactInSteps<T>(
    work: (transaction: HotTransaction) => Promise<{
      readonly last: readonly QueryConfig[];
      readonly value: T;
    }>,
  ): Promise<T> {
    return this.#inTurn(async (client) => {
      let begun = false;
      const send = async (...statements: readonly QueryConfig[]) => {
        const results = await this.#send(
          client,
          begun ? statements : [...this.#freshPlans(), BEGIN, ...statements],
        );
        begun = true;
        return results.slice(results.length - statements.length);
      };
      try {
        const { last, value } = await work({ send });
        await this.#send(client, [...last, COMMIT]);
        return value;
      } catch (error) {
        if (client === this.#client) await client.query('rollback').catch(() => this.#drop());
        throw error;
      }
    });
  }

  /** Runs one statement by itself. */
  query(statement: QueryConfig): Promise<QueryResult> {
    return this.#inTurn(async (client) => {
      const [result] = await this.#send(client, [statement]);
      if (result === undefined) throw new Error('invariant broken: a statement has a result');
      return result;
    });
  }

  /** Waits for what is under way, then ends the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #inTurn<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreError('unavailable', 'The store is closed.'));
    const turn = this.#last.then(async () => {
      for (let n = 1; ; n++) {
        try {
          return await work(await this.#open());
        } catch (error) {
          if (isConnectionLost(error)) this.#drop();
          if (n === CONFLICT_TRIES_MAX || !isTransactionConflict(error)) throw error;
        }
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #open(): Promise<Client> {
    if (this.#client !== undefined) return this.#client;
    const client = await openSession(
      this.#url,
      { name: this.#purpose, statementMsMax: HOT_STATEMENT_MS_MAX },
      { pipeline: true },
    );
    await client.query(PLANNER_SETTINGS[this.#purpose]);
    client.on('notice', () => {
      this.#warningCount++;
    });
    client.once('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
    this.#client = client;
    return client;
  }

  #freshPlans(): readonly QueryConfig[] {
    const now = performance.now();
    if (now - this.#plannedAt < PLAN_MS_MAX) return [];
    this.#plannedAt = now;
    return [DISCARD_PLANS];
  }

  async #send(client: Client, statements: readonly QueryConfig[]): Promise<readonly QueryResult[]> {
    this.#warningCount = 0;
    const stream = streamOf(client);
    stream.cork();
    const sent = statements.map((statement) => client.query(statement));
    stream.uncork();
    const settled = await Promise.allSettled(sent);
    const failed = settled.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failureOf(failed.reason, this.#url.label);
    const results = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (statements.at(-1) === COMMIT) {
      // Not reached while every failure above is seen: the second means that holds if one is not.
      if (results.at(-1)?.command !== 'COMMIT')
        throw new Error('invariant broken: the transaction was rolled back');
      // Sessions hear warnings only, and none is expected. At a commit: it did not wait for its standby.
      if (this.#warningCount > 0) throw unknownCommit(this.#url.label);
    }
    return results;
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) destroyClient(client);
  }
}

const DISCARD_PLANS: QueryConfig = { text: 'discard plans' };
const BEGIN: QueryConfig = { text: 'begin' };
const COMMIT: QueryConfig = { text: 'commit' };

/** The driver's socket, which it does not show: corked, a batch leaves in one write instead of one for each protocol message. */
function streamOf(client: Client): { cork(): void; uncork(): void } {
  return (client as unknown as { readonly connection: { readonly stream: { cork(): void; uncork(): void } } })
    .connection.stream;
}

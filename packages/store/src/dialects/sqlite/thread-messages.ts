/** What the main thread and a database thread say to each other. Every request gets one answer; answers come in the order of requests. */
import type { EpochMs } from '@keyturn/core';
import type { ClaimRequest } from '../../hot/hot-store.ts';
import type { LanePosition } from '../../hot/lane-position.ts';
import type { PackedBatch } from './batch-message.ts';
import type { Failure } from './sqlite-failure.ts';
import type { Parameter } from './statement-runner.ts';

/** One statement. */
export interface QueryRequest {
  readonly type: 'query';
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** What the reader thread does. */
export type ReaderRequest = QueryRequest | { readonly type: 'close' };

/** What the writer thread does: a step of a Kysely transaction, or one whole hot transaction. */
export type WriterRequest =
  | ReaderRequest
  | { readonly type: 'begin' | 'commit' | 'rollback' }
  | { readonly type: 'commitBatch'; readonly batch: PackedBatch }
  | { readonly type: 'claimDue'; readonly request: ClaimRequest }
  | {
      readonly type: 'releaseClaims' | 'sweepLanes';
      readonly now: EpochMs;
      readonly after: LanePosition;
    };

/** A request on its way to a thread. */
export interface ThreadCall<Request> {
  readonly id: number;
  readonly request: Request;
}

/** What a thread says: that it is open or could not open, an answer, or a failure that no request asked for. */
export type ThreadMessage =
  | { readonly type: 'opened' }
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number | undefined; readonly failure: Failure };

/**
 * Claims due deliveries lane by lane, the lanes that wait longest first.
 *
 * Never in the global order of `due_at`: one endpoint's millions would stand before everybody else. Prepared statements in one
 * transaction: lanes by `next_at` (index `lanes_by_turn`), each visited lane's rows between its watermark and now (a range of the primary
 * key), and each row's new end of claim. The claim is folded into `due_at`: a second column made every claim step over the claimed
 * rows, 13 ms against 0.04 ms with 200,000 of them.
 *
 * Eight times more lanes are read (from the index alone) than visited, and accounts take turns among them. A hand remembers how far it
 * read, as a clock's does: the next claim reads on from there, so that ten thousand due lanes of one account hide another's for ten
 * claims, not for as long as they last. To write the unvisited ones to the back instead was tried: it took 1,236 claims for 78.
 *
 * Measured, 128 lanes x 4 rows at most, one lane with a million due rows and 10,000 quiet ones with one each: all quiet ones claimed in 0.3 s
 * (0.6 s with fsync) by 78 claims; then 0.07 ms (p50) a claim of 4, 0.25 ms with fsync; 26 µs a row, its event and body read.
 */
import type { DatabaseSync } from 'node:sqlite';
import { invariant } from '@keyturn/core';
import type { ClaimedDelivery, ClaimRequest } from '../hot-store.ts';
import { NEVER } from '../lane-position.ts';
import type { ClosingStatements, DueKey } from '../sqlite-closing.ts';
import type { LaneStatements } from '../sqlite-lanes.ts';
import { takeTurns } from './take-turns.ts';

/** Claims, inside the caller's transaction. */
export type ClaimDue = (request: ClaimRequest) => ClaimedDelivery[];

interface DueLane {
  readonly nextAt: number;
  readonly accountId: number;
  readonly endpointId: number;
}

/** Lanes read for one that is visited. */
const LANES_READ_PER_VISIT = 8;

/** Where the hand stands before the first lane. */
const START: DueLane = { nextAt: -1, accountId: 0, endpointId: 0 };

interface DueRow {
  readonly dueAt: number;
  readonly deliveryId: number;
  readonly eventId: number;
  readonly token: number;
  readonly generation: number;
  readonly attempts: number;
  readonly attemptsBefore: number;
}

/** The statements, named for the test that asserts their plans. */
export const CLAIM_DUE_SQL = {
  lanes: `select next_at as nextAt, account_id as accountId, endpoint_id as endpointId
    from lanes
    where (next_at, account_id, endpoint_id) > (?, ?, ?) and next_at <= ?
    order by next_at, account_id, endpoint_id
    limit ?`,
  rows: `select due_at as dueAt, delivery_id as deliveryId, event_id as eventId, token, generation,
      attempts, attempts_before as attemptsBefore
    from due
    where account_id = ? and endpoint_id = ? and due_at between ? and ?
    order by due_at, delivery_id
    limit ?`,
  take: `update due not indexed
    set due_at = ?, token = token + 1, claimed = 1
    where account_id = ? and endpoint_id = ? and due_at = ? and delivery_id = ?`,
  nextDue: `select due_at as dueAt
    from due
    where account_id = ? and endpoint_id = ? and due_at >= ?
    order by due_at
    limit 1`,
  event: `select e.public_id as eventId, e.content_type as contentType, b.body
    from events e
    join event_bodies b on b.account_id = e.account_id and b.event_id = e.event_id
    where e.account_id = ? and e.event_id = ?`,
} as const;

/** Prepares it. */
export function makeClaimDue(db: DatabaseSync, lanes: LaneStatements, closing: ClosingStatements): ClaimDue {
  const findLanes = db.prepare(CLAIM_DUE_SQL.lanes);
  const findRows = db.prepare(CLAIM_DUE_SQL.rows);
  const take = db.prepare(CLAIM_DUE_SQL.take);
  const findNextDue = db.prepare(CLAIM_DUE_SQL.nextDue);
  const findEvent = db.prepare(CLAIM_DUE_SQL.event);

  const claimRow = (lane: DueLane, row: DueRow, now: number, claimedUntil: number): ClaimedDelivery[] => {
    const { accountId, endpointId } = lane;
    const key: DueKey = { accountId, endpointId, dueAt: row.dueAt, deliveryId: row.deliveryId };
    const event = findEvent.get(accountId, row.eventId) as
      | Pick<ClaimedDelivery, 'eventId' | 'contentType' | 'body'>
      | undefined;
    if (event === undefined) {
      // Its event went with the retention: there is nothing left to send.
      const attempts = row.attempts + row.attemptsBefore;
      closing.close(key, { status: 'dead', attempts, at: now, reason: 'expired' });
      return [];
    }
    take.run(claimedUntil, accountId, endpointId, row.dueAt, row.deliveryId);
    // The row keys come from columns that hold nothing else.
    const delivery: ClaimedDelivery = {
      accountRef: accountId as ClaimedDelivery['accountRef'],
      endpointRef: endpointId as ClaimedDelivery['endpointRef'],
      deliveryRef: row.deliveryId as ClaimedDelivery['deliveryRef'],
      eventRef: row.eventId as ClaimedDelivery['eventRef'],
      ...event,
      claim: { token: row.token + 1, generation: row.generation },
      attempts: row.attempts,
      attemptsBefore: row.attemptsBefore,
      claimedUntil: claimedUntil as ClaimedDelivery['claimedUntil'],
    };
    return [delivery];
  };

  /** When the lane has work again, and from where on to read it; the lane goes behind all that waited longer. */
  const sendToBack = (key: DueLane, headDue: number, now: number): void => {
    const { accountId, endpointId } = key;
    const next = findNextDue.get(accountId, endpointId, headDue) as { readonly dueAt: number } | undefined;
    const nextAt = next === undefined ? NEVER : Math.max(next.dueAt, now);
    // Never above now: rows that come later are due at their own now or after it.
    lanes.setTurn(accountId, endpointId, nextAt, Math.min(next?.dueAt ?? now, now));
  };

  const visit = (key: DueLane, request: ClaimRequest, max: number): ClaimedDelivery[] => {
    const { accountId, endpointId } = key;
    const lane = lanes.find(accountId, endpointId);
    invariant(lane !== undefined, 'a lane found by its turn is there');
    const { now } = request;
    const restsUntil = lane.pausedAt !== null ? NEVER : (lane.holdUntil ?? 0);
    if (restsUntil > now) {
      lanes.setTurn(accountId, endpointId, restsUntil, lane.headDue);
      return [];
    }
    const rows = findRows.all(accountId, endpointId, lane.headDue, now, max) as unknown as DueRow[];
    const claimed = rows.flatMap((row) => claimRow(key, row, now, now + request.claimMs));
    sendToBack(key, lane.headDue, now);
    return claimed;
  };

  let hand = START;
  const readLanes = ({ now, lanesMax }: ClaimRequest): DueLane[] => {
    const max = lanesMax * LANES_READ_PER_VISIT;
    const read = (after: DueLane, limit: number) =>
      findLanes.all(after.nextAt, after.accountId, after.endpointId, now, limit) as unknown as DueLane[];
    const ahead = read(hand, max);
    // At the end it goes on from the start, up to where it stood.
    const behind = ahead.length < max && hand !== START ? read(START, max - ahead.length) : [];
    const seen = new Set(ahead.map((lane) => lane.endpointId));
    const found = [...ahead, ...behind.filter((lane) => !seen.has(lane.endpointId))];
    hand = found.length < max ? START : (found.at(-1) ?? START);
    return found;
  };

  return (request) => {
    const claimed: ClaimedDelivery[] = [];
    for (const lane of takeTurns(readLanes(request), request.lanesMax)) {
      // Lanes not reached keep their turn.
      const left = request.deliveriesMax - claimed.length;
      if (left <= 0) break;
      claimed.push(...visit(lane, request, Math.min(left, request.deliveriesPerLaneMax)));
    }
    return claimed;
  };
}

import type { DatabaseSync } from 'node:sqlite';
import { NEVER } from './lane-position.ts';

/** A lane as the hot statements read it. */
export interface LaneRow {
  readonly nextAt: number;
  readonly headDue: number;
  readonly holdUntil: number | null;
  readonly pausedAt: number | null;
}

/** What the hot statements do to lanes. A paused lane has `next_at` NEVER; a held one is put off by the claim that meets it. */
export interface LaneStatements {
  find(accountId: number, endpointId: number): LaneRow | undefined;
  /**
   * Makes sure that a claim at `at` visits the lane and reads from `at` on: called for every row that becomes due, in its transaction (a
   * lane that sleeps past its work is a lost wake-up). False when there is no such lane: its endpoint or account is gone.
   */
  lower(accountId: number, endpointId: number, at: number): boolean;
  setTurn(accountId: number, endpointId: number, nextAt: number, headDue: number): void;
  pause(accountId: number, endpointId: number, at: number, reason: string): void;
  hold(accountId: number, endpointId: number, until: number): void;
}

/** The statements, named for the test that asserts their plans. */
export const LANES_SQL = {
  find: `select next_at as nextAt, head_due as headDue, hold_until as holdUntil, paused_at as pausedAt
     from lanes
     where account_id = ? and endpoint_id = ?`,
  setTurn: `update lanes
     set next_at = ?, head_due = ?
     where account_id = ? and endpoint_id = ?`,
  pause: `update lanes
     set paused_at = ?, paused_reason = ?, next_at = ${NEVER}
     where account_id = ? and endpoint_id = ? and paused_at is null`,
  hold: `update lanes
     set hold_until = max(coalesce(hold_until, 0), ?)
     where account_id = ? and endpoint_id = ?`,
} as const;

/** Prepares them. */
export function makeLaneStatements(db: DatabaseSync): LaneStatements {
  const find = db.prepare(LANES_SQL.find);
  const setTurn = db.prepare(LANES_SQL.setTurn);
  const pause = db.prepare(LANES_SQL.pause);
  const hold = db.prepare(LANES_SQL.hold);
  const statements: LaneStatements = {
    find: (accountId, endpointId) => find.get(accountId, endpointId) as LaneRow | undefined,
    lower(accountId, endpointId, at) {
      const lane = statements.find(accountId, endpointId);
      if (lane === undefined) return false;
      const nextAt = lane.pausedAt === null ? Math.min(lane.nextAt, at) : lane.nextAt;
      const headDue = Math.min(lane.headDue, at);
      if (nextAt !== lane.nextAt || headDue !== lane.headDue)
        setTurn.run(nextAt, headDue, accountId, endpointId);
      return true;
    },
    setTurn: (accountId, endpointId, nextAt, headDue) =>
      void setTurn.run(nextAt, headDue, accountId, endpointId),
    pause: (accountId, endpointId, at, reason) => void pause.run(at, reason, accountId, endpointId),
    hold: (accountId, endpointId, until) => void hold.run(until, accountId, endpointId),
  };
  return statements;
}

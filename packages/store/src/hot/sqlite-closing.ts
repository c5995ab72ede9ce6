import type { DatabaseSync } from 'node:sqlite';

/** Ends deliveries. */
export interface ClosingStatements {
  /** Takes a delivery's due row away and closes its history row: the two always go together. */
  close(due: DueKey, end: DeliveryEnd): void;
  /** Why deliveries of an endpoint without a lane are dead. */
  reasonWithoutLane(accountId: number): 'account_deleted' | 'endpoint_deleted';
}

/** The whole primary key of a due row. */
export interface DueKey {
  readonly accountId: number;
  readonly endpointId: number;
  readonly dueAt: number;
  readonly deliveryId: number;
}

/** How a delivery ended. */
export interface DeliveryEnd {
  readonly status: 'delivered' | 'dead';
  /** Over all generations. */
  readonly attempts: number;
  readonly at: number;
  readonly reason: string | null;
}

/** The statements, named for the test that asserts their plans. */
export const CLOSING_SQL = {
  due: `delete from due not indexed
     where account_id = ? and endpoint_id = ? and due_at = ? and delivery_id = ?`,
  delivery: `update deliveries
     set status = ?, attempts = ?, closed_at = ?, dead_reason = ?
     where account_id = ? and delivery_id = ?`,
  account: 'select 1 from accounts where account_id = ? and closed_at is not null',
} as const;

/** Prepares them. */
export function makeClosingStatements(db: DatabaseSync): ClosingStatements {
  const deleteDue = db.prepare(CLOSING_SQL.due);
  const closeDelivery = db.prepare(CLOSING_SQL.delivery);
  const closedAccount = db.prepare(CLOSING_SQL.account);
  return {
    close(due, end) {
      deleteDue.run(due.accountId, due.endpointId, due.dueAt, due.deliveryId);
      closeDelivery.run(end.status, end.attempts, end.at, end.reason, due.accountId, due.deliveryId);
    },
    reasonWithoutLane: (accountId) =>
      closedAccount.get(accountId) === undefined ? 'endpoint_deleted' : 'account_deleted',
  };
}

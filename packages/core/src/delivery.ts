/** Where a delivery stands. `waiting` covers everything before its end: due, claimed, paused, between two attempts. */
export type DeliveryStatus = 'waiting' | 'delivered' | 'dead';

/** Why no attempt will be made any more by itself. */
export type DeadReason = 'exhausted' | 'poison' | 'endpoint_deleted' | 'account_deleted' | 'expired';

import { DatabaseError } from 'pg';
import { StoreError } from '../../store-error.ts';

/** What is told when a commit ended in a way that leaves open whether its writes are safe. */
export function unknownCommit(label: string): StoreError {
  return new StoreError(
    'unavailable',
    `PostgreSQL at ${label} did not wait for its synchronous standby: the last writes may be lost with the primary, and count as not stored. See to the standby, then send again with the same event ids.`,
  );
}

/**
 * What a failed statement or connection means for the store. Broken constraints and bugs of ours come back as they are; everything that
 * says "the database cannot do this now" becomes a StoreError with the driver's error as its cause.
 */
export function failureOf(error: unknown, label: string): Error {
  if (error instanceof StoreError) return error;
  if (error instanceof DatabaseError) return failureOfState(error, label);
  // Ours, not the connection's: a value that cannot be sent or read.
  if (error instanceof TypeError || error instanceof RangeError) return error;
  if (!(error instanceof Error)) return new Error(String(error));
  return unavailable(label, 'cannot be reached, or did not answer in time', error);
}

/** Whether the same transaction may be tried again at once: it was rolled back to let another one go first. */
export function isTransactionConflict(error: unknown): boolean {
  const { code } = causeOf(error);
  // serialization_failure, deadlock_detected.
  return code === '40001' || code === '40P01';
}

/** Whether the connection that gave this error may be used no more: anything but a plain refusal of a statement. */
export function isConnectionLost(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  if (!(cause instanceof DatabaseError)) return !(cause instanceof TypeError || cause instanceof RangeError);
  return CONNECTION_LOST.test(cause.code ?? '');
}

// Connection exceptions and an operator's or the server's end of the session, https://www.postgresql.org/docs/current/errcodes-appendix.html
const CONNECTION_LOST = /^(08...|57P0[1-5]|25P03)$/;

function causeOf(error: unknown): { readonly code?: string | undefined } {
  const cause = error instanceof StoreError ? error.cause : error;
  return cause instanceof DatabaseError ? { code: cause.code } : {};
}

function failureOfState(error: DatabaseError, label: string): Error {
  const code = error.code ?? '';
  const said = `PostgreSQL said "${error.message}" (${code})`;
  // By class, the first two characters, unless a state of its own is meant.
  switch (code) {
    case '53100':
      return new StoreError(
        'full',
        `There is no space left for the database at ${label}: free some and send again; nothing of this write was stored. ${said}.`,
        { cause: error },
      );
    case '25006':
      return new StoreError(
        'read_only',
        `The database at ${label} takes no writes: connect to the primary, and see that default_transaction_read_only is off. ${said}.`,
        { cause: error },
      );
    // A statement or lock that took too long, a session ended for idling, a conflict that outlasted its retries.
    case '57014':
    case '55P03':
    case '25P03':
    case '40001':
    case '40P01':
      return unavailable(label, 'did not finish a statement in time', error, said);
    default:
      break;
  }
  // Connections, resources, operator intervention, the system itself, who may connect and to what.
  if (/^(08|53|57|58|28|3D|XX)/.test(code)) return unavailable(label, 'does not serve now', error, said);
  return error;
}

function unavailable(label: string, what: string, cause: Error, said = `The driver said "${cause.message}"`) {
  return new StoreError('unavailable', `The database at ${label} ${what}. ${said}.`, { cause });
}

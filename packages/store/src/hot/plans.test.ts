import { describe, expect, it } from 'vitest';
import { openMemory } from '../test-scratch.ts';
import { CLAIM_DUE_SQL } from './claim-due/sqlite.ts';
import { INSERT_BATCH_SQL } from './insert-batch/sqlite.ts';
import { NOTE_SECRET_USES_SQL } from './note-secret-uses/sqlite.ts';
import { NOTE_USAGE_SQL } from './note-usage/sqlite.ts';
import { RECORD_BATCH_SQL } from './record-batch/sqlite.ts';
import { RELEASE_CLAIMS_SQL } from './release-claims/sqlite.ts';
import { CLOSING_SQL } from './sqlite-closing.ts';
import { LANES_SQL } from './sqlite-lanes.ts';
import { SWEEP_LANES_SQL } from './sweep-lanes/sqlite.ts';

/** How SQLite finds the rows of each hot statement. An `insert ... values` looks nothing up and has no plan. */
const PLANS: Readonly<Record<string, readonly string[]>> = {
  'claim-due lanes': [
    'SEARCH lanes USING COVERING INDEX lanes_by_turn ((next_at,account_id,endpoint_id)>(?,?,?) AND next_at<?)',
  ],
  'claim-due rows': [
    'SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=? AND due_at>? AND due_at<?)',
  ],
  'claim-due take': [
    'SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=? AND due_at=? AND delivery_id=?)',
  ],
  'claim-due nextDue': ['SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=? AND due_at>?)'],
  'claim-due event': [
    'SEARCH e USING PRIMARY KEY (account_id=? AND event_id=?)',
    'SEARCH b USING INDEX sqlite_autoindex_event_bodies_1 (account_id=? AND event_id=?)',
  ],
  'sweep-lanes nextLane': ['SEARCH due USING PRIMARY KEY ((account_id,endpoint_id,due_at)>(?,?,?))'],
  'sweep-lanes orphans': ['SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=?)'],
  'release-claims release': ['SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=? AND due_at>?)'],
  'insert-batch key': [],
  'insert-batch findKey': ['SEARCH event_keys USING PRIMARY KEY (account_id=? AND public_id=?)'],
  'insert-batch event': [],
  'insert-batch body': [],
  'insert-batch delivery': [],
  'insert-batch due': [],
  'record-batch findDue': ['SEARCH due USING INDEX sqlite_autoindex_due_2 (account_id=? AND delivery_id=?)'],
  'record-batch moveDue': [
    'SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=? AND due_at=? AND delivery_id=?)',
  ],
  'record-batch attempt': [],
  'note-secret-uses note': [
    'SEARCH secrets USING INDEX sqlite_autoindex_secrets_1 (account_id=? AND secret_id=?)',
  ],
  'note-usage count': [],
  'note-usage lastAttempt': [],
  'lanes find': ['SEARCH lanes USING PRIMARY KEY (account_id=? AND endpoint_id=?)'],
  'lanes setTurn': ['SEARCH lanes USING PRIMARY KEY (account_id=? AND endpoint_id=?)'],
  'lanes pause': ['SEARCH lanes USING PRIMARY KEY (account_id=? AND endpoint_id=?)'],
  'lanes hold': ['SEARCH lanes USING PRIMARY KEY (account_id=? AND endpoint_id=?)'],
  'closing due': [
    'SEARCH due USING PRIMARY KEY (account_id=? AND endpoint_id=? AND due_at=? AND delivery_id=?)',
  ],
  'closing delivery': ['SEARCH deliveries USING PRIMARY KEY (account_id=? AND delivery_id=?)'],
  'closing account': ['SEARCH accounts USING INTEGER PRIMARY KEY (rowid=?)'],
};

const STATEMENTS = {
  'claim-due': CLAIM_DUE_SQL,
  'sweep-lanes': SWEEP_LANES_SQL,
  'release-claims': RELEASE_CLAIMS_SQL,
  'insert-batch': INSERT_BATCH_SQL,
  'record-batch': RECORD_BATCH_SQL,
  'note-secret-uses': NOTE_SECRET_USES_SQL,
  'note-usage': NOTE_USAGE_SQL,
  lanes: LANES_SQL,
  closing: CLOSING_SQL,
} as const;

describe('the plan of each hot statement is a search of the intended key: no scan, no sort', async () => {
  const { db } = await openMemory();
  const named = Object.entries(STATEMENTS).flatMap(([folder, statements]) =>
    Object.entries(statements).map(([name, sql]) => [`${folder} ${name}`, sql] as const),
  );

  it.each(named)('%s', (name, sql) => {
    const plan = db.prepare(`explain query plan ${sql}`).all();
    expect(plan.map((step) => step.detail)).toEqual(PLANS[name]);
  });
});

/**
 * The storage contract as tests, one file per subject: every implementation of `Store` runs them all. What differs between databases is
 * tested beside the database, not here.
 */
import { describe } from 'vitest';
import { accountsContract } from './store/accounts-contract.ts';
import { apiKeysContract } from './store/api-keys-contract.ts';
import { auditContract } from './store/audit-contract.ts';
import { deliveriesContract } from './store/deliveries-contract.ts';
import { endpointsContract } from './store/endpoints-contract.ts';
import { eventsContract } from './store/events-contract.ts';
import { hotClaimContract } from './store/hot-claim-contract.ts';
import { hotPublishContract } from './store/hot-publish-contract.ts';
import { hotRecordContract } from './store/hot-record-contract.ts';
import { idempotencyContract } from './store/idempotency-contract.ts';
import { keysetsContract } from './store/keysets-contract.ts';
import { keysetsRacingContract } from './store/keysets-racing-contract.ts';
import { loginLinksContract } from './store/login-links-contract.ts';
import { membersContract } from './store/members-contract.ts';
import { restartContract } from './store/restart-contract.ts';
import type { OpenStore } from './store/subject.ts';
import { usageContract } from './store/usage-contract.ts';
import { usersContract } from './store/users-contract.ts';

export type { OpenedStore, OpenStore } from './store/subject.ts';

/** Registers the whole contract as vitest tests of the implementation `name`; `open` gives a store on a fresh, empty database. */
export function storeContract(name: string, open: OpenStore): void {
  describe(name, () => {
    accountsContract(open);
    keysetsContract(open);
    keysetsRacingContract(open);
    endpointsContract(open);
    eventsContract(open);
    deliveriesContract(open);
    usageContract(open);
    auditContract(open);
    apiKeysContract(open);
    usersContract(open);
    membersContract(open);
    loginLinksContract(open);
    idempotencyContract(open);
    hotPublishContract(open);
    hotRecordContract(open);
    hotClaimContract(open);
    restartContract(open);
  });
}

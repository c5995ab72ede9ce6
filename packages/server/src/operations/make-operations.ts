import { activateSecret } from './activate-secret.ts';
import { addMember } from './add-member.ts';
import { cancelSecret } from './cancel-secret.ts';
import { createAccount } from './create-account.ts';
import { createApiKey } from './create-api-key.ts';
import { createEndpoint } from './create-endpoint.ts';
import { createLoginLink } from './create-login-link.ts';
import { createSecret } from './create-secret.ts';
import { deleteAccount } from './delete-account.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { getAccount } from './get-account.ts';
import { getDelivery } from './get-delivery.ts';
import { getEndpoint } from './get-endpoint.ts';
import { getEvent } from './get-event.ts';
import { getSecret } from './get-secret.ts';
import { getStats } from './get-stats.ts';
import { listAccounts } from './list-accounts.ts';
import { listApiKeys } from './list-api-keys.ts';
import { listAttempts } from './list-attempts.ts';
import { listAudit } from './list-audit.ts';
import { listDeliveries } from './list-deliveries.ts';
import { listEndpoints } from './list-endpoints.ts';
import { listEvents } from './list-events.ts';
import { listMembers } from './list-members.ts';
import { listSecrets } from './list-secrets.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations } from './operations.ts';
import { pauseEndpoint } from './pause-endpoint.ts';
import { publishEvent } from './publish-event.ts';
import { publishEvents } from './publish-events.ts';
import { removeMember } from './remove-member.ts';
import { resumeEndpoint } from './resume-endpoint.ts';
import { retryDelivery } from './retry-delivery.ts';
import { revokeApiKey } from './revoke-api-key.ts';
import { testEndpoint } from './test-endpoint.ts';
import { updateAccount } from './update-account.ts';
import { updateEndpoint } from './update-endpoint.ts';
import { updateMember } from './update-member.ts';
import { updateSecret } from './update-secret.ts';

/** Every operation of the product, standing on `parts`. */
export function makeOperations(parts: OperationParts): Operations {
  /** The operation with its parts given. */
  const on =
    <Args extends readonly unknown[], Answer>(operation: (parts: OperationParts, ...args: Args) => Answer) =>
    (...args: Args): Answer =>
      operation(parts, ...args);
  return {
    createAccount: on(createAccount),
    getAccount: on(getAccount),
    listAccounts: on(listAccounts),
    updateAccount: on(updateAccount),
    deleteAccount: on(deleteAccount),

    createSecret: on(createSecret),
    getSecret: on(getSecret),
    listSecrets: on(listSecrets),
    updateSecret: on(updateSecret),
    cancelSecret: on(cancelSecret),
    activateSecret: on(activateSecret),

    createEndpoint: on(createEndpoint),
    getEndpoint: on(getEndpoint),
    listEndpoints: on(listEndpoints),
    updateEndpoint: on(updateEndpoint),
    deleteEndpoint: on(deleteEndpoint),
    pauseEndpoint: on(pauseEndpoint),
    resumeEndpoint: on(resumeEndpoint),
    testEndpoint: on(testEndpoint),

    // The hot path: its arguments are passed by name, not spread.
    publishEvent: (caller, account, input) => publishEvent(parts, caller, account, input),
    publishEvents: on(publishEvents),
    getEvent: on(getEvent),
    listEvents: on(listEvents),

    getDelivery: on(getDelivery),
    listDeliveries: on(listDeliveries),
    listAttempts: on(listAttempts),
    retryDelivery: on(retryDelivery),

    getStats: on(getStats),
    listAudit: on(listAudit),

    createApiKey: on(createApiKey),
    listApiKeys: on(listApiKeys),
    revokeApiKey: on(revokeApiKey),

    listMembers: on(listMembers),
    addMember: on(addMember),
    updateMember: on(updateMember),
    removeMember: on(removeMember),

    createLoginLink: on(createLoginLink),
  };
}

import { formatTime, OVERLAP_SECONDS_MAX, type Secret } from '@keyturn/core';
import type { SecretRow } from '@keyturn/store';
import { z } from 'zod';
import type { Activation, CreatedSecret, Operations } from '../../operations/operations.ts';
import {
  accountParams,
  actor,
  endpointId,
  epochMsOf,
  name,
  pageOf,
  pageQuery,
  presentActor,
  reason,
  secretId,
  shownTime,
  shownTimeOf,
  somethingToChange,
  time,
} from './fields.ts';

export const secretParams = accountParams.extend({ secret: secretId });

export const createSecretBody = z
  .strictObject({
    name,
    endpoint_id: endpointId
      .optional()
      .meta({ description: 'Gives the secret to this endpoint alone; the account otherwise.' }),
  })
  .meta({ examples: [{ name: 'spring 2026' }] });

export const updateSecretBody = z
  .strictObject({
    name: name.optional(),
    retire_at: time.optional().meta({
      description: 'Moves the end of an open overlap: into the future, at most 7 days after the activation.',
    }),
  })
  .refine(somethingToChange.check, somethingToChange.params)
  .meta({ examples: [{ name: 'spring 2026, EU' }] });

export const activateSecretBody = z
  .strictObject({
    overlap_seconds: z
      .number()
      .int()
      .min(0)
      .max(OVERLAP_SECONDS_MAX, { error: `must be at most ${OVERLAP_SECONDS_MAX} (7 days)` })
      .default(0)
      .meta({ description: 'How long the former active secret co-signs; 0 disables it at once.' }),
    end_overlap: z
      .boolean()
      .default(false)
      .meta({ description: 'Ends an overlap that is still open, instead of refusing.' }),
    accept_hard_cut: z.boolean().default(false).meta({
      description: 'Accepts that the `kore` profile carries the active secret only, whatever the overlap.',
    }),
    reason: reason.optional().meta({ description: 'For the audit log.' }),
  })
  .meta({ examples: [{ overlap_seconds: 3600 }] });

export const listSecretsQuery = z
  .strictObject({
    ...pageQuery,
    endpoint_id: endpointId.optional().meta({ description: "One endpoint's own secrets." }),
    scope: z.enum(['account', 'all']).optional().meta({
      description: "`account` (the default): the account's own secrets. `all`: those of every endpoint too.",
    }),
  })
  .refine((query) => query.endpoint_id === undefined || query.scope === undefined, {
    error: 'cannot have both `endpoint_id` and `scope`',
    params: { fault: 'not_allowed' },
  });

const secretFields = {
  id: z.string(),
  account_id: z.string(),
  endpoint_id: z.string().nullable().meta({ description: "Null for the account's own secrets." }),
  name: z.string(),
  status: z.enum(['pending', 'active', 'retiring', 'disabled']),
  key_id: z.string().meta({ description: 'Ten characters that both sides can compute from the secret.' }),
  scope_epoch: z.int().meta({ description: "The scope's epoch now: what `If-Match` compares." }),
  created_at: shownTime,
  created_by: actor,
  activated_at: shownTime.nullable(),
  retire_at: shownTime.nullable(),
  disabled_at: shownTime.nullable(),
  disabled_reason: z
    .enum(['superseded', 'overlap_ended', 'replaced', 'cancelled', 'compromised', 'account_closed'])
    .nullable(),
  last_used_at: shownTime.nullable().meta({ description: 'When an event was last signed with it.' }),
};

const secretExample = {
  id: 'sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
  account_id: 'acme',
  endpoint_id: null,
  name: 'spring 2026',
  status: 'active',
  key_id: 'KF3IQCNHSR',
  scope_epoch: 1,
  created_at: '2026-03-01T12:00:00.000Z',
  created_by: { type: 'admin', id: 'admin', name: 'admin key' },
  activated_at: '2026-03-01T12:00:00.000Z',
  retire_at: null,
  disabled_at: null,
  disabled_reason: null,
  last_used_at: null,
};

export const secret = z.object(secretFields).meta({
  id: 'Secret',
  description: 'A signing secret, without its text.',
  examples: [secretExample],
});

export const secretPage = pageOf(secret, 'SecretPage');

const cutover = z
  .object({
    epoch: z.int(),
    effective_at: shownTime.meta({
      description: 'From then on no request starts under the keyset before this epoch.',
    }),
  })
  .meta({ id: 'Cutover' });

export const createdSecret = z
  .object({
    ...secretFields,
    secret: z.string().nullable().meta({
      description:
        'The text, `whsec_...`: in this answer only. Null when an idempotency key repeats the request.',
    }),
    secret_shown: z
      .boolean()
      .optional()
      .meta({ description: 'True when the text was shown before and cannot be shown again.' }),
    notice: z.string().optional(),
    replaced: secret.optional().meta({ description: 'The pending secret that this one replaced.' }),
    cutover: cutover.optional().meta({ description: 'When the secret became active at once.' }),
  })
  .meta({
    id: 'CreatedSecret',
    description: 'A new secret with its text, shown once.',
    examples: [{ ...secretExample, secret: 'whsec_...' }],
  });

export const activation = z
  .object({
    active: secret,
    previous: secret.nullable().meta({ description: 'The secret that was active before.' }),
    cutover,
  })
  .meta({ id: 'Activation' });

/** What `activate` asks for, as the operation takes it. */
export function activationOf(
  body: z.output<typeof activateSecretBody>,
  expectedEpoch: number | undefined,
): Parameters<Operations['activateSecret']>[3] {
  return {
    overlapSeconds: body.overlap_seconds,
    openOverlap: body.end_overlap ? 'end' : 'refuse',
    hardCut: body.accept_hard_cut ? 'accept' : 'refuse',
    ...(expectedEpoch === undefined ? {} : { expectedEpoch }),
    ...(body.reason === undefined ? {} : { reason: body.reason }),
  };
}

/** A change of a secret as the operation takes it. */
export function secretChangeOf(
  body: z.output<typeof updateSecretBody>,
): Parameters<Operations['updateSecret']>[3] {
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.retire_at === undefined ? {} : { retireAt: epochMsOf(body.retire_at) }),
  };
}

/** Which secrets a list is of, as the operation takes it. */
export function secretScopeOf(
  query: z.output<typeof listSecretsQuery>,
): Parameters<Operations['listSecrets']>[1] {
  if (query.endpoint_id !== undefined) return { type: 'endpoint', endpointId: query.endpoint_id };
  return { type: query.scope ?? 'account' };
}

/** A secret as the API shows it, without its text. */
export function presentSecret(row: SecretRow, account: string): z.output<typeof secret> {
  return present(row.secret, account, row.endpointId, row.scopeEpoch, shownTimeOf(row.lastUsedAt));
}

function present(
  of: Secret,
  account: string,
  endpoint: string | undefined,
  scopeEpoch: number,
  lastUsedAt: string | null,
): z.output<typeof secret> {
  return {
    id: of.id,
    account_id: account,
    endpoint_id: endpoint ?? null,
    name: of.name,
    status: of.status,
    key_id: of.keyId,
    scope_epoch: scopeEpoch,
    created_at: formatTime(of.createdAt),
    created_by: presentActor(of.createdBy),
    activated_at: shownTimeOf(activatedAtOf(of)),
    retire_at: shownTimeOf(of.status === 'retiring' ? of.retireAt : undefined),
    disabled_at: shownTimeOf(of.status === 'disabled' ? of.disabledAt : undefined),
    disabled_reason: of.status === 'disabled' ? of.disabledReason : null,
    last_used_at: lastUsedAt,
  };
}

function activatedAtOf(of: Secret): Secret['createdAt'] | undefined {
  if (of.status === 'pending') return undefined;
  return of.status === 'disabled' ? of.activation?.activatedAt : of.activatedAt;
}

/** A new secret with its text: the one answer that holds it. */
export function presentCreatedSecret(
  created: CreatedSecret,
  account: string,
): z.output<typeof createdSecret> {
  return { ...presentWithoutText(created, account), secret: created.text.reveal() };
}

/** A new secret as a repeated request sees it: the text is not kept, and the answer says so. */
export function presentCreatedSecretAgain(
  created: CreatedSecret,
  account: string,
): z.output<typeof createdSecret> {
  return {
    ...presentWithoutText(created, account),
    secret: null,
    secret_shown: true,
    notice:
      'The text was shown once, in the first answer to this idempotency key, and is not kept. If it was lost, create another secret: it replaces this one while it is pending.',
  };
}

function presentWithoutText(
  created: CreatedSecret,
  account: string,
): Omit<z.output<typeof createdSecret>, 'secret'> {
  const { row, replaced, cutover: turned } = created;
  return {
    ...presentSecret(row, account),
    ...(replaced === undefined
      ? {}
      : { replaced: present(replaced, account, row.endpointId, row.scopeEpoch, null) }),
    ...(turned === undefined ? {} : { cutover: presentCutover(turned) }),
  };
}

/** An activation as the API shows it. */
export function presentActivation(activated: Activation, account: string): z.output<typeof activation> {
  return {
    active: presentSecret(activated.active, account),
    previous: activated.previous === undefined ? null : presentSecret(activated.previous, account),
    cutover: presentCutover(activated.cutover),
  };
}

function presentCutover(of: Activation['cutover']): z.output<typeof cutover> {
  return { epoch: of.epoch, effective_at: formatTime(of.effectiveAt) };
}

import { formatTime } from '@keyturn/core';
import type { ApiKey } from '@keyturn/store';
import { z } from 'zod';
import type { Sensitive } from '../../keyring/sensitive.ts';
import type { Operations } from '../../operations/operations.ts';
import { PERMISSIONS } from '../../operations/permissions.ts';
import {
  accountId,
  actor,
  apiKeyId,
  epochMsOf,
  name,
  pageOf,
  pageQuery,
  presentActor,
  shownTime,
  shownTimeOf,
  time,
} from './fields.ts';

export const apiKeyParams = z.object({ api_key: apiKeyId });

export const createApiKeyBody = z
  .strictObject({
    name,
    account_id: accountId.nullable().meta({
      description: 'The one account that the API key reaches; null: every account, for operators.',
    }),
    permissions: z
      .array(z.enum(PERMISSIONS))
      .min(1)
      .max(PERMISSIONS.length)
      .refine((permissions) => new Set(permissions).size === permissions.length, {
        error: 'must name each permission once',
      }),
    expires_at: time.nullable().optional(),
  })
  .meta({ examples: [{ name: 'billing service', account_id: 'acme', permissions: ['events:publish'] }] });

/** The account of an act whose path names none. */
export const actingAccountQuery = z.strictObject({
  account_id: accountId.optional().meta({
    description: 'For people who sign in and have a role in several accounts: the one that this is about.',
  }),
});

export const listApiKeysQuery = z.strictObject({
  ...pageQuery,
  account_id: accountId.optional().meta({ description: "One account's API keys." }),
});

const apiKeyFields = {
  id: z.string(),
  account_id: z.string().nullable(),
  name: z.string(),
  permissions: z.array(z.string()),
  prefix: z.string().meta({ description: 'The first characters of the key.' }),
  created_at: shownTime,
  created_by: actor,
  expires_at: shownTime.nullable(),
  revoked_at: shownTime.nullable(),
  last_used_at: shownTime.nullable(),
};

const apiKeyExample = {
  id: 'key_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
  account_id: 'acme',
  name: 'billing service',
  permissions: ['events:publish'],
  prefix: 'kt_7Q2M9XK',
  created_at: '2026-03-01T12:00:00.000Z',
  created_by: { type: 'admin', id: 'admin', name: 'admin key' },
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

export const apiKey = z.object(apiKeyFields).meta({
  id: 'ApiKey',
  description: "A caller's bearer key, without its text.",
  examples: [apiKeyExample],
});

export const apiKeyPage = pageOf(apiKey, 'ApiKeyPage');

export const createdApiKey = z
  .object({
    ...apiKeyFields,
    api_key: z.string().nullable().meta({
      description:
        'The text, `kt_...`: in this answer only. Null when an idempotency key repeats the request.',
    }),
    api_key_shown: z
      .boolean()
      .optional()
      .meta({ description: 'True when the text was shown before and cannot be shown again.' }),
    notice: z.string().optional(),
  })
  .meta({
    id: 'CreatedApiKey',
    description: 'A new API key with its text, shown once.',
    examples: [{ ...apiKeyExample, api_key: 'kt_...' }],
  });

/** A new API key as the operation takes it. */
export function newApiKeyOf(
  body: z.output<typeof createApiKeyBody>,
): Parameters<Operations['createApiKey']>[1] {
  return {
    name: body.name,
    permissions: body.permissions,
    ...(body.account_id === null ? {} : { account: body.account_id }),
    ...(body.expires_at == null ? {} : { expiresAt: epochMsOf(body.expires_at) }),
  };
}

interface ShownApiKey {
  readonly apiKey: ApiKey;
  readonly accountId?: string;
}

/** An API key as the API shows it, without its text. */
export function presentApiKey({ apiKey: row, accountId: account }: ShownApiKey): z.output<typeof apiKey> {
  return {
    id: row.id,
    account_id: account ?? null,
    name: row.name,
    permissions: [...row.permissions],
    prefix: row.prefix,
    created_at: formatTime(row.createdAt),
    created_by: presentActor(row.createdBy),
    expires_at: shownTimeOf(row.expiresAt),
    revoked_at: shownTimeOf(row.revokedAt),
    last_used_at: shownTimeOf(row.lastUsedAt),
  };
}

/** A new API key with its text: the one answer that holds it. */
export function presentCreatedApiKey(
  created: ShownApiKey & { readonly text: Sensitive<string> },
): z.output<typeof createdApiKey> {
  return { ...presentApiKey(created), api_key: created.text.reveal() };
}

/** A new API key as a repeated request sees it: the text is not kept, and the answer says so. */
export function presentCreatedApiKeyAgain(created: ShownApiKey): z.output<typeof createdApiKey> {
  return {
    ...presentApiKey(created),
    api_key: null,
    api_key_shown: true,
    notice:
      'The text was shown once, in the first answer to this idempotency key, and is not kept. If it was lost, revoke this API key and create another.',
  };
}

import { formatTime, type SignatureProfile } from '@keyturn/core';
import type { Account } from '@keyturn/store';
import { z } from 'zod';
import type { Operations } from '../../operations/operations.ts';
import { accountId, name, pageOf, shownTime, somethingToChange } from './fields.ts';

const PROFILES = ['standard', 'kore'] as const satisfies readonly SignatureProfile[];

const signatureProfiles = z
  .array(z.enum(PROFILES))
  .max(PROFILES.length)
  .refine((profiles) => profiles.includes('standard'), {
    error: 'must contain `standard`, which is always on',
    params: { fault: 'not_allowed' },
  })
  .refine((profiles) => new Set(profiles).size === profiles.length, { error: 'must name each profile once' })
  .meta({
    description: 'How events are signed. `standard` (Standard Webhooks) is always on; `kore` can be added.',
    examples: [['standard']],
  });

export const createAccountBody = z
  .strictObject({
    id: accountId.optional().meta({ description: 'Yours; made when left out. It is never free again.' }),
    name,
    signature_profiles: signatureProfiles.optional(),
  })
  .meta({ examples: [{ id: 'acme', name: 'Acme Ltd' }] });

export const updateAccountBody = z
  .strictObject({ name: name.optional(), signature_profiles: signatureProfiles.optional() })
  .refine(somethingToChange.check, somethingToChange.params)
  .meta({ examples: [{ name: 'Acme plc' }] });

export const account = z
  .object({
    id: z.string(),
    name: z.string(),
    signature_profiles: z.array(z.enum(PROFILES)),
    created_at: shownTime,
  })
  .meta({
    id: 'Account',
    description: "The platform's customer; owns secrets, endpoints and events.",
    examples: [
      {
        id: 'acme',
        name: 'Acme Ltd',
        signature_profiles: ['standard'],
        created_at: '2026-03-01T12:00:00.000Z',
      },
    ],
  });

export const accountPage = pageOf(account, 'AccountPage');

/** A new account as the operation takes it. */
export function newAccountOf(
  body: z.output<typeof createAccountBody>,
): Parameters<Operations['createAccount']>[1] {
  return {
    ...(body.id === undefined ? {} : { id: body.id }),
    name: body.name,
    signatureProfiles: body.signature_profiles ?? ['standard'],
  };
}

/** A change of an account as the operation takes it. */
export function accountChangeOf(
  body: z.output<typeof updateAccountBody>,
): Parameters<Operations['updateAccount']>[2] {
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.signature_profiles === undefined ? {} : { signatureProfiles: body.signature_profiles }),
  };
}

/** An account as the API shows it. */
export function presentAccount(row: Account): z.output<typeof account> {
  return {
    id: row.id,
    name: row.name,
    signature_profiles: [...row.signatureProfiles],
    created_at: formatTime(row.createdAt),
  };
}

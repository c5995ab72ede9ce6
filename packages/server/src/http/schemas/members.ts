import { formatTime } from '@keyturn/core';
import type { Member } from '@keyturn/store';
import { z } from 'zod';
import type { MadeLoginLink } from '../../operations/make-login-link.ts';
import type { AddedMember } from '../../operations/operations.ts';
import { accountId, actor, email, name, pageOf, presentActor, shownTime, userId } from './fields.ts';

export const memberParams = z.object({ account: accountId, member: userId });

const role = z.enum(['owner', 'developer', 'viewer']).meta({
  description:
    'A viewer reads. A developer also publishes, writes endpoints, retries, and creates and activates secrets. An owner also manages members and API keys.',
});

export const addMemberBody = z
  .strictObject({ email, name, role })
  .meta({ examples: [{ email: 'ada@example.com', name: 'Ada', role: 'developer' }] });

export const updateMemberBody = z.strictObject({ role });

export const createLoginLinkBody = z
  .strictObject({
    email: email.optional().meta({ description: 'Whom it signs in; the operator when left out.' }),
  })
  .meta({ examples: [{}] });

const memberFields = {
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    has_password: z.boolean().meta({ description: 'False until the person has chosen one.' }),
  }),
  role,
  added_at: shownTime,
  added_by: actor,
};

const memberExample = {
  user: { id: 'usr_01JZ8Q5W3D7X9N2K4M6P8R0T1V', name: 'Ada', email: 'ada@example.com', has_password: true },
  role: 'developer' as const,
  added_at: '2026-03-01T12:00:00.000Z',
  added_by: { type: 'admin' as const, id: 'admin', name: 'admin key' },
};

export const member = z.object(memberFields).meta({
  id: 'Member',
  description: 'A person with a role in an account.',
  examples: [memberExample],
});

export const memberPage = pageOf(member, 'MemberPage');

export const loginLink = z
  .object({
    url: z.string().meta({ description: 'Signs in whoever opens it first, once.' }),
    expires_at: shownTime,
  })
  .meta({
    id: 'LoginLink',
    description: 'A one-time link, in this answer and nowhere else.',
    examples: [{ url: 'http://localhost:8080/start#...', expires_at: '2026-03-01T12:10:00.000Z' }],
  });

export const addedMember = z
  .object({
    ...memberFields,
    login_link: loginLink.nullable().meta({
      description:
        'For somebody new: hand it on. Null for a person who could sign in before, and when an idempotency key repeats the request.',
    }),
  })
  .meta({
    id: 'AddedMember',
    description: 'A new member, with the link by which somebody new signs in.',
    examples: [{ ...memberExample, login_link: null }],
  });

/** A member as the API shows it. */
export function presentMember({ user, role: memberRole, addedAt, addedBy }: Member): z.output<typeof member> {
  return {
    user: {
      id: user.id,
      name: user.name,
      email: user.email ?? '',
      has_password: user.passwordHash !== undefined,
    },
    role: memberRole,
    added_at: formatTime(addedAt),
    added_by: presentActor(addedBy),
  };
}

/** A new member with the link: the one answer that holds it. */
export function presentAddedMember(added: AddedMember): z.output<typeof addedMember> {
  const { loginLink: link } = added;
  return { ...presentMember(added.member), login_link: link === undefined ? null : presentLoginLink(link) };
}

/** A new member as a repeated request sees it: the link is not kept. */
export function presentAddedMemberAgain({ member: added }: AddedMember): z.output<typeof addedMember> {
  return { ...presentMember(added), login_link: null };
}

/** A one-time link: the one answer that holds it. */
export function presentLoginLink({ url, expiresAt }: MadeLoginLink): z.output<typeof loginLink> {
  return { url: url.reveal(), expires_at: formatTime(expiresAt) };
}

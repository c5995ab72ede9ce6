import type { Role } from '@keyturn/store';
import type { Principal } from '../../operations/authenticate.ts';
import { PERMISSIONS, type Permission } from '../../operations/permissions.ts';
import { ROLE_PERMISSIONS } from '../../operations/roles.ts';
import { answer, answerNothing } from '../answer.ts';
import { lacks, mayDo } from '../auth/authorise.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import type { Create } from '../idempotency.ts';
import { ProblemError, problemOf, sendProblem } from '../problem.ts';
import { callerOf, principalOf } from '../request-facts.ts';
import { accountParams, listQuery } from '../schemas/fields.ts';
import {
  addedMember,
  addMemberBody,
  createLoginLinkBody,
  loginLink,
  member,
  memberPage,
  memberParams,
  presentAddedMember,
  presentAddedMemberAgain,
  presentLoginLink,
  presentMember,
  updateMemberBody,
} from '../schemas/members.ts';

const listMembers = describeRoute({
  operationId: 'listMembers',
  tag: 'members',
  summary: 'List members',
  description: 'People with a role in the account, in the order in which they became known.',
  permission: 'accounts:write',
  params: accountParams,
  querystring: listQuery,
  answers: { 200: { description: 'A page of members.', schema: memberPage } },
});

const addMember = describeRoute({
  operationId: 'addMember',
  tag: 'members',
  summary: 'Add a member',
  description:
    'Gives the person with this email a role. Somebody new gets a link that signs in once within 24 hours: it is in this answer and nowhere else, and no mail is sent. Nobody gives rights that he does not have.',
  permission: 'accounts:write',
  params: accountParams,
  body: addMemberBody,
  idempotency: 'key',
  answers: { 201: { description: 'The member.', schema: addedMember } },
  refusals: ['member_before', 'limit_reached'],
});

const updateMember = describeRoute({
  operationId: 'updateMember',
  tag: 'members',
  summary: "Change a member's role",
  permission: 'accounts:write',
  params: memberParams,
  body: updateMemberBody,
  answers: { 200: { description: 'The member as it is now.', schema: member } },
  refusals: ['last_owner'],
});

const removeMember = describeRoute({
  operationId: 'removeMember',
  tag: 'members',
  summary: 'Remove a member',
  permission: 'accounts:write',
  params: memberParams,
  answers: { 204: { description: 'Removed.' } },
  refusals: ['last_owner'],
});

const createLoginLink = describeRoute({
  operationId: 'createLoginLink',
  tag: 'members',
  summary: 'Make a one-time sign-in link',
  description:
    'For who has forgotten a password, or has none. It signs in once, within ten minutes. Only for who may do everything: the admin key, or an operator.',
  permission: 'accounts:write',
  reach: 'installation',
  body: createLoginLinkBody,
  bodyMayBeAbsent: true,
  answers: { 201: { description: 'The link.', schema: loginLink } },
  refusals: ['not_found'],
});

/** The routes of people: who has which role in an account, and one-time links. */
export function addMemberRoutes(app: HttpApp, { operations }: HttpDeps, create: Create): void {
  app.get('/v1/accounts/:account/members', listMembers, async (request, reply) => {
    const listed = await operations.listMembers(request.params.account, pageOf('members', request.query));
    return answer(request, reply, listed, (page) => presentPage('members', page, presentMember));
  });

  app.post('/v1/accounts/:account/members', addMember, (request, reply) => {
    refuseMoreThanOwn(principalOf(request), request.body.role);
    return create(request, reply, {
      run: () => operations.addMember(callerOf(request), request.params.account, request.body),
      status: 201,
      present: presentAddedMember,
      presentAgain: presentAddedMemberAgain,
    });
  });

  app.patch('/v1/accounts/:account/members/:member', updateMember, async (request, reply) => {
    refuseMoreThanOwn(principalOf(request), request.body.role);
    const { account, member: id } = request.params;
    const updated = await operations.updateMember(callerOf(request), account, id, request.body);
    return answer(request, reply, updated, presentMember);
  });

  app.delete('/v1/accounts/:account/members/:member', removeMember, async (request, reply) => {
    const { account, member: id } = request.params;
    return answerNothing(request, reply, await operations.removeMember(callerOf(request), account, id));
  });

  app.post('/v1/login-links', createLoginLink, async (request, reply) => {
    refuseUnlessAll(principalOf(request));
    const { email } = request.body;
    const made = await operations.createLoginLink(callerOf(request), email === undefined ? {} : { email });
    if (!made.ok) return sendProblem(request, reply, problemOf(made.error));
    return reply.code(201).send(presentLoginLink(made.value));
  });
}

/** Nobody gives what he does not have: an API key that may change accounts cannot make an owner of somebody. */
function refuseMoreThanOwn(principal: Principal, role: Role): void {
  refuseWithout(principal, ROLE_PERMISSIONS[role], `Giving the role ${role}`);
}

/** A link signs the operator in, who may do everything. */
function refuseUnlessAll(principal: Principal): void {
  refuseWithout(principal, PERMISSIONS, 'Making a sign-in link');
}

function refuseWithout(principal: Principal, permissions: Iterable<Permission>, what: string): void {
  for (const permission of permissions) {
    if (!mayDo(principal, permission)) throw new ProblemError(lacks(principal, permission, what));
  }
}

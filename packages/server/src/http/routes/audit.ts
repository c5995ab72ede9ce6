import { answer } from '../answer.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import { auditFilterOf, auditPage, listAuditQuery, presentAuditEntry } from '../schemas/audit.ts';
import { accountParams } from '../schemas/fields.ts';

const listAudit = describeRoute({
  operationId: 'listAudit',
  tag: 'audit',
  summary: 'List the audit log of an account',
  description: 'Newest first.',
  permission: 'audit:read',
  params: accountParams,
  querystring: listAuditQuery,
  answers: { 200: { description: 'A page of audit entries.', schema: auditPage } },
});

/** The routes of the audit log. */
export function addAuditRoutes(app: HttpApp, { operations }: HttpDeps): void {
  app.get('/v1/accounts/:account/audit', listAudit, async (request, reply) => {
    const filter = auditFilterOf(request.query);
    const listed = await operations.listAudit(request.params.account, filter, pageOf('audit', request.query));
    return answer(request, reply, listed, (page) => presentPage('audit', page, presentAuditEntry));
  });
}

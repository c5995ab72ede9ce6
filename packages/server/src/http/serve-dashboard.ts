/**
 * The dashboard's files. Every path that is neither a file nor the API's is the dashboard's own page, which reads the rest of the URL.
 * Its policy lets nothing run or load that did not come from here; styles made at run time carry a nonce that is new with each page.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OriginPolicy } from './auth/origin-policy.ts';
import type { HttpApp, HttpDeps } from './http-deps.ts';
import { ProblemError } from './problem.ts';
import { type DashboardFile, makeFindBuild } from './serve-dashboard-files.ts';

const NONCE_BYTES = 18;
const NONCE_PLACEHOLDER = '%KEYTURN_STYLE_NONCE%';
const HSTS_SECONDS = 365 * 24 * 3600;

/** Paths that are not the dashboard's, whatever is asked for below them. */
const NOT_DASHBOARD = /^\/(v1|session|setup|demo|docs|metrics|healthz|readyz|openapi\.json)(\/|$)/;

/** The content security policy of the dashboard's page with this nonce. */
function dashboardPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ');
}

/** Serves the dashboard that is built in `folder`, now or later. */
export function addDashboard(app: HttpApp, deps: HttpDeps, folder: string, origins: OriginPolicy): void {
  const findBuild = makeFindBuild(folder);
  const isHttps = deps.config.publicUrl.startsWith('https://');

  app.get('/*', async (request, reply) => {
    // As it came: names of files need no escapes, and one in them names no file.
    const path = request.url.split('?', 1)[0] ?? '';
    if (NOT_DASHBOARD.test(path)) return reply.callNotFound();
    const problem = origins.hostRefusal(request);
    if (problem !== undefined) throw new ProblemError(problem);
    const build = await findBuild();
    const file = build?.files.get(path);
    if (file === undefined && !wantsPage(request)) return reply.callNotFound();
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    reply.headers({
      'content-security-policy': dashboardPolicy(nonce),
      'referrer-policy': 'no-referrer',
      ...(isHttps ? { 'strict-transport-security': `max-age=${HSTS_SECONDS}` } : {}),
    });
    if (file !== undefined) return sendFile(request, reply, file);
    reply.type('text/html; charset=utf-8');
    if (build === undefined) return reply.code(503).send(NOT_BUILT);
    return reply.send(build.index.replaceAll(NONCE_PLACEHOLDER, nonce));
  });
}

async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: DashboardFile,
): Promise<FastifyReply> {
  reply.headers({
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  reply.type(file.contentType);
  const gzipped = takesGzip(request) ? await file.gzipped() : undefined;
  if (gzipped === undefined) return reply.send(file.bytes);
  return reply.header('content-encoding', 'gzip').send(gzipped);
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false;
}

function takesGzip({ headers }: FastifyRequest): boolean {
  const encodings = headers['accept-encoding'];
  return typeof encodings === 'string' && /(^|[\s,])gzip\s*(,|$|;\s*q=(1|0\.[0-9]*[1-9]))/.test(encodings);
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Keyturn</title>
<h1>The dashboard is not built</h1>
<p>Keyturn runs, and its API answers. Build the dashboard with <code>npm run build:dashboard</code>, then load this page again.</p>
<p><a href="/openapi.json">The API's document</a></p>
</html>
`;

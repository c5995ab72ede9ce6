import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../problem.ts';
import { isProblemCode, PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../problems.ts';

/** The pages that `type` of a problem links to: plain HTML, nothing to load, readable without an API key. */
export async function addProblemPages(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // The proxy that ends TLS knows whether this host is always reached by it.
    strictTransportSecurity: false,
  });

  app.get('/docs/problems', (_request, reply) => {
    const items = PROBLEM_CODES.map(
      (code) => `<li><a href="/docs/problems/${code}"><code>${code}</code></a> ${PROBLEMS[code].title}</li>`,
    );
    reply
      .type('text/html; charset=utf-8')
      .send(page('Problems', `<h1>Problems</h1><ul>${items.join('')}</ul>`));
  });

  app.get<{ Params: { code: string } }>('/docs/problems/:code', (request, reply) => {
    const { code } = request.params;
    if (!isProblemCode(code)) {
      const detail = 'There is no such problem; `/docs/problems` lists those there are.';
      sendProblem(request, reply, { code: 'not_found', detail, facts: { what: 'path' } });
      return;
    }
    reply.type('text/html; charset=utf-8').send(page(code, problemHtml(code)));
  });
}

function problemHtml(code: ProblemCode): string {
  const { status, title, meaning, mend } = PROBLEMS[code];
  return [
    `<h1><code>${code}</code></h1>`,
    `<p><strong>${escapeHtml(title)}</strong> (HTTP ${status})</p>`,
    `<h2>What it means</h2><p>${inlineHtml(meaning)}</p>`,
    `<h2>What to do</h2><p>${inlineHtml(mend)}</p>`,
    '<p><a href="/docs/problems">All problems</a></p>',
  ].join('\n');
}

function page(title: string, body: string): string {
  return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${escapeHtml(title)} - Keyturn</title>\n${body}\n</html>\n`;
}

/** The registry's texts are Markdown of one kind: code between backticks. */
function inlineHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

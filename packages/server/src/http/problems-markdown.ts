import { PROBLEM_CODES, PROBLEMS } from './problems.ts';

/** The reference page of all problems, as `docs/reference/problems.md` holds it. */
export function problemsMarkdown(): string {
  const rows = PROBLEM_CODES.map(
    (code) => `| [\`${code}\`](#${code}) | ${PROBLEMS[code].status} | ${PROBLEMS[code].title} |`,
  );
  const sections = PROBLEM_CODES.map((code) => {
    const { status, title, meaning, mend } = PROBLEMS[code];
    return `## ${code}\n\n**${title}** (HTTP ${status})\n\n${meaning}\n\n**What to do.** ${mend}\n`;
  });
  return [
    '# Problems',
    '',
    '<!-- Generated from packages/server/src/http/problems.ts by scripts/generate-problems.ts. -->',
    '',
    'Every refusal of the API is a problem (RFC 9457), `application/problem+json`:',
    '',
    '```json',
    '{',
    '  "type": "http://localhost:8080/docs/problems/secret_not_pending",',
    '  "title": "The secret is not pending",',
    '  "status": 409,',
    '  "code": "secret_not_pending",',
    '  "detail": "sec_A was replaced by sec_B. The pending secret is sec_B.",',
    '  "request_id": "req_01JZ8Q5W3D7X9N2K4M6P8R0T1V",',
    '  "secret_id": "sec_A",',
    '  "current_pending_id": "sec_B"',
    '}',
    '```',
    '',
    'Branch on `code`: it is never renamed. `detail` says what was wrong in this case and how to mend it. `request_id` is also in the',
    '`x-request-id` header, in the log and in the audit entry. Facts of the code stand beside these fields. Problems with status 429 and',
    '503 carry `Retry-After`.',
    '',
    '| code | status | title |',
    '|---|---|---|',
    ...rows,
    '',
    ...sections,
  ].join('\n');
}

/** The reader's thread: single statements for lists and look-ups, so that a long one never holds up a commit. */
import { openConnection } from './connection.ts';
import { makeStatementRunner } from './statement-runner.ts';
import type { ReaderRequest } from './thread-messages.ts';
import { serveThread } from './thread-server.ts';

serveThread<ReaderRequest>((options) => {
  const db = openConnection(options);
  const run = makeStatementRunner(db);
  return {
    handle: (request) => (request.type === 'query' ? run(request.sql, request.parameters) : void db.close()),
  };
});

/** The writer's thread: every write of the process, so that an fsync never stops the loop that signs and sends. */
import { makeHotStatements } from '../../hot/sqlite-hot-statements.ts';
import { packResult, unpackBatch } from './batch-message.ts';
import { openConnection } from './connection.ts';
import { makeIdleCheckpoint } from './idle-checkpoint.ts';
import { makeStatementRunner } from './statement-runner.ts';
import type { WriterRequest } from './thread-messages.ts';
import { serveThread } from './thread-server.ts';

serveThread<WriterRequest>((options, fail) => {
  const db = openConnection(options);
  const run = makeStatementRunner(db);
  const hot = makeHotStatements(db);
  const idle = makeIdleCheckpoint(db, fail);
  const perform = (request: WriterRequest): unknown => {
    switch (request.type) {
      case 'query':
        return run(request.sql, request.parameters);
      case 'begin':
        return db.exec('begin immediate');
      case 'commit':
        return db.exec('commit');
      case 'rollback':
        // SQLite has rolled back by itself after a full disk.
        return db.isTransaction ? db.exec('rollback') : undefined;
      case 'commitBatch':
        return packResult(hot.commitBatch(unpackBatch(request.batch)));
      case 'claimDue':
        return hot.claimDue(request.request);
      case 'releaseClaims':
        return hot.releaseClaims(request.now, request.after);
      case 'sweepLanes':
        return hot.sweepLanes(request.now, request.after);
      case 'close':
        idle.stop();
        return db.close();
    }
  };
  return {
    handle(request) {
      if (request.type !== 'close') idle.touch();
      return perform(request);
    },
  };
});

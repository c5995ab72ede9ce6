import { randomBytes } from 'node:crypto';
import { ENDPOINT_COUNT, endpointName } from '../harness/bench-event.ts';
import { forkScript } from '../harness/child.ts';
import type { Subject, SubjectPlace } from './subject.ts';

/** Starts the bare program. It takes events under the path that they are sent to. */
export async function startLimit(place: SubjectPlace): Promise<Subject> {
  const secretText = `whsec_${randomBytes(32).toString('base64')}`;
  const child = forkScript('limit/main.ts', {
    LIMIT_DATABASE_URL: place.databaseUrl,
    LIMIT_RECEIVER: `http://127.0.0.1:${place.sinkPort}`,
    LIMIT_SECRET: secretText,
  });
  const { port } = await child.receive<{ port: number }>();
  const paths = Array.from({ length: ENDPOINT_COUNT }, (_, index) => `/${endpointName(index)}`);
  return {
    pid: child.pid,
    target: { port, paths, headers: {} },
    secretText,
    ended: child.ended,
    stop: child.stop,
  };
}

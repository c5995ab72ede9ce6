/** Faults of a request in words: what zod found, said so that the caller knows what to mend. */
import { REQUEST_FAULTS_MAX } from '@keyturn/core';
import type { z } from 'zod';
import type { InputError } from '../operations/operation-error.ts';

/** Where a fault lies, when not in the body. */
export type FaultPlace = 'body' | 'query' | 'header';

/** A fault as the API answers it. */
export type Fault = InputError;

type Issue = z.core.$ZodIssue;

/** The faults that zod's issues stand for, in order, at most REQUEST_FAULTS_MAX. `input` is what was parsed; `known` are the fields there are. */
export function faultsOf(
  issues: readonly Issue[],
  input: unknown,
  place: FaultPlace,
  known: readonly string[],
): readonly Fault[] {
  const faults: Fault[] = [];
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const path = [...issue.path, key];
        const fields =
          issue.path.length === 0 && known.length > 0 ? ` Known fields: ${known.join(', ')}.` : '';
        faults.push(
          fault(path, place, 'unknown_field', `\`${nameOf(path)}\` is not a field of this request.${fields}`),
        );
      }
    } else {
      const sent = valueAt(input, issue.path);
      faults.push(
        fault(
          issue.path,
          place,
          codeOf(issue, sent),
          `${subjectOf(issue.path)} ${predicateOf(issue, sent)}.`,
        ),
      );
    }
    if (faults.length >= REQUEST_FAULTS_MAX) break;
  }
  return faults.slice(0, REQUEST_FAULTS_MAX);
}

/** One fault of a field that a schema cannot judge alone. */
function fault(path: readonly PropertyKey[], place: FaultPlace, code: string, detail: string): Fault {
  return { ...(place === 'body' ? {} : { in: place }), pointer: pointerOf(path), code, detail };
}

/** A JSON pointer (RFC 6901). */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, 100);
}

function subjectOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'The request' : `\`${nameOf(path)}\``;
}

function codeOf(issue: Issue, sent: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return sent === undefined ? 'required' : 'wrong_type';
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too_long' : 'too_large';
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too_short' : 'too_small';
    case 'invalid_format':
      return 'wrong_form';
    case 'invalid_value':
      return 'not_allowed';
    case 'custom':
      return typeof issue.params?.fault === 'string' ? issue.params.fault : 'wrong_form';
    default:
      return 'wrong_form';
  }
}

function predicateOf(issue: Issue, sent: unknown): string {
  // Our schemas give their own predicates, all of which begin so; zod's own sentences do not.
  const isOurs = /^(must|cannot|is|needs) /.test(issue.message);
  switch (issue.code) {
    case 'invalid_type':
      if (sent === undefined) return 'is required';
      return `must be ${article(issue.expected)}; you sent ${typeName(sent)}`;
    case 'too_big': {
      const bound = isOurs
        ? issue.message
        : `must ${sizeVerb(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}`;
      return `${bound}; you sent ${sizeOf(sent)}`;
    }
    case 'too_small': {
      const bound = isOurs
        ? issue.message
        : `must ${sizeVerb(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}`;
      return `${bound}; you sent ${sizeOf(sent)}`;
    }
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return isOurs ? issue.message : 'does not have the form that this field takes';
  }
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'array' || expected === 'object') return `an ${expected}`;
  return expected === 'record' ? 'an object' : `a ${expected}`;
}

function typeName(sent: unknown): string {
  if (sent === null) return 'null';
  if (Array.isArray(sent)) return 'an array';
  // A number that keeps its source text is an object to JavaScript and a number to its sender.
  if (typeof sent === 'object') return isNumberInSource(sent) ? 'a number' : 'an object';
  if (typeof sent === 'number' && !Number.isInteger(sent)) return 'a number with a fraction';
  return `a ${typeof sent}`;
}

/** `JSON.isRawJSON`, which the language has and TypeScript's library does not know yet. */
function isNumberInSource(value: object): boolean {
  return (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON(value);
}

function sizeVerb(origin: string): string {
  return origin === 'array' || origin === 'string' || origin === 'object' ? 'have' : 'be';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function sizeOf(sent: unknown): string {
  if (typeof sent === 'string' || Array.isArray(sent)) return String(sent.length);
  return typeof sent === 'number' ? String(sent) : typeName(sent);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
